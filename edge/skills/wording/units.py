"""A quantity with its unit's name, where a language has a name in daily use, else with its symbol."""

from __future__ import annotations

from edge.skills.replies.units import NAMES
from edge.skills.wording.numbers import grouped
from edge.skills.wording.phrases import tongue

__all__ = ["quantity"]


def quantity(digits: str, symbol: str, language: str) -> str:
    """5 kilometers, one mile as 1 mile, 5公里, 5キロメートル; 20 m/s, 37.8 °C."""
    speech = tongue(language)
    number = grouped(digits, language)
    names = NAMES.get(symbol)
    if names is None:
        # The degree sign stands beside its number in Chinese and Japanese text.
        return number + ("" if speech != "en" and symbol.startswith("°") else " ") + symbol
    if speech == "en":
        one, other = names["en"].split("/")
        return f"{number} {one if digits in {'1', '-1'} else other}"
    name = names[speech]
    return name.replace("#", number) if "#" in name else number + name
