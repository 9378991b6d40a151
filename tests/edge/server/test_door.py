"""Which host, which origin, which token: nothing passes that should not, in any combination."""

from __future__ import annotations

import http.client
import itertools
import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.errors import SettingsError, UsageError
from edge.server.serving import place
from edge.server.token import read_token
from edge.settings import Server, Settings
from tests.edge.server.conftest import TOKEN, Serving, running
from tests.stubs.assistant import FakeAssistant

HOSTS = {
    "127.0.0.1:{port}": True,
    "localhost:{port}": True,
    "LOCALHOST:{port}": True,
    "[::1]:{port}": True,
    "kiosk.local": True,
    "127.0.0.1": False,
    "127.0.0.1:1": False,
    "evil.example": False,
    "evil.example:{port}": False,
    "localhost.evil.example:{port}": False,
    "kiosk.local.": False,
    "": False,
    None: False,
}
ORIGINS = {
    None: True,
    "https://intranet.example": True,
    "https://intranet.example.evil": False,
    "http://intranet.example": False,
    "https://evil.example": False,
    "null": False,
    "*": False,
}
TOKENS = {
    f"Bearer {TOKEN}": True,
    f"bearer {TOKEN}": True,
    None: False,
    "": False,
    "Bearer": False,
    "Bearer wrong": False,
    f"Bearer {TOKEN[:-1]}": False,
    f"Bearer {TOKEN}x": False,
    f"Basic {TOKEN}": False,
    TOKEN: False,
}


@pytest.fixture(scope="module")
def served() -> Iterator[Serving]:
    """Behind a name of its own, for the pages of one origin."""
    with running(FakeAssistant(), hosts="kiosk.local:80", origins="https://intranet.example") as one:
        yield one


def asked(
    served: Serving,
    host: str | None,
    origin: str | None,
    token: str | None,
    *,
    path: str = "/v1/models",
    method: str = "GET",
    more: tuple[tuple[str, str], ...] = (),
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    connection.putrequest(method, path, skip_host=True)
    given = {"Host": host, "Origin": origin, "Authorization": token}
    for name, value in [*given.items(), *more]:
        if value is not None:
            connection.putheader(name, value.format(port=served.port))
    connection.endheaders()
    response = connection.getresponse()
    response.content = response.read()  # type: ignore[attr-defined]  # kept for the test
    connection.close()
    return response


@pytest.mark.parametrize("host", HOSTS)
def test_every_combination_of_host_origin_and_token(served: Serving, host: str | None) -> None:
    for origin, token in itertools.product(ORIGINS, TOKENS):
        status = asked(served, host if host != "kiosk.local" else "kiosk.local:80", origin, token).status
        allowed = HOSTS[host] and ORIGINS[origin] and TOKENS[token]
        if allowed:
            assert status == 200, (host, origin, token)
        elif not HOSTS[host]:
            assert status in {400, 421}, (host, origin, token)  # without any host it is no HTTP/1.1
        elif not ORIGINS[origin]:
            assert status == 403, (host, origin, token)
        else:
            assert status == 401, (host, origin, token)


@pytest.mark.parametrize("name", ["Host", "Origin", "Authorization"])
def test_a_header_that_is_there_twice_opens_nothing(served: Serving, name: str) -> None:
    right = {"Host": "127.0.0.1:{port}", "Origin": "https://intranet.example", "Authorization": f"Bearer {TOKEN}"}
    response = asked(served, right["Host"], right["Origin"], right["Authorization"], more=((name, right[name]),))
    assert response.status in {400, 401, 403, 421}


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/v1/models", "GET"),
        ("/v1/chat/completions", "POST"),
        ("/v1/turns", "POST"),
        ("/metrics", "GET"),
        ("/readyz", "GET"),
        ("/openapi.json", "GET"),
        ("/", "GET"),
        ("/nothing", "GET"),
        ("//healthz", "GET"),
        ("/healthz/", "GET"),
        ("/healthz/../metrics", "GET"),
    ],
)
def test_nothing_is_told_without_the_token_but_that_it_runs(served: Serving, path: str, method: str) -> None:
    assert asked(served, "127.0.0.1:{port}", None, None, path=path, method=method).status == 401


