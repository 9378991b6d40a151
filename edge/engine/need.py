"""How much memory a model needs, estimated before it is loaded.

    weights + copies + KV cache × context + rest

- weights: the size of the file. Of a mapped file only what is touched is resident, so this is an upper bound.
- copies: llama.cpp repacks the matrices that it has wide instructions for (Q4_0, on x86 also Q4_K, on Arm also Q8_0
  and the other K-quants) into memory of its own. Where the file is mapped, the original stays beside the copy; where it
  is read instead, there is only the copy, and this part is 0. For Qwen2.5-0.5B in Q4_0 it is 24 layers × 14,909,440
  weights × 4.5 bits = 201 MB.
- KV cache: layers × KV heads × (size of a key + size of a value) for each token of context, at 2 bytes in f16: 12 KiB
  for Qwen2.5-0.5B (24 × 2 × 2 × 64 × 2), and 34/64 of it in q8_0 (32 values in 34 bytes).
- rest: buffers of the computation, the vocabulary, the process: 60 MB.

Measured on Qwen2.5-0.5B's shape at 4,096 tokens of context (resident memory of the whole process, with AVX-512): 664 MB
with Q4_0 in 352 MB, where this says 664; 544 MB with Q4_K_M in 398 MB, where this says 538. With AVX2, for the same
Q4_0 file: 671 MB mapped and repacked (664), 478 MB repacked but not mapped (462), 477 MB mapped as it is (462), and
455 MB not mapped with the KV cache in q8_0 (439).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["KvType", "Need", "Shape", "need"]

KvType = Literal["f16", "q8_0"]

REST = 60_000_000
_KV_SHARE = {"f16": 1.0, "q8_0": 34 / 64}


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a model costs memory, in bytes."""

    weights: int
    """The size of its file."""
    repacked: int = 0
    """What llama.cpp copies of it into a form of its own on this kind of processor."""
    kv_bytes: int | None = None
    """KV cache for each token of context in f16; None where it is not known."""
    trained: int | None = None
    """Tokens of context that the model was trained for; None where it is not known."""
    q8: bool = True
    """Whether its KV cache can be q8_0: keys and values then have to be a multiple of 32 wide."""


@dataclass(frozen=True, slots=True)
class Need:
    """Memory that a model needs, in bytes."""

    weights: int
    repacked: int
    """Copies beside the mapped file; 0 where there is none or the file is not mapped."""
    kv_cache: int
    context: int
    """The tokens that the KV cache is for."""
    rest: int = REST
    at_least: bool = False
    """Whether its shape is not known, so that its KV cache and what is repacked are left out."""

    @property
    def total(self) -> int:
        """The sum."""
        return self.weights + self.repacked + self.kv_cache + self.rest


def need(shape: Shape, context: int, *, kv_type: KvType = "f16", mmap: bool = True, repack: bool = True) -> Need:
    """What a model of this shape needs when it is run so, with `context` tokens."""
    tokens = min(context, shape.trained) if shape.trained else context
    return Need(
        weights=shape.weights,
        repacked=shape.repacked if mmap and repack else 0,
        kv_cache=round((shape.kv_bytes or 0) * tokens * _KV_SHARE[kv_type]),
        context=tokens,
        at_least=shape.kv_bytes is None,
    )
