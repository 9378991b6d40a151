"""Reading a moment in the past as people write it on a command line."""

from __future__ import annotations

import re
import time
from datetime import datetime

from edge.errors import UsageError

__all__ = ["parse_since"]

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}

_AGO = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdw])", re.ASCII)


def parse_since(text: str, now: float | None = None) -> float:
    """The moment that `text` names, in seconds since the epoch, not before it.

    Either how long ago (`90s`, `30m`, `1h`, `7d`, `2w`), or a date or time in ISO 8601 (`2026-11-01`,
    `2026-11-01T09:30`, `2026-11-01T09:30+08:00`), in the local time zone where it names none. `now` stands in for the
    clock. Raises UsageError.
    """
    text = text.strip()
    ago = _AGO.fullmatch(text.lower())
    if ago is not None:
        return max(0.0, (time.time() if now is None else now) - float(ago[1]) * _SECONDS[ago[2]])
    try:
        return max(0.0, datetime.fromisoformat(text).timestamp())
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"'{text[:40]}' is no time: write how long ago, as 90s, 30m, 1h, 7d or 2w, or a date, as 2026-11-01."
        ) from None
