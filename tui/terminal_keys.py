"""Keys that Textual 8 does not know from ordinary terminals.

Without the Kitty protocol, Alt+Enter is ESC and CR, which Textual takes for a caret or an Escape, and Enter. Some
terminals can be set to send xterm's or Kitty's own sequence for it and for Shift+Enter.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

__all__ = ["NEW_LINE_KEYS", "teach"]


class _Keys(Enum):
    ALT_ENTER = "alt+enter"
    SHIFT_ENTER = "shift+enter"


NEW_LINE_KEYS = ("ctrl+j", _Keys.ALT_ENTER.value, _Keys.SHIFT_ENTER.value)
"""By the names that Textual gives them."""


def teach() -> None:
    """Make Textual know them. Its table is a dictionary, and the parser looks into it at each sequence."""
    table = cast("dict[str, tuple[Any, ...]]", ANSI_SEQUENCES_KEYS)
    for sequence in ("\x1b\r", "\x1b[27;3;13~", "\x1b[13;3u"):
        table[sequence] = (_Keys.ALT_ENTER,)
    for sequence in ("\x1b[27;2;13~", "\x1b[13;2u"):
        table[sequence] = (_Keys.SHIFT_ENTER,)
