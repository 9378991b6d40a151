"""How much memory a model needs, estimated before it is loaded, and how much there is.

    weights + repacked + KV cache × context + rest

- weights: the size of the file, all of which is mapped; what of it is never touched is not resident, so this is an
  upper bound.
- repacked: llama.cpp copies the matrices that it has wide instructions for (Q4_0, on x86 also Q4_K, on Arm also Q8_0
  and the other K-quants) into anonymous memory beside the mapped file. The catalogue has the bytes for each model,
  counted from its matrices: 24 layers × 14,909,440 weights × 4.5 bits = 201 MB for Qwen2.5-0.5B in Q4_0.
- KV cache: layers × 2 (keys, values) × KV heads × head size × 2 bytes for each token of context: 12 KiB for
  Qwen2.5-0.5B (24 × 2 × 2 × 64 × 2).
- rest: buffers of the computation, the vocabulary, the process: 60 MB.

Measured on Qwen2.5-0.5B's shape at 4,096 tokens of context (x86, AVX-512, resident memory of the whole process): 664 MB
with Q4_0 in 352 MB, where this says 664; 544 MB with Q4_K_M in 398 MB, where this says 538.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge.catalogue.model import Model
from edge.resources import MIB, Sampler

__all__ = ["Need", "free_memory", "need"]

REST = 60_000_000


@dataclass(frozen=True, slots=True)
class Need:
    """Memory that a model needs, in bytes."""

    weights: int
    repacked: int
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


def need(model: Model, size: int | None = None, context: int | None = None) -> Need | None:
    """What the model needs at `context` tokens (None: by the catalogue), its file having `size` bytes.

    None where not even the size is known: neither given, nor in the catalogue, nor is the file here.
    """
    if size is None:
        size = model.path.stat().st_size if model.here else model.size
    if size is None:
        return None
    tokens = context or model.context
    return Need(
        weights=size,
        repacked=model.repacked,
        kv_cache=(model.kv_bytes or 0) * tokens,
        context=tokens,
        at_least=model.kv_bytes is None,
    )


def free_memory() -> int | None:
    """Bytes that the system could still hand out, or None where it does not tell."""
    free = Sampler().memory().free_mb
    return None if free is None else round(free * MIB)
