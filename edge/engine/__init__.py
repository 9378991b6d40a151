"""The local model: llama.cpp in a process of its own, and the part of this process that watches over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edge.engine.local import LocalEngine

__all__ = ["LocalEngine"]


def __getattr__(name: str) -> Any:
    """Late: the child imports modules of this package, and needs nothing of what watches over it."""
    if name == "LocalEngine":
        from edge.engine.local import LocalEngine

        return LocalEngine
    raise AttributeError(f"module 'edge.engine' has no attribute {name!r}")
