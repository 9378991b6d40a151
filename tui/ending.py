"""What stands below an answer: who gave it and how fast, and why it is not whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edge.events import TurnRecord
from tui.figures import SEPARATOR, answerer, badge_parts
from tui.strings import Strings

__all__ = ["Ending"]


@dataclass(frozen=True, slots=True)
class Ending:
    """What stands below an answer."""

    parts: tuple[str, ...] = ()
    """Of the badge."""
    why: str = ""
    """Why it is not whole."""
    failed: bool = False
    """Whether an error ended it, and not the user or a limit."""

    @property
    def badge(self) -> str:
        """Its parts on one line."""
        return SEPARATOR.join(self.parts)

    @classmethod
    def of(cls, record: TurnRecord, strings: Strings, seams: Sequence[str] = ()) -> Ending:
        """That of a finished turn. What the `seams` in its text say already is not said again."""
        parts = badge_parts(record, strings)
        if record.dropped_turns:
            parts.append(strings.dropped.format(count=record.dropped_turns))
        if record.fallback is not None and not any(record.fallback.why in seam for seam in seams):
            who = answerer(record.fallback.from_, strings)
            parts.append(strings.fallback.format(who=who, why=record.fallback.why))
        if record.outbox is not None:
            parts.append(strings.queued)
        why = "" if record.complete else record.why or strings.cut_off[record.cut_off or "error"]
        return cls(tuple(parts), why, record.error is not None)
