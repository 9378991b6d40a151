"""Which values a setting takes. A check returns what is wrong with a value, to follow the setting's name, or None.

Those of ranges and choices are objects, so that a form can offer the choices or say the range in another language.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Between", "Check", "CommandLine", "OneOf", "ZeroOr", "names", "pattern_lines", "patterns", "webhook"]

Check = Callable[[Any], str | None]


@dataclass(frozen=True, slots=True)
class Between:
    """A number from `low` to `high`, both included."""

    low: float
    high: float

    def __call__(self, value: float) -> str | None:
        """What is wrong with `value`."""
        if self.low <= value <= self.high:
            return None
        return f"has to lie between {self.low:.10g} and {self.high:.10g}"


@dataclass(frozen=True, slots=True)
class ZeroOr:
    """The same, or 0, which leaves the choice to the program or switches something off."""

    low: float
    high: float

    def __call__(self, value: float) -> str | None:
        """What is wrong with `value`."""
        wrong = Between(self.low, self.high)(value)
        return None if value == 0 or wrong is None else f"{wrong}, or has to be 0"


@dataclass(frozen=True, slots=True, init=False)
class OneOf:
    """One of some words."""

    choices: tuple[str, ...]

    def __init__(self, *choices: str) -> None:
        object.__setattr__(self, "choices", choices)

    def __call__(self, value: str) -> str | None:
        """What is wrong with `value`."""
        return None if value in self.choices else f"has to be one of {', '.join(self.choices)}"


@dataclass(frozen=True, slots=True, init=False)
class CommandLine:
    """A command line: words as a shell would split them, with some names in braces."""

    names: tuple[str, ...]

    def __init__(self, *names: str) -> None:
        object.__setattr__(self, "names", names)

    def __call__(self, value: str) -> str | None:
        """What is wrong with `value`."""
        import shlex  # only for one that is set

        try:
            for word in shlex.split(value):
                word.format_map(dict.fromkeys(self.names, ""))
        except (ValueError, KeyError, IndexError, AttributeError, TypeError):
            known = ", ".join(f"{{{name}}}" for name in self.names)
            return f"has to be a program with its arguments, quotes closed, and no names in braces but {known}"
        return None


def webhook(value: str) -> str | None:
    """An https address, or http to this machine; or nothing."""
    from urllib.parse import urlsplit  # only for one that is set

    try:
        parts = urlsplit(value)
        secure = parts.scheme == "https" and bool(parts.hostname)
        local = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
        usable = (secure or local) and parts.port != 0 and re.fullmatch(r"[!-~]+", value) is not None
    except ValueError:
        usable = False
    return None if usable or not value else "has to be an https address, or http to localhost"


_NAMES = re.compile(r"all|-?[a-z_]+\.(?:\*|[a-z_.]+)")


def names(value: str) -> str | None:
    """Names of commands, as `skills.allow_…` takes them."""
    wrong = [word for word in value.split() if not _NAMES.fullmatch(word)]
    return f"has to be all, names such as timer.start, timer.* or -timer.*, and has {wrong[0]!r}" if wrong else None


def patterns(value: str) -> str | None:
    """Patterns, one a line."""
    if not value.strip():
        return None
    from cloud_client.masking import Own, PatternError  # only for some that are set

    try:
        Own(patterns=pattern_lines(value))
    except PatternError as error:
        return f"has patterns that cannot be used ({error})"
    return None


def pattern_lines(value: str) -> list[str]:
    """The patterns of a setting that takes some, one a line."""
    return [line.strip() for line in value.splitlines() if line.strip()]
