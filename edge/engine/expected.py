"""What the engine loaded last, so that the next start can load it before anyone has said what is wanted.

`edge ask` spends as long on its own imports as the child on loading Qwen. So it tells the child at once what was loaded
the last time, and what is really wanted when it knows; nearly always that is the same, and then it is there already.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

__all__ = ["recall", "remember"]

_MOST = 4
"""Models that are remembered."""
_LONGEST = 65_536
_FILE = "expected.json"


def recall(cache: Path, wanted: str) -> dict[str, Any] | None:
    """The frame with which this model was loaded the last time; None if it was not, or nobody knows.

    `wanted` is a name, a path, or `auto`: then it is what was loaded last.
    """
    for entry in _read(cache):
        if wanted in ("auto", entry["name"], entry["frame"]["path"]):
            frame: dict[str, Any] = entry["frame"]
            return frame
    return None


def remember(cache: Path, name: str, frame: dict[str, Any]) -> None:
    """Note what this model was loaded with. A folder that cannot be written is no misfortune."""
    kept = _read(cache)
    entry = {"name": name, "frame": frame}
    if kept[:1] == [entry]:
        return
    kept = [entry, *(other for other in kept if other["frame"]["path"] != frame["path"])][:_MOST]
    part = cache / f"{_FILE}.part"
    with contextlib.suppress(OSError):
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(kept, file)
        part.replace(cache / _FILE)


def _read(cache: Path) -> list[dict[str, Any]]:
    """What is remembered, the last first; entries of another form are left out."""
    try:
        with (cache / _FILE).open("rb") as file:
            entries = json.loads(file.read(_LONGEST))
    except (OSError, ValueError):
        return []
    return [entry for entry in entries if _is_entry(entry)] if isinstance(entries, list) else []


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        return False
    frame = entry.get("frame")
    return isinstance(frame, dict) and isinstance(frame.get("path"), str)
