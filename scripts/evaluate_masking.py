"""Evaluate the rules of masking on the labelled set.

    python scripts/evaluate_masking.py [--part dev|test|fresh|all] [--misses] [--json] [FILE.jsonl]

A line of the file is an object: `text`, `lang`, `part`, `spans` (a list of [start, end, kind]). A labelled value counts
as found when every character of it is masked, under whatever kind; a mask counts as right when it touches a labelled
value. Prints the tables of docs/what_leaves.md, for `all` also that of each part. `--misses` shows what was missed and
what was masked wrongly; do not use it on the part `test`, or it is no test any more.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cloud_client.masking import find

DATA = Path(__file__).resolve().parent.parent / "tests" / "data" / "masking.jsonl"


@dataclass(slots=True)
class Figures:
    """Counts of one group, by kind."""

    labelled: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    """Found under their own kind."""
    masked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def row(self, kind: str) -> dict[str, float]:
        """The figures of a kind, or of all."""
        kinds = list(self.labelled | self.masked) if kind == "all" else [kind]
        labelled, masked = sum(self.labelled[k] for k in kinds), sum(self.masked[k] for k in kinds)
        return {
            "labelled": labelled,
            "recall": sum(self.found[k] for k in kinds) / labelled if labelled else 1.0,
            "same_kind": sum(self.named[k] for k in kinds) / labelled if labelled else 1.0,
            "masked": masked,
            "precision": sum(self.right[k] for k in kinds) / masked if masked else 1.0,
        }


def main() -> int:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=DATA)
    parser.add_argument("--part", choices=("dev", "test", "fresh", "all"), default="all")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    items = [json.loads(line) for line in given.file.read_text("utf-8").splitlines()]
    items = [item for item in items if given.part in {"all", item["part"]}]
    begun = time.perf_counter()
    figures = rows(evaluate(items, show=given.misses))
    took = time.perf_counter() - begun
    names = sorted({item["part"] for item in items}) if given.part == "all" else []
    parts = {name: [item for item in items if item["part"] == name] for name in names}
    of_parts = {name: rows(evaluate(some)) for name, some in parts.items()}
    if given.json:
        print(json.dumps({"part": given.part, "items": len(items), "figures": figures, "parts": of_parts}, indent=1))
        return 0
    print(f"{len(items)} items of the part {given.part}, {took / len(items) * 1e6:.0f} µs each\n")
    show_table(figures)
    for name, some in parts.items():
        print(f"\n{len(some)} items of the part {name}\n")
        show_table(of_parts[name])
    return 0


def rows(groups: dict[str, Figures]) -> dict[str, dict[str, dict[str, float]]]:
    """The rows of each group, by kind."""
    return {
        lang: {kind: figures.row(kind) for kind in ["all", *sorted(figures.labelled | figures.masked)]}
        for lang, figures in groups.items()
    }


def show_table(rows: dict[str, dict[str, dict[str, float]]]) -> None:
    """Print rows as a table."""
    print("| | kind | values | found | under its kind | masks | right |\n|---|---|---|---|---|---|---|")
    for lang, kinds in rows.items():
        for kind, row in kinds.items():
            print(
                f"| {lang} | {kind} | {row['labelled']:.0f} | {row['recall']:.3f} | {row['same_kind']:.3f} "
                f"| {row['masked']:.0f} | {row['precision']:.3f} |"
            )


def evaluate(items: list[dict[str, Any]], *, show: bool = False) -> dict[str, Figures]:
    """The figures of all items and of each language."""
    groups = {"all": Figures()}
    for item in items:
        spans = find(item["text"])
        covered = {place for span in spans for place in range(span.start, span.end)}
        labelled = {place for start, end, _ in item["spans"] for place in range(start, end)}
        for figures in (groups["all"], groups.setdefault(item["lang"], Figures())):
            for start, end, kind in item["spans"]:
                found = covered.issuperset(range(start, end))
                figures.labelled[kind] += 1
                figures.found[kind] += found
                figures.named[kind] += found and any(
                    s.start <= start and s.end >= end and s.kind == kind for s in spans
                )
            for span in spans:
                figures.masked[span.kind] += 1
                figures.right[span.kind] += not labelled.isdisjoint(range(span.start, span.end))
        if show and (not labelled <= covered or any(labelled.isdisjoint(range(s.start, s.end)) for s in spans)):
            masked = [(item["text"][s.start : s.end], s.kind) for s in spans]
            print(
                item["text"], "\n   labelled", [item["text"][a:b] for a, b, _ in item["spans"]], "\n   masked", masked
            )
    return groups


if __name__ == "__main__":
    sys.exit(main())
