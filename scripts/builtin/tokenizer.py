"""The built-in model's own tokenizer: byte-level BPE with Qwen2's split pattern, and BPE-dropout that can be repeated.

Qwen2's pattern and no normalizer, because llama.cpp knows that combination by name (`pre = qwen2`) and then reads text
exactly as it was read in training. BPE-dropout (Provilkov et al., 2020) skips merges at random, so that one word is
seen in many spellings: on little data it is the strongest guard against learning by heart. The one in `tokenizers`
cannot be seeded, hence this small one.
"""

import json
import random
from collections.abc import Iterable, Sequence
from itertools import pairwise

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from builtin.markup import END_OF_TEXT, IM_END, IM_START, class_token

QWEN2_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
VARIANTS = 6
"""How many random spellings of one word are kept; drawing from them is what makes training quick enough."""


def splitter() -> pre_tokenizers.PreTokenizer:
    """Qwen2's split into words, then bytes written as letters."""
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(QWEN2_SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


def train_tokenizer(texts: Iterable[str], labels: Sequence[tuple[str, str]], size: int) -> Tokenizer:
    """Learn `size` tokens in all: the three of ChatML, one for each label, 256 bytes, and merges.

    Merges are at most 10 characters long (bytes): unlimited ones swallow whole Chinese clauses.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = splitter()
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=2,
        special_tokens=[END_OF_TEXT, IM_START, IM_END, *map(class_token, labels)],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        max_token_length=10,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def merges_of(tokenizer: Tokenizer) -> list[tuple[str, str]]:
    """The merges in the order of their rank."""
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    return [(left, right) for left, right in (one.split(" ") if isinstance(one, str) else one for one in merges)]


class Encoder:
    """Text to ids, plain or with dropped merges; special tokens are never read from text."""

    def __init__(self, tokenizer: Tokenizer, dropout: float = 0.1, seed: int = 1) -> None:
        self._split = tokenizer.pre_tokenizer.pre_tokenize_str
        self._ids: dict[str, int] = tokenizer.get_vocab()
        self._ranks = {pair: rank for rank, pair in enumerate(merges_of(tokenizer))}
        self._dropout = dropout
        self._random = random.Random(seed)
        self._plain: dict[str, list[int]] = {}
        self._spellings: dict[str, list[list[int]]] = {}

    def special(self, token: str) -> int:
        """The id of a control token."""
        return self._ids[token]

    def plain(self, text: str) -> list[int]:
        """The ids as llama.cpp will find them."""
        ids = []
        for word, _ in self._split(text):
            known = self._plain.get(word)
            if known is None:
                known = self._plain[word] = self._merge(word, 0.0)
            ids.extend(known)
        return ids

    def varied(self, text: str) -> list[int]:
        """The ids of one random spelling."""
        ids = []
        for word, _ in self._split(text):
            spellings = self._spellings.setdefault(word, [])
            if len(spellings) < VARIANTS:
                spellings.append(self._merge(word, self._dropout))
            ids.extend(self._random.choice(spellings))
        return ids

    def _merge(self, word: str, dropout: float) -> list[int]:
        parts = list(word)
        while len(parts) > 1:
            found = [
                (rank, at)
                for at, pair in enumerate(pairwise(parts))
                if (rank := self._ranks.get(pair)) is not None and (not dropout or self._random.random() >= dropout)
            ]
            if not found:
                break
            _, at = min(found)
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        return [self._ids[part] for part in parts]
