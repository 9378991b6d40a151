"""Where output goes: data to stdout, everything else to stderr; no colour where stderr is no terminal."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

__all__ = ["data", "data_json", "dim", "hint", "note"]

_DIM, _PLAIN = "\x1b[2m", "\x1b[0m"


def data(text: str, end: str = "\n") -> None:
    """Write a piece of the answer to stdout, at once."""
    sys.stdout.write(text + end)
    sys.stdout.flush()


def data_json(value: Any) -> None:
    """Write one JSON object as one line."""
    data(json.dumps(value, ensure_ascii=False))


def note(text: str) -> None:
    """Write a sentence to stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def hint(text: str) -> None:
    """Write a sentence to stderr if somebody is looking at it."""
    if sys.stderr.isatty() and sys.stdout.isatty():
        note(dim(text))


def dim(text: str) -> str:
    """The text in a quiet colour, where colour is wanted."""
    if "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb":
        return text
    return f"{_DIM}{text}{_PLAIN}"
