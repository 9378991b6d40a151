"""The final answer of a reply that reasons: what stands behind "Answer:", and where that is missing what its last
sentence says, if that says only one thing.

A reply that tries out many answers has none: nothing is found by luck.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile

from edge.compare.replies.forms import numbers, places
from edge.compare.replies.plain import MOST, folded, plain
from edge.skills.values.clock import Clock, scan_clock, scan_part
from edge.skills.values.durations import find as find_duration
from edge.skills.values.found import Found, find_all
from edge.skills.values.numbers import Number
from edge.skills.values.text import Text

__all__ = ["Said", "chosen", "minutes", "number", "ordered", "said", "times"]

_MARK = re.compile(
    r"(?:^|\b|(?<=[\s，。、,.:：]))(?:"
    r"(?:final |correct |the )?answer(?: to [^\n.:]{1,60}?)?(?: (?:is|would be|=)(?: ?[:=])?| ?[:=])"
    r"|(?:最终|最后|正确|最終|最后的)?的?答案(?:应该|應該)?(?:就)?(?: ?[:=]|[是为為]:?)"
    r"|(?:最終的な|正しい)?(?:答え|解答|回答|答)(?:は(?:、|,)?| ?[:=])"
    r")",
    re.IGNORECASE | re.MULTILINE,
)
_BOXED = re.compile(r"\\boxed\s{0,3}\{((?:[^{}]|\{[^{}]{0,80}\}){1,200})\}")
_END = re.compile(r"[。！!；;\n]|\.(?=\s|$)")
_ASIDE = re.compile(r"[(\[（【][^()\[\]（）【】]{0,200}[)\]）】]")
_COURTESY = re.compile(
    r"\b(?:hope|let me know|feel free|if you have|need (?:any|more|further)|happy to|glad to)\b"
    r"|希望|如果(?:你|您|还)|随时|還有|还有(?:其他|别的|问题)|ご質問|お気軽|お役に立|ご不明",
    re.IGNORECASE,
)
"""What is said behind an answer to be polite."""
_BULLET = re.compile(r"^(?:[-–•*]\s+|[-–]{2,}\s*)")
"""Of a list, and no minus."""
_EITHER = re.compile(r"\bor\b|或|または|もしくは|あるいは|それとも|/")
_EARLY, _LATE = {"morning", "am"}, {"afternoon", "evening", "night", "pm", "noon"}
_SO = re.compile(
    r"\b(?:so|thus|therefore|hence|that is|i\.e\.|rounded|rounds)\b|→|也就是|所以|因此|即|取整|つまり|よって|なので"
)
_SUM = re.compile(r"\d ?[-+−–×x*÷/] ?\(?\d[^=]{0,40}=")
_LAST_MARKS = 8
_LONGEST = 400
"""Characters behind a mark that are looked at."""
_MOST_TOLD = 2
"""Different values behind one mark, or different marked answers of one reply: more of them are guesses."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a reply gives as its answer."""

    texts: tuple[str, ...]
    """What stands behind each mark, in their order; the last sentence where there is no mark."""
    marked: bool
    rests: tuple[str, ...]
    """The same, each up to the end of the reply."""


def said(reply: str) -> Said:
    """Where the answer stands. It never raises; a reply without a word has no texts."""
    text = plain(_BOXED.sub(r"\nAnswer: \1\n", reply[:MOST]))
    texts, rests = [], []
    for mark in list(_MARK.finditer(text))[-_LAST_MARKS:]:
        begun = _BULLET.sub("", text[mark.end() : mark.end() + _LONGEST].lstrip(" \t\n:=\"'“「"))
        if begun and re.search(r"\w", begun):
            texts.append(_END.split(begun, maxsplit=1)[0])
            rests.append(begun)
    if texts:
        return Said(tuple(texts), True, tuple(rests))
    sentences = [sentence.strip() for sentence in _END.split(text) if re.search(r"\w", sentence)]
    while len(sentences) > 1 and _COURTESY.search(sentences[-1]):
        sentences.pop()
    last = tuple(sentence[-_LONGEST:] for sentence in sentences[-1:])
    return Said(last, False, last)


def number(reply: str, given: Iterable[Fraction] = ()) -> Number | None:
    """The number that the reply ends with; None where it gives none, or leaves it open.

    `given` are the numbers of the question: a last sentence that repeats them names its result beside them.
    """
    answer, known = said(reply), frozenset(given)
    if not answer.marked:
        found = {seen.value for text in answer.texts for seen in _numbers(folded(_told(text)))}
        new = {value for value in found if value.value not in known} or found
        return new.pop() if len(new) == 1 else None
    texts = map(_last_sum, answer.texts, answer.rests)
    told = [value for value in map(_first_number, texts) if value is not None]
    return told[-1] if told and len(set(told)) <= _MOST_TOLD else None


