"""Units of measurement: what a name or symbol means, and exact conversion.

A word can have several readings ("degrees", キロ, "oz"): they come likeliest first, and `match` chooses the pair that
can be converted. Symbols are read with their capitals (Mb and MB differ), names without.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from edge.skills.values.errors import UnitsDifferError
from edge.skills.values.found import Found, Phrases
from edge.skills.values.text import Text, fold
from edge.skills.values.words.units import NOT_UNITS, SEVERAL, UNITS, ZEROS

__all__ = ["Unit", "convert", "find", "match", "unit", "whole"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its symbol, what it measures, and its size and zero in that dimension's base unit (SI, litre, byte)."""

    symbol: str
    dimension: str
    size: Fraction
    zero: Fraction = Fraction(0)


_BY_SYMBOL = {
    symbol: Unit(symbol, dimension, Fraction(size), Fraction(ZEROS.get(symbol, "0")))
    for dimension, units in UNITS.items()
    for symbol, (size, *_) in units.items()
}


def _tables() -> tuple[Phrases[tuple[Unit, ...]], Phrases[tuple[Unit, ...]]]:
    cased: dict[str, tuple[Unit, ...]] = {}
    small: dict[str, tuple[Unit, ...]] = {}
    for units in UNITS.values():
        for symbol, (_, *lists) in units.items():
            reading = (_BY_SYMBOL[symbol],)
            for name in filter(None, [symbol, *", ".join(lists).split(", ")]):
                cased.setdefault(name, reading)
                small.setdefault(fold(name), reading)
    for name, symbols in SEVERAL.items():
        small[fold(name)] = tuple(_BY_SYMBOL[symbol] for symbol in symbols)
        if len(symbols) > 1:
            cased[name] = small[fold(name)]
    return Phrases(cased, cased=True), Phrases(small)


_CASED, _SMALL = _tables()
_NOT_UNITS = Phrases(dict.fromkeys(NOT_UNITS, True))


def unit(symbol: str) -> Unit:
    """The unit with exactly this symbol.

    Raises:
        UnitsDifferError: no unit has it.
    """
    try:
        return _BY_SYMBOL[symbol]
    except KeyError:
        raise UnitsDifferError(f"There is no unit “{symbol}”; use a symbol such as m, km, lb or °C.") from None


def find(text: Text, at: int) -> Found[tuple[Unit, ...]] | None:
    """The readings of the unit that begins at `at`, the likeliest first: by its symbol as written, else by its name."""
    if _NOT_UNITS.find(text, at):
        return None
    cased, small = _CASED.find(text, at), _SMALL.find(text, at)
    if cased is None or small is None:
        return cased or small
    return cased if cased.end >= small.end else small


def whole(text: str) -> tuple[Unit, ...]:
    """The readings of a text that is a unit and nothing else; empty if it is none."""
    read = Text.of(text)
    found = find(read, read.skip(0))
    return found.value if found is not None and read.ended(found.end) else ()


def match(source: tuple[Unit, ...], target: tuple[Unit, ...]) -> tuple[Unit, Unit]:
    """Of two words' readings the first pair that can be converted; two different units, if there are such.

    Raises:
        UnitsDifferError: no pair measures the same.
    """
    pairs = [(one, other) for one in source for other in target if one.dimension == other.dimension]
    if not pairs:
        one, other = (readings[0].symbol if readings else "?" for readings in (source, target))
        raise UnitsDifferError(f"{one} and {other} measure different things; choose two units of the same kind.")
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])


def convert(value: Fraction, source: Unit, target: Unit) -> Fraction:
    """The same quantity in another unit, exactly.

    Raises:
        UnitsDifferError: the units measure different things.
    """
    if source.dimension != target.dimension:
        match((source,), (target,))
    return (value * source.size + source.zero - target.zero) / target.size
