"""What an assistant looks like from outside: ask a question, iterate over its events.

The owner of the home and a process that attached to it hand out the same interface, so that terminal, command line
and programs do not know which of the two they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from edge.answerer import Sampling
from edge.endpoints.info import EndpointInfo, Trial
from edge.events import Event, Face, Receipt, TurnRecord
from edge.offers import OfferListener, Queued, Tried
from edge.rings import Listener
from edge.transcript import Attachment, Message

if TYPE_CHECKING:
    from edge.archive import Exchange, Found
    from edge.attachments.destination import Destination
    from edge.cloud.relay import Relay
    from edge.samples.sample import Sample
    from edge.timing import Timing

__all__ = ["AssistantLike", "Choice", "ConversationInfo", "Question", "Status", "Surface", "Turn"]

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
    replaces: str | None = None
    """The uid of the last message of the conversation, in whose place this one stands with its answer: the same asked
    again, or in other words. The next turns see only this one; what stood there before is a face of the answer. Where
    this turn brings nothing, what was there before stands (`Finished.restored`). What a command did is not undone."""
    goes_on: bool = False
    """With `replaces`: the reply that was cut off is gone on with, by the device or the cloud as it was begun; the text
    is that of the message, and the whole reply is told from its beginning."""
    history: tuple[Message, ...] | None = None
    """What was said before, the oldest first, where who asks keeps the conversation: then nothing of the turn is kept
    here, `conversation` and `replaces` mean nothing, and the outbox does not take it."""
    begun: Face | None = None
    """With `history`: what was written of the reply before whoever wrote it was lost. It is gone on with, and the whole
    reply is told from its beginning; the built-in model, which never goes on with a text, answers anew."""


@dataclass(frozen=True, slots=True)
class ConversationInfo:
    """A conversation as a list shows it."""

    uid: str
    title: str
    """The name that the user gave it, or the beginning of its first message."""
    started: str
    """ISO 8601 in UTC, by the wall clock, which a board without a network may have wrong."""
    turns: int
    private: bool = False
    """Nothing that is said in it may leave the device."""
    last: str = ""
    """When it was last talked in, in the form of `started`."""
    place: int = 0
    """Its place among all conversations: the one that was talked in last has the highest."""


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

    def conversations(self, limit: int = 50, before: int | None = None) -> list[ConversationInfo]:
        """The newest first; with `before` those behind this place (`ConversationInfo.place`)."""
        ...

    def conversation(self, uid: str) -> ConversationInfo | None:
        """One of them; None where there is none of that name."""
        ...

    def search(self, text: str, limit: int = 50, before: int | None = None) -> Found:
        """The conversations of which a message, or the title, has all words of `text`; by their newest such message.

        Answers within about a tenth of a second, with as much as there was time for: see `Found.before`.
        """
        ...

    def exchanges(
        self, conversation: str, limit: int = 200, before: str | None = None, after: str | None = None
    ) -> list[Exchange]:
        """Turns of a conversation, the oldest of them first: the last ones, or those next to a turn.

        limit   how many at most
        before  a turn's uid: the last ones before it
        after   a turn's uid: the first ones behind it; an empty one: the first ones of the conversation
        """
        ...

    def rename(self, conversation: str, title: str) -> str:
        """Give a conversation another title; an empty one is the beginning of its first message again.

        Returns the title as it was kept, on one line. Raises UsageError if there is no such conversation.
        """
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

    def timings(self, since: float | None = None, last: int | None = None) -> list[Timing]:
        """How each turn went that has ended, in few figures, the oldest first.

        Those begun since `since`, in seconds since the epoch, and of them the `last` ones, or all where None. Some of
        the last ones are quick to have in a journal of any length, when `since` is None.
        """
        ...

    def samples(self, since: float | None = None) -> list[Sample]:
        """Memory, load and temperature over the last week at most, a sample a minute, the oldest first.

        Those since `since`, in seconds since the epoch; the last one is always of this moment. There is none of a
        minute in which no process owned the home.
        """
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

    def use_model(self, name: str) -> str:
        """Have this local model (a name, a path, `auto`) answer from the next turn on, and after every later start.

        Returns the name of the one that answers then. Raises NoSuchModelError, NotEnoughMemoryError where it does not
        fit into the memory that is free, and SettingsError if the choice cannot be written; then nothing is changed.
        """
        ...

    def endpoints(self) -> list[EndpointInfo]:
        """The configured endpoints and how each is now. Raises SettingsError if the list of them is wrong."""
        ...

    def relay(self, messages: Sequence[Mapping[str, Any]], options: Mapping[str, Any], language: str) -> Relay:
        """A chat completion with tools, for an endpoint: nothing on the device can take its part.

        messages, options  as OpenAI's API has them
        language           of the sentences for the user

        Raises CloudNotReachableError if no endpoint is configured, and UsageError where another process owns the home.
        """
        ...

    def test_endpoint(self, name: str) -> Trial:
        """Look at one of them, ask it for a word, and wait for it; what is learnt counts for the next turns.

        Raises UsageError if there is none of that name, or nothing may leave now.
        """
        ...

    def destination(
        self, tokens: int, conversation: str | None = None, choice: Choice | None = None, private: bool = False
    ) -> Destination:
        """Where files of so many tokens would go, if they were sent now with a message of this conversation.

        conversation  its uid; None or an unknown one is a new one
        choice        who has to answer, if the user said so
        private       whether the message may not leave
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
