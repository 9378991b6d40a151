"""What a turn tells while it goes on. Terminal, command line and HTTP see the same events.

The order of a turn: `Started`, `Read`, `Routed`, any number of `Waiting`, `Piece`, `Switched` and `Notice`, and last,
always and exactly once, `Finished`.

Events are plain values. `to_json` and `from_json` carry them over the owner's socket unchanged.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from edge.answerer import CutOff, Tokens, Uncertainty
from edge.transcript import By

__all__ = [
    "Egress",
    "Event",
    "Face",
    "Fallback",
    "Finished",
    "Intent",
    "Memory",
    "Notice",
    "Piece",
    "Read",
    "Reason",
    "Receipt",
    "Route",
    "Routed",
    "SecondReading",
    "Started",
    "Switched",
    "TurnRecord",
    "Waiting",
    "from_json",
    "to_json",
]


@dataclass(frozen=True, slots=True)
class Intent:
    """A command found in a message."""

    name: str
    """For example `timer.start`."""
    slots: dict[str, Any] = field(default_factory=dict)
    confidence: float = 1.0
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the routing, as data and as a sentence."""

    rule: str
    """The rule's stable name, for example `only_the_device`."""
    text: str
    """The same as a sentence for a person, in the language of the message."""
    values: dict[str, Any] = field(default_factory=dict)
    """The figures in that sentence, for example `{"p_cloud": 0.93, "threshold": 0.54}`; nothing that was said."""
    decides: bool = False
    """Whether this is the step that settled it; one of a route's reasons is, the others were considered."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a message was sent and why."""

    to: By
    p_cloud: float | None
    """How likely the cloud is needed, 0 to 1; None when nothing estimated it."""
    reasons: tuple[Reason, ...]
    """In the order in which they were considered."""
    language: str
    """Of the message: `en`, `zh`, `ja`, or `und` where it cannot be told."""
    task: str | None = None
    """What kind of message the reader takes it for, one of `edge.reader.TASKS`; None when nothing read it."""
    endpoint: str | None = None
    """The name of the endpoint that is to answer, where `to` is `cloud`."""
    model: str | None = None
    """The large model there."""
    choice: Literal["local", "cloud"] | None = None
    """Who the user wanted to answer; None when it was left to the router. `edge calibrate` learns from it."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One request that left the device. It holds nothing of what was said."""

    endpoint: str
    """The endpoint's name."""
    model: str
    """The model that was asked for."""
    bytes: int
    """Of the request's body."""
    sha256: str
    """Of the request's body, in hex."""
    when: str
    """ISO 8601 in UTC, by the wall clock."""
    masked: dict[str, int] = field(default_factory=dict)
    """How many different values of each kind were masked."""


@dataclass(frozen=True, slots=True)
class Egress:
    """What left the device in a turn."""

    endpoint: str
    """The endpoints that got something, by name, with a comma between them."""
    bytes: int
    """Of all requests together."""
    masked: dict[str, int]
    """How many values of each kind were masked, for example `{"email": 2}`."""
    receipts: tuple[Receipt, ...] = ()
    """One for each request, the first one first."""

    @classmethod
    def of(cls, receipts: Iterable[Receipt]) -> Egress | None:
        """What these requests come to; None if there were none.

        A value that went along with several of them counts once: of each kind, the most that one request masked.
        """
        kept = tuple(receipts)
        if not kept:
            return None
        masked: dict[str, int] = {}
        for receipt in kept:
            for kind, count in receipt.masked.items():
                masked[kind] = max(count, masked.get(kind, 0))
        names = dict.fromkeys(receipt.endpoint for receipt in kept)
        return cls(", ".join(names), sum(receipt.bytes for receipt in kept), masked, kept)


@dataclass(frozen=True, slots=True)
class Face:
    """Another text of a reply than the one that stands: both are one message to the reader."""

    kind: Literal["provisional", "short", "earlier"]
    """`provisional`: what was answered first, before the text that stands came in its place. `short`: what the device
    made of the text that stands, for a small screen. `earlier`: the reply of a turn that this one replaces."""
    text: str
    by: By
    model: str
    complete: bool = True
    """False where it was left before its end."""
    question: str = ""
    """Of an earlier reply: what it answers, where that was worded otherwise than now."""


