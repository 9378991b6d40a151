"""One endpoint as the catalogue describes it: a server with a large model, and what that model is good at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["STRENGTHS", "Endpoint", "read"]

STRENGTHS = (
    "code",
    "reasoning",
    "maths",
    "structured",
    "longdoc",
    "languages",
    "chinese",
    "writing",
    "teaching",
)
"""What `good_at` may name. `languages` are all but Chinese; `writing` and `teaching` weigh less than a language."""

_SMALLEST, _LARGEST = 256, 10_000_000
"""Tokens of context that an endpoint may be said to have."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server with a large model."""

    name: str
    """What settings and the command line call it."""
    title: str
    """What a person reads."""
    base_url: str
    model: str
    """The model's name there, such as `Qwen/Qwen2.5-7B-Instruct`."""
    context: int
    """Tokens that prompt and reply may have together."""
    good_at: frozenset[str] = frozenset()
    """Some of `STRENGTHS`."""
    example: bool = False
    """Whether it only shows what an entry looks like: nothing is ever sent there."""

    @classmethod
    def from_entry(cls, name: str, entry: Mapping[str, Any]) -> Endpoint:
        """The endpoint that an entry of a catalogue describes. Raises ValueError with the reason if it is not one."""
        for key in ("base_url", "model"):
            if not isinstance(entry.get(key), str) or not entry[key]:
                raise ValueError(f"'{key}' of the endpoint '{name}' is missing")
        context, good_at = entry.get("context", 4096), entry.get("good_at", [])
        if type(context) is not int or not _SMALLEST <= context <= _LARGEST:
            raise ValueError(f"'context' of the endpoint '{name}' has to lie between {_SMALLEST} and {_LARGEST}")
        unknown = sorted(set(map(str, good_at)) - set(STRENGTHS)) if isinstance(good_at, list) else [str(good_at)]
        if unknown:
            raise ValueError(
                f"'good_at' of the endpoint '{name}' has '{unknown[0]}', and takes a list of {', '.join(STRENGTHS)}"
            )
        return cls(
            name=name,
            title=str(entry.get("title", name)),
            base_url=entry["base_url"],
            model=entry["model"],
            context=context,
            good_at=frozenset(good_at),
            example=bool(entry.get("example")),
        )


def read(entries: Mapping[str, Any]) -> dict[str, Endpoint]:
    """The endpoints of a table by name. Raises ValueError with the reason."""
    return {
        name: Endpoint.from_entry(name, entry if isinstance(entry, Mapping) else {}) for name, entry in entries.items()
    }
