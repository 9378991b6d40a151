"""What the plots of the dashboard are about: first word and speed by who answered, memory, temperature and load."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from edge.percentile import percentile
from edge.samples.sample import Sample
from edge.transcript import By
from tui.answerers import STYLES
from tui.figures import duration, speed
from tui.language import Texts, table
from tui.measured import ANSWERERS, Share
from tui.plot import Points, Series, Strip, Strips, short
from tui.strings import Strings

__all__ = ["DrawingsTexts", "courses", "machine"]

HOLDS_S = 60.0
"""Seconds for which a sample holds: as long as one a minute is taken."""

_PERCENTS = {"low": 5, "mid": 50, "high": 95}


@dataclass(frozen=True, slots=True)
class DrawingsTexts(Texts):
    """Their titles, and what stands beside them."""

    ttft: str = "First word (TTFT)"
    tok_s: str = "tok/s"
    latest: str = "last {value}, {who}"
    no_turns: str = "no turns in this time"
    no_speed: str = "nothing was generated in this time"
    engine: str = "Engine MB"
    app: str = "App MB"
    temperature: str = "Temp. °C"
    free: str = "Free MB"
    load: str = "CPU load %"
    figures: Mapping[str, str] = table(
        {"now": "now {value}", "low": "p5 {value}", "mid": "p50 {value}", "high": "p95 {value}"}
    )
    throttled: str = "throttled"
    not_measured: str = "not measured in this time"


def courses(shares: Mapping[By, Share], texts: DrawingsTexts, strings: Strings) -> tuple[Points, Points]:
    """First word (by powers of ten: skills answer a thousand times sooner than models) and speed."""
    ttft = {by: shares[by].ttft_course for by in ANSWERERS}
    tok_s = {by: shares[by].tok_s_course for by in ANSWERERS}

    def latest(course: Mapping[By, Series], words: Callable[[float, Strings], str]) -> tuple[str, ...]:
        """The value of the turn that was asked last, and who answered it."""
        known = [(one.moments[-1], by, one.values[-1]) for by, one in course.items() if one.moments]
        if not known:
            return ()
        _, by, value = max(known)
        return (texts.latest.format(value=words(value, strings), who=strings.by[by]),)

    said = latest(ttft, duration)
    waited = Points(texts.ttft, said, ttft, STYLES, _power_of_ten, texts.no_turns, log=True)
    said = latest(tok_s, speed)
    return waited, Points(texts.tok_s, said, tok_s, STYLES, short, texts.no_speed, slow_is_low=True)


def machine(samples: Sequence[Sample], texts: DrawingsTexts) -> tuple[Strips, Strips]:
    """Memory of engine and app; temperature and load. The last of the samples is of this moment."""
    now = samples[-1] if samples else None

    def strip(
        title: str,
        style: str,
        least: float,
        value: Callable[[Sample], float | None],
        figures: Sequence[str] = ("now", "mid", "high"),
    ) -> Strip:
        known = [(one.when, figure) for one in samples if (figure := value(one)) is not None]
        values = [figure for _, figure in known]
        said = _in_words(None if now is None else value(now), values, figures, texts)
        course = Series([when for when, _ in known], values)
        return Strip(title, said, course, style, least, HOLDS_S, texts.not_measured)

    engine = strip(texts.engine, "$primary", 100.0, lambda one: one.engine_mb)
    app = strip(texts.app, "$accent", 50.0, lambda one: one.app_mb)
    load = strip(texts.load, "$quiet", 100.0, lambda one: None if one.cpu_load is None else one.cpu_load * 100)
    if any(one.temperature_c is not None for one in samples):
        heat = strip(texts.temperature, "$warning", 80.0, lambda one: one.temperature_c)
    else:  # most computers without a sensor are virtual ones, where memory is what is short
        heat = strip(texts.free, "$warning", 100.0, lambda one: one.free_mb, ("now", "low", "mid"))
    if now is not None and now.throttled:
        heat = replace(heat, figures=(texts.throttled, *heat.figures))
    slowed = [one.when for one in samples if one.throttled]
    heat = replace(heat, warned=Series(slowed, [1.0] * len(slowed)))
    return Strips((engine, app)), Strips((heat, load))


def _in_words(
    latest: float | None, values: Sequence[float], wanted: Sequence[str], texts: DrawingsTexts
) -> tuple[str, ...]:
    """The latest value and those percentiles that are wanted."""
    if not values:
        return ()
    figures = {name: percentile(values, percent) for name, percent in _PERCENTS.items()} | {"now": latest}
    said = {name: "–" if figure is None else f"{figure:,.0f}" for name, figure in figures.items()}
    return tuple(texts.figures[name].format(value=said[name]) for name in wanted)


def _power_of_ten(ms: float) -> str:
    """A time beside a scale; with the units' signs, which are the same in every language and short."""
    return f"{ms:g} ms" if ms < 1000 else f"{ms / 1000:g} s"
