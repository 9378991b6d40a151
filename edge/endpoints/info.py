"""What is known of an endpoint: as it was configured, as it behaved, and as a look at it found it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["EndpointInfo", "Trial"]


@dataclass(frozen=True, slots=True)
class EndpointInfo:
    """An endpoint as it is now, in the process that asks it. What was never measured is None."""

    name: str
    """What settings, errors and receipts call it."""
    title: str
    base_url: str
    model: str
    """The model's name there."""
    context: int | None = None
    """Tokens, as the server says, else as the user does."""
    good_at: tuple[str, ...] = ()
    """Some of `edge.catalogue.endpoint.STRENGTHS`."""
    key_env: str | None = None
    """The environment variable that holds its key."""
    key_file: str | None = None
    """The file that holds it, where the variable is not set."""
    price: str | None = None
    """What it costs, in the words of the user; None where nobody said."""
    breaker: Literal["closed", "open", "half_open"] = "closed"
    """`open`: it failed again and again and is left alone for a while; `half_open`: the next request tries it."""
    rests_s: float = 0.0
    """Seconds until it is tried again, where `breaker` is open."""
    ttft_ms: float | None = None
    """Its time to the first token, in ms, the newer ones weighing more."""
    failure: str | None = None
    """The sentence of its last error, until it answers again."""
    problem: str | None = None
    """The sentence that says why it cannot be asked as it is configured."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a look at an endpoint found: its list of models, and one tiny answer as a stream."""

    name: str
    ok: bool
    """Whether it answered a question."""
    tls: bool
    """Whether the connection is encrypted and the certificate was verified."""
    models_ms: float | None = None
    """How long its list of models took; None where it has none or it was not reached."""
    context: int | None = None
    """Tokens of its model as the server says; None where it does not."""
    ttft_ms: float | None = None
    total_ms: float | None = None
    usage: bool | None = None
    """Whether it counts tokens."""
    answered_as: str | None = None
    """The name that the server gave for what answered."""
    error: str | None = None
    """The kind of the error, one of `cloud_client.errors`."""
    why: str | None = None
    """Its sentence."""
