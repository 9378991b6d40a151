"""A key is read from where it belongs, and shows itself nowhere."""

from __future__ import annotations

import copy
import gc
import logging
import pickle
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from cloud_client import Client, CloudError, Endpoint, Key, Retries
from cloud_client.errors import KeyNotUsableError
from cloud_client.key import read_key
from tests.cloud_client.bad_server import REASONS, BadServer
from tests.cloud_client.conftest import MESSAGES
from tests.cloud_client.honest_server import HonestServer

CANARY = "sk-canary-8f14e45fceea167a5a36dedd4bea2543"

MakeClient = Callable[[Endpoint], Client]


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_text(CANARY + "\n")
    path.chmod(0o600)
    return path


def test_a_key_does_not_show_itself() -> None:
    key = Key(CANARY)
    shown = (f"{key}", f"{key!r}", f"{key!s:>20}", f"{key:>20}", str([key]), repr({"key": key}))
    assert [text for text in shown if CANARY in text] == []
    assert key.reveal() == CANARY


@pytest.mark.parametrize("give_away", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_key_is_not_written_anywhere(give_away: Callable[[Key], object]) -> None:
    with pytest.raises(TypeError):
        give_away(Key(CANARY))


def test_the_variable_comes_before_the_file(key_file: Path) -> None:
    key = read_key("test", "THE_KEY", key_file, {"THE_KEY": "from-variable"})
    assert key is not None
    assert key.reveal() == "from-variable"
    key = read_key("test", "THE_KEY", key_file, {})
    assert key is not None
    assert key.reveal() == CANARY
    assert read_key("test", None, None, {}) is None


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(KeyNotUsableError) as raised:
        read_key("test", "THE_KEY", None, {"THE_KEY": " "})
    assert str(raised.value) == "The key for test cannot be used: set the variable THE_KEY, which is not set."


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused(key_file: Path, mode: int) -> None:
    key_file.chmod(mode)
    with pytest.raises(KeyNotUsableError, match="can be read by others, so make it yours alone") as raised:
        read_key("test", None, key_file)
    assert CANARY not in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        KeyNotUsableError, match=r"put it into .*none, which cannot be read \(No such file or directory\)"
    ):
        read_key("test", None, tmp_path / "none")


@pytest.mark.parametrize("secret", ["two words", "line\nHost: evil", "schlüssel", "x" * 5000])
def test_what_no_header_can_carry_is_refused_unseen(secret: str) -> None:
    with pytest.raises(KeyNotUsableError) as raised:
        read_key("test", "THE_KEY", None, {"THE_KEY": secret})
    assert secret not in str(raised.value)
    assert "the variable THE_KEY has to hold the key alone" in str(raised.value)


def test_the_key_goes_with_each_request_and_a_changed_one_is_used(
    honest: HonestServer, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest.behaviour.key = CANARY
    client = make_client(Endpoint("test", honest.url, "test-model", key_env="THE_KEY"))
    monkeypatch.setenv("THE_KEY", "wrong")
    with pytest.raises(CloudError):
        client.complete(MESSAGES)
    monkeypatch.setenv("THE_KEY", CANARY)
    assert client.complete(MESSAGES).text == "Hello, world."
    assert client.check().latency_ms > 0


def test_a_server_that_repeats_the_key_does_not_bring_it_into_an_error(
    honest: HonestServer, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest.behaviour.key = "another"
    monkeypatch.setenv("THE_KEY", CANARY)
    client = make_client(Endpoint("test", honest.url, "test-model", key_env="THE_KEY"))
    with pytest.raises(CloudError) as raised:
        client.complete(MESSAGES)
    assert str(raised.value) == (
        "test does not accept the key (401: Incorrect API key provided: Bearer [key]): "
        "check the variable or file that its key is read from."
    )


@pytest.mark.parametrize(
    "name", [name for name, fault in REASONS.items() if fault.timeouts.total == 20 and fault.exact]
)
def test_no_error_log_or_traceback_holds_the_key(
    bad: BadServer, name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("THE_KEY", CANARY)
    caplog.set_level(logging.DEBUG)
    endpoint = Endpoint("bad", bad.url(name, 1), "m", key_env="THE_KEY", timeouts=REASONS[name].timeouts)
    with Client(endpoint, retries=Retries(tries=1)) as client:
        try:
            client.complete(MESSAGES)
        except CloudError as error:
            told = [str(error), repr(error), repr(vars(error)), *traceback.format_exception(error)]
            chain = [error.__cause__, error.__context__]
    assert CANARY.encode() in bad.requests[-1]
    assert chain == [None, None]
    assert [text for text in (*told, caplog.text) if CANARY in text] == []


def test_nothing_that_outlives_a_request_holds_the_key(
    honest: HonestServer, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THE_KEY", CANARY)
    client = make_client(Endpoint("test", honest.url, "test-model", key_env="THE_KEY"))
    client.complete(MESSAGES)
    honest.requests.clear()
    gc.collect()
    assert gc.is_tracked(Key(CANARY))
    assert [one for one in gc.get_objects() if isinstance(one, Key)] == []
