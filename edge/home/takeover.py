"""The one door of a home, for every process: be its owner, or attach to the owner and step in when it goes."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from edge.archive import Exchange, Found
from edge.endpoints.info import EndpointInfo, Trial
from edge.errors import JournalError, OwnerError, OwnerGoneError, UsageError
from edge.events import Receipt, TurnRecord
from edge.home.client import AttachedAssistant, AttachedTurn
from edge.home.listening import AttachedListening, HomeListening
from edge.home.lock import OwnerLock
from edge.home.server import OwnerServer
from edge.home.turn import HomeTurn
from edge.offers import OfferListener, Queued, Tried
from edge.paths import Paths
from edge.rings import Listener
from edge.samples.sample import Sample
from edge.timing import Timing
from edge.transcript import Message
from edge.turn import AssistantLike, Choice, ConversationInfo, Question, Status, Turn

if TYPE_CHECKING:
    from edge.attachments.destination import Destination
    from edge.cloud.relay import Relay

__all__ = ["HomeAssistant", "open_home"]

T = TypeVar("T")

WAIT_S = 15.0
"""How long an owner may take to start, or to leave, before another process stops waiting for it."""
PAUSE_S = 0.02
"""Between two looks at the lock and the socket."""


def open_home(
    paths: Paths,
    make_owner: Callable[[], AssistantLike],
    *,
    make_alone: Callable[[str], AssistantLike] | None = None,
    wait_s: float = WAIT_S,
) -> HomeAssistant:
    """The assistant of a home: this process's own if nobody owns the home, else the owner's.

    `make_owner` makes the assistant that reads and writes the home; it is called only while this process holds the
    lock, now or when it takes over. `make_alone(why)` makes one that keeps everything in memory, for a home that
    cannot be locked; without it `make_owner` is called, whose journal finds out for itself that it cannot write.

    Raises OwnerError if an owner neither answers nor goes within `wait_s` seconds, OwnerRefusedError if it is another
    user's, and what `make_owner` raises.
    """
    home = HomeAssistant(paths, make_owner, make_alone, wait_s)
    try:
        home.settle()
    except BaseException:  # Ctrl-C, too: nobody else could let go of what was opened so far
        home.close(0)
        raise
    return home


class HomeAssistant:
    """Implements `edge.turn.AssistantLike` for whichever process owns the home at the moment; made by `open_home`.

    When the owner goes, the next call tries the lock: this process becomes the owner, or attaches to the one that was
    quicker. A question that lost its owner before any text was shown is asked again there, under the same uid.
    """

    def __init__(
        self,
        paths: Paths,
        make_owner: Callable[[], AssistantLike],
        make_alone: Callable[[str], AssistantLike] | None,
        wait_s: float,
    ) -> None:
        self._paths = paths
        self._make_owner = make_owner
        self._make_alone = make_alone or (lambda _: make_owner())
        self._wait_s = wait_s
        self._lock = OwnerLock(paths.lock)
        self._own: AssistantLike | None = None
        self._server: OwnerServer | None = None
        self._attached: AttachedAssistant | None = None
        self._listenings: list[HomeListening] = []
        self._notice: str | None = None
        self._closing = False
        self._in_settle = False
        self._let_go_after = False
        # Reentrant: a signal may interrupt a call in the main thread and call `close`.
        self._settling = threading.RLock()

    @property
    def owns(self) -> bool:
        """Whether this process is the owner of the home."""
        return self._own is not None and self._lock.held

    @property
    def serving(self) -> int:
        """How many calls of other processes this owner has under way; `close` waits for them."""
        return self._server.serving if self._server is not None else 0

    @property
    def notice(self) -> str | None:
        """What is not as it should be with this home, as one sentence; `status` has it among its notices."""
        return self._notice

    def ask(self, question: Question) -> Turn:
        """Begin a turn here or at the owner's."""
        turn = self._begin(question)
        return HomeTurn(question, turn, self._begin) if isinstance(turn, AttachedTurn) else turn

    def _begin(self, question: Question) -> Turn:
        return self._call(lambda assistant: assistant.ask(question))

    def warm(self) -> None:
        """Begin to load the model."""
        self._call(lambda assistant: assistant.warm())

    def status(self) -> Status:
        """The engine and the journal as they are now."""
        status = self._call(lambda assistant: assistant.status())
        if self._notice is None or self._notice in status.notices:
            return status
        return dataclasses.replace(status, notices=(*status.notices, self._notice))

    def conversations(self, limit: int = 50, before: int | None = None) -> list[ConversationInfo]:
        """The newest first; with `before` those behind this place."""
        return self._call(lambda assistant: assistant.conversations(limit, before))

    def conversation(self, uid: str) -> ConversationInfo | None:
        """One of them; None where there is none of that name."""
        return self._call(lambda assistant: assistant.conversation(uid))

    def search(self, text: str, limit: int = 50, before: int | None = None) -> Found:
        """The conversations that have all words of `text`, or a part of them."""
        return self._call(lambda assistant: assistant.search(text, limit, before))

    def exchanges(
        self, conversation: str, limit: int = 200, before: str | None = None, after: str | None = None
    ) -> list[Exchange]:
        """Turns of a conversation, the oldest of them first; see `edge.turn.AssistantLike.exchanges`."""
        return self._call(lambda assistant: assistant.exchanges(conversation, limit, before, after))

    def rename(self, conversation: str, title: str) -> str:
        """Give a conversation another title; returns it as it was kept."""
        return self._call(lambda assistant: assistant.rename(conversation, title))

    def messages(self, conversation: str, limit: int = 200) -> list[Message]:
        """The last messages of a conversation, the oldest of them first."""
        return self._call(lambda assistant: assistant.messages(conversation, limit))

    def turns(self, conversation: str, limit: int = 200) -> list[TurnRecord]:
        """The records of the last turns of a conversation, the oldest of them first."""
        return self._call(lambda assistant: assistant.turns(conversation, limit))

    def stats_rows(self, since: float | None = None) -> list[dict[str, Any]]:
        """One flat row a turn, the oldest first."""
        return self._call(lambda assistant: assistant.stats_rows(since))

    def timings(self, since: float | None = None, last: int | None = None) -> list[Timing]:
        """How each turn went, in few figures, the oldest first."""
        return self._call(lambda assistant: assistant.timings(since, last))

    def samples(self, since: float | None = None) -> list[Sample]:
        """Memory, load and temperature of the owner's machine and processes over time."""
        return self._call(lambda assistant: assistant.samples(since))

    def receipts(self, since: float | None = None) -> list[Receipt]:
        """What left the device, the oldest first."""
        return self._call(lambda assistant: assistant.receipts(since))

    def set_offline(self, offline: bool) -> None:
        """Let nothing leave the device any more, or let it leave again."""
        self._call(lambda assistant: assistant.set_offline(offline))

    def forget(self, conversation: str | None) -> int:
        """Erase a conversation, or all of them, everywhere."""
        return self._call(lambda assistant: assistant.forget(conversation))

    def listen(self, ring: Listener, silence: Callable[[], None] | None = None) -> Callable[[], None]:
        """Hear what rings in this home, whoever owns it; when the owner goes, the next one is listened to.

        With that this process may become the owner, without any other call.
        """

        def begin(assistant: AssistantLike) -> Callable[[], None] | AttachedListening:
            if isinstance(assistant, AttachedAssistant):
                return assistant.listening(ring, silence)
            return assistant.listen(ring, silence)

        return self._listen(begin)

    def listen_offers(self, offer: OfferListener) -> Callable[[], None]:
        """Hear of late answers in this home, whoever owns it; the same holds as for `listen`."""

        def begin(assistant: AssistantLike) -> Callable[[], None] | AttachedListening:
            if isinstance(assistant, AttachedAssistant):
                return assistant.listening_to_offers(offer)
            return assistant.listen_offers(offer)

        return self._listen(begin)

    def _listen(self, begin: Callable[[AssistantLike], Callable[[], None] | AttachedListening]) -> Callable[[], None]:
        listening = HomeListening(lambda: self._call(begin), self._paths.logs)
        self._listenings.append(listening)
        return listening.stop

    def use_model(self, name: str) -> str:
        """Have this local model answer from the next turn on, whoever owns the home."""
        return self._call(lambda assistant: assistant.use_model(name))

    def endpoints(self) -> list[EndpointInfo]:
        """The endpoints as the owner knows them."""
        return self._call(lambda assistant: assistant.endpoints())

    def relay(self, messages: Sequence[Mapping[str, Any]], options: Mapping[str, Any], language: str) -> Relay:
        """A chat completion with tools, for an endpoint: only the owner passes it on."""
        return self._call(lambda assistant: assistant.relay(messages, options, language))

    def test_endpoint(self, name: str) -> Trial:
        """Look at one of them, here or at the owner's."""
        return self._call(lambda assistant: assistant.test_endpoint(name))

    def destination(
        self, tokens: int, conversation: str | None = None, choice: Choice | None = None, private: bool = False
    ) -> Destination:
        """Where files of so many tokens would go."""
        return self._call(lambda assistant: assistant.destination(tokens, conversation, choice, private))

    def outbox(self) -> list[Queued]:
        """The questions that wait for an endpoint, in the order in which they are asked."""
        return self._call(lambda assistant: assistant.outbox())

    def outbox_send(self, uid: str) -> Tried:
        """Ask one of them now, here or at the owner's."""
        return self._call(lambda assistant: assistant.outbox_send(uid))

    def outbox_cancel(self, uid: str | None) -> int:
        """Take one out, or all where None."""
        return self._call(lambda assistant: assistant.outbox_cancel(uid))

    def close(self, wait_s: float | None = None) -> None:
        """Let go of the home. An owner first lets the turns of other processes come to their end.

        After `wait_s` seconds (None is without end), or when an exception such as KeyboardInterrupt ends the waiting,
        these turns are cancelled, and their processes get the text so far. Calling it again, from a signal's handler
        or another thread, returns at once.
        """
        again, self._closing = self._closing, True  # ends the waiting in `settle`, too
        if again:
            return
        with self._settling:
            if self._in_settle:  # this is a signal's handler on top of `settle`, which lets go as soon as it can
                self._let_go_after = True
                return
        self._let_go(wait_s)

    def _let_go(self, wait_s: float | None) -> None:
        own, server, attached = self._own, self._server, self._attached
        for listening in self._listenings:
            listening.stop()
        self._lock.publish(None)
        try:
            if server is not None:
                server.close(wait_s)
        finally:
            try:
                for assistant in (own, attached):
                    if assistant is not None:
                        assistant.close()
            finally:
                self._lock.release()

    def settle(self) -> AssistantLike:
        """The assistant to call: this process's own, or the owner's. See `open_home` for what it raises."""
        with self._settling:
            self._in_settle = True
            try:
                return self._settle()
            finally:
                self._in_settle = False
                if self._let_go_after:
                    self._let_go(0)

    def _settle(self) -> AssistantLike:
        deadline = time.monotonic() + self._wait_s
        while True:
            found = None if self._closing else self._own or self._attached or self._try()
            if self._closing:
                raise UsageError("This assistant was closed; open the home again.")
            if found is not None:
                return found
            if time.monotonic() > deadline:
                raise self._stuck()
            time.sleep(PAUSE_S)

    def _try(self) -> AssistantLike | None:
        """Own the home or attach to its owner, if either can be done at this moment."""
        unlockable: JournalError | None = None
        try:
            mine = self._lock.try_acquire()
        except JournalError as error:
            mine, unlockable = False, error
        if mine:
            return self._become_owner()
        attached = AttachedAssistant(self._paths)
        if attached.reachable():
            self._attached = attached
        elif unlockable is not None:
            self._notice = str(unlockable)
            self._own = self._make_alone(self._notice)
        return self._own or self._attached

    def _become_owner(self) -> AssistantLike:
        try:
            from edge.backup import plan  # who attaches reads no database

            plan.finish(self._paths)
            own = self._own = self._make_owner()
        except BaseException:
            self._lock.release()
            raise
        self._server = OwnerServer(own, self._paths)
        try:
            self._lock.publish(self._server.start())
        except OSError as error:
            why = error.strerror or error
            self._notice = (
                f"Other edge processes cannot attach to this one, because no socket can be made ({why}); quit this one"
                " before you use another."
            )
        return own

    def _stuck(self) -> OwnerError:
        holder = self._lock.holder()
        who = f"Another edge process (pid {holder.pid}, since {holder.since})" if holder else "Another edge process"
        return OwnerError(
            f"{who} owns this home and does not take part: it is starting, finishing its last turn, or stopped; try"
            " again in a moment, or end it."
        )

    def _call(self, do: Callable[[AssistantLike], T]) -> T:
        """`do` with the assistant there is; again with the next one, for a bounded time, when the owner goes."""
        deadline = time.monotonic() + self._wait_s
        while True:
            assistant = self.settle()
            try:
                return do(assistant)
            except OwnerGoneError:
                if not isinstance(assistant, AttachedAssistant) or time.monotonic() > deadline:
                    raise
                with self._settling:
                    if self._attached is assistant:
                        self._attached = None
                time.sleep(PAUSE_S)
