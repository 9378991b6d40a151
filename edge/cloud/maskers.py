"""The placeholders of each conversation, kept while the process runs.

A value keeps its placeholder in a conversation because it is numbered once, in the order in which it was said. After a
restart the numbers are given again from the transcript; a file's text counts there only by its beginning, because
looking for values takes more than a second for each megabyte. What of a file is sent is always masked.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edge.transcript import Message, Transcript

if TYPE_CHECKING:  # who has no endpoint does not wait for it
    from cloud_client.masking import Masker

__all__ = ["Maskers"]

KEPT = 16
"""Conversations whose placeholders are kept; those of others are numbered again when they go on."""
BEGINNING = 20_000
"""Characters of a file in which values are numbered before it is known what of it is sent."""


@dataclass(slots=True)
class _Numbered:
    masker: Masker
    lock: threading.Lock = field(default_factory=threading.Lock)
    seen: set[tuple[str, int]] = field(default_factory=set)
    """The messages whose values have their numbers: uid and hash of the text, which may still be written to."""


class Maskers:
    """One masker a conversation. All calls may come from any thread."""

    def __init__(self, make: Callable[[], Masker]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, _Numbered] = OrderedDict()

    def of(self, transcript: Transcript) -> Masker:
        """The conversation's, with the values of all messages that may leave numbered.

        Raises TooMuchWorkError if one of the user's patterns takes too long.
        """
        with self._lock:
            numbered = self._kept.pop(transcript.conversation, None) or _Numbered(self._make())
            self._kept[transcript.conversation] = numbered
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        with numbered.lock:
            known, numbered.seen = numbered.seen, set()
            for message in transcript.messages:
                if message.may_leave:
                    name = (message.uid, hash(message.text))
                    if name not in known:
                        _number(numbered.masker, message)
                    numbered.seen.add(name)
        return numbered.masker

    def forget(self, conversation: str | None) -> None:
        """Keep nothing of this conversation, or of any where None."""
        with self._lock:
            if conversation is None:
                self._kept.clear()
            else:
                self._kept.pop(conversation, None)


def _number(masker: Masker, message: Message) -> None:
    for part in message.attachments:
        masker.mask(part.name)
        masker.mask(part.text[:BEGINNING])
    masker.mask(message.text)
