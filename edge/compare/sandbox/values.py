"""Values on their way from the candidate to the runner: as JSON, of known types only.

Nothing is unpickled and no method of a value is called: a type that lies about being equal arrives as its name.
"""

from __future__ import annotations

import json
import math
from typing import Any

__all__ = ["Foreign", "pack", "read", "same", "unpack", "write"]

_PLAIN, _NESTED = {bool, float, str, type(None)}, {list, dict}  # spares a call for each element of a long list
_MOST_KEYS = 1000  # in one set or dict: whoever chooses the numbers can make each of them cost as much as all others
_WIDE = 1 << 63  # from here on integers go in hexadecimal: Python refuses to read very long decimal ones


class Foreign:
    """Stands for a value of a type that is not taken over; equal to nothing."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<{self.name}>"


def pack(value: Any) -> Any:
    """`value` as what `json.dumps` takes: None, bool, int, float, str, list, tuple, dict, set and frozenset, exactly
    these; of anything else the name of its type. Raises RecursionError where it is too deep or contains itself."""
    kind = type(value)
    if value is None or kind is bool or kind is float or kind is str:
        return value
    if kind is int:
        return value if -_WIDE < value < _WIDE else {"i": hex(value)}
    if kind is list or kind is tuple:
        return [item if type(item) in _PLAIN else pack(item) for item in value]
    if kind is dict:
        return {"d": [[pack(key), pack(item)] for key, item in value.items()]}
    if kind is set or kind is frozenset:
        return {"s": [pack(item) for item in value]}
    return {"?": str(getattr(kind, "__name__", "?"))[:80]}


def unpack(packed: Any) -> Any:
    """What `pack` made of a value; lists and tuples both come as lists, a set or dict of more than
    thousand as what is equal to nothing. Raises ValueError where it is no such thing."""
    if isinstance(packed, list):
        return [unpack(item) if type(item) in _NESTED else item for item in packed]
    if not isinstance(packed, dict):
        return packed
    if len(packed) == 1:
        (tag, content), *_ = packed.items()
        if tag == "i" and isinstance(content, str):
            return int(content, 16)
        if tag == "?" and isinstance(content, str):
            return Foreign(content)
        if tag in ("s", "d") and isinstance(content, list) and len(content) > _MOST_KEYS:
            return Foreign(f"more than {_MOST_KEYS} keys")
        if tag == "s" and isinstance(content, list):
            return {_hashable(unpack(item)) for item in content}
        if tag == "d" and isinstance(content, list) and all(isinstance(p, list) and len(p) == 2 for p in content):
            return {_hashable(unpack(key)): unpack(item) for key, item in content}
    raise ValueError("this is no value")


def _hashable(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_hashable(item) for item in value)
    if isinstance(value, set):
        return frozenset(value)
    if isinstance(value, dict):
        raise ValueError("a dict is no key")
    return value


def write(value: Any) -> bytes:
    """One line of ASCII, its line break included."""
    return json.dumps(pack(value), separators=(",", ":")).encode("ascii") + b"\n"


def read(line: str | bytes) -> Any:
    """What `write` wrote. Raises ValueError (or RecursionError) where it is something else."""
    return unpack(json.loads(line))


def same(got: Any, wanted: Any) -> bool:
    """Whether `got` is what was wanted: as `==`, but lists and tuples are alike, and floating-point numbers may differ
    by one part in a thousand million."""
    if isinstance(wanted, (list, tuple)):
        return (
            isinstance(got, (list, tuple))
            and len(got) == len(wanted)
            and all(same(one, other) for one, other in zip(got, wanted, strict=True))
        )
    if isinstance(wanted, dict):
        return (
            isinstance(got, dict)
            and len(got) == len(wanted)
            and all(k in got and same(got[k], v) for k, v in wanted.items())
        )
    if isinstance(wanted, float) and isinstance(got, (int, float)):
        try:
            return got == wanted or math.isclose(got, wanted, rel_tol=1e-9, abs_tol=1e-12)
        except OverflowError:  # an integer beyond every floating-point number
            return False
    if isinstance(wanted, (set, frozenset)):
        return isinstance(got, (set, frozenset)) and {_hashable(item) for item in wanted} == set(got)
    return type(got) in (bool, int, float, str, type(None)) and bool(got == wanted)
