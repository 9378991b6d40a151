"""Encrypted connections: whom to trust, and what is said when there is nobody to."""

from __future__ import annotations

import shutil
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from cloud_client import CancelledError, Client, CloudError, Endpoint, Timeouts
from cloud_client.errors import EndpointError
from tests.cloud_client.certificates import Authority
from tests.cloud_client.conftest import MESSAGES
from tests.cloud_client.honest_server import HonestServer

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command makes the certificates")

MakeClient = Callable[[Endpoint], Client]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def failure(client: Client) -> CloudError:
    with pytest.raises(CloudError) as raised:
        client.complete(MESSAGES)
    return raised.value


def test_an_answer_comes_over_an_encrypted_connection_that_is_kept(
    make_client: MakeClient, authority: Authority
) -> None:
    with HonestServer(context=authority.server("good")) as server:
        client = make_client(Endpoint("test", server.url, "test-model", ca_file=authority.certificate))
        assert client.complete(MESSAGES).text == "Hello, world."
        assert client.complete(MESSAGES).text == "Hello, world."
        assert len({request.client for request in server.requests}) == 1


def test_cancelling_closes_an_encrypted_connection(make_client: MakeClient, authority: Authority) -> None:
    with HonestServer(context=authority.server("cancelled")) as server:
        server.behaviour.hold_after = 1
        client = make_client(Endpoint("test", server.url, "test-model", ca_file=authority.certificate))
        stream = client.stream(MESSAGES)
        next(stream)
        threading.Timer(0.05, stream.cancel).start()
        with pytest.raises(CancelledError):
            next(stream)
        assert server.gone.wait(10)


def test_an_authority_that_nobody_trusts(make_client: MakeClient, authority: Authority) -> None:
    with HonestServer(context=authority.server("unknown")) as server:
        error = failure(make_client(Endpoint("test", server.url, "test-model")))
        assert error.kind == "tls"
        assert "name the certificates of your own authority in ca_file" in str(error)
        assert server.requests == []


def test_a_certificate_of_another_host(make_client: MakeClient, authority: Authority) -> None:
    with HonestServer(context=authority.server("host")) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        error = failure(make_client(Endpoint("test", url, "test-model", ca_file=authority.certificate)))
        assert error.kind == "tls"
        assert "localhost" in str(error)


def test_a_certificate_that_is_not_yet_valid_points_to_the_clock(make_client: MakeClient, authority: Authority) -> None:
    with HonestServer(context=authority.server("early", begins="20980101000000Z")) as server:
        error = failure(make_client(Endpoint("test", server.url, "test-model", ca_file=authority.certificate)))
        assert error.kind == "not_yet_valid"
        assert str(error) == (
            f"The certificate of test (127.0.0.1:{server.port}) is not valid yet (certificate is not yet valid): "
            "set this machine's clock, which is probably behind."
        )


def test_a_certificate_that_has_expired(make_client: MakeClient, authority: Authority) -> None:
    with HonestServer(context=authority.server("late", ends="20200201000000Z")) as server:
        error = failure(make_client(Endpoint("test", server.url, "test-model", ca_file=authority.certificate)))
        assert error.kind == "tls"
        assert "(certificate has expired): check its address and this machine's clock" in str(error)


def test_a_server_without_encryption_where_https_is_asked_for(make_client: MakeClient, honest: HonestServer) -> None:
    url = honest.url.replace("http://", "https://")
    assert failure(make_client(Endpoint("test", url, "test-model"))).kind == "tls"


def test_a_handshake_that_nobody_answers_is_waited_for_no_longer_than_a_connection(make_client: MakeClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/v1"
        error = failure(make_client(Endpoint("test", url, "m", timeouts=Timeouts(connect=0.2))))
    assert error.kind == "connect_timeout"


def test_a_connection_that_is_cut_without_a_farewell(make_client: MakeClient, authority: Authority) -> None:
    context = authority.server("cut")
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            secure = context.wrap_socket(connection, server_side=True)
            secure.recv(65536)
            secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
            secure.sendall(b'data: {"choices": [{"index": 0, "delta": {"content": "a"}}]}\n\n')
            socket.socket.shutdown(secure, socket.SHUT_RDWR)
            secure.close()

        threading.Thread(target=answer, daemon=True).start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/v1"
        client = make_client(Endpoint("test", url, "m", ca_file=authority.certificate))
        stream = client.stream(MESSAGES)
        with stream, pytest.raises(CloudError) as raised:
            list(stream)
    assert (raised.value.kind, stream.text) == ("cut_in_the_middle", "a")


def test_certificates_that_are_not_there(make_client: MakeClient, tmp_path: Path) -> None:
    endpoint = Endpoint("test", "https://127.0.0.1:1/v1", "m", ca_file=tmp_path / "none.pem")
    with pytest.raises(EndpointError, match=r"its ca_file .*none\.pem does not exist"):
        make_client(endpoint).complete(MESSAGES)


def test_certificates_that_are_none(make_client: MakeClient, tmp_path: Path) -> None:
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("nonsense")
    error = failure(make_client(Endpoint("test", "https://127.0.0.1:1/v1", "m", ca_file=nonsense)))
    assert error.kind in {"tls", "not_reachable", "refused"}


def test_the_protocol_is_not_an_old_one(make_client: MakeClient, authority: Authority) -> None:
    context = authority.server("old")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with HonestServer(context=context) as server:
        client = make_client(Endpoint("test", server.url, "test-model", ca_file=authority.certificate))
        assert client.complete(MESSAGES).complete
