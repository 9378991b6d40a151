"""Endpoints on this machine, and what is asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from cloud_client import Endpoint as ClientEndpoint
from cloud_client import Pool, Retries
from edge.answerer import Answered, Cancel, Request, Sampling, Step, Text
from edge.catalogue.endpoint import Endpoint
from edge.cloud.answerer import CloudAnswerer
from edge.cloud.rules import Rules
from edge.settings import Cloud
from edge.transcript import Message, Transcript
from tests.cloud_client.honest_server import Behaviour, HonestServer


@pytest.fixture
def honest() -> Iterator[HonestServer]:
    """A server that does as it should, until its behaviour is set otherwise."""
    with HonestServer(Behaviour()) as server:
        yield server


@pytest.fixture
def other() -> Iterator[HonestServer]:
    """Another one."""
    with HonestServer(Behaviour(pieces=("From ", "the second."))) as server:
        yield server


def message(role: str, text: str, **more: object) -> Message:
    """A message with a uid of its own."""
    return Message(**{"role": role, "text": text, "uid": f"{role}:{text[:20]}", **more})  # type: ignore[arg-type]


def request_of(*messages: Message, **more: object) -> Request:
    """A request with this transcript; a system prompt is among the messages if it is wanted."""
    known = {"reply_uid": "reply", "max_tokens": 100, "sampling": Sampling(), **more}
    return Request(transcript=Transcript("conversation", messages), **known)  # type: ignore[arg-type]


@dataclass
class Outcome:
    """What an answerer said."""

    answerer: CloudAnswerer
    steps: list[Step] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text."""
        return "".join(step.text for step in self.steps if isinstance(step, Text))

    @property
    def end(self) -> Answered:
        """How it ended."""
        assert isinstance(self.steps[-1], Answered)
        return self.steps[-1]


Ask = Callable[..., Outcome]


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Ask endpoints by their base URLs, the first one first; they are called a, b and so on."""
    pools: list[Pool] = []

    def run(
        urls: list[str],
        request: Request | str,
        *,
        settings: Cloud | None = None,
        insisted: bool = False,
        offline: bool = False,
        cancel: Cancel | None = None,
        cancel_after: str | None = None,
        context: int = 4096,
        **endpoint: object,
    ) -> Outcome:
        names = "abcdef"[: len(urls)]
        pool = Pool(
            [ClientEndpoint(name, url, "test-model", **endpoint) for name, url in zip(names, urls, strict=True)],  # type: ignore[arg-type]
            retries=Retries(tries=1),
        )
        pools.append(pool)
        asked = [Endpoint(name, name, url, "test-model", context) for name, url in zip(names, urls, strict=True)]
        answerer = CloudAnswerer(pool, asked, Rules(settings or Cloud(), lambda: offline), insisted=insisted)
        outcome = Outcome(answerer)
        wanted = request_of(message("user", request)) if isinstance(request, str) else request
        cancel = cancel or Cancel()
        for step in answerer.answer(wanted, cancel):
            outcome.steps.append(step)
            if outcome.text == cancel_after:
                cancel.set()
        return outcome

    yield run
    for pool in pools:
        pool.close()
