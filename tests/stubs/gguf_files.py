"""Small model files that llama.cpp really loads: Qwen2's architecture, random weights, a byte-level vocabulary.

    write_qwen2(path)                      # 0.4 MB, ready in some milliseconds; its text has no meaning

The weights come from the seed alone, so the same call writes the same file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np

__all__ = ["END", "SPECIALS", "Vocabulary", "byte_level", "sentencepiece", "write_qwen2"]

SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
"""In this order, behind the 256 bytes: ids 256, 257 and 258."""
END = "<|im_end|>"
"""The token that ends a reply."""

_MERGES = ("h e", "l l", "he ll", "hell o", "Ġ t", "Ġt he", "ä ½", "ä½ ł", "å ¥", "å¥ ½")
"""A word, a word behind a space, and 你 and 好: each step joins two tokens into one."""


def _letters() -> list[str]:
    """How a byte-level vocabulary writes each byte: itself where it can be seen, else a letter from U+0100 on."""
    seen = {*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    spare = iter(range(0x100, 0x200))
    return [chr(byte) if byte in seen else chr(next(spare)) for byte in range(256)]


@dataclass(frozen=True)
class Vocabulary:
    """What a file says of its tokens."""

    tokens: list[str]
    kinds: list[gguf.TokenType]
    begin: str = "<|endoftext|>"
    end: str = END
    begins: bool = False
    """Whether the file asks for `begin` at the beginning of every prompt."""
    scores: list[float] | None = None
    """Of a SentencePiece vocabulary; the others have merges."""


def byte_level(
    specials: tuple[str, ...] = SPECIALS, declared: gguf.TokenType = gguf.TokenType.CONTROL, end: str = END
) -> Vocabulary:
    """256 bytes, then `specials`, declared to be of a kind, then what the merges make."""
    merged = [merge.replace(" ", "") for merge in _MERGES]
    kinds = [*[gguf.TokenType.NORMAL] * 256, *[declared] * len(specials), *[gguf.TokenType.NORMAL] * len(merged)]
    return Vocabulary([*_letters(), *specials, *merged], kinds, end=end)


def sentencepiece() -> Vocabulary:
    """As of Llama 2: letters can be joined into any token of that spelling, `</s>` among them."""
    whole = ["<unk>", "<s>", "</s>"]
    octets = [f"<0x{byte:02X}>" for byte in range(256)]
    pieces = ["</", "s>", "<s", "▁", "▁h", "he", *"abcdefghijklmnopqrstuvwxyz<>/[]|_ ", "\n"]
    kinds = [gguf.TokenType.UNKNOWN, *[gguf.TokenType.CONTROL] * 2]
    kinds += [*[gguf.TokenType.BYTE] * 256, *[gguf.TokenType.NORMAL] * len(pieces)]
    scores = [0.0] * 259 + [-float(n) for n in range(len(pieces))]
    return Vocabulary([*whole, *octets, *pieces], kinds, "<s>", "</s>", begins=True, scores=scores)


def write_qwen2(
    path: Path,
    layers: int = 2,
    hidden: int = 64,
    ff: int = 128,
    heads: int = 4,
    kv_heads: int = 2,
    context: int = 1024,
    seed: int = 0,
    float16: bool = False,
    endless: bool = False,
    vocabulary: Vocabulary | None = None,
    template: str | None = None,
) -> Path:
    """Write a model to `path`, which is returned.

    hidden    width of the model; a multiple of `heads`, and of 32 if the file is to be quantized
    ff        width of the feed-forward layers
    context   tokens that it says it was trained for
    float16   matrices as F16; else everything is F32
    endless   special tokens get logits of 0, far below the likeliest ones: a reply goes on until its limit
    template  the chat template in the file
    """
    vocabulary = vocabulary or byte_level()
    tokens = vocabulary.tokens
    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_name("random")
    writer.add_context_length(context)
    writer.add_embedding_length(hidden)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(ff)
    writer.add_head_count(heads)
    writer.add_head_count_kv(kv_heads)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1e6)
    writer.add_vocab_size(len(tokens))
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16 if float16 else gguf.LlamaFileType.ALL_F32)
    writer.add_tokenizer_model("gpt2" if vocabulary.scores is None else "llama")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(vocabulary.kinds)
    if vocabulary.scores is None:
        writer.add_token_merges(list(_MERGES))
    else:
        writer.add_token_scores(vocabulary.scores)
    writer.add_eos_token_id(tokens.index(vocabulary.end))
    writer.add_bos_token_id(tokens.index(vocabulary.begin))
    writer.add_pad_token_id(tokens.index(vocabulary.begin))
    writer.add_add_bos_token(vocabulary.begins)
    if template is not None:
        writer.add_chat_template(template)

    random = np.random.default_rng(seed)

    def matrix(name: str, rows: int, columns: int) -> None:
        values = random.standard_normal((rows, columns)) * 0.2
        if endless and name == "token_embd.weight":
            values[[tokens.index(special) for special in SPECIALS]] = 0
        writer.add_tensor(name, values.astype(np.float16 if float16 else np.float32))

    def vector(name: str, values: np.ndarray) -> None:
        writer.add_tensor(name, values.astype(np.float32))

    kv = hidden // heads * kv_heads
    matrix("token_embd.weight", len(tokens), hidden)
    vector("output_norm.weight", np.ones(hidden))
    for layer in range(layers):
        block = f"blk.{layer}"
        for name, width in (("attn_q", hidden), ("attn_k", kv), ("attn_v", kv)):
            matrix(f"{block}.{name}.weight", width, hidden)
            vector(f"{block}.{name}.bias", random.standard_normal(width) * 0.2)
        matrix(f"{block}.attn_output.weight", hidden, hidden)
        vector(f"{block}.attn_norm.weight", np.ones(hidden))
        vector(f"{block}.ffn_norm.weight", np.ones(hidden))
        matrix(f"{block}.ffn_gate.weight", ff, hidden)
        matrix(f"{block}.ffn_up.weight", ff, hidden)
        matrix(f"{block}.ffn_down.weight", hidden, ff)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