def _last_sum(text: str, rest: str) -> str:
    """Where a line is one calculation after the other, the last of them; the text itself where it is not."""
    sums = list(takewhile(_SUM.search, _END.split(rest.split("\n", 1)[0])))
    return sums[-1] if sums else text


def _numbers(text: Text) -> list[Found[Number]]:
    """Its numbers; where some are in digits, those alone, as 三 and "one" are in many a word."""
    found = list(numbers(text))
    return [seen for seen in found if re.search("[0-9]", text.plain[seen.start : seen.end])] or found


def _told(text: str) -> str:
    """Without what is in brackets, and behind the last equals sign."""
    short = _ASIDE.sub(" ", text)
    text = short if re.search(r"\w", short) else text
    return re.split(r"[=≈]", text)[-1] if re.search(r"[=≈].{0,40}\d", text) else text


def _first_number(text: str) -> Number | None:
    read = folded(_told(text))
    found = _numbers(read)
    values = list(dict.fromkeys(seen.value for seen in found))
    if not values or len(values) > _MOST_TOLD:
        return None
    between = read.plain[found[0].end : found[-1].start]
    if len(values) > 1 and _EITHER.search(between):
        return None
    return values[-1] if _SO.search(between) else values[0]


def minutes(reply: str, given: Iterable[Fraction] = ()) -> Fraction | None:
    """The length of time that the reply ends with, in minutes: a number without a unit is minutes."""
    answer = said(reply)
    for text in reversed(answer.texts):
        read = folded(_told(text))
        found = {seen.value.seconds for seen in find_all(find_duration, read)}
        if len(found) == 1:
            return found.pop() / 60
        if found:
            return None
    value = number(reply, given)
    return value.value if value is not None else None


def times(reply: str) -> frozenset[int]:
    """The time of the day that the reply ends with, in minutes since midnight: two where it may be before or after
    noon, none where it gives no time or leaves it open."""
    told: list[frozenset[int]] = []
    answer = said(reply)
    for text in answer.texts:
        read = folded(_told(text))
        parts = {seen.value for seen in find_all(scan_part, read)}
        found = [_minutes(seen.value, parts) for seen in find_all(scan_clock, read) if not seen.value.bare]
        values = list(dict.fromkeys(found))
        if len(values) == 1 or (values and answer.marked and len(values) <= _MOST_TOLD):
            told.append(values[0])
    return told[-1] if told and len(set(told)) <= _MOST_TOLD else frozenset()


def _minutes(seen: Clock, parts: set[str]) -> frozenset[int]:
    """What this time means among these parts of the day."""
    hour, minute = seen.hour % 24, seen.minute
    if parts & _LATE and hour < 12:
        hour += 12
    elif parts & _EARLY and hour == 12:
        hour = 0
    elif not parts and not seen.settled:
        return frozenset({hour % 12 * 60 + minute, (hour % 12 + 12) * 60 + minute})
    return frozenset({hour * 60 + minute})


def chosen(reply: str, choices: Mapping[str, Iterable[str]], given: Iterable[str] = ()) -> str | None:
    """Which of the choices, each in one of its forms, the reply ends with.

    `given` are the choices that the question names: where a reply has one of them beside another ("17 days after
    Thursday is Sunday"), the other one counts.
    """
    known = frozenset(given)
    answer = said(reply)
    told: list[str] = []
    for text in answer.texts:
        read = folded(text)
        named = _order(read, choices)
        first = [name for name in named if name not in known] or named
        if len(named) > 1 and _EITHER.search(read.plain):
            continue
        if len(first) == 1 or (answer.marked and 1 < len(first) <= _MOST_TOLD):
            told.append(first[0])
    return told[-1] if told and len(set(told)) <= _MOST_TOLD else None


def ordered(reply: str, choices: Mapping[str, Iterable[str]]) -> tuple[str, ...] | None:
    """The choices in the order in which the reply ends: those of a sentence, or of as many lines; None where one is
    missing."""
    answer = said(reply)
    last = [] if answer.marked else [line for line in plain(reply).splitlines() if line.strip()][-len(choices) :]
    listed = [_order(folded(line), choices) for line in last]
    if len(listed) == len(choices) and all(len(names) == 1 for names in listed):
        answer = Said(("\n".join(last),), False, ())
    for texts in (answer.texts, answer.rests):
        for text in reversed(texts):
            found = _order(folded(text), choices)
            if len(found) == len(choices):
                return tuple(found)
    return None


def _order(text: Text, choices: Mapping[str, Iterable[str]]) -> list[str]:
    """The choices that are named, by their first place."""
    first = {name: found[0] for name, forms in choices.items() if (found := places(text, forms))}
    return sorted(first, key=lambda name: first[name])
