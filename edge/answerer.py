"""The one shape of everything that answers: skills, the local engine, the cloud client.

A transcript goes in, pieces of text come out, and last an honest account of how it ended. Because the shape is one,
the ladder can start one answerer, race two, or let one finish what another began.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from edge.transcript import By, Transcript

__all__ = [
    "Answered",
    "Answerer",
    "Cancel",
    "CutOff",
    "Progress",
    "Remark",
    "Request",
    "Sampling",
    "Seam",
    "Step",
    "Text",
    "Tokens",
    "Uncertainty",
]

CutOff = Literal["cancelled", "length", "context", "died", "hung", "error"]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen. The names and ranges are llama.cpp's."""

    temperature: float = 0.7
    """0 is greedy: always the likeliest token. Range 0 to 2."""
    top_k: int = 20
    """Keep the k likeliest tokens; 0 keeps all."""
    top_p: float = 0.8
    """Keep the likeliest tokens until their probabilities add up to this; 1 keeps all."""
    min_p: float = 0.0
    """Drop tokens less likely than this share of the likeliest; 0 keeps all."""
    repeat_penalty: float = 1.1
    """Divides the logits of tokens that stand among the last 64; 1 is off."""
    seed: int | None = None
    """The same seed gives the same text; None draws one."""


@dataclass(frozen=True, slots=True)
class Request:
    """What an answerer is asked for."""

    transcript: Transcript
    reply_uid: str
    """The uid that the reply will have as a message."""
    max_tokens: int
    sampling: Sampling
    schema: dict[str, Any] | None = None
    """A JSON schema that the reply must fit, for an answerer that takes one."""
    grammar: str | None = None
    """A GBNF grammar that the reply must fit; where there is a schema, the same as that."""
    begun: str = ""
    """What another answerer has written of the reply already: it is gone on with, and not said again."""
    keep: bool = True
    """Whether the engine's state of it may be kept on disk, so that the next start goes on at once."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token counts of one turn."""

    prompt: int = 0
    """Tokens of the whole prompt."""
    cached: int = 0
    """Those of them that were in the KV cache and were not evaluated again."""
    completion: int = 0
    """Tokens of the reply."""
    forced: int = 0
    """Those of them that a schema or grammar left no choice about: they cost no step of their own."""
    drafted: int = 0
    """Tokens that lookup speculation guessed from the conversation."""
    accepted: int = 0
    """Those of them that were right."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Something to tell while no text comes."""

    state: Literal["queued", "loading", "prefill", "asking"]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """How sure the local model was at one token, before temperature and any other sampler.

    As a step it comes once, before the first text, and is of the first distribution.
    """

    entropy: float
    """In nats, 0 (certain) to 4.2: of the 64 likeliest tokens and of all others as one outcome."""
    margin: float
    """The likeliest token's probability minus the second's, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of the reply, and who wrote it: one answerer may go on where another was cut off."""

    text: str
    by: By
    model: str


@dataclass(frozen=True, slots=True)
class Seam:
    """The model that wrote the text so far broke off, and another one goes on."""

    why: str
    """A sentence for a person: what happened, and who goes on."""
    anew: bool = False
    """Whether it begins the reply from its beginning, although it was asked to go on."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence that the user should see beside the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """How it ended; always the last step."""

    by: By
    model: str
    quantization: str | None = None
    cut_off: CutOff | None = None
    """Why the reply is not complete, or None when it is."""
    why: str | None = None
    """A sentence for a person that goes with `cut_off`."""
    error: str | None = None
    """The kind of the error (see `edge.errors`), when one ended it."""
    tokens: Tokens = field(default_factory=Tokens)
    load_ms: float | None = None
    """Time spent loading the model within this turn, if it was."""
    prefill_ms: float | None = None
    decode_ms: float | None = None
    dropped_turns: int = 0
    """Oldest whole turns that were left out because the context was full."""
    choice: str | None = None
    """The class that the built-in model chose for the message, if it was it that answered."""
    confidence: float | None = None
    """The probability of that class, 0 to 1."""
    uncertainty: tuple[Uncertainty, ...] = ()
    """Of the first distributions of a local model, in their order."""
    engine_rss_mb: float | None = None
    """Resident memory of the engine's process at the end, in MiB."""
    engine_peak_mb: float | None = None
    """The most it has had, in MiB."""


Step = Progress | Uncertainty | Remark | Text | Seam | Answered


class Cancel:
    """A flag that one side sets and the other sees at once; `wait` lets a pause end early.

    Callbacks run in the thread that sets it, once; one added after it was set runs at once.
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Any] = []

    def set(self) -> None:
        """Ask for the end. Calling it again does nothing."""
        with self._lock:
            if self._event.is_set():
                return
            self._event.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def is_set(self) -> bool:
        """Whether the end was asked for."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Pause for at most `seconds`; True as soon as the end is asked for."""
        return self._event.wait(seconds)

    def on_set(self, callback: Any) -> None:
        """Run `callback()` when the end is asked for."""
        with self._lock:
            if not self._event.is_set():
                self._callbacks.append(callback)
                return
        callback()


class Answerer(Protocol):
    """Anything that can answer a turn."""

    def answer(self, request: Request, cancel: Cancel) -> Iterator[Step]:
        """Yield progress and text, and an `Answered` last, whatever happens.

        Errors of the answerer do not fly: they are told in `Answered`, so that the text that came before is kept.
        When `cancel` is set, the iterator ends with `cut_off="cancelled"` within 100 ms.
        """
        ...
