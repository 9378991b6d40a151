"""Python, and the packages that this program needs."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Callable, Iterator
from importlib import metadata

from edge import __version__
from edge.doctor.check import Check

__all__ = ["installation", "misses", "version_tuple"]

_OLDEST = (3, 11)
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*([<>=!~,.\d\s]*)")
_AGAIN = "install this program anew: scripts/run does, or pip install --upgrade with its folder"


def installation(version_of: Callable[[str], str] = metadata.version) -> Iterator[Check]:
    """Check the Python that runs this and what is installed beside it; no package is imported for it."""
    here = platform.python_version()
    where = f"{here} ({platform.python_implementation()}, {sys.executable})"
    if sys.version_info[:2] < _OLDEST:
        yield Check("python.version", "problem", f"Python {where}", "install Python 3.11 or newer")
    else:
        yield Check("python.version", "ok", f"Python {where}", values={"version": here})
    found: dict[str, str] = {}
    wrong: list[str] = []
    for requirement in _requirements():
        parsed = _REQUIREMENT.match(requirement)
        if parsed is None:
            continue
        name, wanted = parsed[1], parsed[2].replace(" ", "")
        try:
            found[name] = version_of(name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{name} is missing")
            continue
        if misses(found[name], wanted):
            wrong.append(f"{name} is {found[name]}, and {wanted} is needed")
    values = {"edge": __version__, "packages": found}
    if wrong:
        yield Check("python.packages", "problem", "; ".join(wrong), _AGAIN, values)
    else:
        listed = ", ".join(f"{name} {version}" for name, version in found.items())
        yield Check("python.packages", "ok", f"edge {__version__}; {listed}", values=values)


def _requirements() -> list[str]:
    """What this distribution needs, without its extras."""
    try:
        return [each for each in metadata.requires("edge-assistant") or () if "extra ==" not in each]
    except metadata.PackageNotFoundError:
        return []


def misses(version: str, wanted: str) -> bool:
    """Whether a version lies outside bounds such as `>=8.2.6,<9`; bounds of other kinds are passed over."""
    here = version_tuple(version)
    for bound in wanted.split(","):
        if bound.startswith(">=") and here < version_tuple(bound[2:]):
            return True
        if re.match(r"<\d", bound) and here >= version_tuple(bound[1:]):
            return True
    return False


def version_tuple(version: str) -> tuple[int, ...]:
    """The numbers that a version begins with, without zeros at its end: `1.10.0rc1` is (1, 10)."""
    parts = []
    for part in version.split("."):
        digits = re.match(r"\d+", part)
        if digits is None:
            break
        parts.append(int(digits[0]))
        if digits[0] != part:
            break
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)
