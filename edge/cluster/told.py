"""What a client was told of a reply, and how the same reply of another replica is told behind it.

    shown so far    The capital of
    told anew       The capital of Peru is Lima.       the same to the letter: a seam, and what is new
    told anew       Peru's capital is Lima.            another text: a seam, and all of it in the place of the first one

A model that goes on with a text tells it from its beginning, and one that answers the same way each time repeats it: in
both cases nothing is shown twice.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator

from edge.events import (
    Event,
    Face,
    Fallback,
    Finished,
    Notice,
    Piece,
    Read,
    Route,
    Routed,
    Started,
    Switched,
    TurnRecord,
    Waiting,
)
from edge.transcript import By

__all__ = ["Told"]

_WHY = {
    "en": "The replica that was answering has been lost, and another one goes on.",
    "zh": "正在回答的副本已中断，由另一个副本接着回答。",
    "ja": "回答していたレプリカが失われたため、別のレプリカが続けます。",
}
_LOST = {
    "en": "The replica that was answering has been lost, and no other one could go on: ask again.",
    "zh": "正在回答的副本已中断，没有其他副本能接着回答：请再问一次。",
    "ja": "回答していたレプリカが失われ、続けられるレプリカがありません。もう一度お尋ねください。",
}
_STOPPED = {"en": "It was stopped.", "zh": "已停止。", "ja": "停止しました。"}


class Told:
    """One turn as its client sees it."""

    def __init__(self, uid: str) -> None:
        """`uid` names the turn where no replica has."""
        self._began = time.monotonic()
        self._started: Started | None = None
        self._read: Read | None = None
        self._route: Route | None = None
        self._notices: set[str] = set()
        self._uid = uid
        self._shown = ""
        """The text that stands."""
        self._by: By | None = None
        self._model = ""
        self._ttft_ms: float | None = None
        self._faces: list[Face] = []
        self._losses = 0
        self._held: list[Piece] | None = None
        """What another replica has told that was shown already, as far as it has come; None where it is past that."""

    @property
    def begun(self) -> Face | None:
        """The reply as far as it was told, if a model wrote it."""
        if not self._shown or self._by in (None, "skill"):
            return None
        assert self._by is not None
        return Face("provisional", self._shown, self._by, self._model, complete=False)

    def lose(self) -> None:
        """The replica was lost; what comes next is another one's."""
        self._losses += 1
        self._held = [] if self._shown else None

    def hear(self, event: Event) -> Iterator[Event]:
        """What the client is told of an event of the replica that answers."""
        match event:
            case Started() if self._started is None:
                self._started = event
                yield event
            case Read() if self._read is None:
                self._read = event
                yield event
            case Routed(route=route):
                first, self._route = self._route is None, route
                if first:
                    yield event
            case Waiting():
                yield event
            case Notice(text=text):
                if text not in self._notices:
                    self._notices.add(text)
                    yield event
            case Piece():
                yield from self._hear_piece(event)
            case Switched():
                yield from self._hear_switched(event)
            case Finished(record=record):
                yield from self._finish(event, record)

    def end(self, why: str | None = None, *, stopped: bool = False) -> Iterator[Event]:
        """The end of a turn that no replica has brought to its end; `why` is the sentence, if there is a better one."""
        route = self._route or Route("local", None, (), "und")
        told: list[Event] = []
        if self._started is None:
            self._started = Started(self._uid, self._uid, self._uid, kept=False)
            told.append(self._started)
        if self._read is None:
            told.append(Read(route.language))
        if self._route is None:
            told.append(Routed(route))
        yield from told
        record = TurnRecord(
            turn=self._started.turn,
            conversation=self._started.conversation,
            text=self._shown,
            by=self._by or route.to,
            model=self._model,
            complete=False,
            route=route,
            cut_off="cancelled" if stopped else "died",
            why=why or _sentence(_STOPPED if stopped else _LOST, route),
            error="cancelled" if stopped else "engine_down",
            ttft_ms=self._ttft_ms,
            total_ms=self._ms,
            faces=tuple(self._faces),
        )
        yield Finished(record)

    @property
    def _ms(self) -> float:
        return (time.monotonic() - self._began) * 1000

    def _hear_piece(self, piece: Piece) -> Iterator[Event]:
        if self._held is None:
            yield from self._show(piece)
            return
        self._held.append(piece)
        again = "".join(one.text for one in self._held)
        if len(again) > len(self._shown) or not self._shown.startswith(again):
            yield from self._release()

    def _hear_switched(self, event: Switched) -> Iterator[Event]:
        if self._held is not None:
            if event.anew:
                self._held.clear()  # nobody has seen it
            return
        if event.anew:
            self._put_aside()
        yield event

    def _release(self) -> Iterator[Event]:
        """Show what was held: behind the text that stands if it begins with that, else in its place."""
        assert self._held is not None
        assert self._by is not None
        held, self._held = self._held, None
        by, model = (held[-1].by, held[-1].model) if held else (self._by, self._model)
        again = "".join(one.text for one in held)
        anew = not again.startswith(self._shown)
        yield Switched(self._by, by, self._why, anew=anew)
        if not anew:
            rest = again[len(self._shown) :]
            if rest:
                yield from self._show(Piece(rest, by, model))
            return
        self._put_aside()
        for piece in held:
            yield from self._show(piece)

    def _put_aside(self) -> None:
        """Another text begins in the place of the one that stands."""
        if self._shown:
            assert self._by is not None
            self._faces.append(Face("provisional", self._shown, self._by, self._model, complete=False))
        self._shown = ""

    def _show(self, piece: Piece) -> Iterator[Event]:
        self._by, self._model = piece.by, piece.model
        if self._ttft_ms is None:
            self._ttft_ms = self._ms
        self._shown += piece.text
        yield piece

    def _finish(self, event: Finished, record: TurnRecord) -> Iterator[Event]:
        if not self._losses:
            yield event
            return
        behind = self._held is not None and len(record.text) < len(self._shown)
        if behind and not (record.complete and record.text):
            yield from self.end(record.why)  # it came to its end before it brought anything new: what was shown stays
            return
        if self._held is not None:
            yield from self._release()
        assert self._started is not None
        yield dataclasses.replace(
            event,
            record=dataclasses.replace(
                record,
                turn=self._started.turn,
                conversation=self._started.conversation,
                ttft_ms=self._ttft_ms,
                total_ms=self._ms,
                faces=(*self._faces, *record.faces),
                fallback=record.fallback or Fallback(self._by or record.by, self._why),
            ),
        )

    @property
    def _why(self) -> str:
        return _sentence(_WHY, self._route)


def _sentence(texts: dict[str, str], route: Route | None) -> str:
    return texts.get(route.language if route is not None else "en", texts["en"])
