"""The items of a list that was said in one breath: "milk, eggs and bread", 牛奶、鸡蛋和面包, 牛乳と卵とパン.

Items keep the user's own characters and their quantities ("2 apples", "a dozen eggs"), without articles around them.
Ambiguities are decided so:
- Words that have a joining word inside are kept from a table (mac and cheese, 和牛, とうふ).
- と and や between two hiragana join only where both sides have two characters or more and none of them breaks a word
  off (りんごとみかん are two items, さとう is one); 和 never joins in a text with kana.
- A comma between two digits belongs to a number.
"""

from __future__ import annotations

from edge.skills.values.found import Phrases
from edge.skills.values.text import Text, fold, is_hiragana
from edge.skills.values.words.lists import ALWAYS, ARTICLES, CHINESE, COUNTS, ENDINGS, JAPANESE, KEPT, LATIN

__all__ = ["split_items"]

_ALWAYS = Phrases(dict.fromkeys([sign for sign in ALWAYS if sign != "\n"], True))
_LATIN = Phrases(dict.fromkeys(LATIN, True))
_CHINESE = Phrases(dict.fromkeys(CHINESE, True))
_JAPANESE = Phrases(dict.fromkeys(JAPANESE, True))
_KEPT = Phrases(dict.fromkeys(KEPT, True))
_COUNTS = Phrases(dict.fromkeys(COUNTS, True))
_ARTICLES = tuple(fold(words) for words in ARTICLES)
_ENDINGS = tuple(fold(words) for words in ENDINGS)
_CLOSING = " .。!?,、;・"
_BREAKS_OFF = "っんぁぃぅぇぉゃゅょー"
"""What no item can begin with, or (っ) end with."""


def split_items(said: str) -> tuple[str, ...]:
    """The items in their order, each once, in the user's own characters; no items for a text without words."""
    items: dict[str, str] = {}
    for line in said.splitlines():
        text = Text.of(line)
        for start, end in _spans(text):
            item = _trimmed(text, start, end)
            if item:
                items.setdefault(fold(item), item)
    return tuple(items.values())


def _spans(text: Text) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = i = 0
    while i < len(text):
        kept = _KEPT.find(text, i)
        # 牛奶和牛肉 are two items: in Chinese a name that begins with a joining word is one only at the beginning.
        if kept is not None and (i == start or text.kana or _CHINESE.find(text, i) is None):
            i = kept.end
            continue
        end = _separator(text, start, i)
        if end is None:
            i += 1
            continue
        spans.append((start, i))
        start = i = end
    spans.append((start, len(text)))
    return spans


def _separator(text: Text, start: int, at: int) -> int | None:
    """Where the separator at `at` ends, if one is there; `start` is where the item before it begins."""
    sign = _ALWAYS.find(text, at)
    if sign is not None:
        number = text.plain[at] == "," and text.char(at - 1).isdigit() and text.char(at + 1).isdigit()
        dot = text.plain[at] == "・" and text.kana and not text.char(at - 1).isspace() and "、" not in text.plain
        return None if number or dot else sign.end
    word = _LATIN.find(text, at)
    if word is not None and text.char(at - 1) == " " and text.char(word.end) == " ":
        return word.end
    if text.kana:
        return _japanese(text, start, at)
    word = _CHINESE.find(text, at)
    return None if word is None or at == start else word.end


def _japanese(text: Text, start: int, at: int) -> int | None:
    word = _JAPANESE.find(text, at)
    if word is None or at == start or word.end >= len(text):
        return None
    if word.end - at > 1:
        return word.end
    before, after = text.char(at - 1), text.char(word.end)
    if after in _BREAKS_OFF or before == "っ":
        return None
    if is_hiragana(before) and is_hiragana(after):
        long_enough = at - start >= 2 and len(text) - word.end >= 2
        return word.end if long_enough and text.plain[at] == "と" else None
    return word.end


def _trimmed(text: Text, start: int, end: int) -> str:
    changed = True
    while changed:
        changed = False
        while start < end and text.plain[start] in _CLOSING:
            start += 1
        while start < end and text.plain[end - 1] in _CLOSING:
            end -= 1
        for words in _ARTICLES:
            if text.plain.startswith(words, start) and start + len(words) < end and not _COUNTS.find(text, start):
                start, changed = start + len(words), True
        for words in _ENDINGS:
            if text.plain.endswith(words, start, end) and end - len(words) > start:
                end, changed = end - len(words), True
    return text.source(start, end)
