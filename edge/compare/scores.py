"""What each subject scored in each suite: means over tasks, with intervals."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from edge.compare import sampling
from edge.compare.results import Result, Run
from edge.compare.sampling import Estimate

__all__ = ["Score", "by_language", "of_tasks", "score", "went_up"]


@dataclass(frozen=True, slots=True)
class Score:
    """One subject in one suite, or in all of them."""

    estimate: Estimate
    """The mean over tasks, 0 to 1; of a task that was asked several times, its mean counts."""
    answers: int
    """How often something was asked."""
    errors: int
    """How many of these had no whole answer; they count as 0."""
    marks: Mapping[str, float] = field(default_factory=dict)
    """The mean of each mark, 0 to 1."""
    up_share: float | None = None
    """For `auto`: the share of the answers that the cloud had a part in."""


def score(run: Run, subject: str, suite: str | None = None) -> Score | None:
    """What a subject scored in a suite, in all of them without one; None where it answered nothing of it."""
    found = [one for one in run.results if one.subject == subject and suite in (None, one.suite)]
    estimate = sampling.mean(list(of_tasks(found).values()))
    if estimate is None:
        return None
    kind = next((one.kind for one in run.subjects if one.name == subject), None)
    return Score(
        estimate=estimate,
        answers=len(found),
        errors=sum(bool(one.error) for one in found),
        marks=_marks(found) if suite is not None else {},
        up_share=sum(map(went_up, found)) / len(found) if kind == "auto" else None,
    )


def by_language(run: Run, subject: str, language: str) -> Estimate | None:
    """The mean of the tasks in a language; None where there was none."""
    found = [one for one in run.results if one.subject == subject and one.language == language]
    return sampling.mean(list(of_tasks(found).values()))


def of_tasks(results: Iterable[Result]) -> dict[str, float]:
    """The mean score of each task, by its name and in the order of the names."""
    known: defaultdict[str, list[float]] = defaultdict(list)
    for one in results:
        known[one.task].append(one.score)
    return {task: math.fsum(known[task]) / len(known[task]) for task in sorted(known)}


def went_up(result: Result) -> bool:
    """Whether the cloud wrote one of the replies."""
    return "cloud" in result.by


def _marks(results: Sequence[Result]) -> dict[str, float]:
    known: defaultdict[str, list[float]] = defaultdict(list)
    for one in results:
        for name, value in one.marks.items():
            known[name].append(value)
    return {name: math.fsum(values) / len(values) for name, values in known.items()}
