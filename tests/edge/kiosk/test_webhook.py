"""A command that an address carries out: what goes there, what comes back, and every way in which it can fail."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from edge.answerer import Cancel
from edge.kiosk.carrying_out import NotDoneError
from edge.kiosk.webhook import MOST_BYTES, leaves, post
from tests.edge.kiosk.desk import Desk, desk

SAID = {"intent": "Open", "slots": {"number": 4, "name": "大门"}, "language": "zh"}


@pytest.fixture
def there() -> Iterator[Desk]:
    with desk() as found:
        yield found


def why(address: str, *, token_env: str | None = None, seconds: float = 20, cancel: Cancel | None = None) -> str:
    with pytest.raises(NotDoneError) as error:
        post(address, SAID, token_env, seconds, cancel or Cancel())
    return error.value.why


def test_intent_and_typed_slots_arrive_as_json_and_the_text_that_comes_back_is_the_reply(there: Desk) -> None:
    there.body = '{"text": "四号柜已打开", "more": 1}'.encode()

    assert post(f"{there.url}/do?x=1", SAID, None, 20, Cancel()) == "四号柜已打开"

    ((path, headers, said),) = there.came
    assert path == "/do?x=1"
    assert said == SAID
    assert headers["Content-Type"] == "application/json"
    assert "Authorization" not in headers


@pytest.mark.parametrize("body", [b"", b"OK", b"[1]", b'{"text": 5}', b"\xff", b"[" * 5000])
def test_a_reply_without_text_is_done_all_the_same(there: Desk, body: bytes) -> None:
    there.body = body

    assert post(there.url, SAID, None, 20, Cancel()) is None


def test_the_token_comes_from_the_environment_and_without_it_nothing_is_sent(
    there: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert why(there.url, token_env="DESK_TOKEN") == "broken"
    monkeypatch.setenv("DESK_TOKEN", "a b\r\nX: y")
    assert why(there.url, token_env="DESK_TOKEN") == "broken"
    assert not there.came

    monkeypatch.setenv("DESK_TOKEN", "s3cr3t")
    post(there.url, SAID, "DESK_TOKEN", 20, Cancel())
    assert there.came[0][1]["Authorization"] == "Bearer s3cr3t"


def test_a_redirect_is_not_followed_and_an_error_is_a_failure(there: Desk) -> None:
    there.headers["Location"] = f"{there.url}/elsewhere"
    for status in (301, 307, 404, 500):
        there.status = status
        assert why(there.url) == "failed"
    assert {path for path, _, _ in there.came} == {"/"}


def test_a_reply_that_never_ends_is_a_failure(there: Desk) -> None:
    there.body = b"x" * (MOST_BYTES + 1)

    assert why(there.url) == "failed"


def test_no_proxy_of_the_environment_is_used(there: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    post(there.url, SAID, None, 20, Cancel())

    assert len(there.came) == 1


def test_one_that_cannot_be_reached_is_missing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen

        assert why(f"http://127.0.0.1:{taken.getsockname()[1]}/") == "missing"


def test_one_that_does_not_answer_in_time_is_late_and_its_connection_is_closed(there: Desk) -> None:
    waiting = threading.Event()
    there.hold = waiting.wait

    assert why(there.url, seconds=0.2) == "late"
    waiting.set()
    assert [thread for thread in threading.enumerate() if thread.name == "kiosk-command"] == [] or _ended()


def test_what_was_given_up_while_its_name_was_looked_up_is_never_sent(
    there: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, lookup = threading.Event(), socket.getaddrinfo

    def slow(*args: Any, **more: Any) -> Any:
        waiting.wait()
        return lookup(*args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    assert why(there.url, seconds=0.1) == "late"
    waiting.set()
    assert _ended()
    assert not there.came


@pytest.mark.parametrize(("address", "port"), [("http://[::1]/open", 80), ("https://[2001:db8::443]/", 443)])
def test_an_ipv6_address_without_a_port_is_the_whole_of_it(
    monkeypatch: pytest.MonkeyPatch, address: str, port: int
) -> None:
    tried: list[object] = []

    def connect(where: object, *_: object) -> None:
        tried.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    assert why(address) == "missing"
    assert tried == [(address.partition("[")[2].partition("]")[0], port)]


def _ended() -> bool:
    for thread in threading.enumerate():
        if thread.name == "kiosk-command":
            thread.join(20)
    return not any(thread.name == "kiosk-command" for thread in threading.enumerate())


def test_a_turn_that_is_stopped_does_not_wait(there: Desk) -> None:
    cancel, waiting = Cancel(), threading.Event()

    def stop() -> None:
        cancel.set()
        waiting.wait()

    there.hold = stop
    try:
        assert why(there.url, cancel=cancel) == "cancelled"
    finally:
        waiting.set()
    assert _ended()


def test_a_server_without_a_certificate_that_is_trusted_gets_nothing(there: Desk) -> None:
    assert why(there.url.replace("http://", "https://")) == "missing"
    assert not there.came


def test_what_goes_to_this_machine_does_not_leave_it() -> None:
    assert not leaves("http://127.0.0.1:80/a")
    assert not leaves("http://localhost/a")
    assert not leaves("http://[::1]:5/")
    assert leaves("https://example.org/")
    assert leaves("https://127.0.0.1.example.org/")
