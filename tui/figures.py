"""Figures as people read them: times, speeds, memory, and the line below an answer."""

from __future__ import annotations

from edge.events import TurnRecord
from tui.strings import Strings

__all__ = ["badge", "duration", "model_name", "speed"]

SEPARATOR = " · "


def duration(ms: float, strings: Strings) -> str:
    """A time in ms, with about two digits: `3 ms`, `0.21 s`, `12.4 s`."""
    if ms < 10:
        return strings.milliseconds.format(value=f"{ms:.1f}" if ms < 1 else f"{ms:.0f}")
    seconds = ms / 1000
    digits = 2 if seconds < 1 else 1 if seconds < 100 else 0
    return strings.seconds.format(value=f"{seconds:.{digits}f}")


def speed(tok_s: float, strings: Strings) -> str:
    """Tokens a second: `45.2 tok/s`, `2,960 tok/s`."""
    return strings.speed.format(value=f"{tok_s:,.0f}" if tok_s >= 100 else f"{tok_s:.1f}")


def model_name(model: str, quantization: str | None) -> str:
    """The model and how it is quantized: `qwen2.5-0.5b Q4_0`."""
    return f"{model} {quantization}" if quantization else model


def badge(record: TurnRecord, strings: Strings) -> str:
    """Who answered, with which model, how long the first word took, how fast the others came."""
    parts = [strings.by[record.by]]
    if record.model:
        parts.append(model_name(record.model, record.quantization))
    if record.ttft_ms is not None:
        parts.append(strings.ttft.format(time=duration(record.ttft_ms, strings)))
    if record.tok_s is not None:
        parts.append(speed(record.tok_s, strings))
    return SEPARATOR.join(parts)
