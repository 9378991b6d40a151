"""An assistant for tests: it replays a script of events, in memory, through the same interface as the real one.

    fake = FakeAssistant(["Hello", " there."])
    events = list(fake.ask(Question("hi", uid="q1")))      # Started, Read, Routed, Waiting, Piece, Piece, Finished

A test that has to look at a turn in the middle holds it at a gate:

    gate = threading.Event()
    fake = FakeAssistant(["Hello", " there."], gates={1: gate})     # waits before the piece of index 1
    ...                                                            # Started … Piece("Hello"), and nothing more
    gate.set()                                                     # goes on; `cancel()` ends it at the gate, too
"""

from __future__ import annotations

import queue
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from edge.answerer import Cancel, CutOff, Tokens
from edge.archive import Exchange, Found, Match
from edge.attachments.destination import Destination
from edge.cloud.relay import Relay
from edge.endpoints.info import EndpointInfo, Trial
from edge.errors import CloudNotReachableError, EdgeError, UsageError
from edge.events import (
    Egress,
    Event,
    Face,
    Finished,
    Memory,
    Notice,
    Piece,
    Read,
    Reason,
    Receipt,
    Route,
    Routed,
    Started,
    TurnRecord,
    Waiting,
)
from edge.offers import Offer, OfferListener, Queued, Tried
from edge.rings import Listener, Ring
from edge.samples.sample import Sample
from edge.search import around, words
from edge.timing import Timing
from edge.transcript import By, Message
from edge.turn import Choice, ConversationInfo, Question, Status

__all__ = ["FakeAssistant", "FakeTurn"]

Script = Sequence[str] | Callable[[Question], Sequence[str]]


