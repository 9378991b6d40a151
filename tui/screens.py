"""The full screens over the chat: each by its name and its key, and imported when it is opened for the first time."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a panel is imported with the first screen that derives from it
    from tui.panel import Panel
    from tui.session import Session
    from tui.strings import Strings

__all__ = ["SCREENS", "Place", "made"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a screen is."""

    key: str
    """That opens it, in Textual's form."""
    module: str
    name: str
    """Of its class."""


SCREENS: Mapping[str, Place] = {
    "conversations": Place("f4", "tui.conversations", "ConversationsScreen"),
    "models": Place("f5", "tui.models", "ModelsScreen"),
    "endpoints": Place("f6", "tui.endpoints", "EndpointsScreen"),
    "dashboard": Place("f7", "tui.dashboard", "DashboardScreen"),
    "settings": Place("f8", "tui.settings_screen", "SettingsScreen"),
}
"""By name, which is also that of the command that opens it, in the order of their keys."""


def made(name: str, session: Session, strings: Strings) -> Panel[Any]:
    """A new screen of that name. Raises KeyError for one that there is not."""
    place = SCREENS[name]
    kind = getattr(importlib.import_module(place.module), place.name)
    screen: Panel[Any] = kind(session, strings)
    return screen
