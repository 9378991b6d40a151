"""Another local model, and another endpoint, in the middle of a conversation: from the next turn on, for everybody."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge.answerer import Sampling
from edge.assistant import Assistant
from edge.endpoints.adding import New, add, remove
from edge.errors import NoSuchModelError, NotEnoughMemoryError, UsageError
from edge.events import Finished, Started, TurnRecord
from edge.journal import new_uid
from edge.machine import memory
from edge.paths import Paths
from edge.settings import Engine, Settings, load
from edge.turn import AssistantLike, Question
from tests.cloud_client.honest_server import Behaviour, HonestServer
from tests.stubs.home import served

GREEDY = Sampling(temperature=0, top_k=0, top_p=1, repeat_penalty=1, seed=1)
Make = Callable[..., Assistant]


@pytest.fixture
def other(tiny: Path, tmp_path: Path) -> Path:
    """Another model's file."""
    return Path(shutil.copy(tiny, tmp_path / "other.gguf"))


@pytest.fixture
def make(paths: Paths, tiny: Path) -> Iterator[Make]:
    made: list[Assistant] = []

    def begin() -> Assistant:
        made.append(Assistant(paths, Settings(model=str(tiny), engine=Engine(threads=1))))
        return made[-1]

    yield begin
    for assistant in made:
        assistant.close()


@pytest.fixture
def server() -> Iterator[HonestServer]:
    with HonestServer(Behaviour()) as server:
        yield server


def ask(assistant: AssistantLike, text: str, **more: object) -> TurnRecord:
    known = {"text": text, "uid": new_uid(), "max_tokens": 8, "sampling": GREEDY, **more}
    last = list(assistant.ask(Question(**known)))[-1]  # type: ignore[arg-type]
    assert isinstance(last, Finished)
    return last.record


def test_the_next_turn_is_answered_by_the_model_that_was_chosen(make: Make, paths: Paths, other: Path) -> None:
    assistant = make()
    first = ask(assistant, "hello")
    assert assistant.use_model(str(other)) == "other"
    assert assistant.status().model == "other"
    second = ask(assistant, "how was your day?", conversation=first.conversation)
    assert [(turn.model, turn.by) for turn in (first, second)] == [("tiny", "local"), ("other", "local")]
    assert load(paths.config).settings.model == str(other)


def test_who_is_attached_chooses_for_the_owner_too(make: Make, paths: Paths, other: Path) -> None:
    owner = make()
    with served(owner, paths) as attached:
        assert ask(attached, "hello").model == "tiny"
        assert attached.use_model(str(other)) == "other"
        assert ask(attached, "how was your day?").model == "other"
        assert owner.status().model == "other"


def test_a_turn_under_way_keeps_its_model(make: Make, tiny: Path, other: Path) -> None:
    assistant = make()
    events = iter(assistant.ask(Question("hello", uid=new_uid(), max_tokens=200, sampling=GREEDY, choice="local")))
    assert isinstance(next(events), Started)
    assistant.use_model(str(other))
    last = list(events)[-1]
    assert isinstance(last, Finished)
    assert last.record.model == "tiny"
    assert last.record.cut_off in (None, "length")


def test_a_model_that_is_not_there_is_refused_and_nothing_changes(make: Make, paths: Paths) -> None:
    assistant = make()
    with pytest.raises(NoSuchModelError, match=r"'edge models pull qwen2\.5-0\.5b'"):
        assistant.use_model("qwen2.5-0.5b")
    assert assistant.status().model == "tiny"
    assert not paths.config.exists()


def test_a_model_that_does_not_fit_is_refused_with_the_figures(
    make: Make, paths: Paths, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths.models.mkdir()
    entry = f'[models.large]\npath = "{tiny}"\ncontext = 131072\nkv_kib = 60000\n'
    (paths.models / "added.toml").write_text(entry)
    assistant = make()
    real = memory()
    monkeypatch.setattr("edge.models.choosing.free_memory", lambda: min(real.available or 0, 100_000_000))
    with pytest.raises(NotEnoughMemoryError, match="There is not enough memory for large: it needs"):
        assistant.use_model("large")
    assert assistant.status().model == "tiny"
    assert not paths.config.exists()


def test_a_model_that_was_added_since_the_start_can_be_chosen(make: Make, paths: Paths, other: Path) -> None:
    assistant = make()
    paths.models.mkdir()
    (paths.models / "added.toml").write_text(f'[models.mine]\npath = "{other}"\n')
    assert assistant.use_model("mine") == "mine"
    assert ask(assistant, "hello").model == "mine"


def test_an_endpoint_that_was_added_is_asked_in_the_next_turn_and_a_removed_one_is_not(
    make: Make, paths: Paths, server: HonestServer
) -> None:
    assistant = make()
    assert assistant.endpoints() == []
    add(New("lab", server.url, "test-model"), paths)
    assert ask(assistant, "hello", choice="cloud").by == "cloud"
    (lab,) = assistant.endpoints()
    assert (lab.name, lab.breaker, lab.context) == ("lab", "closed", None)
    assert lab.ttft_ms is not None
    remove("lab", paths)
    assert ask(assistant, "hello", choice="cloud").error == "cloud_not_reachable"


def test_what_is_known_of_an_endpoint_outlives_a_change_of_the_list(
    make: Make, paths: Paths, server: HonestServer
) -> None:
    assistant = make()
    add(New("lab", server.url, "test-model", context=4096), paths)
    ask(assistant, "hello", choice="cloud")
    before = assistant.endpoints()[0].ttft_ms
    add(New("second", "http://127.0.0.1:9/v1", "test-model"), paths)
    lab, second = assistant.endpoints()
    assert lab.ttft_ms == before is not None
    assert (second.ttft_ms, second.failure) == (None, None)


def test_an_endpoint_that_fails_is_left_alone_and_says_for_how_long(make: Make, paths: Paths) -> None:
    assistant = make()
    add(New("gone", "http://127.0.0.1:9/v1", "test-model"), paths)
    ask(assistant, "hello", choice="cloud")  # who insists asks twice
    (gone,) = assistant.endpoints()
    assert gone.breaker == "open"
    assert 0 < gone.rests_s <= 120
    assert gone.failure is not None
    assert gone.ttft_ms is None


def test_a_trial_in_the_owner_counts_for_the_next_turns(make: Make, paths: Paths, server: HonestServer) -> None:
    add(New("lab", server.url, "test-model"), paths)
    owner = make()
    with served(owner, paths) as attached:
        found = attached.test_endpoint("lab")
        assert (found.ok, found.context) == (True, 4096)
        (lab,) = attached.endpoints()
        assert (lab.context, lab.ttft_ms) == (4096, found.ttft_ms)
        with pytest.raises(UsageError, match="There is no endpoint 'nosuch'"):
            attached.test_endpoint("nosuch")
        attached.set_offline(True)
        with pytest.raises(UsageError, match="Offline mode is on"):
            attached.test_endpoint("lab")


def test_several_may_look_at_the_endpoints_at_once(make: Make, paths: Paths, server: HonestServer) -> None:
    add(New("lab", server.url, "test-model"), paths)
    assistant = make()
    threads = [threading.Thread(target=assistant.test_endpoint, args=("lab",)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert assistant.endpoints()[0].ttft_ms is not None
