"""What a surface may use: an allow-list from the settings, such as `all -mode.* -conversation.*`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from edge.settings import Skills
from edge.turn import Surface

__all__ = ["SURFACES", "usable"]

SURFACES: tuple[str, ...] = get_args(Surface)


def usable(surface: str, names: Iterable[str], settings: Skills) -> frozenset[str]:
    """The commands among `names` that a surface may use; none for a surface that the settings do not know."""
    if surface not in SURFACES:
        return frozenset()
    words = str(getattr(settings, f"allow_{surface}")).split()
    allowed = [word for word in words if not word.startswith("-")]
    left_out = [word[1:] for word in words if word.startswith("-")]
    return frozenset(name for name in names if _named(name, allowed) and not _named(name, left_out))


def _named(name: str, words: list[str]) -> bool:
    return any(word in {"all", name} or (word.endswith(".*") and name.startswith(word[:-1])) for word in words)
