"""How a message is read: sentence by sentence, in the language of its letters, and only where a key word stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Literal

from edge.care.chinese import CHINESE, TRADITIONAL
from edge.care.english import ENGLISH
from edge.care.japanese import JAPANESE
from edge.care.replies import Need, reply
from edge.care.rule import Language

__all__ = ["Care", "care"]


@dataclass(frozen=True, slots=True)
class Care:
    """What was heard in a message, and what to say to it."""

    kind: Literal["despair", "emergency"]
    language: str
    """`en`, `zh` or `ja`."""
    text: str
    """The reply, complete."""


_LONG = 400
"""Characters from which on a text is taken for a document, in which only what its writer says of themselves counts."""

_LONGEST = 8000
"""Of a longer text, the first and the last half of this are read: what somebody says beside a pasted document."""

_KANA = frozenset(map(chr, [*range(0x3041, 0x3097), *range(0x30A1, 0x30FB)]))
_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ]")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}
_APOSTROPHES = re.compile("['’‘ʼ´`]")
_QUOTED = re.compile(r'"[^"\n]{1,300}"|“[^”\n]{1,300}”|「[^」\n]{1,300}」|『[^』\n]{1,300}』|«[^»\n]{1,300}»')
_SENTENCE_ENDS = re.compile(r"[.!?\n;。！？；…]+")
_NOT_WORDS = re.compile(r"[\W_]+")


def care(text: str) -> Care | None:
    """The reply to a message that speaks of despair or of an emergency; None for every other message.

    Where it speaks of both, the emergency comes first, and its reply names somebody to talk to as well.
    """
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]}\n{text[-_LONGEST // 2 :]}"
    lowered = text.lower()
    if _WIDE.search(lowered):
        lowered = lowered.translate(_NARROW)
    for name, language, readable in _readings(lowered):
        needs = _needs(language, readable)
        if needs:
            need: Need = next(n for n in ("emergency", "despair", "despair_other") if n in needs)
            tongue = "zh-Hant" if name == "zh" and readable != lowered else name
            text = reply(need, tongue, also_despair=len(needs) > 1)
            return Care("emergency" if need == "emergency" else "despair", name, text)
    return None


def _readings(lowered: str) -> Iterator[tuple[str, Language, str]]:
    """The languages that the letters allow, the likeliest first, each with the text as its rules want it."""
    letters = set(lowered)
    kana = letters & _KANA
    if kana:
        yield "ja", JAPANESE, lowered
    if len(kana) <= 2 and any("一" <= letter <= "鿿" for letter in letters):  # some write の among Chinese
        yield "zh", CHINESE, lowered if letters.isdisjoint(map(chr, TRADITIONAL)) else lowered.translate(TRADITIONAL)
    if not letters.isdisjoint(ascii_lowercase):
        yield "en", ENGLISH, _APOSTROPHES.sub("", lowered)


def _needs(language: Language, readable: str) -> set[Need]:
    """What the sentences of the text speak of."""
    heard = language.heard(readable)
    if not heard or re.search(language.tasks, readable[:_LONG]):
        return set()
    long = len(readable) > _LONG
    if long:
        readable = _QUOTED.sub(" ", readable)
    laughs = re.search(language.laughs, readable) is not None
    rules = [
        (rule, keys)
        for rule in language.rules
        if (keys := heard.intersection(rule.keys.split())) and not (laughs and not rule.serious)
    ]
    found: set[Need] = set()
    for sentence in _SENTENCE_ENDS.split(readable):
        if long and not re.search(language.own, sentence):
            continue
        words = _NOT_WORDS.sub(" ", sentence).strip() if language.words else sentence.strip()
        for rule, keys in rules:
            if rule.need not in found and any(key in words for key in keys) and language.says(rule, words):
                found.add(rule.need)
    return found
