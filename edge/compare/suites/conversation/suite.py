"""Talks in which later turns need earlier ones, and the small things that the device should be as good at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edge.compare.replies.fluency import fluent, is_echo, is_refusal
from edge.compare.replies.forms import Wanted
from edge.compare.replies.language import share_in
from edge.compare.suites.tables import tasks_of
from edge.compare.task import Grade, Task, Turn

__all__ = ["Conversation", "Talk"]

LANGUAGES = ("en", "zh", "ja")


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk of one or several turns, which grades its replies."""

    language: str
    turns: tuple[tuple[str, Wanted | None], ...]
    """What is said, and what the reply to it has to have; None where any reply is fine."""

    def __call__(self, replies: Sequence[str]) -> Grade:
        """`right` times one half, and a quarter each for the language and for being fluent."""
        said = [replies[n] if n < len(replies) else "" for n in range(len(self.turns))]
        graded = [
            (number, _share(text, wanted, reply))
            for number, ((text, wanted), reply) in enumerate(zip(self.turns, said, strict=True), start=1)
            if wanted is not None
        ]
        right = sum(share for _, share in graded) / len(graded)
        language = sum(share_in(reply, self.language) for reply in said) / len(said)
        flow = sum(map(fluent, said)) / len(said)
        marks = {"right": right, "language": language, "fluent": flow}
        missed = [number for number, share in graded if share < 1]
        return Grade(right * (2 + language + flow) / 4, marks, _why(missed, marks, len(said), self.language))


def _share(text: str, wanted: Wanted, reply: str) -> float:
    return 0.0 if is_echo(reply, text) or is_refusal(reply) else wanted.share(reply)


def _why(missed: Sequence[int], marks: Mapping[str, float], turns: int, language: str) -> str:
    if missed and turns == 1:
        return "The reply does not answer or does not fit."
    if missed:
        return f"Not right in turn{'s' if len(missed) > 1 else ''} {', '.join(map(str, missed))}."
    if marks["language"] < 1:
        return f"Not all is in the language of the talk ({language})."
    return "" if marks["fluent"] == 1 else "A reply is no clean text: empty, a loop, or remains of a model's markup."


class Conversation:
    """The suite."""

    name = "conversation"
    title = "Conversation"
    version = 1

    def tasks(self) -> tuple[Task, ...]:
        """Eight talks of ten turns, and 29 short ones of one or three."""
        return tasks_of(__package__, LANGUAGES, _task)


def _task(language: str, name: str, talk: Mapping[str, Any]) -> Task:
    turns = talk["turns"]
    return Task(
        uid=f"conversation.{name}.{language}",
        suite="conversation",
        language=language,
        turns=tuple(Turn(turn["text"]) for turn in turns),
        grade=Talk(language, tuple((turn["text"], _wanted(turn)) for turn in turns)),
        references=tuple(turn["reference"] for turn in turns),
        max_tokens=192,
    )


def _wanted(turn: Mapping[str, Any]) -> Wanted | None:
    return Wanted.of(turn) if turn.keys() & {"forms", "groups", "number"} else None
