"""The one error of what may leave: nothing was sent."""

from __future__ import annotations

from typing import Final

__all__ = ["RULES", "HeldBackError"]

RULES: Final[dict[str, str]] = {
    "offline": "offline mode is on: switch it off, or ask the device",
    "mark": "a message in it may not leave this device: ask the device, or ask without that message",
    "never_leaves": "it holds what a never-leaves rule of yours names: take that out, or change the rule",
    "unmasked": "something in it should have been masked and is not ({detail}): take it out, or ask the device",
    "altered": "it is not what was checked before: ask again, and report this if it happens again",
    "not_text": "a part of it is no text and cannot be checked: leave that part out",
    "too_much_work": "one of your patterns takes too long on this text: make it simpler, or ask with a shorter text",
    "fault": "the check of what may leave failed ({detail}): ask the device, and report this",
}
"""By the rule's stable name, what is wrong and what to do. {detail} is a kind or a type, never a value."""


class HeldBackError(Exception):
    """Nothing was sent. The text is a sentence that names the rule and holds nothing of what was to be sent."""

    kind = "held_back"

    def __init__(self, rule: str, detail: str = "") -> None:
        super().__init__(f"Nothing was sent: {RULES[rule].format(detail=detail)}.")
        self.rule = rule
        """One of `RULES`."""
        self.detail = detail
