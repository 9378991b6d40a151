"""Which language a message is in, told by its script.

Enough to answer in the user's language: kana makes it Japanese, Han without kana Chinese, Latin letters English. The
three languages are those that this program speaks; a French message counts as English here.
"""

from __future__ import annotations

import re

__all__ = ["language_of"]

_KANA = r"[\u3041-\u3096\u30a1-\u30fa\u30fc\uff66-\uff9d]"
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_LATIN = r"[A-Za-z\u00c0-\u024f]"
# Compiled by `re` when they are first used (and kept): that takes milliseconds, which a start has not.

_ENOUGH = 2000
"""Characters that are looked at: a pasted book is in the language of its beginning."""


def language_of(text: str) -> str:
    """`ja`, `zh`, `en`, or `und` where there is no letter of any of them."""
    text = text[:_ENOUGH]
    if re.search(_KANA, text):
        return "ja"
    han = len(re.findall(_HAN, text))
    # One Han character says about as much as a word of three letters: "debug 一下这个程序" is Chinese, a page of
    # English with one quoted character is not.
    if han and han * 3 >= len(re.findall(_LATIN, text)) / 2:
        return "zh"
    if re.search(_LATIN, text):
        return "en"
    return "zh" if han else "und"
