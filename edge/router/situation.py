"""What is known of the device and of the endpoints at the moment of a decision. The router looks at nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from edge.catalogue.endpoint import Endpoint
from edge.transcript import By

__all__ = ["EndpointState", "Situation"]


@dataclass(frozen=True, slots=True)
class EndpointState:
    """An endpoint that may be asked, and how it is."""

    endpoint: Endpoint
    healthy: bool = True
    """False while it is known not to answer."""
    ttft_ms: float | None = None
    """How long its first token took lately, in ms; None where nothing was measured."""


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts, each None or empty where nobody knows it: what is not known decides nothing."""

    endpoints: tuple[EndpointState, ...] = ()
    """Those that are configured; none means that everything stays on the device."""
    may_leave: bool = True
    """False in a conversation that began with a private message, and for a message that a rule keeps back."""
    attachment_tokens: int | None = None
    """Tokens of the files that go with the message; None where there are none."""
    previous: By | None = None
    """Who answered the turn before in this conversation; None at its beginning."""
    builtin: bool = False
    """Whether the local model is the small one that ships inside."""
    context: int | None = None
    """Tokens that the local model's prompt and reply may have together."""
    prefill_tok_s: float | None = None
    """Tokens of prompt that the device evaluates in a second, measured."""
    decode_tok_s: float | None = None
    """Tokens that it writes in a second, measured."""
    free_mb: float | None = None
    """Memory that could still be handed out, MiB."""
    needed_mb: float | None = None
    """The least that the local model still needs of it, MiB; 0 once it is loaded. None for the built-in one and where
    the user asked for no check: then it is loaded in any case."""
    temperature_c: float | None = None
    """The hottest sensor, °C."""
    throttled: bool = False
    """Whether the processor says that it runs slower because it is hot or short of power."""
    battery: float | None = None
    """Percent left; None on mains, or without a battery."""
