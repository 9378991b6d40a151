"""Numbers that carry their own check: Chinese identity cards, bank cards, IBAN."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from cloud_client.masking.kinds import Span
from cloud_client.masking.near import is_amount, label

__all__ = ["cards", "ibans", "identity_cards"]

_BEFORE = r"(?<![0-9A-Za-z_])(?<![0-9][.\-])"
_AFTER = r"(?![0-9A-Za-z_])(?![.\-][0-9])"

# GB 11643-1999: region (GB/T 2260), date of birth, order, and a check character by ISO 7064 MOD 11-2.
_IDENTITY = re.compile(rf"{_BEFORE}[1-8][0-9]{{5}}[ -]?[0-9]{{4}}[ -]?[0-9]{{4}}[ -]?[0-9]{{3}}[0-9Xx](?![0-9A-Za-z_])")
_OLD_IDENTITY = re.compile(rf"(?:身份证|身份證)[^0-9\n]{{0,8}}([1-8][0-9]{{14}}){_AFTER}")
_PROVINCES = frozenset(
    map(str, (*range(11, 16), 21, 22, 23, *range(31, 38), *range(41, 47), *range(50, 55)))
) | frozenset(map(str, (*range(61, 66), 71, 81, 82, 83)))
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

# As cards print them, and without anything between. Each starts at a group, so that a longer number is not cut.
_BETWEEN = "[ -]{1,2}"
_CARDS = [
    re.compile(_BEFORE + _BETWEEN.join(f"[0-9]{{{size}}}" for size in sizes) + "(?![0-9A-Za-z_])")
    for sizes in (
        (4, 4, 4, 4, 3),
        (4, 4, 4, 4, 2),
        (4, 4, 4, 4, 1),
        (4, 4, 4, 4),
        (4, 4, 4, 3),
        (4, 4, 4, 2),
        (4, 4, 4, 1),
        (4, 6, 5),
        (4, 6, 4),
        (6, 13),
        (6, 10),
    )
] + [re.compile(rf"{_BEFORE}[0-9]{{13,19}}{_AFTER}")]
_LONG_ENOUGH = re.compile(r"[0-9](?:[ -]{0,2}[0-9]){12}")
"""What the others need, and what most texts have nowhere: quick to look for."""
_ISSUERS = re.compile(
    "4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})"  # Visa
    "|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}"  # Mastercard
    "|3[47][0-9]{13}"  # American Express
    "|3(?:0[0-5]|[689][0-9])[0-9]{11,16}|35(?:2[89]|[3-8][0-9])[0-9]{12,15}"  # Diners, JCB
    "|(?:6[0-9]|5[0678]|81|82)[0-9]{11,17}"  # UnionPay, Discover, Maestro, RuPay
    "|9558[0-9]{12,15}|220[0-4][0-9]{12,15}"  # older Chinese ones, Mir
)

_IBAN = re.compile(r"(?<![0-9A-Za-z])([A-Za-z]{2})[0-9]{2}(?=[ -]?[0-9A-Za-z])")
_IBAN_BODY = re.compile(r"(?:[ -]?[0-9A-Za-z]){11,30}")
_LENGTHS = {
    name: size
    for size, names in {
        15: "NO",
        16: "BE",
        18: "DK FI FO GL NL",
        19: "MK SI",
        20: "AT BA EE KZ LT LU XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "FR GR IT MC MR SM",
        28: "AL AZ BY CY DO HU LB PL SV",
        29: "BR EG PS QA UA",
        30: "JO KW MU",
        31: "MT SC",
        32: "LC",
    }.items()
    for name in names.split()
}
"""Characters by country."""


def identity_cards(plain: str) -> Iterator[Span]:
    """Numbers of Chinese identity cards: 18 characters that pass their check, and the old 15 digits behind the word."""
    for found in _IDENTITY.finditer(plain):
        number = re.sub("[ -]", "", found[0]).upper()
        if number[:2] in _PROVINCES and _is_date(number[6:14]) and _check_character(number) == number[17]:
            yield Span(found.start(), found.end(), "id")
    for found in _OLD_IDENTITY.finditer(plain):
        if found[1][:2] in _PROVINCES and _is_date("19" + found[1][6:12]):
            yield Span(found.start(1), found.end(1), "id")


def cards(plain: str) -> Iterator[Span]:
    """Bank cards: 13 to 19 digits of a known issuer that pass Luhn's check (ISO/IEC 7812-1)."""
    for pattern in _CARDS if _LONG_ENOUGH.search(plain) else ():
        for found in pattern.finditer(plain):
            number = re.sub("[ -]", "", found[0])
            if not _ISSUERS.fullmatch(number) or not _luhn(number):
                continue
            if label(plain, found.start()) != "other" and not is_amount(plain, found.end()):
                yield Span(found.start(), found.end(), "card")


def ibans(plain: str) -> Iterator[Span]:
    """Account numbers by ISO 13616: the length of their country, and the check by ISO 7064 MOD 97-10."""
    for found in _IBAN.finditer(plain):
        size = _LENGTHS.get(found[1].upper())
        body = _IBAN_BODY.match(plain, found.end()) if size else None
        if size is None or body is None:
            continue
        end, left = found.end(), size - 4
        while left and end < body.end():
            left -= plain[end].isalnum()
            end += 1
        number = re.sub("[ -]", "", plain[found.start() : end]).upper()
        ends = end == len(plain) or not (plain[end].isascii() and plain[end].isalnum())
        if len(number) == size and ends and int("".join(str(int(c, 36)) for c in number[4:] + number[:4])) % 97 == 1:
            yield Span(found.start(), end, "iban")


def _is_date(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= 1850
    except ValueError:
        return False


def _check_character(number: str) -> str:
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11]


def _luhn(number: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(map(int, number[-1::-2])) + sum(doubled)) % 10 == 0
