"""What the page is told of a turn: what a visitor sees, and nothing of how it came about."""

from __future__ import annotations

from typing import Any

from edge.events import Event, Finished, Notice, Piece, Read, Started, Switched, Waiting

__all__ = ["told"]


def told(event: Event) -> dict[str, Any] | None:
    """The event as JSON values, with its kind under `event`; None for one that the page need not know of.

    Sentences about what went wrong are for whoever looks after the kiosk: they name endpoints, addresses and files, and
    say what to do. The page says in its own words, and in the visitor's language, who answers and that something went
    wrong. Models, reasons, figures and the conversation's name stay here as well.
    """
    match event:
        case Started():
            return {"event": "started", "turn": event.turn}
        case Read():
            return {"event": "read", "language": event.language}
        case Waiting():
            return {"event": "waiting", "state": event.state}
        case Piece():
            return {"event": "piece", "text": event.text, "by": event.by}
        case Switched():
            return {"event": "switched", "by": event.to, "anew": event.anew}
        case Notice():
            return {"event": "notice"}
        case Finished():
            record = event.record
            said = {"by": record.by, "complete": record.complete, "cut_off": record.cut_off}
            return {"event": "finished", **said, "written": bool(record.text)}
    return None
