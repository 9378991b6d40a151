"""Linux's own console, which has 16 colours, a font of some 256 signs, and no Chinese, Japanese or emoji."""

from __future__ import annotations

import os
from collections.abc import Mapping

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

__all__ = ["ConsoleSigns", "is_console"]

# The font that the kernel brings has the signs of code page 437. What others draw with is put into these, a cell for a
# cell, where it is written to the terminal: so no screen has to know.
_SIGNS = {
    **dict(zip("╭╮╰╯━┃┏┓┗┛╺╸╻╹╌╎", "┌┐└┘─│┌┐└┘──││-|", strict=True)),
    **dict(zip("▁▂▃▅▆▇▔▕▏▎▍▋▊▉▖▗▘▝", "_▄▄███▀▐│▌▌███▄▄▀▀", strict=True)),
    **dict(zip("●○◉◌◐◆◇◦▪▫▴▾▸◂▵▿▹◃", "•o•oo++o■o^v><^v><", strict=True)),
    **dict(zip("✓✔✗✘★☆⏎↵⌫", "√√xx**<<<", strict=True)),
    **dict(zip("…“”„‘’‚–—−×⋯", ".\"\"\"'''---x.", strict=True)),
    **{chr(code): ":" for code in range(0x2801, 0x2900)},
    "\u2800": " ",
}
_TABLE = str.maketrans(_SIGNS)


class ConsoleSigns(LineFilter):
    """Writes the nearest sign that every console's font has."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  as in LineFilter
        """The same line in those signs; every text keeps its cells."""
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(segment.text.translate(_TABLE), segment.style)
            for segment in segments
        ]


def is_console(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether this is that console."""
    return environ.get("TERM") == "linux"
