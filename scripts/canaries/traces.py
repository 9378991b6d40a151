"""Whether a canary stands in some bytes: as text, and in the forms in which programs write text down."""

from __future__ import annotations

import base64
import json
import urllib.parse
from collections.abc import Iterable
from pathlib import Path

__all__ = ["files_with", "forms", "stands_in"]


def forms(canary: str) -> dict[str, bytes]:
    """The canary as it may stand somewhere, by the name of the form."""
    raw = canary.encode()
    found = {
        "as it is": raw,
        "as UTF-16": canary.encode("utf-16-le"),
        "in JSON": json.dumps(canary).encode()[1:-1],
        "in an address": urllib.parse.quote(canary).encode(),
        "in hex": raw.hex().encode(),
    }
    for start in range(3):  # where in a group of three bytes it begins decides how base64 writes it
        packed = base64.b64encode(bytes(start) + raw)
        found[f"in base64, {start}"] = packed[4 if start else 0 : len(packed) // 4 * 4 - 4]
    return found


def stands_in(canary: str, data: bytes) -> list[str]:
    """The forms in which the canary stands in `data`."""
    return [name for name, form in forms(canary).items() if form in data]


def files_with(canary: str, folder: Path, but: Iterable[Path] = ()) -> list[str]:
    """The files below a folder that hold it, in their contents or their names; not those in `but`."""
    left_out = set(but)
    found = []
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if stands_in(canary, name.encode("utf-8", "surrogateescape")):
            found.append(f"the name {name}")
        if path.is_file() and path not in left_out and (how := stands_in(canary, path.read_bytes())):
            found.append(f"{name} ({how[0]})")
    return found
