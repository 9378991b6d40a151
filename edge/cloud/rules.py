"""What the user's settings say of what may leave, in the form that the gate of `cloud_client` takes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from edge.cloud.maskers import Maskers
from edge.settings import Cloud, pattern_lines
from edge.transcript import Attachment, Message, Transcript

if TYPE_CHECKING:  # whoever has no rules and no endpoint does not wait for it
    from cloud_client.gate import EgressGate
    from cloud_client.masking import Masker, Own
    from cloud_client.payload import Payload

__all__ = ["Rules"]


class Rules:
    """The rules of one home. All calls may come from any thread."""

    def __init__(self, settings: Cloud, offline: Callable[[], bool]) -> None:
        """`offline()` says whether nothing may leave now."""
        self._settings = settings
        self._offline = offline
        self._maskers = Maskers(self._new_masker)

    @property
    def offline(self) -> bool:
        """Whether nothing may leave now."""
        return self._offline()

    def keeps_back(self, text: str, attachments: Iterable[Attachment] = ()) -> bool:
        """Whether a never-leaves pattern is found in a text, or in the name or text of a file that goes with it.

        Also where that cannot be told in time.
        """
        if self._never is None:
            return False
        return any(self._holds(one) for one in (text, *(part for a in attachments for part in (a.name, a.text))))

    def _holds(self, text: str) -> bool:
        assert self._never is not None
        from cloud_client.masking import TooMuchWorkError
        from cloud_client.masking.folded import Folded

        try:
            return bool(self._never.search(Folded.of(text).plain))
        except TooMuchWorkError:
            return True

    def marked(self, messages: Iterable[Message]) -> list[Message]:
        """The messages, with the mark of those taken away that a pattern of today keeps back."""
        return [
            dataclasses.replace(message, may_leave=False)
            if message.may_leave and self.keeps_back(message.text, message.attachments)
            else message
            for message in messages
        ]

    def masker(self, transcript: Transcript) -> Masker | None:
        """The conversation's, its values numbered; None where masking is off.

        Raises TooMuchWorkError if one of the user's patterns takes too long.
        """
        return self._maskers.of(transcript) if self._settings.masking else None

    def forget(self, conversation: str | None) -> None:
        """Keep no placeholder of this conversation, or of any where None."""
        self._maskers.forget(conversation)

    def fresh_masker(self) -> Masker | None:
        """One for a single request, without a conversation; None where masking is off."""
        return self._new_masker() if self._settings.masking else None

    def _new_masker(self) -> Masker:
        from cloud_client.masking import Masker, Own

        patterns = pattern_lines(self._settings.mask)
        return Masker(Own(patterns=patterns) if patterns else None)

    def gate(self, payload: Payload, masker: Masker | None) -> EgressGate:
        """The gate for one payload."""
        from cloud_client.gate import EgressGate

        return EgressGate(payload, offline=self._offline, never=self._never, masker=masker)

    @cached_property
    def _never(self) -> Own | None:
        patterns = pattern_lines(self._settings.never_leaves)
        if not patterns:
            return None
        from cloud_client.masking import Own

        return Own(patterns=patterns)
