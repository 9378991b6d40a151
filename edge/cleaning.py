"""Text made safe to show: what a model, a file or a user sent cannot move the cursor, repaint the screen or hide text.

Dropped:
    - escape sequences of terminals (ECMA-48: CSI, OSC, DCS, SOS, PM, APC, and ESC with its final character), whole
      where they are complete; of one that is not, only the ESC, so that no text is lost with it;
    - C0 control characters but newline and tab, DEL, C1;
    - embeddings, overrides and isolates of the bidirectional algorithm (U+202A to U+202E, U+2066 to U+2069, and the
      deprecated U+206A to U+206F): they show text in an order in which it is not read;
    - tag characters (U+E0000 to U+E007F): they can spell a whole hidden message. It costs the flags of England,
      Scotland and Wales, which become black ones;
    - characters that are invisible, and that terminals give different widths, so that lines come out ragged:
      soft hyphen, zero-width space, word joiner, invisible operators, byte order mark, interlinear annotation.
Turned into a newline: CR LF, CR, U+2028, U+2029.
Turned into U+FFFD: surrogates, which cannot be written as UTF-8.
Kept, although invisible: ZWJ and ZWNJ (emoji; Persian and the scripts of India need them for spelling), variation
    selectors (emoji, kanji in names), and the direction marks U+200E, U+200F and U+061C, which move only the
    punctuation beside them. None of these can hide a letter.
"""

from __future__ import annotations

import re

__all__ = ["Cleaner", "clean"]

# A longer sequence counts as text. The limits bound how much `Cleaner` can withhold.
_PARAMETERS = 64
_STRING = 512

_CSI = "(?:\x1b\\[|\x9b)"
_STRINGS = "(?:\x1b[\\]PX^_]|[\x90\x98\x9d-\x9f])"
_BODY = f"[^\x00-\x1f\x7f-\x9f]{{0,{_STRING}}}+"
_CSI_BODY = f"[0-?]{{0,{_PARAMETERS}}}+[ -/]{{0,4}}+"

_SEQUENCE = (
    f"{_CSI}{_CSI_BODY}[@-~]"
    f"|(?:\x1b\\]|\x9d){_BODY}\x07"  # only OSC may end with BEL
    f"|{_STRINGS}{_BODY}(?:\x1b\\\\|\x9c)"
    "|\x1b[ -/]{1,4}+[0-~]"
    "|\x1b(?![\\[\\]PX^_])[0-~]"
)
_NEWLINE = "\r\n?|[\u2028\u2029]"
_DROPPED = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u00ad\u200b\u2060-\u2064\ufeff\ufff9-\ufffb"
    "\u202a-\u202e\u2066-\u206f"
    "\U000e0000-\U000e007f]"
)

_UNSAFE = re.compile(f"(?P<newline>{_NEWLINE})|(?P<surrogate>[\ud800-\udfff])|{_SEQUENCE}|{_DROPPED}")

_UNFINISHED = re.compile(f"(?:\r|{_CSI}{_CSI_BODY}|{_STRINGS}{_BODY}\x1b?|\x1b[ -/]{{0,4}}+)\\Z")
"""The end of a text whose meaning depends on what follows."""


def _replacement(match: re.Match[str]) -> str:
    return {"newline": "\n", "surrogate": "\ufffd", None: ""}[match.lastgroup]


def clean(text: str) -> str:
    """`text` without what the module's docstring lists. Cleaning twice changes nothing. Time is linear."""
    return _UNSAFE.sub(_replacement, text)


class Cleaner:
    """`clean` for a text that comes in pieces, cut anywhere.

    The results of `feed` and of the last `end`, joined, are `clean` of the pieces joined. At most about 520 characters
    are withheld, and those only from an ESC (or its C1 equivalent) on; besides these, one CR.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """What can be shown now that `piece` has come."""
        text = self._held + piece
        unfinished = _UNFINISHED.search(text)
        cut = unfinished.start() if unfinished else len(text)
        self._held = text[cut:]
        return clean(text[:cut])

    def end(self) -> str:
        """What was withheld, now that nothing more comes. The cleaner can then be used for another text."""
        held, self._held = self._held, ""
        return clean(held)
