"""HTML and SVG by functions: text is escaped because it is text, not because somebody thought of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from edge.cleaning import clean

__all__ = ["Markup", "joined", "language_of", "number", "tag", "text"]

_VOID = frozenset({"br", "col", "hr", "meta", "circle", "line", "path", "rect"})
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Markup(str):
    """A string that is markup already. Only this file makes any, and the style sheet."""

    __slots__ = ()


def text(value: object) -> Markup:
    """Any text as what it is: nothing in it is markup, and nothing in it is a control character."""
    return value if isinstance(value, Markup) else Markup(escape(clean(str(value)), quote=True))


def joined(parts: Iterable[object]) -> Markup:
    """Parts one after the other; None is left out."""
    return Markup("".join(text(part) for part in parts if part is not None))


def tag(name: str, /, *children: object, **attributes: object) -> Markup:
    """An element. Children that are no markup are text; None is left out.

    An attribute's name may end with `_` where Python has the word (`class_`), other `_` become `-`. None leaves an
    attribute out, True writes its name alone.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID and not children:
        return Markup(f"<{name}{written}/>" if name in ("circle", "line", "path", "rect") else f"<{name}{written}>")
    return Markup(f"<{name}{written}>{joined(children)}</{name}>")


def number(value: float) -> str:
    """A coordinate, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")


def language_of(name: str) -> str | None:
    """A language for the attribute `lang`, or None where it is none."""
    return name if _LANGUAGE.fullmatch(name) else None


def _attribute(key: str, value: object) -> str:
    if value is None:
        return ""
    name = key.removesuffix("_").replace("_", "-")
    if value is True:
        return f" {name}"
    shown = number(value) if isinstance(value, float) else str(value)
    return f' {name}="{text(shown)}"'
