"""A suite of a few tasks whose answers are plain to see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edge.compare.task import Grade, Task, Turn


def task(number: int, language: str = "en", turns: int = 1, suite: str = "small") -> Task:
    """One whose answers are `Answer 3.0`, `Answer 3.1`, and so on."""
    wanted = tuple(f"Answer {number}.{turn}." for turn in range(turns))

    def grade(replies: Sequence[str]) -> Grade:
        got = sum(one == two for one, two in zip(replies, wanted, strict=True)) / len(wanted)
        return Grade(got, {"correct": got}, "" if got == 1 else "It is another answer.")

    return Task(
        uid=f"{suite}.task{number}.{language}",
        suite=suite,
        language=language,
        turns=tuple(Turn(f"Please explain in detail point {number} of part {turn}.") for turn in range(turns)),
        grade=grade,
        references=wanted,
        max_tokens=16,
    )


@dataclass(frozen=True)
class Small:
    """As a suite."""

    count: int = 4
    name: str = "small"
    title: str = "A small suite"
    version: int = 1

    def tasks(self) -> tuple[Task, ...]:
        """All of them; the last one has two messages."""
        return tuple(
            task(number, turns=1 + (number == self.count - 1), suite=self.name) for number in range(self.count)
        )
