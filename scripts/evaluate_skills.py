"""How many commands are understood without a language model, on labelled messages.

    python scripts/evaluate_skills.py FILE.jsonl… [--by-intent] [--missed N]

A line is an object: `text`, `lang`, and `intent` (`none` or nothing where it is no command). Each message is taken by
itself, as a turn takes it: the sentence templates first, and where they recognize nothing the reader with the grammars
for its slots. Counted is whether the one command, or the first of several, has the right name; what stands in its slots
is for the tests. `--missed` prints some that were not understood: leave it out for a set that is to stay unseen.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from reader.scoring import Labelled, read_labelled

from edge.reader import NO_INTENT, Reader
from edge.router import hear
from edge.settings import Router
from edge.skills.recognition import recognize

COLUMNS = ("templates", "reader", "wrong", "nothing")


def main() -> int:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--by-intent", action="store_true")
    parser.add_argument("--missed", type=int, default=0, metavar="N")
    given = parser.parse_args()
    messages = read_labelled(given.files)
    reader, now = Reader.load(), datetime.now().astimezone()
    found = [(message, _outcome(message, reader, now)) for message in messages]
    print(f"{'':>20} {'commands':>9} {'templates':>10} {'reader':>7} {'wrong':>6} {'nothing':>8}   taken for a command")
    for name in ("all", *sorted({message.lang for message in messages})):
        _row(name, [(m, o) for m, o in found if name in ("all", m.lang)])
    if given.by_intent:
        for intent in sorted({m.intent for m in messages if _is_command(m) and m.intent}):
            _row(intent, [(m, o) for m, o in found if m.intent == intent])
    for message, outcome in [(m, o) for m, o in found if _is_command(m) and o in ("wrong", "nothing")][: given.missed]:
        print(f"{outcome} [{message.intent}] {message.text!r}")
    return 0


def _outcome(message: Labelled, reader: Reader, now: datetime) -> str:
    """Who understood it, `wrong`, or `nothing`."""
    heard = hear(message.text, recognize(message.text, now).commands, reader.read(message.text), now, Router())
    if not heard.commands:
        return "nothing"
    if heard.commands[0].name != message.intent:
        return "wrong"
    return "reader" if heard.found == "reader" else "templates"


def _is_command(message: Labelled) -> bool:
    return message.intent not in (None, NO_INTENT)


def _row(name: str, found: Iterable[tuple[Labelled, str]]) -> None:
    """One line: of the commands, in per cent, who understood them; of the others, how many were taken for one."""
    rows = list(found)
    counts = Counter(outcome for message, outcome in rows if _is_command(message))
    total = sum(counts.values())
    others = [outcome for message, outcome in rows if not _is_command(message)]
    shares = " ".join(
        f"{100 * counts[column] / total if total else 0:>{width}.1f}%"
        for column, width in zip(COLUMNS, (9, 6, 5, 7), strict=True)
    )
    print(f"{name:>20} {total:>9} {shares}   {sum(one != 'nothing' for one in others)} of {len(others)}")


if __name__ == "__main__":
    sys.exit(main())
