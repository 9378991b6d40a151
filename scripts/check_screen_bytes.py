"""Stream generated texts through the terminal app, and look at every byte that reaches the terminal.

    python scripts/check_screen_bytes.py [--texts 10000] [--seed 1] [--json]

The texts are Markdown, markup of Rich and Textual, escape sequences whole and cut, direction and zero-width characters,
surrogates, mixed at random and cut at random places (`hostile_texts.py`). They go through the app's own widgets, on a
pseudo-terminal of 100 × 50 (`streamed_texts.py`). It passes if the app raises nothing, parses all of them, and writes
nothing but text and its own escape sequences, from which all sequences of the texts differ. Exits with 1 if not.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from hostile_texts import COLUMNS, ROWS, foreign
from on_terminal import OnTerminal

SHOWN = 10
PER_TEXT_S = 2.0
ENVIRON = {"NO_COLOR": "", "TEXTUAL_DISABLE_KITTY_KEY": "1"}
"""With colours; and what `tui` sets for Textual, which the program imports before it."""


def check(count: int, seed: int) -> dict[str, Any]:
    """Stream so many texts. What was found: `passed` says whether all is well."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        result, log = folder / "result", folder / "bytes"
        command: list[str | Path] = [sys.executable, Path(__file__).parent / "streamed_texts.py"]
        command += ["--texts", str(count), "--seed", str(seed), "--home", folder / "home", "--result", result]
        begun = time.monotonic()
        with OnTerminal(command, columns=COLUMNS, rows=ROWS, environ=ENVIRON, log=log) as app:
            code = app.end(60 + count * PER_TEXT_S)
        told = json.loads(result.read_text("utf-8")) if result.exists() else {"done": 0, "error": "It did not begin."}
        written = log.read_bytes()
        found = foreign(written)
    return {
        "texts": told["done"],
        "bytes": len(written),
        "seconds": round(time.monotonic() - begun, 1),
        "exit_code": code,
        "error": told["error"],
        "unparsed": told.get("unparsed", 0),
        "last_unparsed": told.get("last", ""),
        "foreign": len(found),
        "first_foreign": found[:SHOWN],
        "passed": not (code or told["error"] or told.get("unparsed") or found) and told["done"] == count,
    }


def main() -> int:
    """Check and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--texts", type=int, default=10000, metavar="N", help="default: 10000")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = options.parse_args()
    found = check(chosen.texts, chosen.seed)
    if chosen.json:
        print(json.dumps(found, indent=2))
    else:
        print(f"{found['texts']} texts, {found['bytes'] / 1e6:.1f} MB on the terminal, {found['seconds']:.0f} s")
        print(f"not ours: {found['foreign']} {' '.join(found['first_foreign'])}")
        print(f"not parsed: {found['unparsed']} {found['last_unparsed']}".rstrip())
        print(f"exit code {found['exit_code']}{': ' + found['error'] if found['error'] else ''}")
        print("passed" if found["passed"] else "FAILED")
    return 0 if found["passed"] else 1


if __name__ == "__main__":
    sys.exit(main())
