"""The decision about a message in words, and the receipt of what left the device for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from edge.events import Egress, Face, Route, TurnRecord
from tui.figures import SEPARATOR, answerer
from tui.strings import Strings

__all__ = ["Section", "account"]


@dataclass(frozen=True, slots=True)
class Section:
    """A title and the lines below it."""

    title: str
    lines: tuple[str, ...]


def account(
    route: Route | None,
    record: TurnRecord | None,
    faces: tuple[Face, ...],
    strings: Strings,
    *,
    commands: bool = True,
) -> Iterator[Section]:
    """What there is to say of a turn.

    route     the decision; None where none was made yet, or it is not known
    record    of the turn; None while it is under way, or where it is not known
    faces     the texts behind the one that stands
    commands  whether those are named that ask somebody else
    """
    if route is None:
        yield Section("", (strings.why_unknown,))
        return
    from edge.why import explain  # the router's words, which the first screen does not need

    who, *because = explain(route, strings.language).splitlines()
    yield Section(who, tuple(because))
    if record is None:
        yield Section(strings.why_left, (strings.why_under_way,))
        return
    if record.fallback is not None:
        who = answerer(record.fallback.from_, strings)
        queued = [strings.queued] if record.outbox is not None else []
        instead = strings.why_fallback.format(who=who, why=record.fallback.why)
        yield Section(strings.why_instead, (instead, *queued))
    yield Section(strings.why_left, tuple(_left(record.egress, strings)))
    if faces:
        yield Section(strings.why_faces, tuple(_face(face, strings) for face in faces))
    if commands:
        yield Section(strings.why_others, (strings.why_again,))


def _left(egress: Egress | None, strings: Strings) -> Iterator[str]:
    if egress is None:
        yield strings.why_nothing_left
        return
    from edge.egress_words import receipt_lines

    for number, receipt in enumerate(egress.receipts):
        if number:
            yield ""
        yield from receipt_lines(receipt, strings.language)
    if not egress.receipts:  # of a turn that an older version kept
        yield strings.why_left_unread.format(bytes=f"{egress.bytes:,}", endpoint=egress.endpoint)


def _face(face: Face, strings: Strings) -> str:
    who = [strings.by[face.by], *([face.model] if face.model else [])]
    who += [] if face.complete else [strings.unfinished]
    return strings.why_face.format(face=strings.faces[face.kind], who=SEPARATOR.join(who))
