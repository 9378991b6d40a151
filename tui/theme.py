"""The colours: dark, light, high contrast, and none at all."""

from __future__ import annotations

import os
from collections.abc import Mapping

from textual.theme import Theme

__all__ = ["CONSOLE_THEMES", "NONE", "THEMES", "few_colours", "no_color", "theme_name"]

_CONSOLE = "console-"
NONE = "none"
"""The theme without colours."""

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
        accent="#623272",
        warning="#714600",
        error="#ad2233",
        success="#25713f",
        foreground="#22262c",
        background="#fafaf8",
        surface="#f0f0ec",
        panel="#e4e4df",
        dark=False,
        variables={"quiet": "#585f68", "line": "#c5c7c4"},
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
        name=NONE,
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


def _of_sixteen(
    wanted: str,
    background: str,
    foreground: str,
    quiet: str,
    *,
    primary: str,
    secondary: str,
    accent: str,
    warning: str,
    error: str,
    success: str,
) -> Theme:
    """A theme in the 16 colours that every terminal has. Its background is painted: nobody tells what is below it."""
    variables = {"quiet": quiet, "line": quiet, "border": quiet, "border-blurred": quiet}
    variables |= {"block-cursor-foreground": background, "block-cursor-background": foreground}
    variables |= {"input-cursor-foreground": background, "input-cursor-background": foreground}
    variables |= {"input-selection-foreground": background, "input-selection-background": quiet}
    variables |= {"screen-selection-foreground": background, "screen-selection-background": quiet}
    variables |= {"ansi-background": background, "ansi-foreground": foreground}
    return Theme(
        name=f"{_CONSOLE}{wanted}",
        ansi=True,
        foreground=foreground,
        background=background,
        surface=background,
        panel=background,
        boost=background,
        dark=wanted != "light",
        variables=variables,
        primary=primary,
        secondary=secondary,
        accent=accent,
        warning=warning,
        error=error,
        success=success,
    )


CONSOLE_THEMES = (
    _of_sixteen(
        "dark",
        "ansi_black",
        "ansi_white",
        "ansi_white",
        primary="ansi_bright_cyan",
        secondary="ansi_bright_green",
        accent="ansi_bright_magenta",
        warning="ansi_bright_yellow",
        error="ansi_bright_red",
        success="ansi_bright_green",
    ),
    _of_sixteen(
        "light",
        "ansi_white",
        "ansi_black",
        "ansi_black",
        primary="ansi_blue",
        secondary="ansi_blue",
        accent="ansi_blue",
        warning="ansi_black",
        error="ansi_black",
        success="ansi_blue",
    ),
    _of_sixteen(
        "contrast",
        "ansi_black",
        "ansi_bright_white",
        "ansi_bright_white",
        primary="ansi_bright_yellow",
        secondary="ansi_bright_cyan",
        accent="ansi_bright_yellow",
        warning="ansi_bright_yellow",
        error="ansi_bright_yellow",
        success="ansi_bright_green",
    ),
)
"""The same themes for terminals with few colours, where the nearest of 16 would make some of them black on black."""


def no_color(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the user asked for no colour (https://no-color.org: set, and not empty)."""
    return bool(environ.get("NO_COLOR"))


def few_colours(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal has 16 colours, as far as it says so; by the same signs as Rich, which draws them."""
    if environ.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"} or "TEXTUAL_COLOR_SYSTEM" in environ:
        return False
    term = environ.get("TERM", "")
    return term not in {"", "dumb", "unknown"} and term.rpartition("-")[2] not in {"256color", "kitty", "direct"}


def theme_name(wanted: str, environ: Mapping[str, str] = os.environ) -> str:
    """The theme for the setting `wanted` on this terminal; one that there is not gives the dark one."""
    if no_color(environ) or wanted == NONE:
        return NONE
    known = wanted if wanted in {theme.name for theme in THEMES} else "dark"
    return f"{_CONSOLE}{known}" if few_colours(environ) else known
