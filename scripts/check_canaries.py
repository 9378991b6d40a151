"""Put a key and some sentences through the program, and look for them wherever they must not be.

    python scripts/check_canaries.py [--short]

The key of an endpoint, once from a variable and once from a file: asking, streaming, servers that say it again in
every kind of error, faults of our own, and every command that shows something. It is looked for in all output, in
every file of the home, and in the argument list and environment of every process that is started.

A sentence in a private message, in a note, in the attachment of a private message, and in one that a never-leaves
pattern keeps back: then more is asked in the same and in other conversations of an endpoint that records what it gets.
The sentences must be in no request, and after `edge forget` in no file of the home.

Prints a table in Markdown; exits with 1 if anything was found, or if something did not go as it was meant to.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from canaries.key import Looked, key_cases
from canaries.sentences import sentence_cases

from tests.stubs.gguf_files import write_qwen2


def main(arguments: list[str] | None = None) -> int:
    """Do all of it and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="a few of the cases, in some seconds")
    short = parser.parse_args(arguments).short
    print("| what | the canary came from | outcome | found in |")
    print("| --- | --- | --- | --- |")
    done, bad = 0, 0
    with tempfile.TemporaryDirectory(prefix="canaries-") as name:
        folder = Path(name)
        model = folder / "tiny.gguf"
        write_qwen2(model)
        for cases in (key_cases, sentence_cases):
            for looked in cases(folder, model, short=short):
                done += 1
                bad += bool(looked.found or looked.wrong)
                print(_row(looked), flush=True)
    print(f"\n{done} cases; in {bad} of them a canary was found or something did not go as it was meant to.")
    return 1 if bad else 0


def _row(looked: Looked) -> str:
    found = ", ".join(looked.found) or "nothing"
    outcome = f"**not as it was meant to:** {looked.outcome}" if looked.wrong else looked.outcome
    return f"| {looked.what} | {looked.came_from} | {outcome} | {found if not looked.found else f'**{found}**'} |"


if __name__ == "__main__":
    sys.exit(main())
