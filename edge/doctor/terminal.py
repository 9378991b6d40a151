"""The terminal: what it can show, and what is known to go wrong in it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from edge.doctor.check import Check
from edge.low_power import LowPower

__all__ = ["terminal"]

_COLUMNS, _LINES = 60, 18
"""Below this the app is cramped."""


def terminal(
    environ: Mapping[str, str], encoding: str, size: os.terminal_size | None, sparing: LowPower | None = None
) -> Iterator[Check]:
    """What to say of the terminal.

    encoding  of what is printed
    size      None where there is no terminal
    sparing   whether the app draws sparingly on it, where that is known
    """
    if encoding.lower().replace("-", "") != "utf8":
        advice = "set a UTF-8 locale, for example LANG=C.UTF-8: Chinese and Japanese cannot be shown without"
        yield Check("terminal.encoding", "warning", f"text is printed as {encoding}", advice)
    else:
        yield Check("terminal.encoding", "ok", "UTF-8")
    if size is None:
        yield Check("terminal.size", "ok", "output goes to no terminal; the app needs one, 'edge ask' does not")
        return
    text = f"{size.columns} × {size.lines}, {_colours(environ)}"
    if environ.get("TERM", "") in {"", "dumb"}:
        advice = "'edge' chats line by line here; for the full screen use a terminal that TERM names"
        yield Check("terminal.size", "warning", f"TERM is '{environ.get('TERM', '')}': no app can be drawn", advice)
    elif 0 < size.columns < _COLUMNS or 0 < size.lines < _LINES:  # 0 where the terminal does not tell
        yield Check("terminal.size", "warning", text, f"make the window larger: {_COLUMNS} × {_LINES} at least")
    else:
        yield Check("terminal.size", "ok", text)
    if sparing is not None:
        how = "few frames, no animation" if sparing.on else "every frame"
        yield Check("terminal.frames", "ok", f"{how}: {sparing.why}", values={"low_power": sparing.on})
    yield from _known(environ)


def _colours(environ: Mapping[str, str]) -> str:
    if "NO_COLOR" in environ:
        return "colours off (NO_COLOR)"
    if environ.get("COLORTERM", "") in {"truecolor", "24bit"}:
        return "16 million colours"
    if environ.get("TERM") == "linux":
        return "8 or 16 colours; the Linux console has no Chinese, Japanese or emoji"
    return "256 colours" if "256" in environ.get("TERM", "") else "8 or 16 colours"


def _known(environ: Mapping[str, str]) -> Iterator[Check]:
    if "TMUX" in environ or environ.get("TERM", "").startswith(("tmux", "screen")):
        advice = "copying goes through tmux: 'set -g set-clipboard on' in its configuration lets it pass"
        yield Check("terminal.multiplexer", "ok", "inside tmux or screen", advice)
    if environ.get("TEXTUAL_DISABLE_KITTY_KEY", "1") != "1":
        text = "the Kitty keyboard protocol is on (TEXTUAL_DISABLE_KITTY_KEY), and may lose input methods' text"
        yield Check("terminal.keys", "warning", text, "unset TEXTUAL_DISABLE_KITTY_KEY to type Chinese or Japanese")
