"""Late answers of the cloud reach every process of a home, and nobody is waited for."""

from __future__ import annotations

import json
import queue
from dataclasses import replace
from typing import Never

import pytest

from edge.errors import UsageError
from edge.events import Egress, Face, Fallback, Reason, Receipt, Route, Started
from edge.home import open_home
from edge.home.wire import LineReader, encode_request
from edge.offers import Offer, OfferListener, Queued, Tried, from_json, to_json
from edge.paths import Paths
from edge.turn import AssistantLike
from tests.edge.journal_help import record
from tests.stubs.assistant import FakeAssistant
from tests.stubs.home import connected, served, until

RECEIPT = Receipt("lab", "test-model", 120, "ab" * 32, "2026-11-22T20:30:00.000+00:00", {"email": 1})
RECORD = record(
    Started("t1", "c1", "q1"),
    "There are infinitely many.",
    by="cloud",
    model="test-model",
    route=Route("cloud", 0.9, (Reason("score", "It is hard.", {"p_cloud": 0.9}, decides=True),), "en"),
    egress=Egress.of([RECEIPT]),
    fallback=Fallback("cloud", "lab refuses the connection."),
    faces=(Face("provisional", "I believe so.", "local", "builtin"),),
)
OFFER = Offer("t1", "c1", "q1", RECORD)
ROW = Queued("o1", "t1", "c1", "Are there infinitely many primes?", "waiting", "2026-11-22T20:30:00.000+00:00", 2)


def never() -> AssistantLike:
    raise AssertionError("this process was not to own the home")


def test_an_offer_comes_out_of_json_as_it_went_in() -> None:
    assert from_json(json.loads(json.dumps(to_json(OFFER)))) == OFFER


@pytest.mark.parametrize("data", [{}, {"turn": "t1"}, {**to_json(OFFER), "record": {"turn": "t1"}}])
def test_what_is_no_offer_is_refused(data: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        from_json(data)


def test_a_client_hears_of_a_late_answer(paths: Paths) -> None:
    fake = FakeAssistant()
    offers: queue.SimpleQueue[Offer] = queue.SimpleQueue()
    with served(fake, paths) as attached:
        stop = attached.listen_offers(offers.put)
        until(lambda: bool(fake.offer_listeners))
        fake.offer(OFFER)
        assert offers.get(timeout=20) == OFFER
        stop()
        until(lambda: not fake.offer_listeners)


def test_a_client_that_reads_nothing_keeps_nobody_waiting(paths: Paths) -> None:
    fake = FakeAssistant()
    large = replace(OFFER, record=replace(RECORD, text="long " * 100_000))
    with served(fake, paths):
        with connected(paths) as sock:
            sock.sendall(encode_request("listen_offers", {}))
            assert LineReader(sock).line(20)
            until(lambda: bool(fake.offer_listeners))
            for _ in range(20):
                fake.offer(large)
        until(lambda: not fake.offer_listeners)


def test_an_error_of_the_assistant_is_said(paths: Paths) -> None:
    class Faulty(FakeAssistant):
        def listen_offers(self, offer: OfferListener) -> Never:
            raise UsageError("There is no outbox here.")

    with served(Faulty(), paths) as attached, pytest.raises(UsageError, match="no outbox here"):
        attached.listen_offers(lambda _: None)


def test_the_outbox_is_seen_sent_and_emptied_through_the_owner(paths: Paths) -> None:
    fake = FakeAssistant()
    fake.queued = [ROW, replace(ROW, uid="o2")]
    with served(fake, paths) as attached:
        assert attached.outbox() == fake.queued
        assert attached.outbox_send("o1") == Tried("o1", "answered")
        assert attached.outbox_cancel(None) == 1
        assert attached.outbox() == []


def test_when_the_owner_goes_the_listener_hears_on(paths: Paths) -> None:
    old, new = FakeAssistant(), FakeAssistant()
    offers: queue.SimpleQueue[Offer] = queue.SimpleQueue()
    owner = open_home(paths, lambda: old)
    home = open_home(paths, lambda: new)
    home.listen_offers(offers.put)
    until(lambda: bool(old.offer_listeners))
    owner.close()
    until(lambda: bool(new.offer_listeners))
    new.offer(OFFER)
    assert offers.get(timeout=20) == OFFER
    home.close()


def test_closing_ends_the_listening(paths: Paths) -> None:
    fake = FakeAssistant()
    owner = open_home(paths, lambda: fake)
    home = open_home(paths, never)
    home.listen_offers(lambda _: None)
    until(lambda: bool(fake.offer_listeners))
    home.close()
    until(lambda: not fake.offer_listeners)
    owner.close()
