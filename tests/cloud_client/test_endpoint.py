"""An endpoint is refused when it is made, if it could not be asked safely."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud_client import Endpoint, Timeouts
from cloud_client.errors import EndpointError, PlainHttpError


@pytest.mark.parametrize(
    "url",
    [
        "https://models.example/v1",
        "https://models.example:8443/a/v1/",
        "http://127.0.0.1:8000/v1",
        "http://127.8.8.8/v1",
        "http://localhost:8000/v1",
        "http://LOCALHOST.:8000/v1",
        "http://models.localhost/v1",
        "http://[::1]:8000/v1",
    ],
)
def test_https_and_this_machine_are_taken(url: str) -> None:
    assert Endpoint("test", url, "m").url("models") == url.rstrip("/") + "/models"


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.1.20:8000/v1",
        "http://models.example/v1",
        "http://localhost.example/v1",
        "http://127.0.0.1.example/v1",
        "http://0.0.0.0:8000/v1",
        "http://[::ffff:10.0.0.1]/v1",
        "http://2130706433/v1",
    ],
)
def test_http_to_another_machine_has_to_be_allowed(url: str) -> None:
    with pytest.raises(PlainHttpError, match="set allow_http = true"):
        Endpoint("test", url, "m")
    Endpoint("test", url, "m", allow_http=True)


def test_http_to_this_machine_through_a_proxy_has_to_be_allowed_too() -> None:
    with pytest.raises(PlainHttpError):
        Endpoint("test", "http://127.0.0.1:8000/v1", "m", proxy="http://proxy.example:3128")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "models.example/v1",
        "ftp://models.example/v1",
        "file:///etc/passwd",
        "https://",
        "https:///v1",
        "https://models.example:port/v1",
        "https://models.example:99999/v1",
        "https://[::1/v1",
        "https://user:pass@models.example/v1",
        "https://key@models.example/v1",
        "https://models.example/v1?key=1",
        "https://models.example/v1#x",
        "https://models.example/v1\r\nX: y",
        "https://models .example/v1",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(EndpointError, match="correct its entry"):
        Endpoint("test", url, "m")


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(EndpointError) as raised:
        Endpoint("test", "https://user:hunter2@models.example/v1", "m")
    assert "hunter2" not in str(raised.value)
    assert "hunter2" not in repr(Endpoint("test", "https://a.example/v1", "m", proxy="http://user:hunter2@b.example"))


@pytest.mark.parametrize("proxy", ["proxy.example:3128", "socks5://proxy.example", "http://", "http://[::1"])
def test_what_is_no_proxy_is_refused(proxy: str) -> None:
    with pytest.raises(EndpointError, match="its proxy is no address"):
        Endpoint("test", "https://models.example/v1", "m", proxy=proxy)


@pytest.mark.parametrize("name", ["connect", "first_token", "between_tokens", "total"])
def test_a_timeout_of_nothing_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Timeouts(**{name: 0})


def test_the_key_may_stand_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("secret")
    path.chmod(0o600)
    key = Endpoint("test", "https://models.example/v1", "m", key_file=path).key()
    assert key is not None
    assert key.reveal() == "secret"
