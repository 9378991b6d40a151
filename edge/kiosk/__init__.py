"""A kiosk: what an integrator makes of the assistant with a file, sentences and addresses, without programming."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edge.kiosk.file import Kiosk, Localized, Page, read, said

__all__ = ["Kiosk", "Localized", "Page", "read", "said"]


def __getattr__(name: str) -> Any:
    """Everything else comes when it is used: every process has a `LateKiosk`, and most homes no kiosk."""
    if name not in __all__:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    from edge.kiosk import file

    return getattr(file, name)
