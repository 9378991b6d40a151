"""The settings: each declared once, with its default, its range and its description.

They are read in this order, the later one wins: the defaults here, the user's `config.toml`, variables `EDGE_…`, flags.
An unknown key is an error that names the nearest known one. `edge config` prints all of them from these declarations,
and the terminal app's settings screen shows them.
"""

from __future__ import annotations

from edge.settings.checks import pattern_lines
from edge.settings.declarations import (
    DEFAULT_SYSTEM,
    Cloud,
    Engine,
    Kiosk,
    Outbox,
    Reply,
    Router,
    SamplingSettings,
    Server,
    Settings,
    Skills,
    Ui,
)
from edge.settings.loading import Loaded, load
from edge.settings.setting import Setting, declared, setting

__all__ = [
    "DEFAULT_SYSTEM",
    "Cloud",
    "Engine",
    "Kiosk",
    "Loaded",
    "Outbox",
    "Reply",
    "Router",
    "SamplingSettings",
    "Server",
    "Setting",
    "Settings",
    "Skills",
    "Ui",
    "declared",
    "load",
    "pattern_lines",
    "setting",
]
