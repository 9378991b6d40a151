"""What is going to be asked, of whom, and about how much that is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from edge.compare.subjects.asking import SYSTEM
from edge.compare.task import Task
from edge.router.text import tokens_of

__all__ = ["Load", "Step", "load_of", "picked", "steps", "total"]

_MESSAGE_TOKENS = 6
"""Of a message's markup."""
_REQUEST_BYTES = 200
"""Of a request's fields besides its messages."""
_MESSAGE_BYTES = 32


@dataclass(frozen=True, slots=True)
class Step:
    """One task, to be answered once by one subject."""

    subject: str
    task: Task
    repeat: int

    @property
    def key(self) -> tuple[str, str, int]:
        """What makes it different from all others."""
        return self.subject, self.task.uid, self.repeat


@dataclass(frozen=True)
class Load:
    """About what asking something costs. Sums of them are loads again."""

    requests: int = 0
    prompt: int = 0
    """Tokens that are read."""
    reply: int = 0
    """Tokens that are written, if the replies are as long as right ones are."""
    most: int = 0
    """Tokens that are written at most."""
    bytes: int = 0
    """Of the requests."""

    def __add__(self, other: Load) -> Load:
        return Load(
            self.requests + other.requests,
            self.prompt + other.prompt,
            self.reply + other.reply,
            self.most + other.most,
            self.bytes + other.bytes,
        )

    @cached_property
    def weight(self) -> float:
        """How long it takes, in no unit: to be multiplied by what was measured. A token that is written takes as long
        as many that are read."""
        return 10.0 * self.requests + self.prompt / 20 + self.reply


def picked(tasks: Sequence[Task], limit: int | None) -> tuple[Task, ...]:
    """So many of the tasks, spread over all of them; all where None. The same ones each time."""
    if limit is None or limit >= len(tasks):
        return tuple(tasks)
    return tuple(tasks[(2 * number + 1) * len(tasks) // (2 * limit)] for number in range(limit))


def steps(subjects: Iterable[str], suites: Mapping[str, Sequence[Task]], repeat: int) -> Iterator[Step]:
    """Everything, in the order in which it is asked: one subject after the other, each suite by suite."""
    for subject in subjects:
        for tasks in suites.values():
            for number in range(repeat):
                for task in tasks:
                    yield Step(subject, task, number)


def load_of(task: Task, context: int | None = None) -> Load:
    """What one answer to a task costs: each message is sent with all that was said before.

    context  tokens that whoever answers can see: of what is longer, it is shown a part; None where nobody knows
    """
    said, size = tokens_of(SYSTEM) + _MESSAGE_TOKENS, _size(SYSTEM)
    found = Load()
    schema = len(json.dumps(task.schema)) + 60 if task.schema is not None else 0
    for number, turn in enumerate(task.turns):
        texts = [turn.text, *(text for one in turn.attachments for text in (one.name, one.text))]
        said += sum(tokens_of(text) for text in texts) + _MESSAGE_TOKENS
        size += sum(_size(text) for text in texts)
        reference = task.references[number] if number < len(task.references) else ""
        reply = min(tokens_of(reference), task.max_tokens)
        last = number == len(task.turns) - 1
        seen = min(said, context) if context is not None else said
        found += Load(1, seen, reply, task.max_tokens, size * seen // said + _REQUEST_BYTES + (schema if last else 0))
        said += reply + _MESSAGE_TOKENS
        size += _size(reference)
    return found


def total(loads: Iterable[Load]) -> Load:
    """All of them together."""
    return sum(loads, Load())


def _size(text: str) -> int:
    """Bytes of a text in a request."""
    return len(text.encode("utf-8", "surrogatepass")) + text.count("\n") + text.count('"') + _MESSAGE_BYTES
