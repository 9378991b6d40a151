"""The kiosk's door: that of `edge serve`, with the cookie of a session in the place of the token."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from edge.server.guard import Guard
from edge.server.kiosk.sessions import Session, Sessions
from edge.server.problem import Problem

__all__ = ["HEADERS", "KioskGuard", "Locked"]

OPEN = frozenset({"/healthz", "/open", "/page.css", "/icon.svg"})
"""Paths that need no session; the last two are what the page that says so needs."""
_NAVIGATED = frozenset({"/", "/open"})
"""Paths that a browser is sent to; the others only the page asks for."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), display-capture=(), clipboard-read=()",
}
"""On every response, also on one that refuses."""


class Locked(Problem):
    """There is no session: a page that says what to do, for a browser that was sent here."""

    def __init__(self, page: bytes) -> None:
        super().__init__(403, "This screen was not opened by its link.", code="session")
        self._page = page

    def response(self) -> Response:
        """The whole response."""
        return Response(self._page, self.status, media_type="text/html; charset=utf-8")


class KioskGuard(Guard):
    """Around the whole application; every request of a session finds it in its `scope["state"]`.

    hosts    what a request may have as `Host`, exactly, in small letters
    scheme   http or https: with a host it is the one origin whose pages may ask
    cookie   the name of the cookie
    locked   the page for a browser that has no session
    most     bytes that a body may have
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Iterable[str],
        scheme: str,
        sessions: Sessions,
        cookie: str,
        locked: bytes,
        most: int,
    ) -> None:
        own = tuple(hosts)
        super().__init__(app, hosts=own, origins=[f"{scheme}://{host}" for host in own], token="", most=most)
        self._scheme = scheme
        self._sessions = sessions
        self._cookie = cookie
        self._locked = locked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        await super().__call__(scope, receive, _with_headers(send) if scope["type"] == "http" else send)

    def _origin(self, headers: Headers) -> str | None:
        """None, since no other page may read anything. Raises Problem for an origin that is not the page's own."""
        origin = super()._origin(headers)
        if origin is not None and origin != f"{self._scheme}://{headers['host'].lower()}":
            raise Problem(403, "Only the kiosk's own page may ask.", code="origin")
        return None

    def _admit(self, scope: Scope, headers: Headers) -> None:
        path = scope["path"]
        site = headers.get("sec-fetch-site", "same-origin")
        if site != "same-origin" and not (site == "none" and path in _NAVIGATED | OPEN):
            raise Problem(403, "Only the kiosk's own page may ask.", code="origin")
        if scope["method"] not in {"GET", "HEAD"} and "origin" not in headers:
            raise Problem(403, "Only the kiosk's own page may ask.", code="origin")
        if path in OPEN:
            return
        scope.setdefault("state", {})["session"] = self._session(path, headers)

    def _session(self, path: str, headers: Headers) -> Session:
        shown = [cookie_parser(line).get(self._cookie) for line in headers.getlist("cookie")]
        session = self._sessions.of(shown[0]) if len(shown) == 1 and shown[0] else None
        if session is not None:
            return session
        if path == "/":
            raise Locked(self._locked)
        raise Problem(403, "This screen was not opened by its link: 'edge kiosk link' prints one.", code="session")


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return sending
