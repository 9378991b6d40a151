"""Make a GGUF file of Qwen2.5-0.5B's exact shape with random weights and its real tokenizer.

    python scripts/make_qwen_shape.py OUT.gguf [--quantization Q4_0] [--untied] [--vocabulary FILE]

Right for measuring speed and memory, meaningless as text. The tokenizer is Qwen2's, from the file
`ggml-vocab-qwen2.gguf` (no weights) that the source package of llama-cpp-python carries; without --vocabulary it is
taken from there with `pip download` (some 70 MB, once, kept in the cache folder). The shape is that of the model's
config: 24 layers, hidden 896, feed-forward 4864, 14 heads, 2 KV heads, 151,936 tokens, tied embeddings. The hub's
official GGUF files carry a second output matrix: --untied makes that shape.
Needs the packages of the extra `dev`, and for a moment 1.3 GB of disk.
"""

from __future__ import annotations

import argparse
import ctypes
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGMLQuantizationType, GGUFReader, GGUFWriter, LlamaFileType, quantize

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from edge.engine.bindings import lib
from edge.paths import Paths

LAYERS, HIDDEN, FEED_FORWARD, HEADS, KV_HEADS, VOCABULARY = 24, 896, 4864, 14, 2, 151_936
CONTEXT, ROPE_BASE, EPSILON = 32_768, 1e6, 1e-6
VOCABULARY_FILE = "ggml-vocab-qwen2.gguf"


def vocabulary(given: Path | None) -> Path:
    """The vocabulary's file: the given one, the cached one, or out of the source package."""
    if given is not None:
        return given
    kept = Paths.default().cache / VOCABULARY_FILE
    if kept.is_file():
        return kept
    with tempfile.TemporaryDirectory() as folder:
        wanted = "llama-cpp-python==0.3.36"
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--no-binary",
            ":all:",
            "-d",
            folder,
            wanted,
        ]
        subprocess.run(command, check=True)
        (package,) = Path(folder).glob("llama_cpp_python-*.tar.gz")
        with tarfile.open(package) as archive:
            member = next(m for m in archive if m.name.endswith(f"/models/{VOCABULARY_FILE}"))
            content = archive.extractfile(member)
            assert content is not None
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(content.read())
    return kept


def write(out: Path, vocabulary_file: Path, kind: GGMLQuantizationType, *, untied: bool) -> None:
    """Write the file with matrices of type `kind` (F16 or Q8_0; the rest is llama.cpp's own quantization's task)."""
    reader = GGUFReader(vocabulary_file)
    writer = GGUFWriter(out, "qwen2")
    writer.add_name("Qwen2.5-0.5B shape, random weights")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(HIDDEN)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(EPSILON)
    writer.add_rope_freq_base(ROPE_BASE)
    writer.add_file_type(LlamaFileType.MOSTLY_F16)
    _tokenizer(reader, writer)
    draw = np.random.default_rng(1)

    def matrix(name: str, rows: int, columns: int) -> None:
        values = draw.standard_normal((rows, columns), dtype=np.float32) * np.float32(columns**-0.5)
        writer.add_tensor(f"{name}.weight", quantize(values, kind), raw_dtype=kind)

    def vector(name: str, size: int, value: float) -> None:
        writer.add_tensor(name, np.full(size, value, np.float32))

    matrix("token_embd", VOCABULARY, HIDDEN)
    if untied:
        matrix("output", VOCABULARY, HIDDEN)
    vector("output_norm.weight", HIDDEN, 1)
    kv = HIDDEN // HEADS * KV_HEADS
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        for name, rows in (("attn_q", HIDDEN), ("attn_k", kv), ("attn_v", kv)):
            matrix(block + name, rows, HIDDEN)
            vector(f"{block}{name}.bias", rows, 0)
        matrix(f"{block}attn_output", HIDDEN, HIDDEN)
        matrix(f"{block}ffn_gate", FEED_FORWARD, HIDDEN)
        matrix(f"{block}ffn_up", FEED_FORWARD, HIDDEN)
        matrix(f"{block}ffn_down", HIDDEN, FEED_FORWARD)
        vector(f"{block}attn_norm.weight", HIDDEN, 1)
        vector(f"{block}ffn_norm.weight", HIDDEN, 1)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _tokenizer(reader: Any, writer: Any) -> None:
    """Copy the tokenizer, and fill the vocabulary up to the model's size, as the model's own files do."""
    tokens = _strings(reader, "tokenizer.ggml.tokens")
    kinds_field = reader.fields["tokenizer.ggml.token_type"]
    kinds = [int(kinds_field.parts[i][0]) for i in kinds_field.data]
    unused = 5
    for number in range(len(tokens), VOCABULARY):
        tokens.append(f"[PAD{number}]")
        kinds.append(unused)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens[:VOCABULARY])
    writer.add_token_types(kinds[:VOCABULARY])
    writer.add_token_merges(_strings(reader, "tokenizer.ggml.merges"))
    writer.add_eos_token_id(tokens.index("<|im_end|>"))
    writer.add_bos_token_id(tokens.index("<|endoftext|>"))
    writer.add_pad_token_id(tokens.index("<|endoftext|>"))
    writer.add_add_bos_token(False)


def _strings(reader: Any, key: str) -> list[str]:
    field = reader.fields[key]
    return [bytes(field.parts[i]).decode("utf-8") for i in field.data]


def requantize(source: Path, out: Path, name: str) -> None:
    """llama.cpp's own quantization from one file to another. Raises ValueError for a name that it does not know."""
    ftype = getattr(lib, f"LLAMA_FTYPE_MOSTLY_{name}", None)
    if ftype is None:
        raise ValueError(f"llama.cpp knows no quantization '{name}': try Q4_0, Q4_K_M, IQ4_NL or Q8_0.")
    params = lib.llama_model_quantize_default_params()
    params.ftype = ftype
    params.nthread = 0
    code = lib.llama_model_quantize(str(source).encode(), str(out).encode(), ctypes.byref(params))
    if code != 0:
        raise RuntimeError(f"llama_model_quantize returned {code}")


def main() -> int:
    """Make the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--quantization", default="Q4_0", metavar="NAME", help="as llama.cpp names it: Q4_0, Q4_K_M, …")
    parser.add_argument("--untied", action="store_true", help="with an output matrix beside the embedding")
    parser.add_argument("--vocabulary", type=Path, metavar="FILE", help=f"{VOCABULARY_FILE}, if it is at hand")
    arguments = parser.parse_args()
    source = arguments.out.with_suffix(".f16.part")
    try:
        write(source, vocabulary(arguments.vocabulary), GGMLQuantizationType.F16, untied=arguments.untied)
        requantize(source, arguments.out, arguments.quantization)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    finally:
        source.unlink(missing_ok=True)
    print(f"{arguments.out}: {arguments.out.stat().st_size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
