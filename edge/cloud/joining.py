"""Where one model goes on with what another began: how it is asked to, and how the two texts are joined.

The chat completions of an OpenAI-compatible server have no way that all of them know to go on with a reply. So the
model is shown the reply as far as it came, and asked to go on from its last words, saying those once more: said again,
they are found and left out, and the border is right also within a word.
"""

from __future__ import annotations

import re
from enum import Enum, auto

__all__ = ["Joined", "Joiner", "Opening", "please_go_on"]

_WORDS = 24
"""Characters of the last words that are to be said again, about."""
_LOOK = 80
"""Characters of the new text that are looked at before the first of them is told."""
_TAIL = 400
"""Characters of the old text in which the new one is looked for."""
_LEAST = 4
"""Characters from which on what both have in common is no accident."""
_BEGINNING = 40
"""Characters that tell that a text is begun from its beginning again."""

_PLEASE = {
    "en": 'Your answer broke off. Go on with it exactly where it ends, without any remark. Begin with its last words, "'
    '{words}", and do not repeat anything else.',
    "zh": "你的回答中断了。请从断开的地方接着写，不要加任何说明。先重复最后几个字“{words}”，其余内容不要重复。",
    "ja": "回答が途中で切れました。前置きなしで、切れた所からそのまま続けてください。最後の言葉「{words}」から始め、"
    "それ以外は繰り返さないでください。",
}
_ELLIPSIS = re.compile(r"^(?:\.{3}|…+)\s*")
_EMPTY_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")
_LETTERS = re.compile(r"[A-Za-z0-9]")


def please_go_on(begun: str, language: str) -> str:
    """What the model is asked that has to go on with `begun`."""
    words = begun.rstrip()[-_WORDS:]
    whole = words.split(None, 1)  # the first one may be cut
    return _PLEASE.get(language, _PLEASE["en"]).format(words=whole[-1] if whole else words)


class Joined(Enum):
    """How the new text goes with the old one."""

    WAITS = auto()
    """Too little of it is known."""
    GOES_ON = auto()
    ANEW = auto()
    """It begins from the beginning again."""


class Opening:
    """The beginning of a text that stands alone: empty lines in front of it are no first word yet, and are left out."""

    def __init__(self) -> None:
        self.how = Joined.WAITS
        self._held = ""

    def feed(self, text: str) -> str:
        """What can be told now that `text` has come."""
        if self.how is not Joined.WAITS:
            return text
        self._held += text
        if not self._held.strip():
            return ""
        self.how = Joined.GOES_ON
        return _EMPTY_LINES.sub("", self._held)

    def end(self) -> str:
        """Nothing: blanks alone are no text."""
        return ""


class Joiner:
    """Leaves out of a text that goes on from another one what it says again. The first 80 characters are held back."""

    def __init__(self, begun: str) -> None:
        self.how = Joined.WAITS
        self._begun = begun
        self._held = ""

    def feed(self, text: str) -> str:
        """What can be told now that `text` has come."""
        if self.how is not Joined.WAITS:
            return text
        self._held += text
        return self._join() if len(self._held) >= _LOOK else ""

    def end(self) -> str:
        """What was held back, now that nothing more comes."""
        return self._join() if self.how is Joined.WAITS else ""

    def _join(self) -> str:
        held, self._held = self._held, ""
        beginning = self._begun.lstrip()[:_BEGINNING]
        if len(self._begun) > _LOOK and len(beginning) == _BEGINNING and held.lstrip().startswith(beginning):
            self.how = Joined.ANEW
            return held.lstrip()
        self.how = Joined.GOES_ON
        return _behind(self._begun[-_TAIL:], held)


def _behind(begun: str, text: str) -> str:
    """Of `text`, which goes on from `begun`, what stands behind their common words."""
    tail = begun.rstrip()
    blank = tail != begun
    for candidate in dict.fromkeys((text, text.lstrip(), _ELLIPSIS.sub("", text.lstrip()).lstrip('"“「'))):
        common = _common(tail, candidate)
        if common:
            return candidate[common:].lstrip() if blank else candidate[common:]
    if blank:
        return text.lstrip()
    if _LETTERS.match(tail[-1:]) and _LETTERS.match(text[:1]):
        return f" {text}"  # most tokens begin a word, so that it probably broke off behind one
    return text


def _common(tail: str, text: str) -> int:
    """How many characters of the beginning of `text` stand at the end of `tail`, where that is no accident."""
    for length in range(min(len(tail), len(text)), 0, -1):
        if tail.endswith(text[:length]):
            begins_word = _LETTERS.match(text) and not _LETTERS.match(tail[-length - 1 : -length])
            return length if length >= _LEAST or begins_word else 0
    return 0
