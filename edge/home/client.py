"""The client's side of the socket: an assistant whose engine and journal are in the process that owns the home."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

from edge.archive import Exchange, Found
from edge.endpoints.info import EndpointInfo, Trial
from edge.errors import (
    CancelledError,
    EdgeError,
    OwnerError,
    OwnerGoneError,
    OwnerRefusedError,
    UsageError,
    error_from_kind,
)
from edge.events import Event, Finished, Receipt, TurnRecord, build, from_json
from edge.faults import fault
from edge.home.address import peer_uid
from edge.home.listening import AttachedListening, AttachedOffers, AttachedRings
from edge.home.lock import OwnerLock
from edge.home.told import Told
from edge.home.wire import LineReader, encode, encode_request
from edge.offers import OfferListener, Queued, Tried
from edge.paths import Paths
from edge.rings import Listener
from edge.samples.sample import Sample
from edge.timing import Timing
from edge.transcript import Message
from edge.turn import Choice, ConversationInfo, Question, Status

if TYPE_CHECKING:
    from edge.attachments.destination import Destination
    from edge.cloud.relay import Relay

__all__ = ["AttachedAssistant", "AttachedTurn"]

T = TypeVar("T")

PATIENCE_S = 30.0
"""How long an owner may take for the first line of its answer before it counts as stopped."""
BUSY_S = 0.02
"""Between two attempts to connect to an owner whose queue is full."""


class AttachedAssistant:
    """Implements `edge.turn.AssistantLike` by asking the owner; each call is a connection of its own.

    Every call raises OwnerGoneError when there is no owner, or when it ends before it has answered (the same call
    may then be made again elsewhere), OwnerRefusedError when it speaks another version or is another user's, and
    OwnerError when it gives no sign of life; and besides, whatever the owner's assistant raised.
    """

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._note = OwnerLock(paths.lock)  # never taken here; only what its holder wrote is read
        self._turns: weakref.WeakSet[AttachedTurn] = weakref.WeakSet()
        self._listenings: weakref.WeakSet[AttachedListening] = weakref.WeakSet()
        self._lock = threading.Lock()

    def reachable(self) -> bool:
        """Whether an owner can be connected to now. Raises OwnerRefusedError if it is another user's."""
        try:
            self._connect().close()
        except OwnerGoneError:
            return False
        return True

    def ask(self, question: Question) -> AttachedTurn:
        """Begin a turn; the owner has kept the message when this returns."""
        request = encode_request("ask", {"question": asdict(question)})
        sock = self._connect()
        try:
            reader = LineReader(sock)
            self._exchange(sock, reader, request, PATIENCE_S)
            turn = AttachedTurn(question, sock, reader)
        except BaseException:
            sock.close()
            raise
        with self._lock:
            self._turns.add(turn)
        return turn

    def warm(self) -> None:
        """Have the owner load its model."""
        self._call("warm")

    def status(self) -> Status:
        """The owner's engine and journal."""
        return _built(Status, self._call("status"))

    def conversations(self, limit: int = 50, before: int | None = None) -> list[ConversationInfo]:
        """The newest first; with `before` those behind this place."""
        return [_built(ConversationInfo, item) for item in self._call("conversations", limit=limit, before=before)]

    def conversation(self, uid: str) -> ConversationInfo | None:
        """One of them; None where there is none of that name."""
        found = self._call("conversation", uid=uid)
        return None if found is None else _built(ConversationInfo, found)

    def search(self, text: str, limit: int = 50, before: int | None = None) -> Found:
        """The conversations that have all words of `text`, or a part of them."""
        return _built(Found, self._call("search", text=text, limit=limit, before=before))

    def exchanges(
        self, conversation: str, limit: int = 200, before: str | None = None, after: str | None = None
    ) -> list[Exchange]:
        """Turns of a conversation, the oldest of them first; see `edge.turn.AssistantLike.exchanges`."""
        found = self._call("exchanges", conversation=conversation, limit=limit, before=before, after=after)
        return [_built(Exchange, item) for item in found]

    def rename(self, conversation: str, title: str) -> str:
        """Give a conversation another title; returns it as it was kept."""
        return str(self._call("rename", conversation=conversation, title=title))

    def messages(self, conversation: str, limit: int = 200) -> list[Message]:
        """The last messages of a conversation, the oldest of them first."""
        return [_built(Message, item) for item in self._call("messages", conversation=conversation, limit=limit)]

    def turns(self, conversation: str, limit: int = 200) -> list[TurnRecord]:
        """The records of the last turns of a conversation, the oldest of them first."""
        return [_built(TurnRecord, item) for item in self._call("turns", conversation=conversation, limit=limit)]

    def stats_rows(self, since: float | None = None) -> list[dict[str, Any]]:
        """One flat row a turn, the oldest first."""
        rows: list[dict[str, Any]] = self._call("stats_rows", since=since)
        return rows

    def timings(self, since: float | None = None, last: int | None = None) -> list[Timing]:
        """How each turn went, in few figures, the oldest first."""
        return _tuples(Timing, self._call("timings", since=since, last=last))

    def samples(self, since: float | None = None) -> list[Sample]:
        """Memory, load and temperature at the owner over time, the last sample of this moment."""
        return _tuples(Sample, self._call("samples", since=since))

    def receipts(self, since: float | None = None) -> list[Receipt]:
        """What left the device, the oldest first."""
        return [_built(Receipt, item) for item in self._call("receipts", since=since)]

    def set_offline(self, offline: bool) -> None:
        """Let nothing leave the device any more, or let it leave again."""
        self._call("set_offline", offline=offline)

    def forget(self, conversation: str | None) -> int:
        """Erase a conversation, or all of them, everywhere. Waits as long as it takes."""
        return int(self._call("forget", patience_s=None, conversation=conversation))

    def listen(self, ring: Listener, silence: Callable[[], None] | None = None) -> Callable[[], None]:
        """Hear what rings at the owner, as long as that is there."""
        return self._in_thread(self.listening(ring, silence))

    def listening(self, ring: Listener, silence: Callable[[], None] | None = None) -> AttachedListening:
        """The same, to be run in a thread of the caller's; when this returns, nothing that rings is missed."""
        return self._listen("listen", lambda sock, reader: AttachedRings(sock, reader, ring, silence))

    def listen_offers(self, offer: OfferListener) -> Callable[[], None]:
        """Hear of late answers at the owner, as long as that is there."""
        return self._in_thread(self.listening_to_offers(offer))

    def listening_to_offers(self, offer: OfferListener) -> AttachedListening:
        """The same, to be run in a thread of the caller's; when this returns, no late answer is missed."""
        return self._listen("listen_offers", lambda sock, reader: AttachedOffers(sock, reader, offer))

    def _in_thread(self, listening: AttachedListening) -> Callable[[], None]:
        def run() -> None:
            try:
                listening.run()
            except Exception as error:  # noqa: BLE001 - of a callback; no thread may end in a traceback
                fault(error, self._paths.logs)

        threading.Thread(target=run, name="home-listening", daemon=True).start()
        return listening.stop

    def _listen(self, call: str, make: Callable[[socket.socket, LineReader], AttachedListening]) -> AttachedListening:
        request = encode_request(call, {})
        sock = self._connect()
        try:
            reader = LineReader(sock)
            self._exchange(sock, reader, request, PATIENCE_S)
        except BaseException:
            sock.close()
            raise
        listening = make(sock, reader)
        with self._lock:
            self._listenings.add(listening)
        return listening

    def use_model(self, name: str) -> str:
        """Have this local model answer at the owner from the next turn on."""
        return str(self._call("use_model", name=name))

    def endpoints(self) -> list[EndpointInfo]:
        """The endpoints as the owner knows them."""
        return [_built(EndpointInfo, item) for item in self._call("endpoints")]

    def relay(self, messages: Sequence[Mapping[str, Any]], options: Mapping[str, Any], language: str) -> Relay:  # noqa: ARG002 - it is refused
        """Is not passed on over the socket. Raises UsageError."""
        raise UsageError("Another edge process owns this home, and only the owner passes tools on: quit it first.")

    def test_endpoint(self, name: str) -> Trial:
        """Have the owner look at one of them. Waits as long as that takes."""
        return _built(Trial, self._call("test_endpoint", patience_s=None, name=name))

    def destination(
        self, tokens: int, conversation: str | None = None, choice: Choice | None = None, private: bool = False
    ) -> Destination:
        """Where the owner would have files go."""
        from edge.attachments.destination import Destination  # with the router, and few messages have files

        args: dict[str, Any] = {"tokens": tokens, "conversation": conversation, "choice": choice, "private": private}
        return _built(Destination, self._call("destination", **args))

    def outbox(self) -> list[Queued]:
        """What waits in the owner's outbox, in the order in which it is asked."""
        return [_built(Queued, item) for item in self._call("outbox")]

    def outbox_send(self, uid: str) -> Tried:
        """Have the owner ask one of them now. Waits as long as that takes."""
        return _built(Tried, self._call("outbox_send", patience_s=None, uid=uid))

    def outbox_cancel(self, uid: str | None) -> int:
        """Take one out, or all where None."""
        return int(self._call("outbox_cancel", uid=uid))

    def close(self) -> None:
        """Let go: cancel the turns that were asked here, and hear no rings. The owner stays as it is."""
        with self._lock:
            turns, listenings = list(self._turns), list(self._listenings)
        for turn in turns:
            turn.cancel()
        for listening in listenings:
            listening.stop()

    def _call(self, name: str, /, patience_s: float | None = PATIENCE_S, **args: Any) -> Any:
        request = encode_request(name, args)
        with self._connect() as sock:
            return self._exchange(sock, LineReader(sock), request, patience_s).get("result")

    def _exchange(
        self, sock: socket.socket, reader: LineReader, request: bytes, patience_s: float | None
    ) -> dict[str, Any]:
        try:
            sock.settimeout(patience_s)
            sock.sendall(request)
            line = reader.line(patience_s)
        except TimeoutError:
            raise self._silent() from None
        except OSError:
            raise _gone() from None
        return _parsed(line)

    def _connect(self) -> socket.socket:
        holder = self._note.holder()
        address = holder.socket if holder and holder.socket else self._paths.socket
        deadline = time.monotonic() + PATIENCE_S
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.settimeout(PATIENCE_S)
        try:
            while True:
                try:
                    sock.connect(os.fspath(address))
                    break
                except BlockingIOError:  # its queue is full
                    if time.monotonic() > deadline:
                        raise self._silent() from None
                    time.sleep(BUSY_S)
            if peer_uid(sock) not in (None, os.geteuid()):
                raise PermissionError
        except PermissionError:
            sock.close()
            raise OwnerRefusedError(
                f"The socket {address} belongs to another user's process; set EDGE_HOME to a folder of your own."
            ) from None
        except EdgeError:
            sock.close()
            raise
        except OSError:
            sock.close()
            raise _gone() from None
        return sock

    def _silent(self) -> OwnerError:
        holder = self._note.holder()
        who = f" (pid {holder.pid})" if holder else ""
        return OwnerError(
            f"The edge process that owns this home{who} does not answer; let it go on if it was stopped, or end it."
        )


