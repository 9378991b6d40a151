"""How the child runs its model, from what is wanted, what the model costs and what the machine has, with the reasons.

Where memory is short, what costs least is given up first:

1. The file is read instead of mapped. That saves the originals of the repacked matrices, which would stay beside their
   copies; generating is as fast as before, and the start takes a little longer.
2. The KV cache in q8_0: about half of it, for some percent of speed.
3. A smaller context, but not below 2,048 tokens.

Matrices are always repacked: without it memory is the same as after the first step, and everything is slower (0.76 of
the prefill and 0.85 of the decode on a processor with AVX2). See docs/decisions/0011-memory-before-loading.md.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edge.engine.need import KvType, Need, Shape, need
from edge.engine.options import Options
from edge.errors import NotEnoughMemoryError
from edge.machine import Cores

__all__ = ["SMALLEST_CONTEXT", "Plan", "check", "plan"]

SMALLEST_CONTEXT = 2048
"""Tokens below which a context is not made smaller by itself: a conversation would hardly fit any more."""
_STEP = 256
"""A context made smaller is a multiple of this."""
_LITTLE = "little memory is free"


@dataclass(frozen=True, slots=True)
class Plan:
    """How the child runs its model."""

    n_ctx: int
    threads: int
    kv_type: KvType
    mmap: bool
    repack: bool
    need: Need
    free: int | None
    """Bytes of memory that were free when it was made; None where the system does not tell."""
    reasons: Mapping[str, str]
    """Why, by the name of each choice: `n_ctx`, `threads`, `kv_type`, `mmap`, `repack`."""

    @property
    def fits(self) -> bool:
        """Whether there is enough memory for it, as far as that is known."""
        return self.free is None or self.need.total <= self.free

    def to_wire(self) -> dict[str, Any]:
        """As JSON values."""
        return dataclasses.asdict(self)


def plan(options: Options, shape: Shape, cores: Cores, free: int | None) -> Plan:
    """How to run a model of this shape: as fast as it can be within `free` bytes, and else with the least memory.

    The caller asks `fits`, or `check`, whether that is little enough.
    """
    made = _made(options, shape, cores, free, frozenset())
    for short_of in (frozenset({"mmap"}), frozenset({"mmap", "kv_type"})):
        if made.fits:
            return made
        made = _made(options, shape, cores, free, short_of)
    return made if made.fits else _shrunk(made, options, shape)


def check(made: Plan, name: str) -> None:
    """Raise NotEnoughMemoryError with the figures and with what to do if the plan does not fit."""
    if made.free is None or made.fits:
        return
    needed = made.need
    parts = [f"weights {_mb(needed.weights)}"]
    if needed.repacked:
        parts.append(f"repacked copies {_mb(needed.repacked)}")
    if not needed.at_least:
        parts.append(f"KV cache {_mb(needed.kv_cache)} at {needed.context:,} tokens of context")
    parts.append(f"the rest {_mb(needed.rest)}")
    about = "at least" if needed.at_least else "about"
    smaller = ", a smaller context (engine.context)" if needed.kv_cache * 10 > needed.total else ""
    raise NotEnoughMemoryError(
        f"There is not enough memory for {name}: it needs {about} {_mb(needed.total)} ({', '.join(parts)}), and"
        f" {_mb(made.free)} are free; close other programs, take a smaller model or quantization{smaller}, or load it"
        " all the same with --no-memory-check (in the settings: engine.check_memory = false)."
    )


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"


def _made(options: Options, shape: Shape, cores: Cores, free: int | None, short_of: frozenset[str]) -> Plan:
    """The plan in which the choices in `short_of` save memory, as far as they are free to."""
    threads, threads_why = (options.threads, options.threads_why) if options.threads else (cores.threads, cores.why)
    kv_type, kv_why = _kv_type(options, shape, "kv_type" in short_of)
    repack = options.repack != "off"
    mmap, mmap_why = _mmap(options, repack and shape.repacked > 0, "mmap" in short_of)
    needed = need(shape, options.n_ctx, kv_type=kv_type, mmap=mmap, repack=repack)
    chosen = "engine.context" if options.fixed_context else "the catalogue"
    reasons = {
        "n_ctx": chosen if needed.context == options.n_ctx else "all that the model was trained for",
        "threads": threads_why,
        "kv_type": kv_why,
        "mmap": mmap_why,
        "repack": "engine.repack" if options.repack != "auto" else "the fastest",
    }
    return Plan(needed.context, threads, kv_type, mmap, repack, needed, free, reasons)


def _kv_type(options: Options, shape: Shape, short: bool) -> tuple[KvType, str]:
    if not shape.q8 and (short or options.kv_type == "q8_0"):
        return "f16", "q8_0 does not go with this model's heads"
    if options.kv_type != "auto":
        return options.kv_type, options.kv_type_why
    return ("q8_0", f"{_LITTLE}: half of f16") if short else ("f16", "the fastest")


def _mmap(options: Options, copies: bool, short: bool) -> tuple[bool, str]:
    if options.mmap != "auto":
        return options.mmap == "on", "engine.mmap"
    if short and copies:
        return False, f"{_LITTLE}: so no matrix is there twice"
    return True, "the fastest start"


def _shrunk(made: Plan, options: Options, shape: Shape) -> Plan:
    """The same with the largest context that fits; with the smallest allowed one if none does."""
    least = min(SMALLEST_CONTEXT, made.n_ctx)
    if options.fixed_context or made.free is None or not shape.kv_bytes or made.n_ctx == least:
        return made
    each = made.need.kv_cache / made.n_ctx
    room = made.free - (made.need.total - made.need.kv_cache)
    tokens = max(least, int(room / each) // _STEP * _STEP)
    needed = need(shape, tokens, kv_type=made.kv_type, mmap=made.mmap, repack=made.repack)
    reasons = {**made.reasons, "n_ctx": f"{_LITTLE}: a smaller KV cache"}
    return dataclasses.replace(made, n_ctx=tokens, need=needed, reasons=reasons)
