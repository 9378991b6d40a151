"""The languages of the interface: English texts stand in the code, their translations in gettext catalogues.

A screen declares its texts as a frozen dataclass derived from `Texts`, with the English text as the default of each
field. `translated` gives the same class in another language. `scripts/catalogues.py` collects all such classes and
compiles `locale/*/LC_MESSAGES/edge.po`, which a translator edits.
"""

from __future__ import annotations

import dataclasses
import functools
import gettext
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

__all__ = ["DOMAIN", "LOCALES", "Texts", "become", "entries", "for_locale", "table", "take_over", "translated"]

LOCALES = Path(__file__).parent / "locale"
DOMAIN = "edge"

_CATALOGUES = {"zh": "zh_CN"}
"""The catalogue of each language but English, whose texts need none."""

_TRANSLATED: dict[tuple[type[Any], str], Any] = {}
"""Each group of texts that was asked for."""


@dataclasses.dataclass(frozen=True, slots=True)
class Texts:
    """The base of every group of texts.

    A field is a text, a mapping or a tuple of texts, or a mapping or tuple of those. Names in braces are filled in
    with `str.format`, and a translation has the same ones.
    """


T = TypeVar("T", bound=Texts)
Table = TypeVar("Table", bound=Mapping[Any, Any])


def table(texts: Table) -> Table:
    """The default of a field that is a mapping: `states: Mapping[str, str] = table({"idle": "idle"})`."""
    kept: Table = dataclasses.field(default_factory=lambda: texts)
    return kept


def translated(kind: type[T], language: str) -> T:
    """The texts of this class in this language (`en`, `zh`); English where a translation is missing."""
    known = _TRANSLATED.get((kind, language))
    if known is None:
        known = _TRANSLATED[kind, language] = _translate(kind, language)
    made: T = known
    return made


def become(texts: Texts, language: str) -> None:
    """Turn this object's texts into those of another language, for all who hold it.

    It has to be a copy of one's own (`dataclasses.replace`): those that `translated` gives are shared, and stay.
    """
    take_over(texts, translated(type(texts), language))


def take_over(texts: T, other: T) -> None:
    """Turn this object's texts into those of another one, as `become` does."""
    for field in dataclasses.fields(texts):
        object.__setattr__(texts, field.name, getattr(other, field.name))


def _translate(kind: type[Any], language: str) -> Any:
    english = kind()
    if language not in _CATALOGUES:
        return english
    catalogue = _catalogue(_CATALOGUES[language])
    values = {
        field.name: _mapped(getattr(english, field.name), f"{kind.__name__}.{field.name}", catalogue.pgettext)
        for field in dataclasses.fields(english)
    }
    return kind(**values)


def entries(kind: type[Texts]) -> Iterator[tuple[str, str]]:
    """Context and English text of each entry that this class has in a catalogue."""
    found: list[tuple[str, str]] = []

    def take(context: str, text: str) -> str:
        found.append((context, text))
        return text

    for field in dataclasses.fields(kind):
        _mapped(getattr(kind(), field.name), f"{kind.__name__}.{field.name}", take)
    return iter(found)


def for_locale(environ: Mapping[str, str] = os.environ) -> str:
    """The language that the first of LC_ALL, LC_MESSAGES and LANG asks for; English for what there is no other for."""
    if environ.get("TERM") == "linux":  # the kernel's console has no Chinese signs
        return "en"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name, "")
        if value:
            return next((language for language in _CATALOGUES if value.lower().startswith(language)), "en")
    return "en"


@functools.cache
def _catalogue(name: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALES, [name], fallback=True)


def _mapped(value: Any, context: str, change: Callable[[str, str], str]) -> Any:
    """`value` with every text in it changed; the context of a part names its key or its place."""
    if isinstance(value, str):
        return change(context, value) if value else value
    if isinstance(value, Mapping):
        return {key: _mapped(part, f"{context}.{key}", change) for key, part in value.items()}
    if isinstance(value, tuple):
        return tuple(_mapped(part, f"{context}.{place}", change) for place, part in enumerate(value))
    return value
