"""What is to be sent: the messages that may leave, masked, with the fields of the request."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cloud_client.held_back import HeldBackError
from cloud_client.marks import Outgoing
from cloud_client.masking import Kind, Masker, TooMuchWorkError

__all__ = ["Payload", "digest"]


@dataclass(frozen=True, slots=True)
class Payload:
    """A request's body before the client adds its own fields. Its `repr` shows nothing of it."""

    body: Mapping[str, Any] = field(repr=False)
    """`messages` and the options; JSON values."""
    vouched: frozenset[str] = field(default=frozenset(), repr=False)
    """The digests of the messages in it that were built from marked ones; the gate lets no other pass."""
    masked: Mapping[Kind, int] = field(default_factory=dict)
    """How many different values of each kind were masked."""
    left_out: int = 0
    """Messages that stayed because they may not leave."""

    @classmethod
    def of(
        cls, messages: Sequence[Outgoing], options: Mapping[str, Any] | None = None, *, masker: Masker | None = None
    ) -> Payload:
        """Build it: what may not leave is left out, the rest is masked.

        messages  the oldest first, the question last
        options   further fields of the request, which may leave: `tools`, `response_format`, `temperature`, …
        masker    the conversation's; None sends values as they are

        Raises HeldBackError if the last message may not leave, or one of the user's patterns takes too long.
        """
        leaving = [message for message in messages if message.content.may_leave is True]
        if not messages or messages[-1].content.may_leave is not True:
            raise HeldBackError("mark")
        mask = _Mask(masker)
        try:
            said = [mask.tree({**one.more, "role": one.role, "content": one.content.text}) for one in leaving]
            fields = {name: mask.tree(value) for name, value in (options or {}).items()}
        except TooMuchWorkError:
            raise HeldBackError("too_much_work") from None
        counts: dict[Kind, int] = {}
        if masker is not None:
            counts = masker.counts(mask.used)
        vouched = frozenset(map(digest, said))
        return cls({**fields, "messages": said}, vouched, counts, len(messages) - len(leaving))


def digest(value: Any) -> str:
    """The same for the same JSON and for no other: for Python, 1, 1.0 and True are equal."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


class _Mask:
    """Masks every text of a tree of JSON values, and keeps which placeholders were needed."""

    def __init__(self, masker: Masker | None) -> None:
        self._masker = masker
        self.used: set[str] = set()

    def tree(self, value: Any, name: str = "") -> Any:
        if isinstance(value, str):
            return self._arguments(value) if name == "arguments" else self._text(value)
        if isinstance(value, Mapping):
            return {key: self.tree(one, key) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.tree(one) for one in value]
        return value

    def _text(self, text: str) -> str:
        if self._masker is None:
            return text
        masked = self._masker.mask(text)
        self.used |= masked.used
        return masked.text

    def _arguments(self, text: str) -> str:
        """A tool call's arguments are JSON within a text: what is masked has to leave it JSON."""
        try:
            inside = json.loads(text)
        except (ValueError, RecursionError):
            return self._text(text)
        if self._masker is None:
            return text
        # Once more as a whole: there the names stand in front of their values.
        masked = self._masker.more(json.dumps(self._numbers(self.tree(inside)), ensure_ascii=False))
        self.used |= masked.used
        return masked.text

    def _numbers(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._numbers(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._numbers(one) for one in value]
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**6:
            masked = self._text(str(value))
            return value if masked == str(value) else masked
        return value
