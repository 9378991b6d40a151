"""Word problems with one checkable answer each: is the answer right, and are the steps shown as the prompt asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from edge.compare.replies.final import chosen, minutes, number, ordered, times
from edge.compare.replies.forms import named, numbers
from edge.compare.replies.plain import folded, read
from edge.compare.suites.tables import tasks_of
from edge.compare.task import Grade, Task, Turn

__all__ = ["Kind", "Problem", "Reasoning"]

Kind = Literal["number", "percent", "duration", "time", "choice", "order"]

LANGUAGES = ("en", "zh", "ja")

SHOWN = {
    "en": 'Show your steps. The last line is the answer alone, as "Answer: ...".',
    "zh": "请写出步骤，最后一行只写答案，格式是“答案：…”。",
    "ja": "途中の計算も書いてください。最後の行には答えだけを「答え：…」の形で書いてください。",
}
BRIEF = {
    "en": 'Do not show any steps. Reply with one line only, as "Answer: ...".',
    "zh": "不要写步骤，只回复一行，格式是“答案：…”。",
    "ja": "途中の計算は書かず、「答え：…」の形で一行だけ答えてください。",
}
BRIEF_CHARACTERS = 100
"""So long is at most a reply that shows no steps."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One word problem, which grades its reply."""

    kind: Kind
    answer: Fraction | int | str | tuple[str, ...]
    """A number; minutes since midnight; the name of a choice; or the names in their order."""
    given: frozenset[Fraction] = frozenset()
    """The numbers of the question."""
    named: frozenset[str] = frozenset()
    """The choices that the question names; none where it names all of them."""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By name, the forms in which each can be named."""
    shown: bool = True
    """Whether the prompt asks for steps."""
    steps: tuple[str, ...] = ()
    """Results on the way."""
    needed: int = 0
    """How many of the steps a reply that shows its work has at least."""

    def __call__(self, replies: Sequence[str]) -> Grade:
        """`answer` alone is the score; `steps` says whether they were shown, or left out, as the prompt asks."""
        reply = replies[-1] if replies else ""
        right, told = self.right(reply)
        steps = self._steps(reply)
        why = ""
        if not reply.strip():
            why = "The reply is empty."
        elif not told:
            why = "The reply has no final answer, or more than one."
        elif not right:
            why = "The final answer is wrong."
        return Grade(float(right), {"answer": float(right), "steps": float(steps)}, why)

    def right(self, reply: str) -> tuple[bool, bool]:
        """Whether the final answer is right, and whether there is one."""
        if self.kind == "choice":
            name = chosen(reply, self.choices, self.named)
            return name == self.answer, name is not None
        if self.kind == "order":
            names = ordered(reply, self.choices)
            return names == self.answer, names is not None
        if self.kind == "time":
            meant = times(reply)
            return self.answer in meant, bool(meant)
        if self.kind == "duration":
            length = minutes(reply, self.given)
            return length == self.answer, length is not None
        value = number(reply, self.given)
        if value is None:
            return False, False
        if self.kind == "percent":
            return value.value == self.answer or (not value.percent and value.value * 100 == self.answer), True
        return value.exact == self.answer, True

    def _steps(self, reply: str) -> bool:
        if not self.shown:
            return 0 < len(reply.strip()) <= BRIEF_CHARACTERS
        text = read(reply)
        values = {seen.value.value for seen in numbers(text)}
        found = sum(_fraction(step) in values or named(text, (step,)) for step in self.steps)
        return found >= self.needed and len(reply.strip()) > BRIEF_CHARACTERS // 4


def _fraction(step: str) -> Fraction | None:
    try:
        return Fraction(step)
    except ValueError:  # a time of the day, which is looked for as it is written
        return None


class Reasoning:
    """The suite."""

    name = "reasoning"
    title = "Reasoning"
    version = 1

    def tasks(self) -> tuple[Task, ...]:
        """Twelve in English, twelve in Chinese, six in Japanese: each with numbers and a story of its own."""
        return tasks_of(__package__, LANGUAGES, _task)


def _task(language: str, name: str, entry: dict[str, Any]) -> Task:
    asked = (SHOWN if entry["shown"] else BRIEF)[language]
    return Task(
        uid=f"reasoning.{name}.{language}",
        suite="reasoning",
        language=language,
        turns=(Turn(f"{entry['text']}\n\n{asked}"),),
        grade=_problem(entry),
        references=(entry["reference"],),
        max_tokens=640 if entry["shown"] else 128,
    )


def _problem(entry: dict[str, Any]) -> Problem:
    kind: Kind = entry["kind"]
    given = entry["answer"]
    answer: Fraction | int | str | tuple[str, ...]
    if kind == "time":
        hour, minute = map(int, given.split(":"))
        answer = hour * 60 + minute
    elif kind == "order":
        answer = tuple(given)
    elif kind == "choice":
        answer = str(given)
    else:
        answer = Fraction(str(given))
    steps = tuple(entry["steps"])
    choices = {name: tuple(forms) for name, forms in entry.get("choices", {}).items()}
    asked = folded(entry["text"])
    in_question = frozenset(name for name, forms in choices.items() if named(asked, forms))
    return Problem(
        kind=kind,
        answer=answer,
        given=frozenset(seen.value.value for seen in numbers(asked)),
        named=in_question if len(in_question) < len(choices) else frozenset(),
        choices=choices,
        shown=entry["shown"],
        steps=steps,
        needed=entry.get("steps_needed", (len(steps) + 1) // 2),
    )
