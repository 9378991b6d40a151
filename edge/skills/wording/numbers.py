"""Numbers in digits as people of a language write them."""

from __future__ import annotations

import re

from edge.skills.wording.phrases import tongue

__all__ = ["grouped", "percent"]

_NUMBER = re.compile(r"(-?)([0-9]+)(\.[0-9]+)?")
_FROM = {"en": 4, "zh": 5, "ja": 5}
"""Digits from which on the thousands are set apart: 1,234 and 1234."""
_MOST = 40
"""A longer number is shown as it is: nobody reads its commas."""


def grouped(digits: str, language: str) -> str:
    """A plain number with its thousands set apart; what is no plain number (1.2e30) stays as it is."""
    match = _NUMBER.fullmatch(digits)
    if match is None or not _FROM[tongue(language)] <= len(match.group(2)) <= _MOST:
        return digits.replace("-", "−", 1) if digits.startswith("-") else digits
    sign, whole, decimals = match.groups()
    return ("−" if sign else "") + f"{int(whole):,}" + (decimals or "")


def percent(value: float) -> str:
    """40%; 12.5%."""
    return f"{value:g}%"
