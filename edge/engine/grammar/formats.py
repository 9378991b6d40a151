"""Formats of strings, as patterns."""

from __future__ import annotations

__all__ = ["FORMATS"]

_YEAR = "[12][0-9]{3}"
_LEAP_YEAR = "([12][0-9](0[48]|[2468][048]|[13579][26])|(1[26]|2[048])00)"
_DATE = (
    f"({_YEAR}-("
    "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
    f")|{_LEAP_YEAR}-02-29)"
)
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"
_TIME = f"{_CLOCK}:[0-5][0-9](\\.[0-9]{{1,6}})?(Z|[+-]{_CLOCK})"
_WORD = "[A-Za-z0-9_+-]+"
_LABEL = "[A-Za-z0-9]+(-[A-Za-z0-9]+)*"
_BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"

FORMATS = {
    "date": f"^{_DATE}$",
    "date-time": f"^{_DATE}T{_TIME}$",
    "email": f"^{_WORD}(\\.{_WORD})*@({_LABEL}\\.)+[A-Za-z]{{2,}}$",
    "ipv4": f"^({_BYTE}\\.){{3}}{_BYTE}$",
    "time": f"^{_TIME}$",
    "uuid": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
}
"""Of RFC 3339 the years 1000 to 2999; of addresses the plain ones. Other formats are not held to."""
