"""Where a line may be broken: at spaces, as everywhere, and between Chinese and Japanese characters.

Rich and Textual break at spaces only. A Chinese sentence that follows a space would begin a line of its own, and
leave the one before half empty. The rules are the common core of JIS X 4051, GB/T 15834 and UAX #14: a line begins
neither with closing punctuation nor with a small kana, and does not end with an opening bracket.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import rich._wrap
import textual._wrap

__all__ = ["pieces", "teach"]

_OPENING = "（［｛「『【〔《〈“"
_CLOSING = (
    "、。，．・：；？！）］｝」』】〕》〉”…—～％‰℃"
    "ーヽヾゝゞ々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
    "\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef"  # what is drawn onto the character before
)
_IDEOGRAPHS = (
    "\u2e80-\u2fdf\u3006\u3007\u3021-\u3029"
    "あいうえおか-ぢつ-もやゆよ-ろわ-ゔアイウエオカ-ヂツ-モヤユヨ-ロワ-ヴヷ-ヺ"
    "\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)

_PIECE = re.compile(
    rf"\s*[{_OPENING}]*"
    rf"(?:[{_IDEOGRAPHS}][{_CLOSING}\])}}.,:;!?%]*|[^\s{_OPENING}{_CLOSING}{_IDEOGRAPHS}]+[{_CLOSING}]*|[{_CLOSING}]+)?"
    r"\s*"
)


def pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """The parts of `text` within which no line is broken, each with its start and end. Joined they are the text."""
    for match in _PIECE.finditer(text):
        if match.group():
            yield match.start(), match.end(), match.group()


def _words(text: str) -> Iterator[tuple[int, int, str]]:
    """As Rich wants them: none for a text of white space."""
    return (piece for piece in pieces(text) if not piece[2].isspace())


def teach() -> None:
    """Make Rich, which breaks what is shown, and Textual, which breaks what is typed, take these."""
    rich._wrap.words = _words
    textual._wrap.chunks = pieces
