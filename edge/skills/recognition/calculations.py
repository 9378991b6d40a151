"""Whether figures that stand alone are a calculation: 100-37 is one, 2026-11-22, 24/7 and 555-1234 are not."""

from __future__ import annotations

import re

__all__ = ["is_calculation"]

_TWO = re.compile(r"([0-9]+)([-/])([0-9]+)")
_DATE_OR_NUMBER = re.compile(r"[0-9]+(?:[-/.:][0-9]+){2,}|[(]?[0-9]{2,4}[)]?[- ][0-9]{3,4}[- ][0-9]{3,4}")


def is_calculation(plain: str) -> bool:
    """Judged by the signs between the numbers; with spaces around them they are meant as a calculation."""
    plain = plain.strip()
    if _DATE_OR_NUMBER.fullmatch(plain):
        return False
    two = _TWO.fullmatch(plain)
    if two is None:
        return True
    first, second = int(two.group(1)[:30]), int(two.group(3)[:30])
    if two.group(2) == "-":
        return first > second and not (1900 <= first <= 2100 and second <= 12)
    return second > 1 and first > 31 and first % second == 0 and first != second
