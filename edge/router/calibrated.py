"""The thresholds that `edge calibrate` chose: a small file in the home, the newest choice last.

A choice counts only for the reader that it was made with. What the user sets (`router.wasted`) comes before it, what
ships with the reader after it. Taking the newest choice out brings back the one before.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from edge.catalogue.folder import replace_text
from edge.errors import SettingsError
from edge.paths import make_private

__all__ = ["AIMS", "Choice", "enter", "in_force", "read", "reader_id", "withdraw"]

AIMS = ("agreement", "share", "latency")

_MOST = 10
"""Choices that are kept; the oldest go."""

_HEAD = """\
# Written by `edge calibrate`: the likelihood of needing a larger model from which a message goes up, the newest choice
# last. It counts for the reader that it names; the setting router.wasted comes before it. `edge calibrate --undo` takes
# the newest out.
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """One threshold, and how it came about."""

    threshold: float
    """The `p_cloud` from which a message goes up, 0 to 1."""
    aim: str
    """One of `AIMS`."""
    value: float
    """What was aimed at: a share, or seconds; 0 for an aim without a value."""
    turns: int
    """Turns that it was chosen from."""
    labels: int
    """Turns of them in which the user said who has to answer."""
    measured: str
    """ISO 8601 in UTC, by the wall clock."""
    reader: str
    """Of `reader_id`."""


@cache
def reader_id() -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the reader's file; empty where it cannot be read."""
    try:
        return hashlib.sha256((resources.files("edge") / "data" / "reader.onnx").read_bytes()).hexdigest()[:16]
    except OSError:
        return ""


def read(path: Path) -> list[Choice]:
    """The choices in the file, the newest last. Raises SettingsError with one sentence if it cannot be used."""
    try:
        entries = tomllib.loads(path.read_text("utf-8")).get("choices", [])
        if not isinstance(entries, list):
            raise ValueError("'choices' has to be a list")
        return [_choice(entry) for entry in entries]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
    except (UnicodeDecodeError, RecursionError):
        why = "it is no text"
    except ValueError as error:
        why = " ".join(str(error).split())
    raise SettingsError(
        f"The calibrated thresholds {path} are ignored, as they cannot be read ({why}): remove the file, or let"
        " 'edge calibrate' write it anew."
    )


def in_force(path: Path) -> Choice | None:
    """The newest choice if it was made with this reader. Raises like `read`."""
    choices = read(path)
    return choices[-1] if choices and choices[-1].reader == reader_id() else None


def enter(path: Path, choice: Choice) -> None:
    """Add a choice; a damaged file is replaced. Raises SettingsError if it cannot be written."""
    try:
        choices = read(path)
    except SettingsError:
        choices = []
    _write(path, [*choices, choice][-_MOST:])


def withdraw(path: Path) -> Choice | None:
    """Take the newest choice out and return it; None if there is none.

    A damaged file is removed: there is nothing in it to go back to. Raises SettingsError if that cannot be done.
    """
    try:
        choices = read(path)
    except SettingsError:
        choices = []
    _write(path, choices[:-1])
    return choices[-1] if choices else None


def _write(path: Path, choices: Sequence[Choice]) -> None:
    try:
        if choices:
            make_private(path.parent)
            replace_text(path, _HEAD + "".join(f"\n[[choices]]\n{_lines(choice)}" for choice in choices))
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise SettingsError(f"The calibrated thresholds {path} cannot be written: {why}.") from None


def _lines(choice: Choice) -> str:
    import tomlkit  # for the quotes

    return tomlkit.dumps(dataclasses.asdict(choice))


def _choice(entry: Any) -> Choice:
    """Raises ValueError with the reason if an entry cannot be one."""
    if not isinstance(entry, Mapping):
        raise ValueError("an entry has to be a table")
    values: dict[str, Any] = {}
    for field in dataclasses.fields(Choice):
        value = entry.get(field.name)
        if field.type == "float" and type(value) is int:
            value = float(value)
        if type(value) is not {"float": float, "int": int, "str": str}[str(field.type)]:
            raise ValueError(f"'{field.name}' is missing or of the wrong kind")
        values[field.name] = value
    choice = Choice(**values)
    if not 0 <= choice.threshold <= 1:
        raise ValueError("'threshold' has to lie between 0 and 1")
    return choice
