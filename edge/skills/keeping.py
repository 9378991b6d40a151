"""What skills that keep something say alike: no room, too long, kept in memory only, nobody to ring."""

from __future__ import annotations

from edge.skills.clocks import is_set
from edge.skills.replies import keeping
from edge.skills.skill import Outcome, Surroundings
from edge.skills.store import MOST_TEXT
from edge.skills.store.records import Record
from edge.skills.wording import say, weekday_date

__all__ = ["clock_unset", "no_room", "with_caveats"]


def no_room(surroundings: Surroundings, kind: type[Record], texts: list[str]) -> Outcome | None:
    """The refusal if these texts cannot be kept, else None."""
    if any(len(text) > MOST_TEXT for text in texts):
        return Outcome(say(keeping.TEXTS, "too_long", surroundings.language, count=MOST_TEXT), done=False)
    if not surroundings.store.has_room(kind, len(texts)):
        return Outcome(say(keeping.TEXTS, "full", surroundings.language), done=False)
    return None


def clock_unset(surroundings: Surroundings) -> Outcome | None:
    """The refusal if the wall clock was never set, so that nothing can ring by it; else None."""
    if is_set(surroundings.now):
        return None
    date = weekday_date(surroundings.now.date(), surroundings.language)
    return Outcome(say(keeping.TEXTS, "clock_unset", surroundings.language, date=date), done=False)


def with_caveats(text: str, surroundings: Surroundings, *, rings: bool) -> str:
    """The reply, with what the user has to know: that nobody is there to ring it, that it is not on the disk."""
    language = surroundings.language
    said = [text]
    if rings and not surroundings.ringer.attended:
        said.append(say(keeping.TEXTS, "unattended", language))
    if surroundings.store.memory_only:
        said.append(say(keeping.TEXTS, "memory", language))
    return ("" if language in {"zh", "ja"} else " ").join(said)