class FakeAssistant:
    """Answers each question with `pieces`, serves one turn at a time, and remembers what was asked of it.

    pieces    the texts of the reply, or a function that makes them from the question
    gates     events that a turn waits for before the piece of that index; the index after the last one stands
              before `Finished`. Cancelling ends the wait. One event may stand at several places, and holds all turns
    notices   sentences that are told before the text
    error     what `ask` raises instead of beginning a turn
    cut_off   how a turn ends that was not cancelled; None is a whole reply
    egress    what each turn says that it sent
    """

    def __init__(
        self,
        pieces: Script = ("Hello", ", ", "world."),
        *,
        gates: Mapping[int, threading.Event] | None = None,
        notices: Sequence[str] = (),
        by: By = "local",
        model: str = "fake",
        error: EdgeError | None = None,
        cut_off: CutOff | None = None,
        egress: Egress | None = None,
        status: Status | None = None,
    ) -> None:
        self.pieces = pieces
        self.gates = dict(gates or {})
        self.notices = tuple(notices)
        self.by: By = by
        self.model = model
        self.error = error
        self.cut_off: CutOff | None = cut_off
        self.egress = egress
        self.asked: list[Question] = []
        """Every question, in the order of asking."""
        self.finished: queue.Queue[TurnRecord] = queue.Queue()
        """The record of each turn as it ends: `finished.get(timeout=5)` waits for the end of a turn."""
        self.warmed = threading.Event()
        self.closed = threading.Event()
        self.listeners: list[tuple[Listener, Callable[[], None] | None]] = []
        self.queued: list[Queued] = []
        """What the outbox holds; `outbox_send` takes one out and says that it was answered."""
        self.timed: list[Timing] = []
        """What `timings` tells."""
        self.sampled: list[Sample] = []
        """What `samples` tells."""
        self.offer_listeners: list[OfferListener] = []
        self.files_go = Destination("device")
        """What `destination` says of what is not private."""
        self.known_endpoints: list[EndpointInfo] = []
        """What `endpoints` says."""
        self.trials: dict[str, Trial] = {}
        """What `test_endpoint` finds; one that is not named here answers in 120 ms."""
        self._status = status or Status(model=model, quantization=None, state="ready")
        self._kept: dict[str, list[Message]] = {}
        self._titles: dict[str, str] = {}
        self._private: set[str] = set()
        self._records: dict[str, list[TurnRecord]] = {}
        self._before: dict[str, tuple[list[Message], list[TurnRecord]]] = {}
        """What stood before each question that takes the place of another one, by its uid."""
        self._lock = threading.Lock()
        self._answering = threading.Lock()

    def ask(self, question: Question) -> FakeTurn:
        if self.error is not None:
            raise self.error
        with self._lock:
            self.asked.append(question)
            conversation = self._conversation(question)
            kept = self._kept.setdefault(conversation, [])
            if question.private and not kept:
                self._private.add(conversation)
            if question.replaces is not None:
                records = self._records.setdefault(conversation, [])
                self._before[question.uid] = (list(kept), list(records))
                at = next(place for place, message in enumerate(kept) if message.uid == question.replaces)
                del kept[at:]
                del records[sum(message.role == "user" for message in kept) :]
            if all(message.uid != question.uid for message in kept):
                asked = Message("user", question.text, question.uid, may_leave=not question.private)
                kept.append(replace(asked, attachments=question.attachments))
        return FakeTurn(self, question, conversation)

    def _conversation(self, question: Question) -> str:
        if question.conversation == "new" or (question.conversation is None and not self._kept):
            return uuid.uuid4().hex
        return question.conversation or next(reversed(self._kept))

    def warm(self) -> None:
        self.warmed.set()

    def status(self) -> Status:
        return replace(self._status, state="answering" if self._answering.locked() else self._status.state)

    def conversations(self, limit: int = 50, before: int | None = None) -> list[ConversationInfo]:
        with self._lock:
            found = [self._info(uid, place) for place, uid in enumerate(self._kept, 1)]
        return [info for info in reversed(found) if before is None or info.place < before][:limit]

    def _info(self, uid: str, place: int) -> ConversationInfo:
        first, when = self._kept[uid][0], "2026-01-01T00:00:00Z"
        title = self._titles.get(uid) or first.text[:40]
        turns = len(self._records.get(uid, ()))
        return ConversationInfo(uid, title, when, turns, uid in self._private, when, place)

    def conversation(self, uid: str) -> ConversationInfo | None:
        return next((info for info in self.conversations(2**31) if info.uid == uid), None)

    def search(self, text: str, limit: int = 50, before: int | None = None) -> Found:
        wanted = words(text)
        matches = [
            Match(info, around(message.text, wanted))
            for info in self.conversations(2**31, before)
            for message in reversed(self.messages(info.uid, 2**31))
            if wanted and all(word.lower() in message.text.lower() for word in wanted)
        ]
        newest = {match.conversation.uid: match for match in reversed(matches)}
        found = [match for match in matches if newest[match.conversation.uid] is match]
        return Found(tuple(found[:limit]), found[limit - 1].conversation.place if len(found) > limit else None)

    def exchanges(
        self, conversation: str, limit: int = 200, before: str | None = None, after: str | None = None
    ) -> list[Exchange]:
        with self._lock:
            kept, records = list(self._kept.get(conversation, ())), self._records.get(conversation, ())
        replies = {message.uid: message for message in kept if message.role == "assistant"}
        questions = [message for message in kept if message.role == "user"]
        found = [
            Exchange(record.turn, "2026-01-01T00:00:00Z", question, replies.get(record.turn), record)
            for question, record in zip(questions, records, strict=False)
        ]
        end = next((place for place, one in enumerate(found) if one.turn == before), None if before is None else 0)
        if after is not None:
            begin = next(
                (place + 1 for place, one in enumerate(found) if one.turn == after), len(found) if after else 0
            )
            return found[begin:end][:limit]
        return found[:end][-limit:] if limit else []

    def rename(self, conversation: str, title: str) -> str:
        if conversation not in self._kept:
            raise UsageError("This conversation is not there any more: it was deleted.")
        self._titles[conversation] = " ".join(title.split())
        info = self.conversation(conversation)
        assert info is not None
        return info.title

    def messages(self, conversation: str, limit: int = 200) -> list[Message]:
        with self._lock:
            return self._kept.get(conversation, [])[-limit:]

    def turns(self, conversation: str, limit: int = 200) -> list[TurnRecord]:
        with self._lock:
            return self._records.get(conversation, [])[-limit:]

    def stats_rows(self, since: float | None = None) -> list[dict[str, Any]]:
        with self._lock:
            return [
                {"turn": record.turn, "model": record.model, "by": record.by, "ttft_ms": record.ttft_ms}
                for records in self._records.values()
                for record in records
            ]

    def timings(self, since: float | None = None, last: int | None = None) -> list[Timing]:
        found = [one for one in self.timed if one.begun >= (since or 0.0)]
        return found if last is None else found[-last:]

    def samples(self, since: float | None = None) -> list[Sample]:
        return [one for one in self.sampled if one.when >= (since or 0.0)]

    def receipts(self, since: float | None = None) -> list[Receipt]:
        with self._lock:
            kept = [record.egress for records in self._records.values() for record in records if record.egress]
        return [receipt for egress in kept for receipt in egress.receipts]

    def set_offline(self, offline: bool) -> None:
        self._status = replace(self._status, offline=offline)

    def forget(self, conversation: str | None) -> int:
        with self._lock:
            gone = list(self._kept) if conversation is None else [uid for uid in self._kept if uid == conversation]
            for uid in gone:
                del self._kept[uid]
                self._records.pop(uid, None)
            return len(gone)

    def listen(self, ring: Listener, silence: Callable[[], None] | None = None) -> Callable[[], None]:
        listener = (ring, silence)
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def listen_offers(self, offer: OfferListener) -> Callable[[], None]:
        self.offer_listeners.append(offer)
        return lambda: self.offer_listeners.remove(offer)

    def ring(self, ring: Ring) -> None:
        """Have it ring for all that listen; raises what they raise."""
        for heard, _ in list(self.listeners):
            heard(ring)

    def silence(self) -> None:
        """The user wants quiet."""
        for _, quiet in list(self.listeners):
            if quiet is not None:
                quiet()

    def offer(self, offer: Offer) -> None:
        """Have all that listen hear of a late answer."""
        for heard in list(self.offer_listeners):
            heard(offer)

    def use_model(self, name: str) -> str:
        self._status = replace(self._status, model=name, quantization=None)
        return name

    def endpoints(self) -> list[EndpointInfo]:
        return list(self.known_endpoints)

    def relay(self, messages: Sequence[Mapping[str, Any]], options: Mapping[str, Any], language: str) -> Relay:
        raise CloudNotReachableError("No endpoint is configured.")

    def test_endpoint(self, name: str) -> Trial:
        return self.trials.get(name) or Trial(name, ok=True, tls=True, models_ms=8.0, ttft_ms=120.0, usage=True)

    def destination(
        self, tokens: int, conversation: str | None = None, choice: Choice | None = None, private: bool = False
    ) -> Destination:
        return Destination("device", whole=False) if private else self.files_go

    def outbox(self) -> list[Queued]:
        return list(self.queued)

    def outbox_send(self, uid: str) -> Tried:
        self.queued = [one for one in self.queued if one.uid != uid]
        return Tried(uid, "answered")

    def outbox_cancel(self, uid: str | None) -> int:
        left = [one for one in self.queued if uid is not None and one.uid != uid]
        gone, self.queued = len(self.queued) - len(left), left
        return gone

    def close(self) -> None:
        self.closed.set()

    def _script(self, question: Question) -> Sequence[str]:
        return self.pieces(question) if callable(self.pieces) else self.pieces

    def _put_back(self, conversation: str, kept: list[Message], records: list[TurnRecord]) -> None:
        with self._lock:
            self._kept[conversation], self._records[conversation] = kept, records

    def _keep(self, record: TurnRecord) -> None:
        with self._lock:
            if record.conversation in self._kept:
                reply = Message("assistant", record.text, record.turn, complete=record.complete, by=record.by)
                self._kept[record.conversation].append(reply)
                self._records.setdefault(record.conversation, []).append(record)
        self.finished.put(record)


