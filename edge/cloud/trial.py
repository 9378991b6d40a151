"""A look at one endpoint, as `edge endpoints test` takes it: its list of models, and one tiny answer as a stream."""

from __future__ import annotations

import time
from dataclasses import replace
from urllib.parse import urlsplit

from cloud_client import Client, Retries
from cloud_client.errors import CloudError, NoSuchPathError
from cloud_client.held_back import HeldBackError
from cloud_client.marks import Marked, Outgoing
from cloud_client.payload import Payload
from edge.catalogue.configured import Configured
from edge.cloud.rules import Rules
from edge.endpoints.info import Trial

__all__ = ["try_endpoint"]

_QUESTION = "Reply with the word: ready"
_TOKENS = 8
_DEADLINE = 60.0


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
