"""`edge paths`: where things are kept."""

from __future__ import annotations

import argparse

from edge.cli.output import data, data_json
from edge.paths import Paths

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """Print each path with what it holds."""
    described = Paths.default().described()
    if arguments.json:
        data_json({name: str(path) for name, (path, _) in described.items()})
        return 0
    for name, (path, what) in described.items():
        data(f"{name:10} {path}  ({what})")
    return 0
