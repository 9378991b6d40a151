"""`edge doctor`: is everything as it should be, and if not, what to do."""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
import textwrap
from collections.abc import Sequence

from edge.cli.output import data, data_json, note
from edge.doctor import Check, examine
from edge.paths import Paths

__all__ = ["run"]

_MARKS = {"ok": "ok", "warning": "warning", "problem": "PROBLEM"}
_COLOURS = {"ok": "32", "warning": "33", "problem": "31;1"}
_NAMES = 20
"""Columns of the names; they follow the 7 of the marks and a blank."""


def run(arguments: argparse.Namespace) -> int:
    """Print what was found. The exit code is 1 if something keeps the program from answering."""
    checks = examine(Paths.default())
    problems = [check for check in checks if check.state == "problem"]
    if arguments.json:
        data_json({"ok": not problems, "checks": [dataclasses.asdict(check) for check in checks]})
    else:
        for line in _lines(checks):
            data(line)
        note(_summary(checks))
    return 1 if problems else 0


def _lines(checks: Sequence[Check]) -> list[str]:
    width = max(60, _columns())
    lines = []
    for check in checks:
        indent = " " * (9 + _NAMES)
        text = check.text if not check.advice else f"{check.text}\n→ {check.advice}"
        wrapped = [
            line
            for part in text.split("\n")
            for line in textwrap.wrap(part, width - len(indent), break_long_words=False, break_on_hyphens=False)
        ]
        lines.append(f"{_mark(check)} {check.name:{_NAMES}} {wrapped[0] if wrapped else ''}".rstrip())
        lines += [indent + line for line in wrapped[1:]]
    return lines


def _mark(check: Check) -> str:
    mark = f"{_MARKS[check.state]:7}"
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb":
        return mark
    return f"\x1b[{_COLOURS[check.state]}m{mark}\x1b[0m"


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        return 120


def _summary(checks: Sequence[Check]) -> str:
    counts = {state: sum(check.state == state for check in checks) for state in ("problem", "warning")}
    if not any(counts.values()):
        return "Everything is as it should be."
    said = [f"{count} {state}{'s' if count > 1 else ''}" for state, count in counts.items() if count]
    return f"{' and '.join(said)}; what to do stands behind each arrow."