@dataclass(frozen=True, slots=True)
class Fallback:
    """The answerer that should have answered, and why another one did."""

    from_: str
    why: str


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What the local model made of a message that might have been a command; see `edge.skills.second_reader`."""

    intent: str
    """The command that it chose, or `none`."""
    ms: float
    """The time of choosing, in ms."""
    slots_ms: float | None = None
    """The time of filling in what the command needs; None where that was not asked."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory and load at the end of a turn, in MiB where no other unit is named."""

    rss_mb: float | None = None
    """Resident memory of this process."""
    peak_mb: float | None = None
    """The most this process has had."""
    engine_rss_mb: float | None = None
    """Resident memory of the engine's process."""
    engine_peak_mb: float | None = None
    free_mb: float | None = None
    """Memory that the system could still hand out."""
    cpu_load: float | None = None
    """Load average of the last minute divided by the number of cores."""
    temperature_c: float | None = None
    """The hottest sensor in °C, where there is one."""


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """Everything that is known of a finished turn; the journal keeps it, `edge ask --json` prints it."""

    turn: str
    """The turn's uid."""
    conversation: str
    """The conversation's uid."""
    text: str
    """The reply, as it was shown."""
    by: By
    model: str
    complete: bool
    route: Route
    quantization: str | None = None
    cut_off: CutOff | None = None
    """Why it is not complete."""
    why: str | None = None
    """The sentence that goes with `cut_off`."""
    error: str | None = None
    """The kind of the error that ended it, if one did; see `edge.errors`."""
    intents: tuple[Intent, ...] = ()
    ttft_ms: float | None = None
    """From the question to the first piece of text, in ms of a monotonic clock; None if there was none."""
    total_ms: float = 0.0
    load_ms: float | None = None
    prefill_ms: float | None = None
    decode_ms: float | None = None
    tokens: Tokens = field(default_factory=Tokens)
    tok_s: float | None = None
    """Generated tokens after the first, by the time since the first."""
    memory: Memory = field(default_factory=Memory)
    dropped_turns: int = 0
    """Oldest whole turns that the model did not see because its context was full."""
    choice: str | None = None
    confidence: float | None = None
    uncertainty: tuple[Uncertainty, ...] = ()
    """How sure the local model was at the first tokens of its reply."""
    egress: Egress | None = None
    fallback: Fallback | None = None
    outbox: str | None = None
    second_reading: SecondReading | None = None
    """Where the local model was asked whether it is a command."""
    faces: tuple[Face, ...] = ()
    """Other texts of this reply, in the order in which they came."""


@dataclass(frozen=True, slots=True)
class Started:
    """The message is on disk (or, where `kept` is False, in memory only) and has its names."""

    turn: str
    conversation: str
    question: str
    """The uid of the user's message."""
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Read:
    """What was read in the message."""

    language: str
    intents: tuple[Intent, ...] = ()
    task: str | None = None
    """What kind of message the reader takes it for; None when nothing read it, as for the next."""
    p_cloud: float | None = None
    """How likely it needs more than the device can do, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Routed:
    """Where the message goes."""

    route: Route


@dataclass(frozen=True, slots=True)
class Waiting:
    """No text yet, and why: behind another asker, the model loads, the prompt is evaluated, an endpoint is asked."""

    state: Literal["queued", "loading", "prefill", "asking"]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of the reply and who wrote it. Free of control characters but newline and tab; not markup."""

    text: str
    by: By
    model: str


@dataclass(frozen=True, slots=True)
class Switched:
    """Another answerer goes on from here."""

    from_: By
    to: By
    why: str
    anew: bool = False
    """Whether it begins a text of its own, in the place of the text so far, which stays as a face of the reply; else
    it goes on where the text so far ends."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence that the user should see, and that is no part of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of the turn."""

    record: TurnRecord
    erased: bool = False
    """The conversation was erased meanwhile, and this turn with it: nothing of it is kept, and it cannot go on."""
    restored: bool = False
    """The turn was to replace another one and brought nothing: that one stands again, as if this one had not been."""


Event = Started | Read | Routed | Waiting | Piece | Switched | Notice | Finished

_KINDS: dict[str, type[Any]] = {
    kind.__name__.lower(): kind for kind in (Started, Read, Routed, Waiting, Piece, Switched, Notice, Finished)
}


def to_json(event: Event) -> dict[str, Any]:
    """The event as JSON values, with its kind under `event`."""
    return {"event": type(event).__name__.lower(), **dataclasses.asdict(event)}


def from_json(data: dict[str, Any]) -> Event:
    """The event that `to_json` wrote. Unknown keys are ignored, so that an older program reads a newer one.

    Raises ValueError for an unknown kind or a missing key.
    """
    kind = _KINDS.get(str(data.get("event")))
    if kind is None:
        raise ValueError(f"unknown event {data.get('event')!r}")
    event: Event = build(kind, data)
    return event


def build(kind: type[Any], data: dict[str, Any]) -> Any:
    """A dataclass from JSON values, nested ones too. Raises ValueError for a missing key."""
    hints = _hints(kind)
    known = {f.name: _value(hints[f.name], data[f.name]) for f in dataclasses.fields(kind) if f.name in data}
    try:
        return kind(**known)
    except TypeError as error:
        raise ValueError(f"{kind.__name__}: {error}") from None


_HINTS: dict[type[Any], dict[str, Any]] = {}


def _hints(kind: type[Any]) -> dict[str, Any]:
    if kind not in _HINTS:
        _HINTS[kind] = typing.get_type_hints(kind)
    return _HINTS[kind]


def _value(hint: Any, value: Any) -> Any:
    """`value` as the type that `hint` names, as far as JSON lost it: dataclasses and tuples."""
    if value is None:
        return None
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        hint = next(arm for arm in typing.get_args(hint) if arm is not type(None))
        return _value(hint, value)
    if origin is tuple:
        return tuple(_value(typing.get_args(hint)[0], item) for item in value)
    if dataclasses.is_dataclass(hint) and isinstance(value, dict):
        return build(typing.cast("type[Any]", hint), value)
    return value
