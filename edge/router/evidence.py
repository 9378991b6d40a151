"""Whether the device is up to a message, by the reader's shares of the tasks: only positive evidence counts."""

from __future__ import annotations

from edge.router.heard import Heard
from edge.router.situation import Situation

__all__ = ["Evidence", "evidence"]

Evidence = dict[str, float]
"""The share of each rule that speaks for the device; the names are those of `edge.router.reasons`."""

_SHORT_FACT = 200
_SHORT_REWRITE = 400
_SHORT_FOLLOW_UP = 80
"""Characters. What is longer may be as easy, but that is not evident."""


def evidence(heard: Heard, situation: Situation) -> Evidence:
    """What speaks for the device. The shares add up to the one that `router.evidence` is compared with."""
    if heard.reading is None:
        return {}
    tasks, length = heard.reading.tasks, len(heard.text)
    found = {"small_talk": tasks["chitchat"], "no_skill_for_it": tasks["command"]}
    if not situation.builtin:  # it knows no facts and cannot rewrite
        if length <= _SHORT_FACT:
            found["short_fact"] = tasks["fact"]
        if length <= _SHORT_REWRITE:
            found["short_rewrite"] = tasks["rewrite"]
        # What the cloud said, the cloud goes on with.
        if length <= _SHORT_FOLLOW_UP and situation.previous != "cloud":
            found["easy_follow_up"] = tasks["followup"]
    return found
