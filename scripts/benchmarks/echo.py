"""A model of Qwen2.5-0.5B's shape that recites one text: rewriting, without a model that can write.

Its layers are computed like any others and add nothing (their output matrices are zero), so that the last hidden state
is the embedding of the last token; and the row of the output matrix that belongs to each token of the text is the
embedding of the token before it. Behind the markup that opens a reply it therefore says the text, word for word, and
ends. Asked with drafts of that text, it does what rewriting does: it repeats what may stay and changes the rest.
"""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gguf

__all__ = ["drafts", "make", "others", "recited"]

LENGTH = 120
"""Words of the text. No word comes twice in it: what follows hangs on one token."""
DRAFTS = 20


def recited(source: Path) -> list[str]:
    """The words of the text: each one token of the file's tokenizer behind a space."""
    return random.Random(7).sample(_nouns(_tokens(gguf.GGUFReader(source))), LENGTH)


def others(source: Path, texts: int = DRAFTS) -> list[str]:
    """Texts of the same length in which no word of the recited one stands."""
    words = set(recited(source))
    rest = [word for word in _nouns(_tokens(gguf.GGUFReader(source))) if word not in words]
    return [" ".join(random.Random(seed).sample(rest, LENGTH)) for seed in range(texts)]


def drafts(words: Sequence[str], spare: Sequence[str], texts: int = DRAFTS) -> list[str]:
    """Drafts of the text: from one that is right already to one in which two words of five are wrong or missing."""
    return [" ".join(_spoilt(words, spare, 0.4 * number / (texts - 1), seed=number)) for number in range(texts)]


def make(source: Path, out: Path) -> Path:
    """Write the model to `out`, from a file of that shape with an output matrix of its own. Returns `out`."""
    if out.is_file():
        return out
    part = out.with_suffix(".part")
    shutil.copyfile(source, part)
    reader = gguf.GGUFReader(part, "r+")
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    for name, tensor in tensors.items():
        if name.endswith(("attn_output.weight", "ffn_down.weight")):
            tensor.data[:] = 0  # in every quantization, a block of zero bytes is a block of zeros
    ids = {token: number for number, token in enumerate(_tokens(reader))}
    chain = [ids["Ċ"], *(ids[f"Ġ{word}"] for word in recited(source)), ids["<|im_end|>"]]
    embedding, output = tensors["token_embd.weight"], tensors["output.weight"]
    for before, after in itertools.pairwise(chain):
        row = gguf.quants.dequantize(embedding.data[before : before + 1], embedding.tensor_type)
        output.data[after : after + 1] = gguf.quants.quantize(row, output.tensor_type)
    for tensor in tensors.values():
        tensor.data.flush()
    del reader
    part.rename(out)
    return out


def _spoilt(words: Sequence[str], spare: Sequence[str], share: float, seed: int) -> list[str]:
    draw = random.Random(seed)
    draft: list[str] = []
    for word in words:
        if draw.random() >= share:
            draft.append(word)
        elif draw.random() < 0.75:  # a wrong word; else one is missing
            draft.append(draw.choice(spare))
    return draft


def _tokens(reader: Any) -> list[str]:
    field = reader.fields["tokenizer.ggml.tokens"]
    return [bytes(field.parts[part]).decode("utf-8") for part in field.data]


def _nouns(tokens: Sequence[str]) -> list[str]:
    """Plain words that are one token behind a space, the more frequent first."""
    return [
        token[1:]
        for token in tokens[:30_000]
        if token.startswith("Ġ") and 4 <= len(token) - 1 <= 9 and token[1:].isascii() and token[1:].islower()
    ]
