"""One conversation's placeholders: which value each stands for."""

from __future__ import annotations

import json
import re
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cloud_client.masking.detecting import find
from cloud_client.masking.kinds import KINDS, Kind, Span, disjoint
from cloud_client.masking.own import Own
from cloud_client.masking.placeholders import NAMES, PLACEHOLDER, key_of
from cloud_client.masking.restorer import Restorer, restored

__all__ = ["Masked", "Masker"]

_KINDS = {name: kind for kind, name in NAMES.items()}
_ANY_NAME = re.compile("|".join(NAMES.values()), re.IGNORECASE)
_REMEMBERED = 400_000
"""Characters of texts of which it is remembered, in all, what was found in them."""

_ROUNDS = 4
"""What remains beside a placeholder can look like a value by itself: it is looked at again, so often at most."""
_MOST = 99_999
"""Values of one kind in a conversation: what the number of a placeholder can tell."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A text as it may be sent."""

    text: str = field(repr=False)
    used: frozenset[str] = frozenset()
    """The placeholders in it, as `EMAIL_1`."""


class Masker:
    """The placeholders of one conversation. All calls may come from any thread; its `repr` shows no value.

    own    the user's words and patterns
    table  what `to_json` of an earlier masker of the same conversation gave

    A value is what was written, to the letter: 138 0013 8000 and 13800138000 have two placeholders, and each comes back
    as it was. What looks like a placeholder and was there before is kept apart (`<LITERAL_1>`), so that `restore` of
    what `mask` made is always the text that went in.
    """

    def __init__(self, own: Own | None = None, table: Mapping[str, Any] | None = None) -> None:
        """Raises ValueError if `table` is none."""
        self._own = own
        self._lock = threading.Lock()
        self._values: dict[str, str] = {}
        self._names: dict[tuple[Kind, str], str] = {}
        self._taken: set[str] = set()
        """Names that must not be given: a text had them for itself."""
        self._last: dict[Kind, int] = {}
        self._found: dict[str, list[Span]] = {}
        """What was found in texts that were looked through: a payload's are looked through several times, and a
        conversation's in every turn."""
        self._remembered = 0
        """Characters of these texts."""
        if table is not None:
            self._load(table)

    def __repr__(self) -> str:
        return f"Masker({len(self._values)} values)"

    def mask(self, text: str) -> Masked:
        """`text` with placeholders for all that is to be masked. Takes any string, in linear time.

        Raises TooMuchWorkError if one of the user's patterns takes too long on it.
        """
        with self._lock:
            literals = [found for found in PLACEHOLDER.finditer(text) if key_of(found) in self._values]
            self._taken.update({key_of(found) for found in PLACEHOLDER.finditer(text)} - self._values.keys())
            masked = self._masked(text, [found.span() for found in literals])
            if restored(masked, self._values.get) != text:
                # What was left beside a value reads like a placeholder now: none of their names may stay as it was.
                masked = self._masked(text, [found.span() for found in _ANY_NAME.finditer(text)])
            return Masked(masked, self._used(masked))

    def more(self, masked: str) -> Masked:
        """Mask what is left in a text that may hold this conversation's placeholders, and no others."""
        with self._lock:
            masked = self._rounds(masked)
            return Masked(masked, self._used(masked))

    def left(self, masked: str) -> set[Kind]:
        """The kinds of what is still to be masked in a text that may hold this conversation's placeholders."""
        with self._lock:
            return {span.kind for span in self._still(masked)}

    def restore(self, text: str) -> str:
        """`text` with the values in the place of their placeholders."""
        return restored(text, self._values.get)

    def restorer(self, *, inside_json: bool = False) -> Restorer:
        """For a text that comes in pieces.

        inside_json  the text is JSON: values are written as they have to stand within its strings
        """
        return Restorer(self._in_json if inside_json else self._values.get)

    @staticmethod
    def counts(used: Iterable[str]) -> dict[Kind, int]:
        """How many values of each kind these placeholders (`Masked.used`) stand for."""
        kinds = [_KINDS[name.rpartition("_")[0]] for name in used]
        return {kind: kinds.count(kind) for kind in KINDS if kind in kinds}

    def to_json(self) -> dict[str, Any]:
        """The table, values included: it stays on the device, with the conversation, and is erased with it."""
        with self._lock:
            return {"values": dict(self._values), "taken": sorted(self._taken)}

    def _in_json(self, name: str) -> str | None:
        value = self._values.get(name)
        return None if value is None else json.dumps(value, ensure_ascii=False)[1:-1]

    def _masked(self, text: str, literals: list[tuple[int, int]]) -> str:
        spans = [*self._find(text), *(Span(start, end, "literal") for start, end in literals)]
        return self._rounds(self._replaced(text, disjoint(spans)))

    def _rounds(self, masked: str) -> str:
        for _ in range(_ROUNDS):
            left = self._still(masked)
            if not left:
                break
            masked = self._replaced(masked, left, nested=True)
        return masked

    def _find(self, text: str) -> list[Span]:
        found = self._found.get(text)
        if found is None:
            found = find(text, self._own)
            if len(text) > _REMEMBERED:
                return found
            self._remembered += len(text)
            if self._remembered > _REMEMBERED:
                self._found.clear()
                self._remembered = len(text)
            self._found[text] = found
        return found

    def _used(self, masked: str) -> frozenset[str]:
        return frozenset({key_of(found) for found in PLACEHOLDER.finditer(masked)} & self._values.keys())

    def _still(self, masked: str) -> list[Span]:
        """What is to be masked beside the placeholders; of one that it touches it takes all."""
        own = [found.span() for found in PLACEHOLDER.finditer(masked) if key_of(found) in self._values]
        starts = [start for start, _ in own]
        spans = []
        for span in self._find(masked):
            touched = own[max(0, bisect_right(starts, span.start) - 1) : bisect_left(starts, span.end)]
            touched = [(start, end) for start, end in touched if end > span.start]
            if not any(start <= span.start and span.end <= end for start, end in touched):
                start, end = min([span.start, *(at[0] for at in touched)]), max([span.end, *(at[1] for at in touched)])
                spans.append(Span(start, end, span.kind))
        return disjoint(spans)

    def _replaced(self, text: str, spans: list[Span], *, nested: bool = False) -> str:
        pieces, at = [], 0
        for span in spans:
            value = text[span.start : span.end]
            pieces += [text[at : span.start], self._name(span.kind, self.restore(value) if nested else value)]
            at = span.end
        return "".join([*pieces, text[at:]])

    def _name(self, kind: Kind, value: str) -> str:
        name = self._names.get((kind, value))
        if name is None:
            number = self._last.get(kind, 0) + 1
            while f"{NAMES[kind]}_{number}" in self._taken:
                number += 1
            if number > _MOST:
                raise ValueError(f"there are more than {_MOST} values of one kind in this conversation")
            self._last[kind] = number
            name = f"{NAMES[kind]}_{number}"
            self._names[kind, value] = name
            self._values[name] = value
        return f"<{name}>"

    def _load(self, table: Mapping[str, Any]) -> None:
        values, taken = table.get("values"), table.get("taken")
        if not isinstance(values, dict) or not isinstance(taken, list):
            raise ValueError("this is no table of placeholders")
        for name, value in values.items():
            kind, _, number = name.rpartition("_")
            if kind not in _KINDS or not number.isdecimal() or not isinstance(value, str):
                raise ValueError("this is no table of placeholders")
            self._values[name] = value
            self._names[_KINDS[kind], value] = name
            self._last[_KINDS[kind]] = max(self._last.get(_KINDS[kind], 0), int(number))
        self._taken = {name for name in taken if isinstance(name, str)}
