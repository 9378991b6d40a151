"""The values that people say: numbers, durations, times, quantities, calculations and lists, in three languages.

Every grammar has one shape: `find(text, at)` answers the value that begins exactly at a position of a `Text`, and how
far it reaches, or None; `search` and `find_all` look for it anywhere; `whole(...)` reads a text that is that value and
nothing else. Reading takes time in proportion to the text, and no string makes it fail; a calculation or a conversion
that cannot be done raises a `ValuesError`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edge.skills.values import arithmetic, durations, moments, numbers, quantities, units
    from edge.skills.values.arithmetic import Expression, Result
    from edge.skills.values.durations import Duration
    from edge.skills.values.errors import (
        ExpressionError,
        NoResultError,
        TooMuchWorkError,
        UnitsDifferError,
        ValuesError,
    )
    from edge.skills.values.formatting import Written, exact_decimal, write
    from edge.skills.values.found import Find, Found, Phrases, find_all, search
    from edge.skills.values.lists import split_items
    from edge.skills.values.moments import Moment
    from edge.skills.values.numbers import Number, plain_number
    from edge.skills.values.quantities import Quantity
    from edge.skills.values.text import Text, fold
    from edge.skills.values.units import Unit, convert, match, unit

__all__ = [
    "Duration",
    "Expression",
    "ExpressionError",
    "Find",
    "Found",
    "Moment",
    "NoResultError",
    "Number",
    "Phrases",
    "Quantity",
    "Result",
    "Text",
    "TooMuchWorkError",
    "Unit",
    "UnitsDifferError",
    "ValuesError",
    "Written",
    "arithmetic",
    "convert",
    "durations",
    "exact_decimal",
    "find_all",
    "fold",
    "match",
    "moments",
    "numbers",
    "plain_number",
    "quantities",
    "search",
    "split_items",
    "unit",
    "units",
    "write",
]

_MODULES = {
    "arithmetic": ("Expression", "Result"),
    "durations": ("Duration",),
    "errors": ("ExpressionError", "NoResultError", "TooMuchWorkError", "UnitsDifferError", "ValuesError"),
    "formatting": ("Written", "exact_decimal", "write"),
    "found": ("Find", "Found", "Phrases", "find_all", "search"),
    "lists": ("split_items",),
    "moments": ("Moment",),
    "numbers": ("Number", "plain_number"),
    "quantities": ("Quantity",),
    "text": ("Text", "fold"),
    "units": ("Unit", "convert", "match", "unit"),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    """The names above, imported when first asked for: the grammars take 30 ms, and most messages need none."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value
