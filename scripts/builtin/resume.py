"""An exported file back into a model that can be trained further; Q8_0 costs it next to nothing."""

from pathlib import Path

import gguf
import numpy as np
import torch
from tokenizers import Tokenizer

from builtin.model import Config, Transformer
from builtin.reference import reference_tokenizer


def resume(path: Path, dropout: float) -> tuple[Transformer, Tokenizer]:
    """The model and the tokenizer of a file that export.py wrote."""
    reader = gguf.GGUFReader(str(path))
    found = {tensor.name: gguf.quants.dequantize(tensor.data, tensor.tensor_type) for tensor in reader.tensors}

    def number(key: str) -> int:
        return int(reader.fields[f"qwen2.{key}"].contents())

    config = Config(
        vocab=number("vocab_size"),
        hidden=number("embedding_length"),
        layers=number("block_count"),
        feed_forward=number("feed_forward_length"),
        heads=number("attention.head_count"),
        kv_heads=number("attention.head_count_kv"),
        context=number("context_length"),
        dropout=dropout,
    )
    model = Transformer(config)
    state = {"embedding.weight": found["token_embd.weight"], "norm.weight": found["output_norm.weight"]}
    for at in range(config.layers):
        ours, theirs = f"blocks.{at}", f"blk.{at}"
        for kind in ("weight", "bias"):
            state[f"{ours}.qkv.{kind}"] = np.concatenate([found[f"{theirs}.attn_{part}.{kind}"] for part in "qkv"])
        state[f"{ours}.norm1.weight"] = found[f"{theirs}.attn_norm.weight"]
        state[f"{ours}.out.weight"] = found[f"{theirs}.attn_output.weight"]
        state[f"{ours}.norm2.weight"] = found[f"{theirs}.ffn_norm.weight"]
        state[f"{ours}.gate_up.weight"] = np.concatenate(
            (found[f"{theirs}.ffn_gate.weight"], found[f"{theirs}.ffn_up.weight"])
        )
        state[f"{ours}.down.weight"] = found[f"{theirs}.ffn_down.weight"]
    model.load_state_dict({name: torch.tensor(np.asarray(array)) for name, array in state.items()})
    return model, reference_tokenizer(path)
