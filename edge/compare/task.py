"""What is asked, and how an answer is graded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from edge.errors import EdgeError
from edge.transcript import Attachment

__all__ = ["Grade", "Grader", "NotGradedError", "Suite", "Task", "Turn"]


class NotGradedError(EdgeError):
    """The machine does not let an answer be graded; the comparison ends, and goes on from there another time."""


@dataclass(frozen=True, slots=True)
class Grade:
    """What an answer is worth."""

    score: float
    """0 (nothing of what was asked) to 1 (all of it)."""
    marks: Mapping[str, float] = field(default_factory=dict)
    """What the score is made of, each 0 to 1: for example `{"correct": 1.0, "growth": 0.0}`. The names are the
    suite's, the same for all of its tasks."""
    why: str = ""
    """One sentence in English where it is not all right: what is missing or wrong."""


Grader = Callable[[Sequence[str]], Grade]
"""Grades the replies to all messages of a task, in their order; an empty string where there was none. It may take
seconds (code is run), and the same replies give the same grade. Whatever the replies are, it does not raise; where the
machine is at fault, NotGradedError."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a task."""

    text: str
    attachments: tuple[Attachment, ...] = ()
    """The documents that go with it."""


@dataclass(frozen=True, slots=True)
class Task:
    """One or several messages of one conversation, and what the replies are worth."""

    uid: str
    """`suite.name.language`, for example `coding.is_prime.zh`. Runs go on from it and reports name it, so that it never
    changes its meaning: a task that changes gets another name, or its suite another version."""
    suite: str
    language: str
    """ISO 639-1, of the question and of the reply that is wanted."""
    turns: tuple[Turn, ...]
    """At least one; each is asked when the one before is answered."""
    grade: Grader
    references: tuple[str, ...]
    """A right reply to each message: graded, they score 1."""
    schema: Mapping[str, Any] | None = None
    """A JSON schema for the last reply."""
    max_tokens: int = 512
    """Of each reply."""
    tokens: int = 0
    """About how many tokens of prompt it has, where that is more than its words: long documents."""


class Suite(Protocol):
    """A list of tasks for one ability."""

    @property
    def name(self) -> str:
        """Lower case, one word: `coding`."""
        ...

    @property
    def title(self) -> str:
        """As a report shows it."""
        ...

    @property
    def version(self) -> int:
        """Grows whenever tasks or grading change; runs of different versions are not put beside each other."""
        ...

    def tasks(self) -> tuple[Task, ...]:
        """All of them, the same at every call."""
        ...
