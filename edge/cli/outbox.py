"""`edge outbox`: the questions that wait for an endpoint: listing them, asking now, cancelling."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from edge.cli.output import data, data_json, note
from edge.errors import UsageError
from edge.journal.columns import cut
from edge.offers import Queued, Tried
from edge.turn import AssistantLike

__all__ = ["run"]

_BEGINNING = 60
"""Columns of a question that a list shows."""

_UNITS = (("d", 86_400), ("h", 3600), ("min", 60))


def run(arguments: argparse.Namespace) -> int:
    """List, send or cancel. Returns the exit code."""
    from edge import open_assistant

    with closing(open_assistant()) as assistant:
        match arguments.action:
            case "send":
                return _send(assistant, arguments.id, as_json=arguments.json)
            case "cancel":
                return _cancel(assistant, arguments)
            case _:
                return _list(assistant, as_json=arguments.json)


def _list(assistant: AssistantLike, *, as_json: bool) -> int:
    rows = assistant.outbox()
    now = datetime.now(UTC)
    for row in rows:
        data_json(_row(row, now)) if as_json else data(_readable(row, now))
    if not rows and not as_json:
        note("Nothing waits: every question was answered, or stayed on the device.")
    return 0


def _send(assistant: AssistantLike, name: str | None, *, as_json: bool) -> int:
    """Ask one, or all in their order; where no endpoint answers one, the others are not tried."""
    rows = assistant.outbox()
    chosen = [_named(rows, name)] if name is not None else [row for row in rows if row.state != "held"]
    if not chosen:
        note("Nothing waits.")
    code = 0
    for row in chosen:
        if name is None and all(one.uid != row.uid for one in assistant.outbox()):
            continue  # answered or cancelled since it was listed
        tried = assistant.outbox_send(row.uid)
        data_json(_outcome(tried)) if as_json else _tell(row, tried)
        if tried.state == "waiting":
            return 4
        if tried.state == "dropped":
            code = 1
    return code


def _tell(row: Queued, tried: Tried) -> None:
    if tried.offer is None:
        note(f"{row.uid}: {tried.why}")
        return
    record = tried.offer.record
    data(f"> {_beginning(row.question)}")
    data(record.text)
    note(f"{row.uid}: answered by {record.model}; it stands in the conversation {record.conversation}.")


def _outcome(tried: Tried) -> dict[str, Any]:
    from edge.cli.ask import record_json

    found = {"id": tried.uid, "state": tried.state, "why": tried.why}
    return {**found, "record": record_json(tried.offer.record) if tried.offer is not None else None}


def _cancel(assistant: AssistantLike, arguments: argparse.Namespace) -> int:
    if arguments.id is None and not arguments.all:
        raise UsageError("Say which question is not to be asked any more: an ID of 'edge outbox', or --all.")
    if arguments.id is not None and arguments.all:
        raise UsageError("Give one ID or --all, not both.")
    uid = None if arguments.all else _named(assistant.outbox(), arguments.id).uid
    cancelled = assistant.outbox_cancel(uid)
    if arguments.json:
        data_json({"cancelled": cancelled})
    else:
        data(f"Cancelled: {cancelled} question{'s' if cancelled != 1 else ''}. What the device answered stays.")
    return 0


def _named(rows: Sequence[Queued], name: str) -> Queued:
    """The one whose ID begins so. Raises UsageError."""
    found = [row for row in rows if row.uid.startswith(name)] if name else []
    exact = [row for row in found if row.uid == name] or found
    if len(exact) == 1:
        return exact[0]
    if exact:
        raise UsageError(f"Several questions have an ID that begins with '{name}': give more of it.")
    raise UsageError(f"There is no question '{name}' in the outbox: 'edge outbox' lists what there is.")


def _row(row: Queued, now: datetime) -> dict[str, Any]:
    told = dataclasses.asdict(row)
    return {"id": told.pop("uid"), **told, "age_s": round(_since(row.queued, now))}


def _readable(row: Queued, now: datetime) -> str:
    facts = [f"{_span(_since(row.queued, now))} old", "not asked again yet" if not row.tries else _times(row.tries)]
    match row.state:
        case "held":
            facts.append("its turn is under way")
        case "asking":
            facts.append("is being asked")
        case _:
            ahead = -_since(row.due, now) if row.due else 0.0
            facts.append(f"next in {_span(ahead)}" if ahead > 0 else "next as soon as an endpoint is well")
    lines = [f"{row.uid}: {_beginning(row.question)}", f"    {'; '.join(facts)}"]
    return "\n".join([*lines, *([f"    {row.why}"] if row.why else [])])


def _beginning(question: str) -> str:
    return cut(" ".join(question.split()), _BEGINNING)


def _times(tries: int) -> str:
    return "asked again once" if tries == 1 else f"asked again {tries} times"


def _since(moment: str, now: datetime) -> float:
    return (now - datetime.fromisoformat(moment)).total_seconds()


def _span(seconds: float) -> str:
    """Roughly: one unit is enough for a list."""
    for unit, size in _UNITS:
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(0.0, seconds):.0f} s"
