"""The suites' texts, which are TOML files beside their code."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

__all__ = ["tables"]


def tables(package: str, name: str) -> dict[str, Any]:
    """What the file `name` of that package holds, in its order."""
    return tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))
