"""What every side is asked to do, and what it found."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from edge.bench import Samples

__all__ = ["DECODE", "PREFILLS", "Found", "Job", "Side", "random_ids"]

PREFILLS = (128, 512, 2048)
DECODE = 256


@dataclass(frozen=True, slots=True)
class Job:
    """The same for all sides."""

    model: Path
    threads: int
    context: int
    depth: int
    """Tokens that stand before the generated ones."""
    round: int


@dataclass(slots=True)
class Found:
    """One side's samples over all rounds, by key."""

    samples: dict[str, list[float]] = field(default_factory=dict)
    details: list[Any] = field(default_factory=list)
    """Further figures of each round."""

    def add(self, values: dict[str, float | None], detail: Any = None) -> None:
        """Take in one round."""
        for key, value in values.items():
            if value is not None:
                self.samples.setdefault(key, []).append(value)
        self.details.append(detail)

    def __getitem__(self, key: str) -> Samples:
        """Its samples of one key; none if it has none."""
        return Samples(tuple(self.samples.get(key, ())))


class Side(Protocol):
    """One way to run a model."""

    name: str
    """What the table calls it."""

    def measure(self, job: Job) -> tuple[dict[str, float | None], Any]:
        """One round: a value for each key that it has (with `_clock` behind it where it is by the client's clock), and
        what else there is to say. Raises SystemExit with a sentence.
        """
        ...


def random_ids(count: int, seed: int) -> list[int]:
    """Token ids of ordinary words; another seed begins with another one."""
    draw = random.Random(seed)
    return [draw.randrange(1_000, 20_000) for _ in range(count)]
