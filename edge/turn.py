"""What an assistant looks like from outside: ask a question, iterate over its events.

The owner of the home and a process that attached to it hand out the same interface, so that terminal, command line
and programs do not know which of the two they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from edge.answerer import Sampling
from edge.events import Event, Receipt, TurnRecord
from edge.offers import OfferListener, Queued, Tried
from edge.rings import Listener
from edge.transcript import Attachment, Message

__all__ = ["AssistantLike", "ConversationInfo", "Question", "Status", "Surface", "Turn"]

Choice = Literal["local", "cloud"]
Surface = Literal["terminal", "cli", "http", "kiosk"]


@dataclass(frozen=True, slots=True)
class Question:
    """One message to the assistant, and what the user decided about it."""

    text: str
    uid: str
    """The message's name; asking again with the same one never keeps it twice."""
    conversation: str | None = None
    """Which conversation it belongs to; None goes on with the last one, `new` begins another."""
    choice: Choice | None = None
    """Who has to answer; None leaves it to the router."""
    offline: bool = False
    """Nothing may leave in this turn, and nothing is queued."""
    private: bool = False
    """The message and its answer may not leave, now or later."""
    kept_back: bool = False
    """The same because of a never-leaves rule; of a conversation that begins so, later messages may leave."""
    model: str | None = None
    """A local model's name or the path of its file; None takes the setting's."""
    system: str | None = None
    """The system prompt; None takes the setting's."""
    schema: dict[str, Any] | None = None
    grammar: str | None = None
    max_tokens: int | None = None
    sampling: Sampling | None = None
    """None takes the settings'."""
    check_memory: bool | None = None
    """Whether a model that does not fit into the free memory is refused; None takes the setting's."""
    surface: Surface = "cli"
    """Where it was asked: which commands may be used there is a setting (`skills.allow_…`)."""
    attachments: tuple[Attachment, ...] = ()
    """The files that go with it; `edge.attachments.file.read_files` makes them."""


@dataclass(frozen=True, slots=True)
class ConversationInfo:
    """A conversation as a list shows it."""

    uid: str
    title: str
    """The beginning of its first message."""
    started: str
    """ISO 8601 in UTC, by the wall clock, which a board without a network may have wrong."""
    turns: int
    private: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the engine as it is now."""

    model: str
    """The model that would answer next, as the catalogue names it."""
    quantization: str | None
    state: Literal["idle", "loading", "ready", "answering", "down"]
    detail: str = ""
    """A sentence: why it is down, or what it is doing."""
    owner_pid: int = 0
    engine_pid: int | None = None
    rss_mb: float | None = None
    """Resident memory of the owner's process, MiB."""
    engine_rss_mb: float | None = None
    memory_only: bool = False
    """The journal cannot be written, and the conversation is kept in memory only."""
    offline: bool = False
    """The user switched the network off for the assistant: nothing leaves the device until they switch it on."""
    outbox: int = 0
    """Questions that wait for an endpoint to answer them."""
    notices: tuple[str, ...] = field(default=())
    """Sentences that the user should have seen since the start."""


class Turn(Protocol):
    """A question under way. Iterating gives its events, the last one `Finished`; it can be iterated once."""

    def __iter__(self) -> Iterator[Event]: ...

    def cancel(self) -> None:
        """Ask for the end from any thread; the events then end soon with what there was."""
        ...


class AssistantLike(Protocol):
    """The one door. All calls may come from any thread; all may wait for disk or socket, so not from an event loop."""

    def ask(self, question: Question) -> Turn:
        """Begin a turn. Raises EdgeError only before the message was kept; later errors are in the record."""
        ...

    def warm(self) -> None:
        """Begin to load the model, and return at once."""
        ...

    def status(self) -> Status:
        """The engine and the journal as they are now; answers at once, also while a turn is under way."""
        ...

    def conversations(self, limit: int = 50) -> list[ConversationInfo]:
        """The newest first."""
        ...

    def messages(self, conversation: str, limit: int = 200) -> list[Message]:
        """The last `limit` messages of a conversation, the oldest of them first."""
        ...

    def turns(self, conversation: str, limit: int = 200) -> list[TurnRecord]:
        """The records of the last turns of a conversation, the oldest of them first."""
        ...

    def stats_rows(self, since: float | None = None) -> list[dict[str, Any]]:
        """One flat row a turn, the oldest first; `since` is in seconds since the epoch."""
        ...

    def receipts(self, since: float | None = None) -> list[Receipt]:
        """What left the device, a request each, the oldest first; `since` is in seconds since the epoch."""
        ...

    def set_offline(self, offline: bool) -> None:
        """Let nothing leave the device any more, in this and every later process, or let it leave again.

        Raises JournalError if that cannot be written.
        """
        ...

    def forget(self, conversation: str | None) -> int:
        """Erase a conversation, or all of them where None, everywhere. Returns how many were erased.

        What commands kept goes along: with a conversation the reminders, list items and notes that were made in it,
        with all of them everything that was kept, timers and alarms too.
        """
        ...

    def listen(self, ring: Listener, silence: Callable[[], None] | None = None) -> Callable[[], None]:
        """Have `ring` called for every timer, alarm and reminder that is due, in another thread; late ones at once.

        `silence()` is called when the user wants quiet. Both have to return soon. Returns what ends the listening.
        """
        ...

    def listen_offers(self, offer: OfferListener) -> Callable[[], None]:
        """Have `offer` called, in another thread, with each answer of the cloud that comes after its turn has ended.

        The journal has it already, in the place of what was answered first. Returns what ends the listening.
        """
        ...

    def outbox(self) -> list[Queued]:
        """The questions that wait for an endpoint, in the order in which they are asked."""
        ...

    def outbox_send(self, uid: str) -> Tried:
        """Ask one of them now and wait for the end of it. Raises EdgeError where it may not be asked."""
        ...

    def outbox_cancel(self, uid: str | None) -> int:
        """Take one out of the outbox, or all where None. Returns how many there were; the replies that stand stay."""
        ...

    def close(self) -> None:
        """Let go. The owner finishes the turns of others first."""
        ...
