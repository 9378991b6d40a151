"""Telephone numbers: Chinese mobile and landline, international, and the usual national forms of other countries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cloud_client.masking.kinds import Span
from cloud_client.masking.near import is_amount, label

__all__ = ["phones"]

_BEFORE = r"(?<![0-9A-Za-z_])(?<![0-9][.\-/])"
_AFTER = r"(?![0-9A-Za-z_])(?![.\-/][0-9])"
_AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"

_CERTAIN = [
    # China: 138 1234 5678, (+86)138-1234-5678; 010-12345678, (0755) 1234 5678, also without anything between
    rf"(?:\(?\+?86\)?[ -]?|\(?0086\)?[ -]?)?1[3-9][0-9][ -]?[0-9]{{4}}[ -]?[0-9]{{4}}{_AFTER}",
    rf"\(0{_AREA}\) ?[2-8][0-9]{{2,3}}[ -]?[0-9]{{4}}{_AFTER}",
    rf"0{_AREA}[ -]{{0,2}}[2-8][0-9]{{2,3}}[ -]?[0-9]{{4}}(?:-[0-9]{{1,5}})?{_AFTER}",
    # North America: (212) 555-0123, 212.555.0123, 1-212-555-0123; and China's 400-810-0000
    rf"(?:\+?1[ .-])?(?:\([2-9][0-9]{{2}}\) ?|[2-9][0-9]{{2}}[ .-])[2-9][0-9]{{2}}[ .-][0-9]{{4}}{_AFTER}",
    # Elsewhere with the 0 of long distance: 03-1234-5678, 020 7946 0958, 0120-123-456, 07700 900123, 06 12 34 56 78
    rf"(?!(?<=[0-9]{{4}} )[0-9]{{4}} )0[0-9]{{1,4}}[ -][0-9]{{2,4}}[ -][0-9]{{3,4}}{_AFTER}",
    rf"0[1-9][0-9]{{1,3}}[ -/][0-9]{{6,8}}{_AFTER}",
    rf"0[1-9](?:[ .][0-9]{{2}}){{4}}{_AFTER}",
    rf"\(0[0-9]{{1,4}}\) ?[0-9]{{1,4}}[ -]?[0-9]{{3,4}}{_AFTER}",
    rf"0[0-9]{{1,4}}\([0-9]{{1,4}}\)[0-9]{{3,4}}{_AFTER}",
    rf"0[5-9]0[1-9][0-9]{{7}}{_AFTER}",
]
_INTERNATIONAL = re.compile(r"(?<![0-9A-Za-z+])\+[1-9](?:(?:[ .()/-]{0,2}|\(0\))[0-9]){6,14}(?![0-9A-Za-z_])")
_WITH_00 = re.compile(rf"{_BEFORE}(?<![0-9] )00[1-9](?:[ .()-]{{0,2}}[0-9]){{9,13}}{_AFTER}")
_NATIONAL = re.compile(_BEFORE + "(?:" + "|".join(_CERTAIN) + ")")
_ANY = re.compile(r"(?<![0-9_.])[0-9(](?:[ ().-]{0,2}[0-9]){6,14}(?![0-9A-Za-z_])")
"""Looks like a number to call only because a word before it says so."""
_GLUED = re.compile(r"(?:tel|fax|phone|mobile|cell|call)\Z", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)[0-9]{2}([-/. ])[0-9]{1,2}\1[0-9]{1,2}|[0-9]{1,2}([-/. ])[0-9]{1,2}\2(?:19|20)[0-9]{2}")
_FEWEST = 9
"""Digits of a number that no word announces."""


def phones(plain: str) -> Iterator[Span]:
    """The telephone numbers in a folded text."""
    for pattern in (_INTERNATIONAL, _WITH_00, _NATIONAL):
        for found in pattern.finditer(plain):
            digits = sum(char.isdigit() for char in found[0])
            if digits < _FEWEST - (pattern is _INTERNATIONAL) or _DATE.match(found[0]):
                continue
            if label(plain, found.start()) != "other" and not is_amount(plain, found.end()):
                yield Span(found.start(), found.end(), "phone")
    for found in _ANY.finditer(plain):
        glued = found.start() and plain[found.start() - 1].isalpha() and plain[found.start() - 1].isascii()
        if glued and not _GLUED.search(plain, max(0, found.start() - 8), found.start()):
            continue
        if label(plain, found.start()) == "phone" and not _DATE.match(found[0]) and not is_amount(plain, found.end()):
            yield Span(found.start(), found.end(), "phone")
