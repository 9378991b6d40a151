"""What the device says of itself decides a turn: battery, throttling and memory, from where they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from edge import resources
from edge.assistant import Assistant
from edge.catalogue.configuring import enter
from edge.events import Finished, TurnRecord
from edge.journal import new_uid
from edge.machine import Memory
from edge.paths import Paths
from edge.settings import Engine, Router, Settings
from edge.turn import Question
from tests.cloud_client.honest_server import HonestServer

Make = Callable[..., Assistant]


@pytest.fixture
def make(paths: Paths, tiny: Path) -> Iterator[Make]:
    """An assistant with an endpoint, whose sensors were read."""
    made: list[Assistant] = []

    with HonestServer() as server:
        enter(paths.endpoints, "lab", {"base_url": server.url, "model": "test-model"})

        def begin(model: str = "", **router: Any) -> Assistant:
            settings = Settings(model=model or str(tiny), engine=Engine(threads=1), router=Router(**router))
            made.append(Assistant(paths, settings))
            made[-1]._sampler.join()
            return made[-1]

        yield begin
        for assistant in made:
            assistant.close()


def ask(assistant: Assistant, **more: object) -> TurnRecord:
    known = {"text": "hello there, how are you", "uid": new_uid(), "conversation": "new", "max_tokens": 4}
    last = list(assistant.ask(Question(**{**known, **more})))[-1]  # type: ignore[arg-type]
    assert isinstance(last, Finished)
    return last.record


def rules(record: TurnRecord) -> list[str]:
    return [reason.rule for reason in record.route.reasons]


def test_a_device_that_is_well_answers_what_it_is_up_to(make: Make) -> None:
    record = ask(make())
    assert (record.by, rules(record)) == ("local", ["small_talk"])


def test_a_battery_that_is_nearly_empty_spares_the_device(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "battery", lambda: (9.0, False))
    record = ask(make())
    assert (record.by, rules(record)[:2]) == ("cloud", ["small_talk", "battery"])
    assert record.route.reasons[1].values == {"battery": 9.0, "limit": 15.0}
    assert ask(make(battery=5.0)).by == "local"


def test_a_battery_that_is_being_charged_spares_nothing(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "battery", lambda: (9.0, True))
    assert ask(make()).by == "local"


def test_a_processor_that_is_throttled_is_spared(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_throttled", lambda: True)
    record = ask(make())
    assert (record.by, rules(record)[:2]) == ("cloud", ["small_talk", "throttled"])


def test_a_model_that_does_not_fit_into_memory_is_not_loaded_until_there_is_room(
    make: Make, monkeypatch: pytest.MonkeyPatch, paths: Paths, tiny: Path
) -> None:
    paths.models.mkdir(parents=True, exist_ok=True)
    (paths.models / "added.toml").write_text(f'[models.known]\npath = "{tiny}"\nkv_kib = 1\ncontext = 1024\n')
    little = Memory(total=2**30, available=50 * 2**20)
    assistant = make("known")
    ask(assistant, model=str(tiny))  # the first turn of a process loads the model while the reader is loaded
    monkeypatch.setattr(resources, "memory", lambda **_: little)
    record = ask(assistant)
    assert (record.by, rules(record)[:2]) == ("cloud", ["small_talk", "memory"])
    assert record.route.reasons[1].values["free_mb"] == 50.0
    assert 55 < record.route.reasons[1].values["needed_mb"] < 70
    assert ask(assistant, check_memory=False).by == "local"  # who wants no check is not spared either
    assert ask(assistant).by == "local"  # it is loaded, and needs nothing more
