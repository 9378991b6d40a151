"""Values put back in the place of their placeholders, in a text that comes in pieces."""

from __future__ import annotations

from collections.abc import Callable

from cloud_client.masking.placeholders import LONGEST, PLACEHOLDER, UNFINISHED, key_of

__all__ = ["Restorer", "restored"]

Lookup = Callable[[str], str | None]
"""The value of `EMAIL_1`, or None if there is none."""


def restored(text: str, lookup: Lookup) -> str:
    """`text` with its values. A placeholder that stands for nothing stays as it is. Values are not looked into."""

    def value(name: str, whole: str) -> str:
        found = lookup(name)
        return whole if found is None else found

    return PLACEHOLDER.sub(lambda found: value(key_of(found), found[0]), text)


class Restorer:
    """`restored` for a text in pieces, cut anywhere: what `feed` and the last `end` return, joined, is the same.

    At most `LONGEST` characters are withheld, and those only where a placeholder may have begun.
    """

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._held = ""
        self._before = ""
        """The last character that is gone, which says whether a word begins behind it."""

    def feed(self, piece: str) -> str:
        """What is certain now that `piece` has come."""
        text = self._before + self._held + piece
        tail = max(len(self._before), len(text) - LONGEST)
        unfinished = UNFINISHED.search(text, tail)
        return self._pass(text, unfinished.start() if unfinished else len(text))

    def end(self) -> str:
        """What was withheld, now that nothing more comes. The restorer can then be used for another text."""
        text = self._before + self._held
        rest = self._pass(text, len(text))
        self._before = ""
        return rest

    def _pass(self, text: str, end: int) -> str:
        begun, result = len(self._before), []
        at = begun
        while (found := PLACEHOLDER.search(text, at, end)) is not None:
            value = self._lookup(key_of(found))
            result += [text[at : found.start()], found[0] if value is None else value]
            at = found.end()
        result.append(text[at:end])
        self._held = text[end:]
        self._before = text[end - 1 : end] if end else ""
        return "".join(result)
