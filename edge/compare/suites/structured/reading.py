"""Finds the JSON in a reply."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

__all__ = ["Found", "json_in"]

_FENCED = re.compile(r"(?P<fence>`{3,}|~{3,})[^`\n]*\n(?P<content>.*?)\n?[ \t]*(?P=fence)", re.DOTALL)
_MOST_PLACES = 200


class Found:
    """A JSON object and how it stood there."""

    def __init__(self, value: dict[str, Any], alone: bool) -> None:
        self.value = value
        self.alone = alone
        """Whether it is the whole reply, or the whole content of one code fence that is the whole reply."""


def json_in(reply: str) -> Found | None:
    """The JSON object of a reply; None if it has none.

    A code fence around it is no fault: chat models write one, and every client takes it off. With other text around,
    the first fenced object counts, else the first in the text.
    """
    text = reply.strip().removeprefix("\ufeff").strip()
    if (value := _whole(text)) is not None:
        return Found(value, True)
    fenced = list(_FENCED.finditer(text))
    for block in fenced:
        if (value := _whole(block["content"])) is not None:
            return Found(value, block[0] == text)
    decoder = json.JSONDecoder(parse_constant=_not_json)
    for place in [at.start() for at in re.finditer(r"\{", text)][:_MOST_PLACES]:
        try:
            value, _ = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            return Found(value, False)
    return None


def _whole(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text, parse_constant=_not_json)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _not_json(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
