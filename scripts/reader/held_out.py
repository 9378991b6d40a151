"""The messages that are never learnt."""

from __future__ import annotations

import json
from pathlib import Path

from edge.reader.labels import INTENTS, TASKS
from reader.corpus_sample import Sample
from reader.patterns import LANGUAGES, SENTENCES


def read_held_out(folder: Path = SENTENCES) -> list[Sample]:
    """The lines of `held_out_en.txt` and its sisters: `local` or `cloud`, the task, the intent, a tab, the message."""
    samples = []
    for lang in LANGUAGES:
        for number, line in enumerate((folder / f"held_out_{lang}.txt").read_text("utf-8").splitlines(), 1):
            head, _, text = line.partition("\t")
            where, task, intent = (*head.split(), "none")[:3]
            if where not in ("local", "cloud") or task not in TASKS or intent not in INTENTS or not text:
                raise ValueError(f"held_out_{lang}.txt:{number}: not a label and a message")
            samples.append(Sample(text.replace("\\n", "\n"), lang, task, where == "cloud", intent, "held out"))
    return samples


def read_test_texts(path: Path) -> list[str]:
    """The texts of a file of JSON lines, to take them out of what is learnt and for nothing else."""
    return [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines() if line.strip()]
