"""What a path that is being typed may become."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from edge.cleaning import clean

__all__ = ["Completion", "completions"]

_LOOKED_AT = 5000
"""Entries of a folder among which names are looked for."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A file or folder."""

    name: str
    """As it is typed: with the folder that was typed before it; a folder ends in a slash."""
    bytes: int | None = None
    """Of a file."""

    @property
    def is_folder(self) -> bool:
        """Whether there is more to choose in it."""
        return self.bytes is None


def completions(typed: str, most: int) -> list[Completion]:
    """At most `most` files and folders whose path begins with `typed`, in capital or small letters, folders first.

    Hidden ones only where the name begins with a dot. Those that cannot be typed (a quotation mark or a control
    character in the name) are left out. Empty where the folder cannot be read.
    """
    folder, slash, begun = typed.rpartition("/")
    found: list[tuple[bool, str, Completion]] = []
    try:
        place = Path(folder + slash or ".").expanduser()
        with os.scandir(place) as entries:
            for _, entry in zip(range(_LOOKED_AT), entries, strict=False):
                name = entry.name
                if not name.lower().startswith(begun.lower()) or (name.startswith(".") and not begun.startswith(".")):
                    continue
                if '"' in name or "\n" in name or clean(name) != name:
                    continue
                if entry.is_dir():
                    found.append((False, name.lower(), Completion(f"{folder}{slash}{name}/")))
                elif entry.is_file():
                    found.append((True, name.lower(), Completion(f"{folder}{slash}{name}", entry.stat().st_size)))
    except (OSError, ValueError, RuntimeError):  # the last one: nobody knows where that home is
        return []
    return [one for _, _, one in sorted(found, key=lambda each: each[:2])[:most]]
