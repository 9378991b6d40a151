"""Choosing the threshold from past turns, for an aim that is said. Pure functions over the rows of `stats_rows`.

The score decides about a message that is no command; such a row has `p_cloud`, and stands for the messages to come. A
row in which the user said who has to answer (`route_choice`) is a label: it should have gone there by itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edge.errors import UsageError
from edge.percentile import percentile

__all__ = ["Figures", "Labels", "Past", "calibrate", "figures", "past"]

LEAST_TURNS = 30
"""Turns below which a share says nothing."""
LEAST_LABELS = 10
LEAST_OF_EACH = 3
"""Labels for the device, and for the cloud, below which the other side would have it all."""
LEAST_MEASURED = 5
"""Turns of the device, and of the cloud, from which a time is taken."""

_LOWEST, _HIGHEST = 0.02, 0.98
"""Beyond these the reader would not decide any more."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What the user said themself, each with the reader's `p_cloud`."""

    up: tuple[float, ...]
    """Those that the cloud had to answer."""
    stay: tuple[float, ...]
    """Those that the device had to answer."""

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.up) + len(self.stay)


@dataclass(frozen=True, slots=True)
class Past:
    """What past turns say."""

    shares: tuple[float, ...]
    """`p_cloud` of every message that the score could have decided about."""
    labels: Labels
    device_s: float | None
    """How long a whole answer of the device took, the median, in s; None where there are too few."""
    cloud_s: float | None
    """The same of the endpoints."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a threshold would have done with these turns."""

    threshold: float
    up_share: float | None
    """The share of the messages that would have gone up; None without any."""
    agreement: float | None
    """The share of the labels that would have gone where the user wanted; None without any."""
    seconds: float | None
    """The mean over the messages of how long device and cloud take for a whole answer; None where not measured."""


def past(rows: Iterable[Mapping[str, Any]]) -> Past:
    """What the rows of `stats_rows` hold."""
    rows = list(rows)
    read = [row for row in rows if row.get("p_cloud") is not None]
    decided = [row for row in read if row["to"] != "skill"]
    return Past(
        shares=tuple(row["p_cloud"] for row in decided),
        labels=Labels(
            tuple(row["p_cloud"] for row in read if row.get("route_choice") == "cloud"),
            tuple(row["p_cloud"] for row in read if row.get("route_choice") == "local" and row["to"] != "skill"),
        ),
        device_s=_seconds(rows, "local"),
        cloud_s=_seconds(rows, "cloud"),
    )


def _seconds(rows: Iterable[Mapping[str, Any]], by: str) -> float | None:
    times = [row["total_ms"] for row in rows if row["by"] == by and row["complete"] and row["total_ms"]]
    middle = percentile(times, 50) if len(times) >= LEAST_MEASURED else None
    return None if middle is None else middle / 1000


def figures(known: Past, threshold: float) -> Figures:
    """What a threshold would have done."""
    up = _share_from(known.shares, threshold)
    right = sum(p >= threshold for p in known.labels.up) + sum(p < threshold for p in known.labels.stay)
    seconds = None
    if up is not None and known.device_s is not None and known.cloud_s is not None:
        seconds = up * known.cloud_s + (1 - up) * known.device_s
    return Figures(threshold, up, right / known.labels.count if known.labels.count else None, seconds)


def calibrate(known: Past, aim: str, value: float | None, now: float) -> float:
    """The threshold that is best for an aim; of those that are equally good, the nearest to `now`.

    aim    agreement (with the labels), share (of messages that go up: `value`, 0 to 1) or latency (a whole answer
           within `value` seconds on average, and no more changed than that takes)
    now    the threshold in force

    Raises UsageError if the aim has no value or one that cannot be, and LookupError with a sentence if past turns are
    too few, or if no threshold reaches the aim.
    """
    if aim == "agreement":
        return _agreeing(known, now)
    if aim == "share":
        return _sharing(known, _between(aim, value, 0, 1, "0.2"), now)
    return _fast(known, _between(aim, value, 0, 3600, "3"), now)


def _agreeing(known: Past, now: float) -> float:
    labels = known.labels
    if labels.count < LEAST_LABELS or min(len(labels.up), len(labels.stay)) < LEAST_OF_EACH:
        raise LookupError(
            f"There are too few labels (questions asked with --cloud: {len(labels.up)}, with --local:"
            f" {len(labels.stay)}), and it takes {LEAST_LABELS}, {LEAST_OF_EACH} of each; ask some so, or choose by"
            " --aim share."
        )
    return _best([*labels.up, *labels.stay], now, lambda one: 1 - (figures(known, one).agreement or 0))


def _sharing(known: Past, share: float, now: float) -> float:
    _check_turns(known)
    return _best(known.shares, now, lambda one: abs((figures(known, one).up_share or 0) - share))


def _fast(known: Past, seconds: float, now: float) -> float:
    _check_turns(known)
    if known.device_s is None or known.cloud_s is None:
        missing = "the device" if known.device_s is None else "an endpoint"
        raise LookupError(
            f"Too few answers of {missing} were measured ({LEAST_MEASURED} complete ones are needed): ask some, or"
            " choose by --aim share."
        )

    def beyond(one: float) -> float:
        return max(0.0, (figures(known, one).seconds or 0) - seconds)

    best = _best(known.shares, now, beyond)
    if beyond(best) > 0:
        raise LookupError(
            f"No threshold brings a whole answer to {seconds:g} s: the device takes {known.device_s:.1f} s here, the"
            f" endpoints take {known.cloud_s:.1f} s; nothing was changed."
        )
    return best


def _best(shares: Sequence[float], now: float, cost: Callable[[float], float]) -> float:
    """The threshold of least cost; between two neighbouring messages all thresholds do the same."""
    known = sorted(set(shares))
    between = [(low + high) / 2 for low, high in itertools.pairwise(known)]
    possible = [now, *(min(max(one, _LOWEST), _HIGHEST) for one in [0.0, *between, 1.0])]
    return min(possible, key=lambda one: (round(cost(one), 9), abs(one - now)))


def _share_from(shares: Sequence[float], threshold: float) -> float | None:
    return sum(p >= threshold for p in shares) / len(shares) if shares else None


def _check_turns(known: Past) -> None:
    if len(known.shares) < LEAST_TURNS:
        raise LookupError(
            f"There are too few turns: {len(known.shares)} that the reader has read, and it takes {LEAST_TURNS}; ask"
            " some more first."
        )


def _between(aim: str, value: float | None, low: float, high: float, example: str) -> float:
    if value is None or not low < value < high:
        raise UsageError(f"--aim {aim} needs a value between {low:g} and {high:g}: for example --value {example}.")
    return value
