"""The tokenizer of an exported file as `tokenizers` runs it, to compare llama.cpp's reading of the file with."""

from pathlib import Path

import gguf
from tokenizers import Tokenizer, decoders, models

from builtin.tokenizer import splitter


def reference_tokenizer(path: Path) -> Tokenizer:
    """Rebuild it from the vocabulary and the merges in the file."""
    fields = gguf.GGUFReader(str(path)).fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    merges = [tuple(pair.split(" ")) for pair in fields["tokenizer.ggml.merges"].contents()]
    tokenizer = Tokenizer(models.BPE(vocab={token: at for at, token in enumerate(tokens)}, merges=merges))
    tokenizer.pre_tokenizer = splitter()
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer
