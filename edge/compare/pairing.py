"""The tasks that device and cloud both answered, each with what the router thinks of it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from edge.compare.results import Result, Run

__all__ = ["Case", "average", "cases"]


@dataclass(frozen=True)
class Case:
    """A task that device and cloud both answered."""

    task: str
    device: tuple[Result, ...]
    """One for each repeat, and the same repeats as `cloud`."""
    cloud: tuple[Result, ...]
    p_cloud: float | None
    sent: str | None
    """`local` or `cloud` where a rule sends it."""

    @cached_property
    def rank(self) -> float:
        """The order in which tasks go up: the highest first."""
        if self.sent is not None:
            return math.inf if self.sent == "cloud" else -math.inf
        return self.p_cloud or 0.0

    @cached_property
    def low(self) -> float:
        """The device's mean score."""
        return average(one.score for one in self.device)

    @cached_property
    def gain(self) -> float:
        """How much more the cloud scored."""
        return average(one.score for one in self.cloud) - self.low


def cases(run: Run, device: str, cloud: str, suite: str | None = None) -> tuple[Case, ...]:
    """The tasks that both answered, with the repeats that both answered, in the order of their names."""
    by: dict[str, dict[tuple[str, int], Result]] = {device: {}, cloud: {}}
    read: dict[str, Result] = {}
    for one in run.results:
        if suite not in (None, one.suite):
            continue
        if one.subject in by:
            by[one.subject][one.task, one.repeat] = one
        if one.p_cloud is not None or one.forced is not None:
            read.setdefault(one.task, one)
    both: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for key in sorted(by[device].keys() & by[cloud].keys()):
        both[key[0]].append(key)
    return tuple(
        Case(
            task=task,
            device=tuple(by[device][key] for key in keys),
            cloud=tuple(by[cloud][key] for key in keys),
            p_cloud=read[task].p_cloud if task in read else None,
            sent=read[task].forced if task in read else None,
        )
        for task, keys in both.items()
    )


def average(values: Iterable[float]) -> float:
    """The mean of at least one value."""
    known = list(values)
    return math.fsum(known) / len(known)
