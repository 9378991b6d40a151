"""A reply's text as Markdown that arrives in pieces, from a model that nobody has checked.

All of it is one widget, whose rows are made here (`document` from the text to blocks, `block`, `code` and `table` from
blocks to rows), and not one widget for each paragraph: so a reply can grow thirty times a second on a small machine.
"""

from __future__ import annotations

from tui.markdown.fence import open_fence
from tui.markdown.text import ReplyText

__all__ = ["ReplyText", "open_fence"]
