"""What a block of sentences requires of the things that are named and of the place: `requires_context`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edge.kiosk.lists import slot_value
from edge.skills.names import SlotValue

__all__ = ["allowed", "context_slots", "fits"]


def fits(requires: Mapping[str, Any], excludes: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
    """Whether all is there that is required, and nothing that is excluded."""
    return all(key in context and _is(context[key], wanted) for key, wanted in requires.items()) and not any(
        key in context and _is(context[key], unwanted) for key, unwanted in excludes.items()
    )


def allowed(requires: Mapping[str, Any], excludes: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
    """Whether nothing of this context speaks against it; what is missing may come from elsewhere."""
    there = {key: wanted for key, wanted in requires.items() if key in context}
    return fits(there, excludes, context)


def context_slots(requires: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, SlotValue]:
    """The slots that a block fills from the context: those that it requires with `slot: true`."""
    return {
        key: slot_value(context[key])
        for key, wanted in requires.items()
        if isinstance(wanted, Mapping) and wanted.get("slot") is True and key in context
    }


def _is(actual: Any, wanted: Any) -> bool:
    """Whether it is that value, one of several, or anything at all where none is said; a thing may be several."""
    if isinstance(wanted, Mapping):
        wanted = wanted.get("value")
    if wanted is None:
        return True
    are = actual if isinstance(actual, (list, tuple)) else (actual,)
    return any(one in wanted if isinstance(wanted, (list, tuple)) else one == wanted for one in are)
