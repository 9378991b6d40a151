"""A text in one way of writing, so that a rule has to know only that one.

Full-width forms become ASCII, digits of other scripts become 0 to 9, all spaces within a line one kind of space, all
dashes one kind of dash, and characters that nobody sees are left out. Places are kept: every span can be told in the
original.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Folded"]

_SPACES = [0x00A0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]
_DASHES = [*range(0x2010, 0x2016), 0x2212, 0x2E3A, 0xFE58, 0xFE63]
_ZEROS = [0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, *range(0x1D7CE, 0x1D800, 10)]
"""Where a script's ten digits begin; the last are the mathematical ones."""

_TABLE: dict[int, str] = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_DASHES, "-"),
    **{zero + digit: str(digit) for zero in _ZEROS for digit in range(10)},
    0xFE52: ".",
    0xFE55: ":",
    0xFE6B: "@",
}

_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u20e3\ufe00-\ufe0f\ufeff]"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as the rules see it."""

    plain: str
    origins: tuple[int, ...] | None
    """Where each character of `plain` stands in the original; None where nothing was left out."""

    @classmethod
    def of(cls, text: str) -> Folded:
        """Any string, in linear time."""
        if text.isascii():
            return cls(text, None)
        plain = text.translate(_TABLE)
        if not _UNSEEN.search(plain):
            return cls(plain, None)
        origins = tuple(at for at, char in enumerate(plain) if not _UNSEEN.match(char))
        return cls("".join(plain[at] for at in origins), origins)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that a span of `plain`, which is not empty, stands for."""
        return (start, end) if self.origins is None else (self.origins[start], self.origins[end - 1] + 1)
