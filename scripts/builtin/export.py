"""The trained model as one GGUF file in Q8_0 that llama.cpp reads as any other Qwen2."""

from collections.abc import Iterator
from pathlib import Path

import gguf
import numpy as np
import torch

from builtin.gate import BEYOND_THRESHOLD
from builtin.markup import CLASS_PREFIX, END_OF_TEXT, IM_END
from builtin.model import Block
from builtin.patterns import BEYOND
from builtin.tokenizer import merges_of
from builtin.training import Trained

NAME = "edge-builtin"


def export(trained: Trained, threshold: float, path: Path) -> int:
    """Write the file; returns its size in bytes."""
    config = trained.model.config
    writer = gguf.GGUFWriter(str(path), "qwen2")
    writer.add_name(NAME)
    writer.add_description("Made from scratch by the Edge project: chooses among learnt sentences, composes nothing.")
    writer.add_license("apache-2.0")
    writer.add_languages(["en", "zh", "ja"])
    writer.add_file_type(int(gguf.LlamaFileType.MOSTLY_Q8_0))
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_context_length(config.context)
    writer.add_embedding_length(config.hidden)
    writer.add_block_count(config.layers)
    writer.add_feed_forward_length(config.feed_forward)
    writer.add_vocab_size(config.vocab)
    writer.add_head_count(config.heads)
    writer.add_head_count_kv(config.kv_heads)
    writer.add_layer_norm_rms_eps(config.eps)
    writer.add_rope_freq_base(config.rope_base)
    writer.add_string("edge.gate.prefix", CLASS_PREFIX)
    writer.add_float32("edge.gate.threshold", threshold)
    writer.add_float32(f"edge.gate.threshold.{BEYOND}", min(threshold, BEYOND_THRESHOLD))
    _add_tokenizer(writer, trained)
    for name, weight in _tensors(trained):
        if weight.ndim == 2:
            kind = gguf.GGMLQuantizationType.Q8_0
            writer.add_tensor(name, gguf.quants.quantize(weight, kind), raw_dtype=kind)
        else:
            writer.add_tensor(name, weight)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path.stat().st_size


def _add_tokenizer(writer: gguf.GGUFWriter, trained: Trained) -> None:
    ids = trained.tokenizer.get_vocab()
    tokens = sorted(ids, key=ids.__getitem__)
    special = 3 + len(trained.labels)
    kinds = [gguf.TokenType.CONTROL if at < special else gguf.TokenType.NORMAL for at in range(len(tokens))]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types([int(kind) for kind in kinds])
    writer.add_token_merges([" ".join(pair) for pair in merges_of(trained.tokenizer)])
    writer.add_bos_token_id(ids[END_OF_TEXT])
    writer.add_eos_token_id(ids[IM_END])
    writer.add_pad_token_id(ids[END_OF_TEXT])
    writer.add_add_bos_token(False)


def _tensors(trained: Trained) -> Iterator[tuple[str, np.ndarray]]:
    model = trained.model
    config = model.config
    head = config.hidden // config.heads
    yield "token_embd.weight", _array(model.embedding.weight)
    yield "output_norm.weight", _array(model.norm.weight)
    for number, block in enumerate(model.blocks):
        assert isinstance(block, Block)
        sizes = (config.hidden, config.kv_heads * head, config.kv_heads * head)
        for part, weight, bias in zip("qkv", block.qkv.weight.split(sizes), block.qkv.bias.split(sizes), strict=True):
            yield f"blk.{number}.attn_{part}.weight", _array(weight)
            yield f"blk.{number}.attn_{part}.bias", _array(bias)
        gate, up = block.gate_up.weight.chunk(2)
        yield f"blk.{number}.attn_norm.weight", _array(block.norm1.weight)
        yield f"blk.{number}.attn_output.weight", _array(block.out.weight)
        yield f"blk.{number}.ffn_norm.weight", _array(block.norm2.weight)
        yield f"blk.{number}.ffn_gate.weight", _array(gate)
        yield f"blk.{number}.ffn_up.weight", _array(up)
        yield f"blk.{number}.ffn_down.weight", _array(block.down.weight)


def _array(weight: torch.Tensor) -> np.ndarray:
    return weight.detach().float().contiguous().numpy()  # type: ignore[no-any-return, unused-ignore]
