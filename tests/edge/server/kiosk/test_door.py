"""Who may look, who may ask: nothing is told or done without a session, to another page, or under another name."""

from __future__ import annotations

import http.client
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edge.paths import Paths
from edge.server.kiosk import app as kiosk_app
from edge.server.kiosk.app import KioskServer
from edge.server.kiosk.link import Link
from edge.server.kiosk.sessions import MOST
from edge.server.serving import Place
from edge.settings import Settings
from tests.edge.server.kiosk.showing import IDLE, Showing, showing
from tests.stubs.assistant import FakeAssistant

OPEN = {"/healthz": 200, "/page.css": 200, "/icon.svg": 200}
PATHS = ["/", "/page.js", "/talk.js", "/words.js", "/page.json", "/channel"]
POSTED = ["/turn", "/stop", "/stay", "/end"]


@pytest.fixture(scope="module")
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="module")
def shown(fake: FakeAssistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Showing]:
    with showing(fake, Paths.under(tmp_path_factory.mktemp("home")), hosts="kiosk.local:80") as one:
        yield one


@pytest.fixture(scope="module")
def cookie(shown: Showing) -> str:
    return opened(shown)


def opened(shown: Showing) -> str:
    """The cookie of a browser that was opened by the link."""
    set_cookie = asked(shown, shown.link.removeprefix(shown.url)).getheader("Set-Cookie") or ""
    return set_cookie.split(";")[0]


def asked(
    shown: Showing, path: str, method: str = "GET", body: str | None = None, **headers: str | None
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", shown.port, timeout=30)
    connection.putrequest(method, path, skip_host=True)
    given = {"host": f"127.0.0.1:{shown.port}", **headers}
    for name, value in given.items():
        if value is not None:
            connection.putheader(name.replace("_", "-"), value.format(port=shown.port))
    if body is not None:
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body.encode() if body is not None else None)
    response = connection.getresponse()
    if path != "/channel" or response.status != 200:
        response.content = response.read()  # type: ignore[attr-defined]  # kept for the test
    connection.close()
    return response


def test_that_it_runs_and_how_its_pages_look_is_told_to_everybody(shown: Showing) -> None:
    assert {path: asked(shown, path).status for path in OPEN} == OPEN


def test_without_a_session_nothing_is_told_or_done(shown: Showing, fake: FakeAssistant, cookie: str) -> None:
    paths = [*PATHS, *POSTED, "/nothing", "/page.css/../page.json", "//", "/page.html"]
    shows = [None, "edge_kiosk_{port}=wrong", "edge_kiosk_{port}=", "other=1", f"{cookie}x"]
    for path, wrong in itertools.product(paths, shows):
        method, body = ("POST", json.dumps({"text": "hello", "visit": 0})) if path in POSTED else ("GET", None)
        origin = "http://127.0.0.1:{port}"
        assert asked(shown, path, method, body, cookie=wrong, origin=origin).status == 403, (path, wrong)
    assert fake.asked == []


def test_a_browser_without_a_session_sees_what_is_to_be_done(shown: Showing) -> None:
    response = asked(shown, "/")
    assert response.getheader("Content-Type") == "text/html; charset=utf-8"
    page = response.content.decode()  # type: ignore[attr-defined]  # kept by `asked`
    assert page.count("edge kiosk link") == 3  # in three languages


HOSTS = {"127.0.0.1:{port}": 200, "localhost:{port}": 200, "kiosk.local:80": 200, "127.0.0.1": 421, "evil.example": 421}
ORIGINS = (None, "own", "http://evil.example", "https://127.0.0.1:{port}", "http://127.0.0.1", "null")
SITES = (None, "same-origin", "same-site", "cross-site", "none")


def test_only_its_own_page_under_its_own_name_may_ask(shown: Showing, cookie: str) -> None:
    for host, origin, site, method in itertools.product(HOSTS, ORIGINS, SITES, ("GET", "POST")):
        sent = f"http://{host}" if origin == "own" else origin
        path = "/page.json" if method == "GET" else "/stay"
        found = asked(shown, path, method, cookie=cookie, host=host, origin=sent, sec_fetch_site=site).status
        right = origin == "own" or (origin is None and method == "GET")
        right = right and site in (None, "same-origin")
        if HOSTS[host] == 421:
            assert found == 421, (host, origin, site, method)
        else:
            assert found == ((200 if method == "GET" else 204) if right else 403), (host, origin, site, method)


def test_the_page_of_one_name_does_not_ask_under_another(shown: Showing, cookie: str) -> None:
    response = asked(shown, "/stay", "POST", cookie=cookie, host="localhost:{port}", origin="http://127.0.0.1:{port}")
    assert response.status == 403


def test_no_page_may_read_an_answer_across_origins(shown: Showing, cookie: str) -> None:
    response = asked(shown, "/page.json", cookie=cookie, origin="http://127.0.0.1:{port}")
    assert response.getheader("Access-Control-Allow-Origin") is None
    wants = asked(shown, "/turn", "OPTIONS", origin="http://127.0.0.1:{port}", access_control_request_method="POST")
    assert wants.status == 403


