"""What stands in the place of a masked value: `<EMAIL_1>`.

Capitals, an underscore and a number in angle brackets: models of either language copy that as they copy a tag or a
field of a form, in prose, Markdown, JSON and code, and it is one short word to them. What they do to it all the same
is understood when it comes back:

- another case, a space, a hyphen or nothing for the underscore, spaces within the brackets: `< email 1 >`;
- full-width or other pointed brackets ＜…＞ 〈…〉 《…》, and `&lt;…&gt;`, `\\_`;
- no brackets at all, but then only exactly `EMAIL_1`: "Phone 1" is what somebody may write.

Other brackets around it stay, so that `[EMAIL_1](mailto:EMAIL_1)` remains a link.
"""

from __future__ import annotations

import re
from typing import Final

from cloud_client.masking.kinds import Kind

__all__ = ["LONGEST", "NAMES", "PLACEHOLDER", "UNFINISHED", "key_of"]

NAMES: Final[dict[Kind, str]] = {
    "email": "EMAIL",
    "phone": "PHONE",
    "id": "IDCARD",
    "card": "BANKCARD",
    "iban": "IBAN",
    "ip": "IPADDR",
    "key": "APIKEY",
    "password": "PASSWORD",
    "own": "PRIVATE",
    "literal": "LITERAL",
}
"""By kind: words that are rare by themselves."""

_OPEN, _CLOSE = "(?:[<＜〈《]|&lt;)", "(?:[>＞〉》]|&gt;)"
_DIGITS = "[1-9][0-9]{0,4}"
_GAP = "[ \u00a0]{0,2}"
_JOIN = f"{_GAP}(?:\\\\?_|[-＿])?{_GAP}"
_NAME = "|".join(NAMES.values())
_ANY_CASE = "|".join("".join(f"[{char}{char.lower()}]" for char in name) for name in NAMES.values())

PLACEHOLDER = re.compile(
    f"{_OPEN}{_GAP}(?P<loose>{_ANY_CASE}){_JOIN}(?P<number>{_DIGITS}){_GAP}{_CLOSE}"
    f"|(?<![A-Za-z0-9_])(?P<strict>{_NAME})\\\\?_(?P<digits>{_DIGITS})(?![A-Za-z0-9_])"
)
"""A placeholder in any of its forms."""


def _beginning(pieces: list[str]) -> str:
    """An expression for every beginning, not empty, of these pieces one after the other."""
    expression = ""
    for piece in reversed(pieces):
        expression = f"{piece}(?:{expression})?" if expression else piece
    return expression


def _unfinished(name: str) -> list[str]:
    letters = [f"[{char}{char.lower()}]" for char in name]
    rest = [_GAP, *letters, _GAP, r"\\?", "[_＿-]?", _GAP, _DIGITS, _GAP, "&?", "g?", "t?"]
    strict = _beginning([*name, r"(?:\\?_|\\)", _DIGITS])
    return [
        _beginning(["[<＜〈《]", *rest]),
        _beginning(["&", "l", "t", ";", *rest]),
        f"(?<![A-Za-z0-9_])(?:{strict})",
    ]


UNFINISHED = re.compile("(?:" + "|".join(part for name in NAMES.values() for part in _unfinished(name)) + r")\Z")
"""The end of a text that may be the beginning of a placeholder."""

LONGEST = 4 + 2 + max(map(len, NAMES.values())) + 2 + 2 + 2 + 5 + 2 + 4
"""Characters that a placeholder has at most, in its widest form."""


def key_of(found: re.Match[str]) -> str:
    """What a match of `PLACEHOLDER` stands for, as `EMAIL_1`."""
    if found["strict"]:
        return f"{found['strict']}_{found['digits']}"
    return f"{found['loose'].upper()}_{found['number']}"
