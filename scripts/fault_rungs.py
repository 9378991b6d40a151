"""Who goes on with a turn when the endpoint that was asked misbehaves: the next endpoint, or the device."""

from __future__ import annotations

import time
from collections.abc import Iterator

from cloud_client import Endpoint as ClientEndpoint
from cloud_client import Pool, Retries, Timeouts
from edge.answerer import Answered, Cancel, Request, Sampling, Step, Text
from edge.catalogue.endpoint import Endpoint
from edge.cleaning import clean
from edge.cloud.answerer import CloudAnswerer
from edge.cloud.rules import Rules
from edge.escalation import Device, Escalation
from edge.events import Event, Face, Started, Switched
from edge.reply import Reply
from edge.running import RunningTurn
from edge.settings import Cloud
from edge.transcript import By, Message, Transcript
from tests.cloud_client.bad_server import PIECES, REASONS, BadServer
from tests.cloud_client.honest_server import HonestServer

__all__ = ["climbed", "right"]

DEVICE = " The device goes on."
_REQUEST = Request(Transcript("c", (Message("user", "Why?", "q"),)), "r", 64, Sampling())


class _Asked:
    started = Started("t", "c", "q")

    def __init__(self) -> None:
        self.begun = time.monotonic()


class _NothingToDo:
    def cancel(self) -> None:
        pass


def climbed(bad: BadServer, name: str, position: int, second: HonestServer | None) -> tuple[str, list[tuple[By, By]]]:
    """Ask the endpoint with this fault: the text of the reply, and who went on with whose.

    second  the endpoint that is asked next; None leaves it to the device
    """
    urls = {"bad": bad.url(name, position), **({"second": second.url} if second is not None else {})}
    timeouts = {"bad": REASONS[name].timeouts, "second": Timeouts()}
    clients = [ClientEndpoint(key, url, "test-model", timeouts=timeouts[key]) for key, url in urls.items()]
    told: list[Event] = []
    turn = RunningTurn(lambda _turn: None)
    reply = Reply(told.append, _Asked(), _save, _keep)
    escalation = Escalation(turn, reply, Cloud(deadline=60), begun=time.monotonic(), name="bad", language="en")
    device = Device(lambda: _REQUEST, _device, lambda _request: _NothingToDo(), builtin=False)
    with Pool(clients, retries=Retries(tries=1)) as pool:
        asked = [Endpoint(key, key, url, "test-model", 4096) for key, url in urls.items()]
        cloud = CloudAnswerer(pool, asked, Rules(Cloud(), lambda: False))
        escalation.run(cloud.answer, _REQUEST, device)
    return reply.text, [(event.from_, event.to) for event in told if isinstance(event, Switched)]


def right(name: str, position: int, found: tuple[str, list[tuple[By, By]]], second: HonestServer | None) -> bool:
    """Whether the text so far was kept, and the next rung went on behind it, with a seam where text was shown."""
    text, switches = found
    kept = "" if name == "endless_head" else clean("".join(PIECES[:position]))
    goes_on = DEVICE if second is None else "".join(second.behaviour.pieces)
    whole = text == kept + goes_on if REASONS[name].exact else text.startswith(kept) and text.endswith(goes_on)
    shown = bool(text.removesuffix(goes_on))
    if second is None:
        return whole and switches == [("cloud", "local")]
    return whole and switches == ([("cloud", "cloud")] if shown else [])


def _device(_request: Request, _cancel: Cancel) -> Iterator[Step]:
    yield Text(DEVICE, "local", "small")
    yield Answered("local", "small")


def _save(_turn: str, _text: str, _by: By, _model: str) -> None:
    pass


def _keep(_turn: str, _face: Face) -> None:
    pass
