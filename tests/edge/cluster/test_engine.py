"""An engine replica: a real assistant with a home of its own, and the turns of guests that another one has begun."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from edge.answerer import Sampling
from edge.assistant import Assistant
from edge.cluster.engine import KEEPS_NOTHING, EngineReplica, replica_settings
from edge.cluster.homes import shared_paths, take_home
from edge.cluster.replicas import Asking, Here, Refused, Said
from edge.events import Face, Finished, Piece, TurnRecord
from edge.paths import Paths
from edge.settings import Engine, Settings
from edge.turn import Question

GREEDY = Sampling(temperature=0, top_k=0, top_p=1, repeat_penalty=1, seed=1)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EngineReplica, str]]:
    """A replica, and its state when it was made."""
    made = EngineReplica("first", str(tmp_path_factory.mktemp("cluster")), "builtin", 1)
    yield made, made.status().state
    made.close()


@pytest.fixture(scope="module")
def replica(begun: tuple[EngineReplica, str]) -> EngineReplica:
    return begun[0]


async def said(replica: EngineReplica, question: Question) -> list[Said]:
    return [one async for some in replica.turn(Asking(question)) for one in some]


async def test_it_says_its_name_and_then_the_turn(replica: EngineReplica) -> None:
    first, *events = await said(replica, Question("hello", "q1", history=(), surface="http"))
    assert first == Here("first")
    last = events[-1]
    assert isinstance(last, Finished)
    assert last.record.complete
    assert last.record.text == "".join(one.text for one in events if isinstance(one, Piece))


def test_it_has_its_model_loaded_before_anybody_is_sent_to_it(begun: tuple[EngineReplica, str]) -> None:
    assert begun[1] == "ready"


async def test_what_it_refuses_it_says(replica: EngineReplica) -> None:
    refused = (await said(replica, Question("hello", "q2", history=(), model="no-such-model")))[-1]
    assert isinstance(refused, Refused)
    assert refused.kind == "no_such_model"


async def test_it_carries_out_what_keeps_nothing_and_no_timer(replica: EngineReplica) -> None:
    sums, timer = [
        (await said(replica, Question(text, f"q-{number}", history=(), surface="http")))[-1]
        for number, text in enumerate(("what is 12 times 12", "set a timer for 10 minutes"))
    ]
    assert isinstance(sums, Finished)
    assert isinstance(timer, Finished)
    assert (sums.record.by, "144" in sums.record.text) == ("skill", True)
    assert timer.record.text == "That cannot be done from here."


def test_each_replica_of_a_machine_has_its_own_home_and_takes_one_that_was_left(tmp_path: Path) -> None:
    shared = shared_paths(str(tmp_path))
    first, lock = take_home(shared)
    second, other = take_home(shared)
    assert first.journal != second.journal
    assert first.endpoints == second.endpoints == shared.endpoints
    lock.release()
    again, third = take_home(shared)
    assert again.journal == first.journal
    for one in (other, third):
        one.release()


def test_a_setting_for_threads_counts_more_than_the_cores_of_a_replica() -> None:
    assert replica_settings(Settings(), 3).engine.threads == 3
    assert replica_settings(Settings(engine=Engine(threads=2)), 3).engine.threads == 2
    assert replica_settings(Settings(), 3).skills.allow_http == KEEPS_NOTHING


@pytest.fixture
def assistant(paths: Paths, tiny: Path) -> Iterator[Assistant]:
    with ExitStack() as stack:
        made = Assistant(paths, Settings(model=str(tiny), engine=Engine(threads=1)))
        stack.callback(made.close)
        yield made


def record_of(assistant: Assistant, question: Question) -> tuple[TurnRecord, list[str]]:
    events = list(assistant.ask(question))
    last = events[-1]
    assert isinstance(last, Finished)
    return last.record, [one.text for one in events if isinstance(one, Piece)]


def test_a_model_goes_on_with_what_another_replica_began(assistant: Assistant) -> None:
    asked = Question(
        "tell me a story", "q1", history=(), choice="local", max_tokens=24, sampling=GREEDY, surface="http"
    )
    whole, _ = record_of(assistant, asked)
    begun = Face("provisional", whole.text[: len(whole.text) // 2], "local", whole.model, complete=False)
    record, pieces = record_of(assistant, dataclasses.replace(asked, uid="q2", begun=begun))
    assert pieces[0] == begun.text
    assert record.text.startswith(begun.text)
    assert len(record.text) > len(begun.text)


def test_the_built_in_model_answers_anew(assistant: Assistant) -> None:
    asked = Question("hello", "q1", history=(), model="builtin", surface="http")
    whole, _ = record_of(assistant, asked)
    begun = Face("provisional", whole.text[:3], "local", "builtin", complete=False)
    record, _ = record_of(assistant, dataclasses.replace(asked, uid="q2", begun=begun))
    assert (record.text, record.complete) == (whole.text, True)
