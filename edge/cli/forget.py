"""`edge forget`: erase conversations, and what commands kept in them, from everything that this program keeps."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing

from edge.cli.output import data, data_json, note
from edge.errors import UsageError

__all__ = ["run"]

KEPT = "all timers, alarms, reminders, lists and notes"


def run(arguments: argparse.Namespace) -> int:
    """Erase one conversation, the last one by default, or all; asks first on a terminal."""
    from edge import open_assistant

    with closing(open_assistant()) as assistant:
        target = None if arguments.all else arguments.conversation or "last"
        if target == "last":
            known = assistant.conversations(1)
            if not known:
                note("There is no conversation to erase.")
                _tell(arguments, 0)
                return 0
            target = known[0].uid
        what = f"the conversation {target}, with the reminders, list items and notes made in it"
        if target is None:
            what = f"every conversation and {KEPT}"
        if not arguments.yes:
            if not sys.stdin.isatty():
                raise UsageError(f"This erases {what} for good: repeat it with --yes.")
            note(f"Erase {what} for good? [y/N]")
            if sys.stdin.readline().strip().lower() not in {"y", "yes", "是"}:
                note("Nothing was erased.")
                return 130
        _tell(arguments, assistant.forget(target))
    return 0


def _tell(arguments: argparse.Namespace, erased: int) -> None:
    if arguments.json:
        data_json({"erased": erased})
    else:
        more = f" and {KEPT}" if arguments.all else ""
        data(f"Erased: {erased} conversation{'s' if erased != 1 else ''}{more}.")
