"""How much memory a model of the catalogue needs, and how much there is.

What the estimate consists of, and what it was compared with, stands in `edge.engine.need`.
"""

from __future__ import annotations

from edge.catalogue.model import Model
from edge.engine.need import Need, Shape
from edge.engine.need import need as need_of
from edge.machine import memory

__all__ = ["Need", "free_memory", "least", "need", "shape"]


def shape(model: Model, size: int | None = None) -> Shape | None:
    """What of the model costs memory, its file having `size` bytes (None: as it is here, or as the catalogue says).

    None where the catalogue does not know; the engine then looks into the file.
    """
    if size is None:
        size = model.path.stat().st_size if model.here else model.size
    if size is None or model.kv_bytes is None:
        return None
    # Of a model that the user described, nobody knows whether its heads go with q8_0.
    return Shape(weights=size, repacked=model.repacked, kv_bytes=model.kv_bytes, q8=not model.added)


def need(model: Model, size: int | None = None, context: int | None = None) -> Need | None:
    """What the model needs at full speed with `context` tokens (None: by the catalogue), its file having `size` bytes.

    None where not even the size is known: neither given, nor in the catalogue, nor is the file here.
    """
    known = _shape(model, size)
    return need_of(known, context or model.context) if known else None


def least(model: Model, size: int | None = None) -> Need | None:
    """The least that it can do with: read instead of mapped, a smaller form of KV cache and a smaller context."""
    from edge.engine.options import Options
    from edge.engine.plan import plan
    from edge.machine import Cores

    known = _shape(model, size)
    if known is None:
        return None
    return plan(Options(model.context, fixed_context=False, shape=known), known, Cores(1, 1), free=0).need


def free_memory() -> int | None:
    """Bytes that could still be handed out here, in a container those of it; None where the system does not tell."""
    return memory().available


def _shape(model: Model, size: int | None) -> Shape | None:
    """The same as `shape`, with what is known of a model whose shape is not."""
    if size is None:
        size = model.path.stat().st_size if model.here else model.size
    return None if size is None else shape(model, size) or Shape(size, model.repacked)
