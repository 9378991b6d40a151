"""Figures as people read them: times, speeds, memory, and the line below an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from tui.strings import Strings

if TYPE_CHECKING:
    from edge.events import TurnRecord

__all__ = ["answerer", "badge_parts", "beginning", "duration", "model_name", "size", "speed"]

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


def answerer(name: str, strings: Strings) -> str:
    """`cloud` and its like in words; any other name as it is."""
    return next((words for by, words in strings.by.items() if by == name), name)


def beginning(text: str, cells: int) -> str:
    """The first words of a message on one line of so many cells at most."""
    line = " ".join(text.split())
    return line if cell_len(line) <= cells else f"{set_cell_size(line, cells - 1).rstrip()}…"


def size(number: int) -> str:
    """A number of bytes: `812 B`, `1.2 kB`, `3.4 MB`."""
    for unit, factor in (("MB", 1_000_000), ("kB", 1_000)):
        if number >= factor:
            return f"{number / factor:.1f} {unit}"
    return f"{number} B"


def badge_parts(record: TurnRecord, strings: Strings) -> list[str]:
    """Who answered, with which model, how long the first word took, how fast the others came, and what left."""
    parts = [strings.by[record.by]]
    if record.model:
        parts.append(model_name(record.model, record.quantization))
    if record.ttft_ms is not None:
        parts.append(strings.ttft.format(time=duration(record.ttft_ms, strings)))
    if record.tok_s is not None:
        parts.append(speed(record.tok_s, strings))
    if record.egress is not None:
        masked = sum(record.egress.masked.values())
        sent = strings.sent_masked if masked else strings.sent
        parts.append(sent.format(size=size(record.egress.bytes), count=masked))
    return parts
