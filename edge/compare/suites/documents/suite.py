"""Questions about handbooks: is the fact right, among many that look alike, and is its place quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from edge.attachments.counting import file_tokens
from edge.compare.replies.forms import Wanted, named
from edge.compare.replies.plain import read
from edge.compare.suites.documents.handbook import Fact, Handbook, written
from edge.compare.suites.documents.values import Value, Values
from edge.compare.suites.tables import tables
from edge.compare.task import Grade, Task, Turn
from edge.router.text import tokens_of
from edge.transcript import Attachment

__all__ = ["DEPTHS", "Documents", "Question", "Size"]

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Size:
    """How long a handbook is."""

    name: str
    tokens: int
    chapters: int
    sections: int
    """Of each chapter."""


SIZES = (Size("2k", 2_000, 5, 2), Size("8k", 8_000, 10, 4), Size("16k", 16_000, 10, 8), Size("30k", 30_000, 10, 15))
DEPTHS = (10, 30, 50, 70, 90)
"""Where in the text the facts stand that are asked for, in percent."""

_SECTION = re.compile(r"(?<![a-z\d.-])\d{1,2}\.\d{1,2}(?![a-z\d%])")
_LINES = (
    re.compile(r"\blines? ?(\d{1,5})(?: ?(?:-|~|to|and) ?(\d{1,5}))?"),
    re.compile(r"第? ?(\d{1,5})(?: ?(?:-|~|到|至|、) ?第?(\d{1,5}))? ?行"),
)
_WIDEST = 40
"""Lines: who quotes more of them quotes no place."""
_OTHER_PLACES = 2
_OTHER_FACTS = 2
"""So many others may be mentioned beside the right one."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question for one fact, which grades its reply."""

    fact: Fact
    others: tuple[Value, ...]
    """The facts that look alike."""

    def __call__(self, replies: Sequence[str]) -> Grade:
        """`fact` times one half, and the other half as far as the place is right."""
        reply = replies[-1] if replies else ""
        fact, place = self._fact(reply), self._place(reply)
        why = ""
        if not reply.strip():
            why = "The reply is empty."
        elif not fact:
            why = "The fact is wrong or missing."
        elif place < 1:
            why = "Only the chapter is right, not the section." if place else "The place is wrong or missing."
        return Grade(fact * (1 + place) / 2, {"fact": fact, "place": place}, why)

    def _fact(self, reply: str) -> float:
        text = read(reply)
        if sum(named(text, value.forms) for value in self.others) > _OTHER_FACTS:
            return 0.0
        value = self.fact.value
        number = None if value.number is None else Fraction(value.number)
        rivals = tuple(form for other in self.others for form in other.forms)
        return Wanted((value.forms,), number, rivals).share(reply)

    def _place(self, reply: str) -> float:
        """1 for the section by number, title or lines; one half for the chapter alone."""
        text = read(reply)
        sections = set(_SECTION.findall(text.plain))
        if len(sections - {self.fact.number}) > _OTHER_PLACES:
            return 0.0
        if self.fact.number in sections or named(text, (self.fact.title,)) or self._lines(text.plain):
            return 1.0
        chapter = self.fact.number.split(".")[0]
        if sections:
            return 0.5 if any(section.split(".")[0] == chapter for section in sections) else 0.0
        by_number = (f"chapter {chapter}", f"section {chapter}", f"第{chapter}章", f"第{chapter}节", f"第 {chapter} 章")
        return 0.5 if named(text, (*by_number, f"“{self.fact.chapter}”", self.fact.chapter)) else 0.0

    def _lines(self, text: str) -> bool:
        """Whether lines are quoted, as the attached text shows them, among which this section's are."""
        first, last = self.fact.lines
        for begin, end in (found for pattern in _LINES for found in pattern.findall(text)):
            low, high = int(begin), int(end or begin)
            if low <= last and high >= first and 0 <= high - low <= _WIDEST:
                return True
        return False


class Documents:
    """The suite."""

    name = "documents"
    title = "Long documents"
    version = 1

    def tasks(self) -> tuple[Task, ...]:
        """Five for each handbook: four sizes, in English and in Chinese."""
        return _tasks()


@cache
def _tasks() -> tuple[Task, ...]:
    return tuple(task for turn, language in enumerate(LANGUAGES) for task in _in(language, turn))


def _in(language: str, turn: int) -> Iterator[Task]:
    words = tables(__package__, f"{language}.toml")
    values = Values(words, f"values {language}", turn, len(LANGUAGES))
    for size in SIZES:
        handbook = written(
            words,
            values,
            tokens=size.tokens,
            chapters=size.chapters,
            sections=size.sections,
            seed=f"handbook {language} {size.name}",
        )
        attachment = Attachment(words["file"], handbook.text)
        for depth in DEPTHS:
            yield _task(language, words, size, depth, handbook, attachment)


def _task(
    language: str, words: dict[str, Any], size: Size, depth: int, handbook: Handbook, attachment: Attachment
) -> Task:
    fact = handbook.at(depth / 100)
    asked = words["ask"].format(question=fact.theme["question"].format(place=fact.place))
    answer = fact.theme["answer"].format(place=fact.place, value=fact.value.text)
    return Task(
        uid=f"documents.{size.name}_{depth}.{language}",
        suite="documents",
        language=language,
        turns=(Turn(asked, (attachment,)),),
        grade=Question(fact, handbook.others(fact)),
        references=(words["reply"].format(answer=answer, number=fact.number, title=fact.title),),
        max_tokens=200,
        tokens=file_tokens(attachment) + tokens_of(asked),
    )