def test_that_it_runs_is_told_to_everybody_on_this_machine(served: Serving) -> None:
    assert asked(served, "127.0.0.1:{port}", None, None, path="/healthz").status == 200
    assert asked(served, "evil.example", None, None, path="/healthz").status == 421
    assert asked(served, "127.0.0.1:{port}", "https://evil.example", None, path="/healthz").status == 403


def test_a_page_of_a_listed_origin_is_answered_by_the_rules_of_browsers(served: Serving) -> None:
    wants = (("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization"))
    before = asked(served, "127.0.0.1:{port}", "https://intranet.example", None, method="OPTIONS", more=wants)
    assert (before.status, before.getheader("Access-Control-Allow-Origin")) == (204, "https://intranet.example")
    after = asked(served, "127.0.0.1:{port}", "https://intranet.example", f"Bearer {TOKEN}")
    assert after.getheader("Access-Control-Allow-Origin") == "https://intranet.example"
    assert "Origin" in (after.getheader("Vary") or "")
    other = asked(served, "127.0.0.1:{port}", "https://evil.example", None, method="OPTIONS", more=wants)
    assert (other.status, other.getheader("Access-Control-Allow-Origin")) == (403, None)


def test_a_body_that_is_too_large_is_refused_announced_or_not(served: Serving) -> None:
    large = "x" * (5 * 2**20)
    assert served.post("/v1/turns", {"text": large}).status_code == 413

    def pieces() -> Iterator[bytes]:
        yield b'{"text": "'
        for _ in range(80):
            yield b"x" * 2**16
        yield b'"}'

    announced = served.session.post(
        f"{served.url}/v1/turns", data=pieces(), headers={"Content-Type": "application/json"}, timeout=60
    )
    assert announced.status_code == 413


def test_what_is_wrong_is_a_sentence_in_the_form_that_clients_read(served: Serving) -> None:
    response = asked(served, "127.0.0.1:{port}", None, "Bearer wrong")
    error = json.loads(response.content)["error"]  # type: ignore[attr-defined]
    assert (error["type"], error["code"]) == ("authentication_error", "token")
    assert "edge serve --show-token" in error["message"]


class TestTheToken:
    def test_is_made_once_for_this_user_only(self, tmp_path: Path) -> None:
        file = tmp_path / "home" / "server.token"
        token = read_token(file)
        assert len(token) >= 40
        assert read_token(file) == token
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700

    def test_that_others_can_read_is_not_used(self, tmp_path: Path) -> None:
        file = tmp_path / "server.token"
        read_token(file)
        file.chmod(0o644)
        with pytest.raises(SettingsError, match="chmod 600"):
            read_token(file)

    @pytest.mark.parametrize("content", ["", "short", "two words that are long enough to be a token", "x\0" * 30])
    def test_that_is_none_is_not_used(self, tmp_path: Path, content: str) -> None:
        file = tmp_path / "server.token"
        file.write_text(content)
        file.chmod(0o600)
        with pytest.raises(SettingsError, match="holds no token"):
            read_token(file)

    def test_is_not_read_through_a_link(self, tmp_path: Path) -> None:
        read_token(tmp_path / "other")
        (tmp_path / "server.token").symlink_to(tmp_path / "other")
        with pytest.raises(SettingsError, match="cannot be used"):
            read_token(tmp_path / "server.token")


class TestThePlace:
    @pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "kiosk.local"])
    def test_where_others_read_along_needs_tls_or_a_word(self, host: str) -> None:
        settings = Settings(server=Server(host=host))
        with pytest.raises(UsageError, match="others could read along"):
            place(settings)
        assert place(settings, insecure=True).host == host

    @pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.1.2.3"])
    def test_on_this_machine_it_does_not(self, host: str) -> None:
        found = place(Settings(server=Server(host=host, port=8734)))
        assert "localhost:8734" in found.hosts
        assert found.url.startswith("http://")

    def test_names_of_the_settings_have_the_port_unless_they_say_one(self) -> None:
        found = place(Settings(server=Server(port=8734, hosts="kiosk.local Proxy.example:443")))
        assert {"kiosk.local:8734", "proxy.example:443"} <= set(found.hosts)
        assert "kiosk.local" not in found.hosts

    def test_a_certificate_without_its_key_or_that_is_none_is_a_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match="needs both"):
            place(Settings(server=Server(certificate="a.pem")))
        with pytest.raises(SettingsError, match="cannot be used"):
            place(Settings(server=Server(certificate=str(tmp_path / "a"), key=str(tmp_path / "b"))))