class AttachedTurn:
    """A question that the owner answers; see `edge.turn.Turn`."""

    def __init__(self, question: Question, sock: socket.socket, reader: LineReader) -> None:
        self._question = question
        self._sock = sock
        self._reader = reader
        self._cancelled = False

    def __del__(self) -> None:  # a turn that nobody iterated over
        self._sock.close()

    def cancel(self) -> None:
        """Ask for the end."""
        self._cancelled = True
        with contextlib.suppress(OSError):  # over already, or the owner is gone, which `events` finds out
            self._sock.sendall(encode({"cancel": True}))

    def events(self) -> Iterator[Event]:
        """The events as the owner tells them.

        Raises OwnerGoneError where they break off, and the error that the owner reports in their place. Leaving early
        closes the connection, which cancels the turn.
        """
        with self._sock:
            while True:
                try:
                    line = self._reader.line()
                except OSError:
                    raise _gone() from None
                event = _event(_parsed(line))
                yield event
                if isinstance(event, Finished):
                    return

    def __iter__(self) -> Iterator[Event]:
        """The events, and an end to them also when the owner does not come to it."""
        told = Told(self._question)
        try:
            for event in self.events():
                told.hear(event)
                yield event
        except EdgeError as error:
            yield from told.end(CancelledError("You stopped it.") if self._cancelled else error)


