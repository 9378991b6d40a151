"""What a run found."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from edge.catalogue.tuned import Figures
from edge.tune.candidates import Candidate
from edge.tune.choosing import ratio
from edge.tune.repeating import Repeated
from edge.tune.trial import Trial

__all__ = ["Measured", "Report", "figures"]


@dataclass(frozen=True, slots=True)
class Measured:
    """One candidate of one step."""

    what: str
    """What was varied: `threads`, `kv_type` or `batch`."""
    value: int | str
    ms: float | None
    """Median of what it was judged by: a typical turn, or for `batch` a long prompt; None if it fell out."""
    ratio: float | None
    """By that of the settings that it was compared with, in the same rounds."""
    spread: float | None
    """Median deviation of the ratio."""
    rounds: int
    chosen: bool
    failed: str = ""
    """Why it fell out."""

    @classmethod
    def of(
        cls, what: str, value: int | str, times: Sequence[float], start: Sequence[float], *, chosen: bool, failed: str
    ) -> Measured:
        """From its times and those of the start."""
        if not times:
            return cls(what, value, None, None, None, 0, chosen, failed)
        found = ratio(times, start)
        middle = round(statistics.median(times), 1)
        return cls(what, value, middle, round(found.value, 4), round(found.spread, 4), len(times), chosen, failed)


@dataclass(frozen=True, slots=True)
class Report:
    """A run with one model."""

    start: Candidate
    """What is taken without tuning."""
    chosen: Candidate
    lookup: Repeated
    before: Figures
    after: Figures
    gain: float
    """Share by which a typical turn got shorter, 0 where nothing faster was found."""
    long_tokens: int
    measured: tuple[Measured, ...]
    others: float
    """Share of the CPUs' time that other programs took meanwhile; see `edge.tune.others.BUSY`."""

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON values."""
        return dataclasses.asdict(self)


def figures(trials: Sequence[Trial]) -> Figures:
    """The medians of some trials of one candidate."""

    def middle(values: Sequence[float]) -> float:
        return round(statistics.median(values), 1)

    return Figures(
        turn_ms=middle([each.turn_ms for each in trials]),
        prefill_tok_s=middle([each.new_tokens * 1000 / each.prefill_ms for each in trials]),
        decode_tok_s=middle([1000 / each.decode_ms for each in trials]),
        long_tok_s=middle([each.long_tokens * 1000 / each.long_ms for each in trials]),
    )
