"""Words between, before and inside the items of a list."""

from __future__ import annotations

ALWAYS = (",", ";", "、", "\n", "，", "；", "・")
"""Signs that separate items wherever they stand (a comma between two digits apart)."""

LATIN = ("and also", "and then", "as well as", "and", "plus", "&", "also")
"""Words that separate items with a space on both sides."""

CHINESE = ("以及", "还有", "还要", "外加", "再加上", "再加", "另外", "和", "与", "跟", "及")

JAPANESE = ("それから", "および", "及び", "それと", "あと", "と", "や")

KEPT = (
    "mac and cheese", "macaroni and cheese", "fish and chips", "half and half", "salt and vinegar", "salt and pepper",
    "peanut butter and jelly", "bread and butter", "black and white", "cookies and cream", "m & m", "h & m", "b & b",
    "rock and roll", "surf and turf", "pork and beans", "ham and cheese", "lost and found",
    "和牛", "和菓子", "和風", "和风", "和食", "和紙", "和平", "和尚", "大和", "温和", "柔和", "饱和", "昭和", "共和",
    "和歌山", "和服", "高跟鞋", "跟鞋", "及格", "普及", "涉及", "与会", "参与", "和田玉", "中和", "祥和",
    "和谐", "和解",
    "とうふ", "とうもろこし", "とうがらし", "とんかつ", "とろろ", "とりにく", "とり肉",
    "とまと", "おとうふ", "ひとつ",
    "もやし", "八百屋", "やさい", "やきそば", "やきとり", "やかん", "やくると",
)  # fmt: skip
"""Names of one thing that have such a word in them."""

ARTICLES = ("some ", "the ", "a ", "an ", "also ", "then ", "一些", "一点", "还有", "再来", "以及", "それから")
"""Left out at the beginning of an item."""

COUNTS = ("a dozen", "a couple", "a few", "a hundred", "a pair", "a half", "a bit", "a lot")
"""Where the article belongs to a number and stays."""

ENDINGS = (" please", " too", " as well", " etc", " etc.", "吧", "等", "など", "とか")
"""Left out at the end of an item."""
