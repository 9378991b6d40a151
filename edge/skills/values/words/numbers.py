"""Number words."""

from __future__ import annotations

SMALL = {
    "zero": 0, "nought": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40,
    "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
"""English, below a hundred ("fourty" is how many write it)."""

SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
"""English, from a thousand on."""

SPOKEN_DIGITS = {name: value for name, value in SMALL.items() if value < 10} | {"oh": 0, "o": 0}
"""What may follow "point"."""

DENOMINATORS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "twelfth": 12, "twentieth": 20, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
"""Parts, in the singular; the plural adds an s ("halves" apart). No "second": that is a unit of time."""

ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21, "twenty-second": 22,
    "twenty-third": 23, "twenty-fourth": 24, "twenty-fifth": 25, "twenty-sixth": 26, "twenty-seventh": 27,
    "twenty-eighth": 28, "twenty-ninth": 29, "thirtieth": 30, "thirty-first": 31,
    "twenty first": 21, "twenty second": 22, "twenty third": 23, "twenty fourth": 24, "twenty fifth": 25,
    "twenty sixth": 26, "twenty seventh": 27, "twenty eighth": 28, "twenty ninth": 29, "thirty first": 31,
}  # fmt: skip
"""Days of a month and powers."""

HAN_DIGITS = {
    "〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "两": 2,
    "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9, "壱": 1, "弐": 2, "参": 3,
}  # fmt: skip
"""Chinese and Japanese digits, the ones on cheques too, in simplified characters."""

HAN_TENS = {"廿": 20, "卅": 30, "卌": 40}

HAN_SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}

HAN_GROUPS = {"万": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}

NEGATIVE = ("-", "minus ", "negative ", "负", "マイナス", "零下", "氷点下")

PERCENT = ("%", "percent", "per cent", "pct", "パーセント")

HUNDREDTHS = ("百分之", "百分の")
"""Before a number of percent; all of one length."""

HALVES = ("一半", "半分", "半")

KILO = {"千": "克米瓦卡帕焦赫伏", "百": "帕"}
"""Before these characters 千 and 百 belong to the unit: 千克 is a kilogram."""

NOT_NUMBERS = (
    "一下", "一些", "一样", "一起", "一直", "一定", "一边", "一切", "一会", "一般", "一旦", "一共", "一致", "一番",
    "一緒", "千万", "三明治", "四川", "五花肉", "八宝粥", "七喜", "十字", "半夜", "半导体", "百度",
    "百货", "百科", "百合", "千葉", "三重", "二手", "四季", "一言", "一応", "八百屋",
)  # fmt: skip
"""Words that begin with a number's character and hold no number."""
