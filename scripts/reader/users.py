"""Messages that six authors wrote as users would: two for each language, without having seen anything else here.

Files `written_en_a.txt` and its sisters, in the form of `patterns`; every section is `[raw …]`.
"""

from __future__ import annotations

import random
import zlib

from edge.reader.labels import CLOUD_TASKS
from reader.augment import vary
from reader.corpus_sample import Sample
from reader.patterns import LANGUAGES, SENTENCES, read_patterns

USERS = "users"
AUTHORS = ("a", "b")
_WEIGHT = 2.0
_POLITE = CLOUD_TASKS | {"command", "fact"}
"""Tasks that stay what they are with a "please" before or behind them."""


def read_users(author: str) -> list[Sample]:
    """The messages of one author of each language."""
    return [
        Sample(one.text.replace("\\n", "\n"), lang, one.task, one.cloud, one.intent, USERS, _WEIGHT)
        for lang in LANGUAGES
        for one in read_patterns(SENTENCES / f"written_{lang}_{author}.txt")
    ]


def is_kept_back(sample: Sample) -> bool:
    """Whether a message is left out of training, to calibrate by: one in twelve."""
    return zlib.crc32(sample.text.encode()) % 12 == 0


def repeated(samples: list[Sample], times: int, chance: random.Random) -> list[Sample]:
    """Every message as it is, and `times` - 1 times with slips, courtesies and other marks."""
    return [
        one
        if turn == 0
        else Sample(
            vary(one.text, one.lang, chance, courtesies=one.task in _POLITE),
            *(one.lang, one.task, one.cloud, one.intent, one.source, one.weight),
        )
        for one in samples
        for turn in range(times)
    ]
