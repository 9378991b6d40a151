"""A table of `kiosk.toml` with its checks: what is wrong becomes a fault with its line, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from edge.cleaning import clean
from edge.kiosk.faults import Faults
from edge.kiosk.file import LANGUAGES, Localized, Spoken
from edge.kiosk.positions import Keys

__all__ = ["Document", "Table", "nearest"]

_LONGEST = 4000
"""Characters of a text on the screen."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown word: the one that was probably meant, or all there are."""
    import difflib  # only for a mistake

    known = list(known)
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"did you mean '{near[0]}'?" if near else f"there are {', '.join(known)}."


class Document:
    """A file's tables, the lines they stand in, and what was found wrong in them."""

    def __init__(self, path: Path, content: Mapping[str, Any], lines: Mapping[Keys, int], faults: Faults) -> None:
        self.path = path
        self.content = content
        self.lines = lines
        self.faults = faults
        self.languages: tuple[str, ...] = LANGUAGES
        """Those of the kiosk, as soon as they are known."""

    def line(self, place: Keys) -> int:
        """Where something stands; what is missing stands where its table begins."""
        while place not in self.lines:
            place = place[:-1]
        return self.lines[place]

    def fault(self, place: Keys, text: str) -> None:
        """Remember that something is wrong there."""
        self.faults.add(self.path, self.line(place), text)


class Table:
    """A table; `end` says what no one has asked for. A value that is wrong counts as missing."""

    def __init__(self, document: Document, place: Keys, content: Mapping[str, Any]) -> None:
        self.document = document
        self.place = place
        self._content = content
        self._known: dict[str, None] = {}

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.document.line(self.place)

    def has(self, key: str) -> bool:
        """Whether it says anything of that."""
        self._known[key] = None
        return key in self._content

    def fault(self, key: str, text: str) -> None:
        """Remember that the value of a key is wrong, or that it is missing."""
        self.document.fault((*self.place, key), text)

    def end(self) -> None:
        """All keys that are known were asked for: any other is a fault."""
        for key in self._content:
            if key not in self._known:
                self.fault(key, f"there is no '{clean(key)}' here; {nearest(key, self._known)}")

    def value(self, key: str, kind: type | tuple[type, ...], what: str, *, required: bool = False) -> Any:
        """The value, or None if it is missing or something else than `kind`, which `what` says in words."""
        if not self.has(key):
            if required:
                self.fault(key, f"'{key}' is missing: it has to be {what}.")
            return None
        value = self._content[key]
        if isinstance(value, kind) and not (isinstance(value, bool) and kind is not bool):
            return value
        self.fault(key, f"'{key}' has to be {what}.")
        return None

    def text(self, key: str, *, required: bool = False) -> str | None:
        """A text that is not empty, cleaned."""
        return self._text(key, self.value(key, str, "text in quotes", required=required))

    def _text(self, key: str, value: str | None, *inside: str | int) -> str | None:
        place = (*self.place, key, *inside)
        if value is None:
            return None
        text = clean(value).strip()
        if not text:
            self.document.fault(place, f"'{key}' is empty: write what it has to say, or leave it out.")
        elif len(text) > _LONGEST:
            self.document.fault(place, f"'{key}' is longer than {_LONGEST} characters: shorten it.")
        else:
            return text
        return None

    def matching(self, key: str, pattern: re.Pattern[str], what: str, *, required: bool = False) -> str | None:
        """A text that a pattern fits whole."""
        text = self.text(key, required=required)
        if text is None or pattern.fullmatch(text):
            return text
        self.fault(key, f"'{key}' has to be {what}.")
        return None

    def number(self, key: str, low: float, high: float, otherwise: float) -> float:
        """A number in a range; `otherwise` if it says none."""
        value = self.value(key, (int, float), f"a number from {low:g} to {high:g}")
        if value is None:
            return otherwise
        if low <= value <= high:  # false for nan
            return float(value)
        self.fault(key, f"'{key}' has to be from {low:g} to {high:g}.")
        return otherwise

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; a text alone is a list of one."""
        value = self.value(key, (str, list), "text in quotes, or a list of texts", required=required)
        return () if value is None else self._texts(key, value)

    def _texts(self, key: str, value: str | Sequence[Any], *inside: str | int) -> tuple[str, ...]:
        place = (*self.place, key, *inside)
        rows = [value] if isinstance(value, str) else value
        found: list[str] = []
        for index, row in enumerate(rows):
            if not isinstance(row, str):
                self.document.fault((*place, index), f"'{key}' has to be a list of texts only.")
            elif (text := self._text(key, row, *inside, index)) is not None:
                found.append(text)
        if not rows:
            self.document.fault(place, f"'{key}' is an empty list: name at least one, or leave it out.")
        return tuple(found)

    def localized(self, key: str, *, required: bool = False) -> Localized | None:
        """One text for all languages, or a table with one for each language; the kiosk's first language has to be."""
        value = self.value(key, (str, dict), 'text in quotes, or a text by language: {en = "…"}', required=required)
        if isinstance(value, str):
            text = self._text(key, value)
            return None if text is None else dict.fromkeys(self.document.languages, text)
        if value is None:
            return None
        return localized(self.document, (*self.place, key), f"'{key}'", value)

    def spoken(self, key: str) -> Spoken:
        """What is said for something: a text or several, for all languages or by language."""
        value = self.value(key, (str, list, dict), "text in quotes, a list, or either by language", required=True)
        if not isinstance(value, dict):
            texts = self._texts(key, value) if value is not None else ()
            return dict.fromkeys(self.document.languages, texts) if texts else {}
        found: dict[str, tuple[str, ...]] = {}
        for language in _in_order(self.document, (*self.place, key), value):
            row = value[language]
            if not isinstance(row, (str, list)):
                self.document.fault((*self.place, key, language), f"'{key}' takes text or a list of texts by language.")
                continue
            texts = self._texts(key, row, language)
            if texts:
                found[language] = texts
        if not found and not value:
            self.fault(key, f"'{key}' is empty: write what is said in at least one language.")
        return found

    def tables(self, key: str) -> list[Table]:
        """The tables of an array of tables."""
        rows = self.value(key, list, f"written as [[{key}]]")
        found: list[Table] = []
        for index, row in enumerate(rows or ()):
            place = (*self.place, key, index)
            if isinstance(row, dict):
                found.append(Table(self.document, place, row))
            else:
                self.document.fault(place, f"'{key}' has to be written as [[{key}]].")
        return found


def localized(document: Document, place: Keys, what: str, value: Mapping[str, Any]) -> Localized | None:
    """A table of texts by language, the kiosk's first language first; None if it has faults."""
    found: dict[str, str] = {}
    for language in _in_order(document, place, value):
        text = value[language]
        if not isinstance(text, str) or not clean(text).strip():
            document.fault((*place, language), f"{what} has to be text in quotes in each language.")
        elif len(text) > _LONGEST:
            document.fault((*place, language), f"{what} is longer than {_LONGEST} characters: shorten it.")
        else:
            found[language] = clean(text).strip()
    first = document.languages[0]
    if first not in value:
        document.fault(place, f"{what} has no text in '{first}', the kiosk's first language.")
    return found if first in found else None


def _in_order(document: Document, place: Keys, value: Mapping[str, Any]) -> list[str]:
    """The languages of a table, in the kiosk's order; others are faults."""
    for language in value:
        if language not in document.languages:
            text = f"'{clean(language)}' is not a language of this kiosk; {nearest(language, document.languages)}"
            document.fault((*place, language), text)
    return [language for language in document.languages if language in value]
