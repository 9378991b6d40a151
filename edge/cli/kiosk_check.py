"""`edge kiosk check`: what a kiosk's files come to, and every fault in them with its line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from edge.cleaning import clean
from edge.cli.output import data, data_json

if TYPE_CHECKING:
    from edge.kiosk.checking import Checked

__all__ = ["check"]


def check(arguments: argparse.Namespace) -> int:
    """Print what was found; 1 where something is wrong."""
    from edge.errors import UsageError
    from edge.kiosk.checking import check as look
    from edge.paths import Paths

    path = Path(arguments.file).absolute() if arguments.file else Paths.default().kiosk
    if arguments.file and not path.is_file():
        raise UsageError(f"There is no file {path}: name the kiosk.toml that is to be checked.")
    checked = look(path)
    if arguments.json:
        data_json(_as_json(checked))
    else:
        data(clean(_as_text(checked)))
    return 1 if checked.faults else 0


def _as_json(checked: Checked) -> dict[str, object]:
    kiosk = checked.kiosk
    return {
        "file": str(checked.path),
        "there": checked.there,
        "ok": not checked.faults,
        "languages": list(kiosk.page.languages),
        "sentence_files": checked.files,
        "intents": {intent: dict(counts) for intent, counts in checked.sentences.items()},
        "answers": [answer.name for answer in kiosk.answers],
        "faults": [{"file": str(one.file), "line": one.line, "text": one.text} for one in checked.faults],
        "notes": list(checked.notes),
    }


def _as_text(checked: Checked) -> str:
    kiosk = checked.kiosk
    if not checked.there:
        return f"There is no {checked.path}: the page has its defaults, and there are no commands or answers of yours."
    sentences = sum(number for by_tag in checked.sentences.values() for number in by_tag.values())
    lines = [
        f"{checked.path}",
        f"  languages   {', '.join(kiosk.page.languages)}",
        f"  sentences   {sentences} in {checked.files} files",
    ]
    for intent, by_tag in checked.sentences.items():
        by_language = ", ".join(f"{number} {tag}" for tag, number in by_tag.items() if number) or "none"
        lines.append(f"  command     {intent}: {by_language}")
    counts = {answer.name: sum(map(len, answer.questions.values())) for answer in kiosk.answers}
    lines += [f"  answer      {name}, questions: {number}" for name, number in counts.items()]
    lines += [f"Note: {note}" for note in checked.notes]
    lines += [f"Wrong: {fault}" for fault in checked.faults]
    lines.append(f"Faults: {len(checked.faults)}." if checked.faults else "All of it can be used.")
    return "\n".join(lines)