def _parsed(line: bytes | None) -> dict[str, Any]:
    """What the owner said. Raises the error that it tells, and OwnerGoneError for its end."""
    if line is None:
        raise _gone()
    try:
        said = json.loads(line)
        error = said.get("error")
    except (ValueError, AttributeError):
        raise _foreign() from None
    if error is not None:
        raise error_from_kind(str(error), str(said.get("text")))
    return dict(said)


def _event(said: dict[str, Any]) -> Event:
    try:
        return from_json(said)
    except (ValueError, TypeError, KeyError):
        raise _foreign() from None


def _built(kind: type[T], data: Any) -> T:
    try:
        value: T = build(kind, data)
    except (ValueError, TypeError):
        raise _foreign() from None
    return value


def _tuples(kind: Callable[..., T], rows: Any) -> list[T]:
    """Named tuples, which come as lists, so that many of them are quick to send."""
    try:
        return [kind(*row) for row in rows]
    except TypeError:
        raise _foreign() from None


def _gone() -> OwnerGoneError:
    return OwnerGoneError("The edge process that owned this home has ended; try again, and a new one takes its place.")


def _foreign() -> OwnerRefusedError:
    return OwnerRefusedError(
        "The edge process that owns this home answers in a way that this one does not know: quit it and try again."
    )
