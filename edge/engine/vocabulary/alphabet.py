"""How Qwen2 cuts text into words, for the characters of which that is beyond doubt.

The cut is by Unicode's classes of letters, digits and spaces, and llama.cpp's tables of them are of another version
than Python's. So this knows only blocks in which no version differs: what English, Chinese and Japanese are written
with, and the common emoji. A text with any other character is left to llama.cpp.
"""

from __future__ import annotations

import re

__all__ = ["words"]

_LETTERS = (
    "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f"  # Latin
    "\u3005\u3006\u3031-\u3035\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"  # marks of repetition, kana
    "\u3400-\u4db5\u4e00-\u9fa5"  # Han, as it was in 1999
    "\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f"  # of full and half width
)
_DIGITS = "0-9\u00b2\u00b3\u00b9\u00bc-\u00be\u3007\u3021-\u3029\u2460-\u249b\uff10-\uff19"
_SPACES = r" \t\n\r\u00a0\u3000"
_OTHERS = (
    r"!-/:-@\[-`{-~\u00a1-\u00a9\u00ab\u00ac\u00ae-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7"
    r"\u2010-\u2027\u2030-\u205e\u20ac\u2190-\u21ff\u2200-\u22ff\u2500-\u25ff\u2600-\u26ff\u2701-\u2704"
    r"\u3001-\u3004\u3008-\u3020\u3030\u303d\u309b\u309c\u30a0\u30fb"
    r"\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\uffe6"
    r"\ufe0f\U0001f300-\U0001f5ff\U0001f600-\U0001f64f\U0001f680-\U0001f6c5"
)

_KNOWN = re.compile(f"[{_LETTERS}{_DIGITS}{_SPACES}{_OTHERS}]*")

_WORDS = re.compile(
    "'(?:[sStTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])"
    f"|[^\r\n{_LETTERS}{_DIGITS}]?[{_LETTERS}]+"
    f"|[{_DIGITS}]"
    rf"| ?[^{_SPACES}{_LETTERS}{_DIGITS}]+[\r\n]*"
    rf"|[{_SPACES}]*[\r\n]+"
    rf"|[{_SPACES}]+(?![^{_SPACES}])"
    rf"|[{_SPACES}]+"
)
"""Qwen2's own expression (tokenizer.json of Qwen2.5; LLAMA_VOCAB_PRE_TYPE_QWEN2 in llama.cpp), with its classes spelled
out."""


def words(text: str) -> list[str] | None:
    """`text` cut into the words that are encoded each by itself; None if it has a character that is not known here."""
    if _KNOWN.fullmatch(text) is None:
        return None
    return _WORDS.findall(text)
