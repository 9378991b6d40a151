"""Adding an endpoint from what a person typed: what is kept, what is refused, and the models that a server has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.catalogue import configured
from edge.endpoints.adding import New, add, examples, key_is_missing, models_at, remove
from edge.errors import CloudNotReachableError, UsageError
from edge.paths import Paths
from tests.cloud_client.honest_server import Behaviour, HonestServer


@pytest.fixture
def server() -> Iterator[HonestServer]:
    with HonestServer(Behaviour(models={"small": 4096, "large": None})) as server:
        yield server


def test_what_is_kept_names_the_place_of_a_key_and_not_the_key(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_KEY", "canary-key")
    made = add(New("lab", "https://lab.example/v1/", "m", key_env="LAB_KEY", price="1 EUR per million tokens"), paths)
    assert not key_is_missing(made)
    text = paths.endpoints.read_text("utf-8")
    assert "canary-key" not in text
    kept = configured.read(paths.endpoints)["lab"]
    assert (kept.endpoint.base_url, kept.key_env) == ("https://lab.example/v1", "LAB_KEY")
    assert kept.price == "1 EUR per million tokens"


def test_a_variable_that_is_not_set_is_noticed(paths: Paths) -> None:
    assert key_is_missing(add(New("lab", "https://lab.example/v1", "m", key_env="NOT_SET"), paths))


def test_the_strengths_of_a_model_that_the_catalogue_knows_are_taken(paths: Paths) -> None:
    made = add(New("mine", "https://lab.example/v1", "someone/glm-4-9b-chat"), paths)
    assert "chinese" in made.endpoint.good_at


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (New("lab", "http://lab.example/v1", "m"), "set allow_http = true for it"),
        (New("lab", "https://me:canary@lab.example/v1", "m"), "nothing secret belongs there"),
        (New("lab", "https://lab.example/v1", "m", key_env="sk-canary"), "and not the key"),
        (New("lab", "https://lab.example/v1", "m", key_file="/nosuch/canary-file"), "cannot be read"),
        (New("", "https://lab.example/v1", "m"), "cannot be an endpoint's name"),
        (New("lab", "lab.example", "m"), "begins with https://"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_leaves_no_list(paths: Paths, new: New, says: str) -> None:
    with pytest.raises(UsageError) as raised:
        add(new, paths)
    assert says in str(raised.value)
    assert "sk-canary" not in str(raised.value)
    assert not paths.endpoints.exists()


def test_the_models_of_a_server_are_listed_before_it_is_added(paths: Paths, server: HonestServer) -> None:
    assert sorted(models_at(New("", server.url, ""), paths)) == ["large", "small"]
    assert server.asked == []  # nothing was said to it


def test_a_server_that_is_not_there_is_one_sentence(paths: Paths) -> None:
    with pytest.raises(CloudNotReachableError, match=r"127\.0\.0\.1:9"):
        models_at(New("", "http://127.0.0.1:9/v1", ""), paths)


def test_nothing_is_asked_in_offline_mode(paths: Paths, server: HonestServer) -> None:
    paths.offline.touch()
    with pytest.raises(UsageError, match="Offline mode is on"):
        models_at(New("", server.url, ""), paths)
    assert server.requests == []


def test_a_key_is_not_sent_unencrypted_to_another_machine(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_KEY", "canary-key")
    with pytest.raises(UsageError, match="http"):
        models_at(New("", "http://lab.example/v1", "", key_env="LAB_KEY"), paths)


def test_examples_are_those_that_are_not_on_the_list(paths: Paths, home: Path) -> None:
    assert [one.name for one in examples(paths)] == ["qwen7b", "glm4"]
    add(New("glm4", "https://lab.example/v1", "m"), paths)
    assert [one.name for one in examples(paths)] == ["qwen7b"]
    remove("glm4", paths)
    with pytest.raises(UsageError, match="There is no endpoint 'glm4'"):
        remove("glm4", paths)
