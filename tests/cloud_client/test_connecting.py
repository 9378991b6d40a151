"""The way there: each failure is an error of its own, bounded in time, and the environment decides nothing."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cloud_client import CancelledError, Client, CloudError, Endpoint, Timeouts
from tests.cloud_client.bad_server import Answer, BadServer
from tests.cloud_client.conftest import MESSAGES
from tests.cloud_client.honest_server import HonestServer

MakeClient = Callable[[Endpoint], Client]


def failure(client: Client) -> CloudError:
    with pytest.raises(CloudError) as raised:
        client.complete(MESSAGES)
    assert raised.value.__context__ is None  # nothing of what requests says goes along: it holds the key
    assert raised.value.__cause__ is None
    return raised.value


@pytest.fixture
def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.fixture
def black_hole() -> Iterator[str]:
    """An address whose port answers no connection: its backlog is full and nobody accepts."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"


def test_nobody_listens(make_client: MakeClient, closed_port: int) -> None:
    error = failure(make_client(Endpoint("test", f"http://127.0.0.1:{closed_port}/v1", "m")))
    assert error.kind == "refused"
    assert str(error) == (
        f"test (127.0.0.1:{closed_port}) refuses the connection: "
        "start the server there, or correct the port in its base_url."
    )


def test_the_name_leads_nowhere(make_client: MakeClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    error = failure(make_client(Endpoint("test", "https://models.example:8443/v1", "m")))
    assert str(error) == (
        "The name of test's host, models.example:8443, cannot be found: "
        "check that there is a network and that its base_url is spelt right."
    )


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "ex ample"])
def test_a_name_that_can_be_none(make_client: MakeClient, host: str) -> None:
    with pytest.raises(CloudError) as raised:
        make_client(Endpoint("test", f"https://{host}/v1", "m")).complete(MESSAGES)
    assert raised.value.kind in {"name_not_found", "endpoint"}


