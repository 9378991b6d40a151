"""Candidates measured in turn, round by round, until it is clear which is the fastest."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from edge.errors import EdgeError
from edge.tune.choosing import lost
from edge.tune.trial import Trial

__all__ = ["Race", "race"]

Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class Race(Generic[Key]):
    """What was measured."""

    trials: dict[Key, list[Trial]]
    """Of each candidate, in the order of the rounds."""
    failed: dict[Key, str] = field(default_factory=dict)
    """Why a candidate fell out, as a sentence."""

    def times(self, judged: Callable[[Trial], float]) -> dict[Key, list[float]]:
        """What the candidates are judged by."""
        return {key: [judged(trial) for trial in trials] for key, trials in self.trials.items()}


def race(
    start: Key,
    others: Sequence[Key],
    measure: Callable[[Key], Trial],
    judged: Callable[[Trial], float],
    rounds: int,
    *,
    step: Callable[[int], None] = lambda _left: None,
) -> Race[Key]:
    """Measure the start and the others once in each round; who is far behind or fails is not measured again.

    judged   what counts of a trial; less is better
    step     called before each trial with the number of trials that are left at most

    Raises EdgeError if the start cannot be measured: then nothing can be compared.
    """
    found = Race[Key]({start: [], **{key: [] for key in others}})
    here = [start, *(key for key in others if key != start)]
    for number in range(rounds):
        # There and back again: nobody always follows the same one.
        order = here if number % 2 == 0 else here[::-1]
        for at, key in enumerate(order):
            step((rounds - number - 1) * len(here) + len(order) - at)
            try:
                found.trials[key].append(measure(key))
            except EdgeError as error:
                if key == start:
                    raise
                found.failed[key] = str(error)
        gone = lost(start, found.times(judged)) | found.failed.keys()
        here = [key for key in here if key not in gone]
        if len(here) == 1 and len(found.trials) > 1:
            break
    return found
