"""Which n-grams get a row of the table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from edge.reader.features import ngrams
from reader.corpus_sample import Sample
from reader.users import USERS

_OTHERS = 0.25
"""What a message counts that is not worded like a user's."""


def vocabulary(samples: Sequence[Sample], rows: int, least: float = 0.0) -> npt.NDArray[np.uint32]:
    """The hashes, ascending, of at most `rows` n-grams: those in most messages, of at least this weight."""
    texts = {one.text: 1.0 if one.source == USERS else _OTHERS * min(1.0, one.weight) for one in samples}
    alike: dict[float, list[npt.NDArray[np.uint32]]] = {}
    for text, weight in texts.items():
        alike.setdefault(weight, []).append(ngrams(text))
    # Counted by weight first: one sort of all of them with their weights takes a minute.
    parts = [(*np.unique(np.concatenate(lists), return_counts=True), weight) for weight, lists in alike.items()]
    hashes, at = np.unique(np.concatenate([part for part, _, _ in parts]), return_inverse=True)
    counts = np.bincount(at, np.concatenate([times * weight for _, times, weight in parts]))
    enough = np.flatnonzero(counts >= least)
    kept = enough[np.argsort(-counts[enough], kind="stable")[:rows]]
    known: npt.NDArray[np.uint32] = np.sort(hashes[kept])
    return known
