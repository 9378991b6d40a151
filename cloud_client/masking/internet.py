"""E-mail and IP addresses."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from cloud_client.masking.kinds import Span
from cloud_client.masking.near import label

__all__ = ["addresses", "emails"]

_LETTER = "A-Za-z0-9\u00c0-\u024f"
_LOCAL = re.compile(rf"[{_LETTER}._%+-]")
_AT = re.compile(r"@| ?[(\[{] ?at ?[)\]}] ?", re.IGNORECASE)
_HOST = re.compile(
    rf"(?:[{_LETTER}](?:[{_LETTER}-]{{0,61}}[{_LETTER}])?\.){{1,8}}([A-Za-z]{{2,24}}|xn--[a-z0-9-]{{2,59}})(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
_LONGEST_LOCAL = 64
"""RFC 5321, 4.5.3.1.1"""
_FILES = frozenset({"png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "ico", "css", "js", "ts", "json", "pdf"})
"""logo@2x.png"""

_V4 = re.compile(r"(?<![0-9A-Za-z_])(?<![0-9]\.)(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9A-Za-z_])(?!\.[0-9])")
_V6 = re.compile(r"(?<![0-9A-Za-z:.])[0-9A-Fa-f:]{2,40}+(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3})?(?![0-9A-Za-z_])")
_IN_ADDRESS = re.compile(r"://[^\s/@]{0,64}:\Z")
"""Before a password in `scheme://user:password@host`, which another rule finds."""
_IN_USE = re.compile(r"(?:[23][0-9a-f]{3}|f[cdf][0-9a-f]{2}|fe[89ab][0-9a-f]|::ffff|64:ff9b):", re.IGNORECASE)


def emails(plain: str) -> Iterator[Span]:
    """E-mail addresses, also with (at) or [at]. `git@host:` is how a repository is named and no address."""
    for found in _AT.finditer(plain):
        host = _HOST.match(plain, found.end())
        if host is None or host[1].lower() in _FILES:
            continue
        start = found.start()
        while start > max(0, found.start() - _LONGEST_LOCAL) and _LOCAL.match(plain, start - 1):
            start -= 1
        local = plain[start : found.start()]
        start += len(local) - len(local.lstrip(".-%+"))
        repository = local.lower() == "git" and plain[host.end() : host.end() + 1] in {":", "/"}
        if start < found.start() and not repository and not _IN_ADDRESS.search(plain[max(0, start - 80) : start]):
            yield Span(start, host.end(), "email")


def addresses(plain: str) -> Iterator[Span]:
    """IP addresses, without a port or a prefix length.

    Those that are the same everywhere are none: loopback, unspecified, and masks (255.…). Four numbers behind a word
    such as "version" are none either.
    """
    for found in _V4.finditer(plain):
        if all(int(part) <= 255 for part in found[0].split(".")) and not found[0].startswith(("127.", "0.", "255.")):
            before = plain[max(0, found.start() - 2) : found.start()].lower()
            if label(plain, found.start()) != "other" and not before.endswith(("v", "v.", "第")):
                yield Span(found.start(), found.end(), "ip")
    for found in _V6.finditer(plain):
        end = found.end()
        if found[0].endswith(":") and not found[0].endswith("::"):
            end -= 1
        written = plain[found.start() : end]
        if written.count(":") >= 2 and any(char.isdigit() for char in written) and _is_v6(written):
            yield Span(found.start(), end, "ip")


def _is_v6(written: str) -> bool:
    try:
        address = ipaddress.IPv6Address(written)
    except ValueError:
        return False
    if address.is_loopback or address.is_unspecified:
        return False
    # "a::1" can be a name in a program: an address is longer, or begins as the networks in use do.
    return written.count(":") >= 4 or _IN_USE.match(written) is not None