def test_every_response_has_the_strict_headers(shown: Showing, cookie: str) -> None:
    paths = ("/", "/page.json", "/page.js", "/nothing", "/open", "/healthz")
    for path, host in itertools.product(paths, ("127.0.0.1:{port}", "evil.example")):
        response = asked(shown, path, cookie=cookie, host=host)
        policy = response.getheader("Content-Security-Policy") or ""
        assert policy.startswith("default-src 'none';")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response.getheader("Cache-Control") == "no-store"
        assert response.getheader("X-Content-Type-Options") == "nosniff"
        assert response.getheader("Referrer-Policy") == "no-referrer"


class TestTheLink:
    def test_becomes_a_cookie_that_only_this_page_gets(self, shown: Showing) -> None:
        response = asked(shown, shown.link.removeprefix(shown.url))
        assert (response.status, response.getheader("Location")) == (303, "/")
        parts = [part.strip().lower() for part in (response.getheader("Set-Cookie") or "").split(";")]
        assert parts[0].startswith(f"edge_kiosk_{shown.port}=")
        assert {"httponly", "samesite=strict", "path=/"} == set(parts[1:])  # host-only, and gone with the browser

    def test_works_once(self, shown: Showing) -> None:
        path = shown.link.removeprefix(shown.url)
        assert asked(shown, path).status == 303
        again = asked(shown, path)
        assert (again.status, again.getheader("Set-Cookie")) == (403, None)

    def test_is_not_used_up_by_a_browser_that_fetches_ahead(self, shown: Showing) -> None:
        path = shown.link.removeprefix(shown.url)
        assert asked(shown, path, sec_purpose="prefetch;prerender").status == 403
        assert asked(shown, path, "HEAD").status == 403
        assert asked(shown, path, sec_fetch_site="cross-site").status == 403
        assert asked(shown, path, sec_fetch_site="none").status == 303

    def test_opens_a_number_of_browsers_and_the_first_has_to_be_opened_anew(self, shown: Showing) -> None:
        cookies = [opened(shown) for _ in range(MOST + 1)]
        assert asked(shown, "/page.json", cookie=cookies[0]).status == 403
        assert asked(shown, "/page.json", cookie=cookies[1]).status == 200


FOLDER = Path(kiosk_app.__file__).parent / "page"


def test_no_page_has_script_or_style_in_it_nor_anything_from_elsewhere() -> None:
    for path in FOLDER.glob("*.html"):
        text = path.read_text("utf-8")
        assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|https?://", text) == []


def test_what_is_said_never_becomes_markup() -> None:
    for path in FOLDER.glob("*.js"):
        text = path.read_text("utf-8")
        assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Function\(", text) == []
        assert re.findall(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\b", text) == []


def test_the_page_says_the_same_things_in_every_language() -> None:
    text = (FOLDER / "words.js").read_text("utf-8")
    blocks = re.findall(r"^const (\w+) = \{\n(.*?)^\};", text, re.MULTILINE | re.DOTALL)
    keys = {language: re.findall(r"^ +(\w+):|[{,] (\w+):", block, re.MULTILINE) for language, block in blocks}
    assert set(keys) == {"en", "zh", "ja"}
    named = {language: sorted(first or second for first, second in found) for language, found in keys.items()}
    assert named["zh"] == named["en"] == named["ja"]
    assert not re.findall(r"[\u3041-\u30ff\u4e00-\u9fff][,.:;?!]", text)


async def test_behind_tls_the_cookie_goes_over_tls_only(tmp_path: Path) -> None:
    place = Place("127.0.0.1", 8735, tmp_path / "cert.pem", tmp_path / "key.pem", ("kiosk.local:8735",), ())
    paths = Paths.under(tmp_path)
    link = Link(paths.kiosk_link, place.url)
    server = KioskServer(FakeAssistant(), link, IDLE, place, Settings(), paths)

    async def asked_for(path: str, **headers: str) -> tuple[int, dict[str, str]]:
        told: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            told.append(message)

        async def receive() -> Any:
            return {"type": "http.request", "body": b""}

        path, _, query = path.partition("?")
        named = [(name.encode(), value.encode()) for name, value in {"host": "kiosk.local:8735", **headers}.items()]
        scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": named}
        await server.app(scope, receive, send)
        return told[0]["status"], {name.decode(): value.decode() for name, value in told[0]["headers"]}

    status, headers = await asked_for(link.url.removeprefix(place.url))
    cookie, *parts = headers["set-cookie"].split("; ")
    assert (status, cookie.startswith("__Host-edge_kiosk_8735=")) == (303, True)
    assert "secure" in {part.lower() for part in parts}
    assert (await asked_for("/page.json", cookie=cookie, origin="https://kiosk.local:8735"))[0] == 200
    assert (await asked_for("/page.json", cookie=cookie, origin="http://kiosk.local:8735"))[0] == 403
    link.close()
