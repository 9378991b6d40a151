"""A message made ready for the templates: one way of writing, without politeness at its ends, slips put right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from edge.skills.characters import simplified
from edge.skills.values.text import Text, is_han, is_kana, is_letter

__all__ = ["LONGEST", "Language", "fold", "languages", "read", "repaired", "without_fillers"]

Language = Literal["en", "zh", "ja"]

LONGEST = 300
"""Characters; a longer message is no command."""

_MENDED = ("timer", "alarm", "remind", "reminder", "volume", "brightness", "shopping", "minutes", "seconds", "convert")
"""Words whose commonest slips (two letters swapped, one left out) are no words of their own."""

_CLOSING = " .。!?,、;~…:"
_WORD = re.compile(r"[A-Za-z]{4,12}")


def fold(phrase: str) -> str:
    """A template's words in the form of the text that `read` answers."""
    return read(phrase).plain


def read(message: str) -> Text:
    """A message as a `Text` whose `plain` has the templates' characters in their simplified form."""
    return simplified(Text.of(message))


def languages(text: Text) -> tuple[Language, ...]:
    """The languages whose templates may match, by the script: kana is Japanese, characters alone may be both."""
    if text.kana:
        return ("ja",)
    return ("zh", "ja") if any(map(is_han, text.plain)) else ("en",)


def _slips() -> dict[str, str]:
    slips: dict[str, str] = {}
    for word in _MENDED:
        for i in range(1, len(word) - 1):
            swapped = word[:i] + word[i + 1] + word[i] + word[i + 2 :]
            if swapped != word:
                slips[swapped] = word
            if len(word) >= 7:
                slips[word[:i] + word[i + 1 :]] = word
    for word in _MENDED:
        slips.pop(word, None)
    return slips


_SLIPS = _slips()


def repaired(message: str) -> str:
    """The message with the slips of `_MENDED` put right ("set a tiemr"); everything else as it was."""
    return _WORD.sub(lambda match: _SLIPS.get(match.group().lower(), match.group()), message)


def without_fillers(text: Text, fillers: Iterable[str]) -> tuple[int, int]:
    """Where the message begins and ends when the (folded) fillers at its ends are left out."""
    plain = text.plain
    start, end = 0, len(plain)
    changed = True
    while changed:
        changed = False
        while start < end and plain[start] in _CLOSING:
            start += 1
        while start < end and plain[end - 1] in _CLOSING:
            end -= 1
        for words in fillers:
            if plain.startswith(words, start, end) and start + len(words) < end and _whole(plain, start, words):
                start, changed = start + len(words), True
            elif (
                plain.endswith(words, start, end)
                and end - len(words) > start
                and _whole(plain, end - len(words), words)
            ):
                end, changed = end - len(words), True
    return start, end


def _whole(plain: str, at: int, words: str) -> bool:
    """Whether the words stand there and not as a part of a longer Latin word."""
    end = at + len(words)
    before, after = plain[at - 1 : at] or " ", plain[end : end + 1] or " "
    return not (is_letter(words[0]) and is_letter(before)) and not (is_letter(words[-1]) and is_letter(after))


def joins(before: str, after: str) -> bool:
    """Whether a space between these two characters means nothing: one of them is Chinese or Japanese."""
    return any(is_han(char) or is_kana(char) or char == "ー" for char in (before, after) if char)
