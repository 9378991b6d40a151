"""Figures about the turns: how many, how fast, how much memory. Pure functions over the rows of `Journal.stats_rows`.

Percentiles are by nearest rank; see `edge.percentile`.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edge.percentile import percentile

__all__ = ["Figures", "Group", "Stats", "summarize"]

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures about some turns. A figure is None where no turn has what it is made of."""

    turns: int
    incomplete: int
    """Turns whose reply was cut off, whatever the cause."""
    incomplete_share: float
    """0 to 1."""
    ttft_ms_p50: float | None
    """Of all turns that had any text: the time from the question to the first of it."""
    ttft_ms_p95: float | None
    total_ms_p50: float | None
    """Of the complete turns: the total of a cancelled one says how long somebody waited, not how long it takes."""
    total_ms_p95: float | None
    tok_s_p50: float | None
    prompt_tokens: int
    """The sum, like the two below."""
    cached_tokens: int
    completion_tokens: int
    peak_mb: float | None
    """The most that the assistant's own process ever had, MiB."""
    engine_peak_mb: float | None
    """The most that the engine's process ever had, MiB."""


@dataclass(frozen=True, slots=True)
class Group:
    """The turns that one model answered."""

    by: str | None
    """`skill`, `local` or `cloud`; None for turns whose process died before anything was known of them."""
    model: str | None
    quantization: str | None
    figures: Figures


@dataclass(frozen=True, slots=True)
class Stats:
    """Everything that `edge stats` shows."""

    first: str | None
    """When the first turn began, ISO 8601 in UTC."""
    last: str | None
    """When the last one began."""
    total: Figures
    groups: tuple[Group, ...]
    """The one with the most turns first."""
    routes: dict[str, int]
    """Turns by where the router sent them, the most first; `unknown` where it did not come to that."""
    ttft_ms: tuple[float, ...]
    """Of each turn that had any text, the oldest first."""

    def to_json(self) -> dict[str, Any]:
        """The figures as JSON values. The single times are left out: the rows have them."""
        values = dataclasses.asdict(self)
        del values["ttft_ms"]
        for group in values["groups"]:
            group.update(group.pop("figures"))
        return values


def summarize(rows: Iterable[Row]) -> Stats:
    """The figures of these turns, which have to be in their order."""
    rows = list(rows)
    groups: dict[tuple[str | None, str | None, str | None], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["by"], row["model"] or None, row["quantization"]), []).append(row)
    return Stats(
        first=rows[0]["begun"] if rows else None,
        last=rows[-1]["begun"] if rows else None,
        total=_figures(rows),
        groups=tuple(
            Group(by, model, quantization, _figures(members))
            for (by, model, quantization), members in sorted(groups.items(), key=lambda group: -len(group[1]))
        ),
        routes=dict(Counter(row["to"] or "unknown" for row in rows).most_common()),
        ttft_ms=tuple(_values(rows, "ttft_ms")),
    )


def _figures(rows: Sequence[Row]) -> Figures:
    complete = [row for row in rows if row["complete"]]
    incomplete = len(rows) - len(complete)
    ttft, total = _values(rows, "ttft_ms"), _values(complete, "total_ms")
    return Figures(
        turns=len(rows),
        incomplete=incomplete,
        incomplete_share=incomplete / len(rows) if rows else 0.0,
        ttft_ms_p50=percentile(ttft, 50),
        ttft_ms_p95=percentile(ttft, 95),
        total_ms_p50=percentile(total, 50),
        total_ms_p95=percentile(total, 95),
        tok_s_p50=percentile(_values(rows, "tok_s"), 50),
        prompt_tokens=sum(_values(rows, "prompt_tokens")),
        cached_tokens=sum(_values(rows, "cached_tokens")),
        completion_tokens=sum(_values(rows, "completion_tokens")),
        peak_mb=max(_values(rows, "peak_mb"), default=None),
        engine_peak_mb=max(_values(rows, "engine_peak_mb"), default=None),
    )


def _values(rows: Iterable[Row], key: str) -> list[Any]:
    return [row[key] for row in rows if row[key] is not None]
