"""The colours: dark, light, high contrast, and none at all."""

from __future__ import annotations

import os
from collections.abc import Mapping

from textual.theme import Theme

__all__ = ["THEMES", "no_color", "theme_name"]

_PLAIN = "plain"

THEMES = (
    Theme(
        name="dark",
        primary="#7aa2d6",
        secondary="#8fb39a",
        accent="#c9a2d4",
        warning="#e0b060",
        error="#e5808a",
        success="#86c294",
        foreground="#d8dbe0",
        background="#15181d",
        surface="#1c2027",
        panel="#262b34",
        variables={"quiet": "#929aa7", "line": "#39404c"},
    ),
    Theme(
        name="light",
        primary="#2a5d9c",
        secondary="#2f6b4a",
        accent="#7a3f8f",
        warning="#8a5500",
        error="#ad2233",
        success="#25713f",
        foreground="#22262c",
        background="#fafaf8",
        surface="#f0f0ec",
        panel="#e4e4df",
        dark=False,
        variables={"quiet": "#5d646e", "line": "#c5c7c4"},
    ),
    Theme(
        name="contrast",
        primary="#ffd866",
        secondary="#7df9ff",
        accent="#ffd866",
        warning="#ffd866",
        error="#ff9d9d",
        success="#8dff9a",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#1c1c1c",
        variables={"quiet": "#e2e2e2", "line": "#ffffff"},
    ),
    Theme(
        name=_PLAIN,
        ansi=True,
        primary="ansi_default",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        variables={
            "quiet": "ansi_default",
            "line": "ansi_default",
            "border": "ansi_default",
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
        },
    ),
)


def no_color(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the user asked for no colour (https://no-color.org: set, and not empty)."""
    return bool(environ.get("NO_COLOR"))


def theme_name(wanted: str, environ: Mapping[str, str] = os.environ) -> str:
    """The theme for the setting `wanted`; one that there is not gives the dark one."""
    if no_color(environ):
        return _PLAIN
    return wanted if wanted in {theme.name for theme in THEMES} else "dark"
