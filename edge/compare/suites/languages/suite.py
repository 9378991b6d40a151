"""What an assistant is asked every day, in six languages: whether the answer is right, and in which language it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from edge.compare.replies.fluency import is_echo
from edge.compare.replies.forms import Wanted
from edge.compare.replies.language import share_in
from edge.compare.suites.tables import tasks_of
from edge.compare.task import Grade, Task, Turn

__all__ = ["LANGUAGES", "Languages", "Question"]

LANGUAGES = ("en", "zh", "ja", "es", "de", "ko")


@dataclass(frozen=True, slots=True)
class Question:
    """One question in one language, which grades its reply."""

    text: str
    language: str
    wanted: Wanted
    apart: tuple[str, ...] = ()
    """Foreign words that it asks for."""

    def __call__(self, replies: Sequence[str]) -> Grade:
        """`content` times one half, and the other half as far as the reply is in the question's language."""
        reply = replies[-1] if replies else ""
        content = 0.0 if is_echo(reply, self.text) else self.wanted.share(reply)
        language = share_in(reply, self.language, self.apart)
        why = ""
        if not reply.strip():
            why = "The reply is empty."
        elif content < 1:
            why = "The reply does not say what was asked." if not content else "A part of the explanation is missing."
        elif language < 1:
            why = f"The reply is not{' all' if language else ''} in the language of the question ({self.language})."
        return Grade(content * (1 + language) / 2, {"content": content, "language": language}, why)


class Languages:
    """The suite."""

    name = "languages"
    title = "Languages"
    version = 1

    def tasks(self) -> tuple[Task, ...]:
        """Twelve for each language."""
        return tasks_of(__package__, LANGUAGES, _task)


def _task(language: str, name: str, entry: dict[str, Any]) -> Task:
    return Task(
        uid=f"languages.{name}.{language}",
        suite="languages",
        language=language,
        turns=(Turn(entry["question"]),),
        grade=Question(entry["question"], language, Wanted.of(entry), tuple(entry.get("apart", ()))),
        references=(entry["reference"],),
        max_tokens=256,
    )
