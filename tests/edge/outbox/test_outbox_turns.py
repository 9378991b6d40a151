"""Turns of an assistant whose endpoints do not answer, and what it tells later."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from edge.assistant import Assistant
from edge.catalogue.configuring import withdraw
from edge.events import Finished, TurnRecord
from edge.journal import new_uid
from edge.offers import Offer
from edge.outbox import outbox
from edge.paths import Paths
from edge.settings import Cloud, Engine, Settings
from edge.turn import Question
from tests.cloud_client.honest_server import HonestServer, eventually
from tests.edge.journal_help import every_byte
from tests.edge.outbox.outbox_help import ANSWER, HARD, QUICK, configure, nobody

Make = Callable[[], Assistant]


@pytest.fixture
def make(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    monkeypatch.setattr(outbox, "Pace", lambda: QUICK)
    made: list[Assistant] = []

    def begin() -> Assistant:
        made.append(Assistant(paths, Settings(model="builtin", engine=Engine(threads=1), cloud=Cloud(deadline=20))))
        return made[-1]

    yield begin
    for assistant in made:
        assistant.close()


def ask(assistant: Assistant, text: str = HARD, **more: object) -> TurnRecord:
    known = {"text": text, "uid": new_uid(), "conversation": "new", "max_tokens": 8}
    *_, end = assistant.ask(Question(**{**known, **more}))  # type: ignore[arg-type]
    assert isinstance(end, Finished)
    return end.record


def test_across_a_restart_the_better_answer_is_offered_in_place_of_the_provisional_one(
    make: Make, paths: Paths, server: HonestServer
) -> None:
    configure(paths, nobody())
    before = make()
    provisional = ask(before)
    assert (provisional.by, provisional.outbox is not None) == ("local", True)
    assert [row.uid for row in before.outbox()] == [provisional.outbox]
    before.close()
    withdraw(paths.endpoints, "lab")
    after = make()
    assert after.status().outbox == 1
    offers: queue.SimpleQueue[Offer] = queue.SimpleQueue()
    after.listen_offers(offers.put)
    configure(paths, server.url)
    offer = offers.get(timeout=20)
    assert (offer.turn, offer.record.text, offer.record.by) == (provisional.turn, ANSWER, "cloud")
    assert [face.text for face in offer.record.faces] == [provisional.text]
    assert [message.text for message in after.messages(provisional.conversation)] == [HARD, ANSWER]
    assert (after.outbox(), after.status().outbox) == ([], 0)


def test_who_insists_on_the_cloud_in_vain_gets_an_error_and_the_answer_later(
    make: Make, paths: Paths, server: HonestServer
) -> None:
    configure(paths, nobody())
    assistant = make()
    failed = ask(assistant, "hello", choice="cloud")
    assert (failed.error, failed.text, failed.outbox is not None) == ("cloud_not_reachable", "", True)
    configure(paths, server.url, "other")
    assert eventually(lambda: not assistant.outbox())
    assert [message.text for message in assistant.messages(failed.conversation)] == ["hello", ANSWER]


@pytest.mark.parametrize("more", [{"choice": "local"}, {"offline": True}, {"private": True}])
def test_what_has_to_stay_is_not_kept(make: Make, paths: Paths, more: dict[str, Any]) -> None:
    configure(paths, nobody())
    assistant = make()
    assert ask(assistant, **more).outbox is None
    assert assistant.outbox() == []


def test_without_an_endpoint_there_is_nobody_to_wait_for(make: Make) -> None:
    assert ask(make()).outbox is None


def test_a_question_for_endpoints_that_are_known_to_be_down_is_kept(make: Make, paths: Paths) -> None:
    configure(paths, nobody())
    assistant = make()
    records = (ask(assistant) for _ in range(10))
    known = next(record for record in records if record.route.reasons[-1].rule == "endpoint_down")
    assert (known.by, known.fallback, known.outbox is not None) == ("local", None, True)


def test_what_is_forgotten_is_in_no_file(make: Make, paths: Paths, home: Path) -> None:
    configure(paths, nobody())
    assistant = make()
    kept = ask(assistant, f"{HARD} The canary sings in C sharp.")
    assert kept.outbox is not None
    assistant.forget(kept.conversation)
    assert (assistant.outbox(), assistant.status().outbox) == ([], 0)
    assistant.close()
    assert b"canary" not in every_byte(home)
