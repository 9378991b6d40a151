"""A bound on the memory that the child may take for one task, so that no file can take the machine down with it.

What asks for more is told that there is none: Python raises MemoryError, llama.cpp fails to load or ends the process,
and the parent says so. Linux only, where the limit on data counts what is allocated and not the mapped file
(setrlimit(2), since 4.7); elsewhere nothing is bounded.
"""

from __future__ import annotations

import contextlib
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edge.engine.plan import Plan

__all__ = ["at_most", "loading"]

ROOM = 1 << 30
"""Bytes beyond twice the estimate. Most of it is never touched: llama.cpp's largest buffer, for logits, is reserved
for a whole batch (512 × 262,144 × 4 bytes with the largest vocabulary in use)."""


def loading(plan: Plan) -> contextlib.AbstractContextManager[None]:
    """The bound while a model is loaded: twice what it should need and some; where that is not known, what is free."""
    needed = max(plan.need.total, plan.free or 0) if plan.need.at_least else plan.need.total
    return at_most(2 * needed + ROOM)


@contextlib.contextmanager
def at_most(growth: int) -> Iterator[None]:
    """Let this process grow by so many bytes until the block is left, and no further."""
    if sys.platform != "linux":
        yield
        return
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])  # data and stack
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    bound = pages * resource.getpagesize() + growth
    for other in (soft, hard):
        bound = bound if other == resource.RLIM_INFINITY else min(bound, other)
    resource.setrlimit(resource.RLIMIT_DATA, (bound, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
