"""How much the features alone can tell: a head trained for each public task from the same n-grams."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from reader.corpus import read_lines
from reader.corpus_sample import Sample
from reader.network import Shape
from reader.training import Settings, encode, outputs, train
from reader.vocabulary import vocabulary

__all__ = ["Strength", "strengths"]

_ROWS = 80_000
_TWICE = 0.5
"""What an n-gram weighs that two of these messages have."""


@dataclass(frozen=True)
class Strength:
    """One public task."""

    name: str
    classes: int
    trained: int
    tested: int
    accuracy: float
    out_of_scope: float | None
    """Area under the ROC curve of telling what is in scope by the largest logit; None where there is no such set."""


def strengths(folder: Path, say: Callable[[str], None]) -> list[Strength]:
    """CLINC150 on its own validation part; the others on one in ten, chosen by a hash of the text."""
    clinc = [(line["text"], line["intent"]) for line in read_lines(folder / "clinc150" / "train.jsonl")]
    clinc_val = [(line["text"], line["intent"]) for line in read_lines(folder / "clinc150" / "val.jsonl")]
    oos = [line["text"] for line in read_lines(folder / "clinc150" / "oos_val.jsonl")]
    oos_train = [(line["text"], "oos") for line in read_lines(folder / "clinc150" / "oos_train.jsonl")]
    found = [_strength("CLINC150", clinc + oos_train, clinc_val, oos, say)]
    for name, path in {
        "SNIPS": "snips/train.jsonl",
        "Home Assistant en": "home_assistant/expanded_en.jsonl",
        "Home Assistant zh": "home_assistant/expanded_zh-cn.jsonl",
        "NLU evaluation": "nlu_evaluation/data.jsonl",
        "Bot Framework zh": "botframework_zh/data.jsonl",
    }.items():
        pairs = sorted({(line["text"], line["intent"]) for line in read_lines(folder / path)})
        tested = [pair for pair in pairs if zlib.crc32(pair[0].encode()) % 10 == 0]
        learnt = [pair for pair in pairs if zlib.crc32(pair[0].encode()) % 10]
        found.append(_strength(name, learnt, tested, [], say))
    return found


def _strength(
    name: str,
    learnt: Sequence[tuple[str, str]],
    tested: Sequence[tuple[str, str]],
    oos: Sequence[str],
    say: Callable[[str], None],
) -> Strength:
    say(f"{name}: {len(learnt)} to learn")
    samples = [Sample(text, "en", None, None, None, name, 1.0, {"clinc150": intent}) for text, intent in learnt]
    known = vocabulary(samples, _ROWS, least=_TWICE)
    data = encode(samples, known)
    settings = Settings(epochs=30, batch=256, rate=4e-3, decay=0.01, dropped=0.5, shape=Shape(128, 256))
    network = train(data, settings, lambda _: None)
    labels = data.names["clinc150"]
    asked = encode([Sample(text, "en", None, None, None, name) for text, _ in tested], known)
    logits = outputs(network, asked)["clinc150"]
    if "oos" in labels:
        margin = np.delete(logits, labels.index("oos"), axis=1)
        kept = [label for label in labels if label != "oos"]
    else:
        margin, kept = logits, labels
    right = np.mean([kept[int(row.argmax())] == intent for row, (_, intent) in zip(margin, tested, strict=True)])
    area = None
    if oos:
        strange = encode([Sample(text, "en", None, None, None, name) for text in oos], known)
        outside = outputs(network, strange)["clinc150"]
        place = labels.index("oos")
        area = _area(_in_scope(logits, place), _in_scope(outside, place))
    say(f"{name}: {right:.4f}" + ("" if area is None else f", AUROC {area:.4f}"))
    return Strength(name, len(kept), len(learnt), len(tested), float(right), area)


def _in_scope(logits: npt.NDArray[np.float32], oos: int) -> npt.NDArray[np.float32]:
    """The largest logit of a known intent, less that of the rest."""
    inside = np.delete(logits, oos, axis=1)
    margin: npt.NDArray[np.float32] = inside.max(axis=1) - np.float32(0.3) * np.maximum(logits[:, oos], 0)
    return margin


def _area(inside: npt.NDArray[np.float32], outside: npt.NDArray[np.float32]) -> float:
    """The chance that a message in scope scores above one out of scope."""
    above = float(np.mean(inside[:, None] > outside[None, :]))
    return above + 0.5 * float(np.mean(inside[:, None] == outside[None, :]))