def test_a_name_server_that_never_answers_is_waited_for_no_longer_than_a_connection(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()

    def never(*_: Any, **__: Any) -> Any:
        over.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    endpoint = Endpoint("test", "https://models.example/v1", "m", timeouts=Timeouts(connect=0.2))
    assert failure(make_client(endpoint)).kind == "connect_timeout"
    stream = make_client(endpoint).stream(MESSAGES, deadline=20)
    threading.Timer(0.05, stream.cancel).start()
    with pytest.raises(CancelledError):
        next(stream)
    over.set()


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENETUNREACH, "unreachable"), (errno.EHOSTUNREACH, "unreachable"), (errno.EACCES, "not_reachable")],
)
def test_there_is_no_way(make_client: MakeClient, monkeypatch: pytest.MonkeyPatch, number: int, kind: str) -> None:
    def no_way(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(socket.socket, "connect", no_way)
    error = failure(make_client(Endpoint("test", "http://127.0.0.1:9/v1", "m")))
    assert error.kind == kind
    assert os.strerror(number).lower() in str(error)


def test_a_black_hole(make_client: MakeClient, black_hole: str) -> None:
    started = time.monotonic()
    error = failure(make_client(Endpoint("test", black_hole, "m", timeouts=Timeouts(connect=0.2))))
    assert error.kind == "connect_timeout"
    assert "gave no connection within 0.2 s" in str(error)
    assert time.monotonic() - started < 5


def test_cancelling_a_black_hole(make_client: MakeClient, black_hole: str) -> None:
    stream = make_client(Endpoint("test", black_hole, "m", timeouts=Timeouts(connect=30))).stream(MESSAGES)
    threading.Timer(0.05, stream.cancel).start()
    with pytest.raises(CancelledError):
        next(stream)
    assert not stream.reached


def test_the_environment_decides_nothing(
    honest: HonestServer, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, closed_port: int
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port}")
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    client.complete(MESSAGES)
    assert "Authorization" not in honest.asked[0].headers


def test_cookies_are_not_kept(honest: HonestServer, client: Client) -> None:
    honest.behaviour.answers = [(500, {"Set-Cookie": "session=1; Path=/"}, b"{}")]
    client.complete(MESSAGES)
    assert "Cookie" not in honest.asked[1].headers


def test_a_proxy_that_is_set_is_used(honest: HonestServer, make_client: MakeClient) -> None:
    endpoint = Endpoint(
        "test",
        "http://models.example/v1",
        "test-model",
        allow_http=True,
        proxy=f"http://user:hidden@127.0.0.1:{honest.port}",
    )
    with pytest.raises(CloudError):  # what stands in for a proxy here knows no such path
        make_client(endpoint).complete(MESSAGES)
    assert honest.asked[0].path == "http://models.example/v1/chat/completions"
    assert honest.asked[0].headers["Proxy-Authorization"].startswith("Basic ")


def test_a_proxy_that_is_not_there(make_client: MakeClient, closed_port: int) -> None:
    proxy = f"http://user:hidden@127.0.0.1:{closed_port}"
    for url in ("http://models.example/v1", "https://models.example/v1"):
        error = failure(make_client(Endpoint("test", url, "m", allow_http=True, proxy=proxy)))
        assert error.kind == "proxy"
        assert "hidden" not in str(error)
        assert "(connection refused)" in str(error)


def test_a_proxy_that_wants_a_password(make_client: MakeClient, bad: BadServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def refuse() -> None:
            connection, _ = proxy.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")

        threading.Thread(target=refuse, daemon=True).start()
        address = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        error = failure(make_client(Endpoint("test", "https://models.example/v1", "m", proxy=address)))
    assert str(error) == (
        "The proxy that is set for test cannot be used (407 Proxy Authentication Required): "
        "correct its proxy setting or remove it."
    )


def test_what_answers_speaks_no_http(make_client: MakeClient, bad: BadServer) -> None:
    bad.scripts["ssh"] = lambda answer: answer.raw(b"SSH-2.0-OpenSSH_9.6\r\n")
    assert failure(make_client(Endpoint("test", bad.url("ssh"), "m"))).kind == "not_http"


def test_a_head_of_too_many_lines(make_client: MakeClient, bad: BadServer) -> None:
    bad.scripts["many"] = lambda answer: answer.raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n")
    assert failure(make_client(Endpoint("test", bad.url("many"), "m"))).kind == "not_http"


def test_a_server_that_does_not_take_the_request(make_client: MakeClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        endpoint = Endpoint(
            "test", f"http://127.0.0.1:{server.getsockname()[1]}/v1", "m", timeouts=Timeouts(first_token=0.2)
        )
        stream = make_client(endpoint).stream({"messages": [{"role": "user", "content": "x" * 8_000_000}]})
        with pytest.raises(CloudError) as raised:
            next(stream)
    assert raised.value.kind == "no_first_token"


def test_a_kept_connection_that_was_idle_for_long_is_not_used_again(
    honest: HonestServer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.complete(MESSAGES)
    monkeypatch.setattr("cloud_client.connection.IDLE", 0.0)
    client.complete(MESSAGES)
    assert len({request.client for request in honest.requests}) == 2


def test_a_body_that_nobody_reads_stays_with_the_server(make_client: MakeClient, bad: BadServer) -> None:
    sent = 0
    full = threading.Event()

    def flood(answer: Answer) -> None:
        nonlocal sent
        answer.begin()
        answer.connection.settimeout(0.3)
        line = b"data: " + b'{"choices": []}'.ljust(60_000) + b"\n\n"
        with contextlib.suppress(TimeoutError):
            for _ in range(2000):  # 120 MB
                answer.chunk(line)
                sent += len(line)
        full.set()

    bad.scripts["flood"] = flood
    stream = make_client(Endpoint("test", bad.url("flood", 1), "m")).stream(MESSAGES)
    with stream:
        next(stream)
        assert full.wait(30)
    assert sent < 60_000_000
