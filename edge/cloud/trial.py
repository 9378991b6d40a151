"""A look at one endpoint, as `edge endpoints test` takes it: its list of models, and one tiny answer as a stream."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from cloud_client import Client, Retries
from cloud_client.errors import CloudError, NoSuchPathError
from cloud_client.held_back import HeldBackError
from cloud_client.marks import Marked, Outgoing
from cloud_client.payload import Payload
from edge.catalogue.configured import Configured
from edge.cloud.rules import Rules

__all__ = ["Trial", "try_endpoint"]

_QUESTION = "Reply with the word: ready"
_TOKENS = 8
_DEADLINE = 60.0


@dataclass(frozen=True, slots=True)
class Trial:
    """What was found."""

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


def try_endpoint(one: Configured, rules: Rules) -> Trial:
    """Ask it. The question passes the same gate as every other. Raises nothing."""
    found = Trial(one.name, ok=False, tls=urlsplit(one.endpoint.base_url).scheme == "https")
    try:
        client = Client(one.for_client(), retries=Retries(tries=1))
    except CloudError as error:
        return replace(found, error=error.kind, why=str(error))
    payload = Payload.of([Outgoing("user", Marked(_QUESTION, may_leave=True))], {"max_tokens": _TOKENS})
    with client:
        try:
            try:
                health = client.check()
                found = replace(found, models_ms=health.latency_ms, context=health.context)
            except NoSuchPathError:
                pass  # a gateway may have no list; whether the model is there, the answer says
            started = time.monotonic()
            done = client.complete(dict(payload.body), gate=rules.gate(payload, None), deadline=_DEADLINE)
        except (CloudError, HeldBackError) as error:
            return replace(found, error=error.kind, why=str(error))
    return replace(
        found,
        ok=True,
        ttft_ms=done.ttft_ms,
        total_ms=(time.monotonic() - started) * 1000,
        usage=done.usage is not None,
        answered_as=done.model,
    )
