"""Whether a text may leave the device, said by the text itself.

The mark is part of the text's type and travels with it: whatever is made of marked texts, a summary, a hand-over, an
entry of an outbox, is made with `derived` and may leave only if all of them may.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Marked", "Outgoing"]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and whether it may leave. Without a mark it may not. Its `repr` does not show it."""

    text: str = field(repr=False)
    may_leave: bool = False

    @classmethod
    def derived(cls, text: str, *sources: Marked) -> Marked:
        """A text that was made of others. Made of nothing that is known, it may not leave."""
        return cls(text, bool(sources) and all(source.may_leave is True for source in sources))

    def to_json(self) -> dict[str, Any]:
        """Text and mark as JSON values."""
        return {"text": self.text, "may_leave": self.may_leave}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Marked:
        """What `to_json` wrote. A mark that is missing, or is not true, is none. Raises ValueError without a text."""
        text = data.get("text")
        if not isinstance(text, str):
            raise ValueError("this is no marked text")
        return cls(text, data.get("may_leave") is True)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is to be sent."""

    role: str
    content: Marked
    more: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Further fields of the message: `tool_calls`, `tool_call_id`, `name`. The mark of `content` holds for them too."""
