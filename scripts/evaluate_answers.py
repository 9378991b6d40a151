"""How often a kiosk's answers are found for questions in other words, and how often a wrong one is given.

    scripts/evaluate_answers.py [FILE.toml]… [--show]

A file names for each answer `examples` (what a kiosk.toml would have as questions) and `asked` (the same in other
words), and under `others` questions that the kiosk has no answer to, each by language. Without files, those of
tests/data/answers are taken; museum.toml was kept back, and nothing was chosen on it. `--show` prints each question
that was answered wrongly or that was missed.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter
from pathlib import Path

from edge.kiosk.answers import Answers
from edge.kiosk.file import Answer
from edge.reader import Reader

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "zh", "ja")


def main() -> int:
    """Ask every question, print the counts by file and language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    reader = Reader.load()
    print(f"{'':24}{'asked':>7}{'right':>7}{'wrong':>7}{'others':>8}{'answered':>10}")
    total = Counter[str]()
    for file in arguments.files or sorted((ROOT / "tests" / "data" / "answers").glob("*.toml")):
        for language in LANGUAGES:
            counts = evaluate(file, language, reader, show=arguments.show)
            total += counts
            _print(f"{file.stem} {language}", counts)
    _print("all", total)
    asked, others = total["asked"], total["others"]
    print(
        f"answered {total['right'] / asked:.0%} of the questions in other words; wrongly {total['wrong'] / asked:.1%}"
        f" of them, and {total['answered'] / others:.1%} of what it has no answer to"
    )
    return 0


def evaluate(file: Path, language: str, reader: Reader, *, show: bool = False) -> Counter[str]:
    """The counts for one file and language: `asked`, `right`, `wrong`, `others`, and of those `answered`."""
    content = tomllib.loads(file.read_text("utf-8"))
    rows = content["answers"]
    answers = Answers(
        [
            Answer(row["name"], {each: tuple(row["examples"][each]) for each in LANGUAGES}, {language: row["name"]})
            for row in rows
        ],
        reader.read,
    )
    counts = Counter[str]()
    for name, text in [
        *((row["name"], text) for row in rows for text in row["asked"][language]),
        *(("", text) for text in content["others"][language]),
    ]:
        found = answers.nearest(text, reader.read(text))
        said = "" if found is None else found.name
        counts["asked" if name else "others"] += 1
        if name:
            counts["right"] += said == name
            counts["wrong"] += said not in ("", name)
        else:
            counts["answered"] += bool(said)
        if show and said != name:
            print(f"  {text!r}: {said or 'no answer'} in place of {name or 'none'}")
    return counts


def _print(name: str, counts: Counter[str]) -> None:
    print(
        f"{name:24}{counts['asked']:7}{counts['right']:7}{counts['wrong']:7}{counts['others']:8}{counts['answered']:10}"
    )


if __name__ == "__main__":
    sys.exit(main())