class FakeTurn:
    """One question under way."""

    def __init__(self, assistant: FakeAssistant, question: Question, conversation: str) -> None:
        self._assistant = assistant
        self._question = question
        self._conversation = conversation
        self._cancel = Cancel()

    def cancel(self) -> None:
        self._cancel.set()

    def __iter__(self) -> Iterator[Event]:
        fake, turn = self._assistant, uuid.uuid4().hex
        route = Route(fake.by, None, (Reason("fake", "A test asked."),), "en")
        yield Started(turn, self._conversation, self._question.uid)
        yield Read("en")
        yield Routed(route)
        if not fake._answering.acquire(blocking=False):
            yield Waiting("queued")
            while not fake._answering.acquire(timeout=0.01):
                if self._cancel.is_set():
                    yield self._end(turn, route, "")
                    return
        try:
            yield Waiting("prefill")
            for notice in fake.notices:
                yield Notice(notice)
            text = self._begun
            if text:
                yield Piece(text, fake.by, fake.model)
            script = fake._script(self._question)
            for index, piece in enumerate(script):
                if self._held(index):
                    break
                text += piece
                yield Piece(piece, fake.by, fake.model)
            else:
                self._held(len(script))
            end = self._end(turn, route, text)
        finally:
            fake._answering.release()
        yield end

    def _held(self, index: int) -> bool:
        """Wait at the gate of that index, if there is one; True if the turn was cancelled meanwhile."""
        gate = self._assistant.gates.get(index)
        while gate is not None and not self._cancel.is_set() and not gate.wait(0.01):
            pass
        return self._cancel.is_set()

    def _end(self, turn: str, route: Route, text: str) -> Finished:
        record = self._record(turn, route, text)
        before = self._assistant._before.get(self._question.uid)
        if before is not None and not record.complete and text in ("", self._begun):
            self._assistant._put_back(self._conversation, *before)
            self._assistant.finished.put(record)
            return Finished(record, restored=True)
        if before is not None and not self._begun and before[1]:
            old = before[1][-1]
            record = replace(record, faces=(Face("earlier", old.text, old.by, old.model, old.complete),))
        self._assistant._keep(record)
        return Finished(record)

    @property
    def _begun(self) -> str:
        """The reply that is gone on with."""
        before = self._assistant._before.get(self._question.uid)
        return before[1][-1].text if self._question.goes_on and before is not None else ""

    def _record(self, turn: str, route: Route, text: str) -> TurnRecord:
        fake = self._assistant
        cut_off: CutOff | None = "cancelled" if self._cancel.is_set() else fake.cut_off
        return TurnRecord(
            turn=turn,
            conversation=self._conversation,
            text=text,
            by=fake.by,
            model=fake.model,
            complete=cut_off is None,
            route=route,
            cut_off=cut_off,
            why="You stopped it." if cut_off == "cancelled" else None,
            ttft_ms=1.5 if text else None,
            total_ms=3.0,
            tokens=Tokens(prompt=10, cached=4, completion=len(text)),
            tok_s=20.0,
            memory=Memory(rss_mb=50.0, engine_rss_mb=100.0),
            egress=fake.egress,
        )
