"""What a JSON reply is worth.

    score = values × (0.4 + 0.1 × valid + 0.2 × keys + 0.3 × schema)

- `values`: the share of the facts that are right, each at its place. Under other keys they are read in order, where an
  object has as many keys as it should; this counts if at least half of all facts are right in this way. What stands
  in entries that a list has too many counts as wrong facts.
- `valid`: 1 if the reply is one JSON object and nothing else; a code fence around it is no fault.
- `keys`: of all keys that should be there or are, the share that should and are, each with the keys above it.
- `schema`: 1 if it fits the schema.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edge.compare.suites.structured.reading import Found, json_in
from edge.compare.task import Grade

__all__ = ["MARKS", "Request"]

MARKS = ("valid", "keys", "schema", "values")
_VALUES, _VALID, _KEYS, _SCHEMA = 0.4, 0.1, 0.2, 0.3
_ENOUGH_IN_ORDER = 0.5
_HUGE = 1e300  # an integer above cannot be made a floating-point number
_Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """What is right for one request; grades replies."""

    schema: Mapping[str, Any]
    reference: Mapping[str, Any]
    also: Mapping[str, Sequence[str]]
    """Other wordings that are as right, by the place of the fact: `/lines/0/article`."""

    def __call__(self, replies: Sequence[str]) -> Grade:
        """The marks of the last reply."""
        found = json_in(replies[-1]) if replies else None
        if found is None:
            return Grade(0.0, dict.fromkeys(MARKS, 0.0), "There is no JSON object in it.")
        try:
            return self._graded(found)
        except RecursionError:
            return Grade(0.0, dict.fromkeys(MARKS, 0.0), "It is nested too deeply.")

    def _graded(self, found: Found) -> Grade:
        wanted, given = _keys(self.reference), _keys(found.value)
        keys = len(wanted & given) / len(wanted | given)
        valid, schema = float(found.alone), float(self._fits(found.value))
        values, missed = self._values(found.value)
        if values < 1 and (renamed := _renamed(found.value, self.reference)) is not None:
            in_order, missed_in_order = self._values(renamed)
            if in_order >= _ENOUGH_IN_ORDER and in_order > values:
                values, missed = in_order, missed_in_order
        score = values * (_VALUES + _VALID * valid + _KEYS * keys + _SCHEMA * schema)
        marks = dict(zip(MARKS, (valid, keys, schema, values), strict=True))
        return Grade(round(score, 9), marks, _why(marks, missed))  # 0.9, and not 0.9000000000000001

    def _fits(self, value: dict[str, Any]) -> bool:
        import jsonschema  # late: it takes 50 ms

        validator = jsonschema.Draft202012Validator(self.schema, format_checker=jsonschema.FormatChecker())
        return bool(validator.is_valid(value))

    def _values(self, value: Any) -> tuple[float, str]:
        """The share of facts that are right, and the place of the first that is not."""
        facts = list(_facts(self.reference))
        missed = [path for path, fact in facts if not self._right(path, fact, value)]
        surplus = _surplus(value, self.reference)
        share = 1 - (len(missed) + surplus) / (len(facts) + surplus)
        return share, _pointer(missed[0]) if missed else ""

    def _right(self, path: _Path, fact: Any, value: Any) -> bool:
        for step in path:
            inside = isinstance(value, dict) and step in value
            if not inside and not (isinstance(value, list) and isinstance(step, int) and step < len(value)):
                return False
            value = value[step]
        return any(_alike(value, one) for one in (fact, *self.also.get(_pointer(path), ())))


def _why(marks: Mapping[str, float], missed: str) -> str:
    if missed:
        return f"Wrong or missing: {missed}."
    if marks["values"] < 1:
        return "A list has more entries than it should."
    if marks["keys"] < 1:
        return "The values are right, the keys are not those of the schema."
    if not marks["schema"]:
        return "It does not fit the schema."
    return "" if marks["valid"] else "There is more than the JSON object in it."


def _pointer(path: _Path) -> str:
    return "".join(f"/{step}" for step in path)


def _facts(value: Any, path: _Path = ()) -> Iterator[tuple[_Path, Any]]:
    """Each leaf with its place."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _facts(item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _facts(item, (*path, place))
    else:
        yield path, value


def _surplus(value: Any, wanted: Any) -> int:
    """How many leaves stand in entries that a list of `value` has more than the same of `wanted`; one at least each."""
    if isinstance(wanted, Mapping) and isinstance(value, dict):
        return sum(_surplus(value[key], item) for key, item in wanted.items() if key in value)
    if isinstance(wanted, list) and isinstance(value, list):
        more = sum(max(1, len(list(_facts(item)))) for item in value[len(wanted) :])
        return more + sum(_surplus(item, one) for item, one in zip(value, wanted, strict=False))
    return 0


def _keys(value: Any, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Every key with those above it; the entries of a list count as one."""
    if isinstance(value, Mapping):
        return {(*path, key) for key in value}.union(*(_keys(item, (*path, key)) for key, item in value.items()))
    if isinstance(value, list):
        return set().union(*(_keys(item, (*path, "[]")) for item in value))
    return set()


def _renamed(value: Any, wanted: Any) -> Any:
    """`value` under the keys of `wanted`, object by object in order; None for an object that has more or fewer."""
    if isinstance(wanted, Mapping):
        if not isinstance(value, dict) or len(value) != len(wanted):
            return None
        pairs = [(key, _renamed(item, wanted[key])) for key, item in zip(wanted, value.values(), strict=True)]
        return dict(pairs)
    if isinstance(wanted, list):
        if not isinstance(value, list):
            return None
        return [_renamed(item, one) for item, one in zip(value, wanted, strict=False)] + value[len(wanted) :]
    return value


def _alike(value: Any, fact: Any) -> bool:
    if isinstance(fact, str):
        return isinstance(value, str) and _plain(value) == _plain(fact)
    if isinstance(fact, bool) or fact is None:
        return value is fact
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return value == fact or (abs(value) < _HUGE and abs(value - fact) < 1e-9)


def _plain(text: str) -> str:
    """Without what makes no difference: width of characters, case, spaces at the ends, a full stop."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).rstrip(".。")
