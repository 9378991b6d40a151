"""The door: which host, which origin, which token, how large. Whatever is not allowed ends here, unread.

A page in a browser can send requests to this machine's ports. So the name that it used has to be one of ours (a name
that somebody else's server points here is not), its origin has to be listed, and the token has to be shown.
"""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from edge.server.problem import Problem

__all__ = ["Guard"]

_OPEN = frozenset({"/healthz"})
"""Paths that need no token."""
_ALLOWED_HEADERS = "Authorization, Content-Type"
_NAMES = re.compile(r"[A-Za-z0-9-]{1,64}(?:, ?[A-Za-z0-9-]{1,64}){0,31}")
_SEND_S = 60.0
"""Seconds in which a client has to take what is sent."""
_EXPOSED = "X-Edge-Route, X-Edge-By, X-Edge-Model, X-Edge-Complete, Retry-After"


class Guard:
    """Around the whole application.

    hosts    what a request may have as `Host`, exactly, in small letters
    origins  what it may have as `Origin`, exactly; one without is no page's
    token    what it has to show as `Authorization: Bearer …`
    most     bytes that a body may have
    """

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str], origins: Iterable[str], token: str, most: int) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._origins = frozenset(origins)
        self._token = token.encode()
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # there are no WebSockets here
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        try:
            self._check_host(headers)
            origin = self._origin(headers)
        except Problem as problem:
            await problem.response()(scope, receive, send)
            return
        if origin is not None:
            send = _with_origin(send, origin)
            if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
                await _preflight(headers)(scope, receive, send)
                return
        try:
            self._admit(scope, headers)
            bounded = self._bounded(headers, receive)
        except Problem as problem:
            await problem.response()(scope, receive, send)
            return
        await self._app(scope, bounded, _in_time(send))

    def _check_host(self, headers: Headers) -> None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            raise Problem(
                421, "This server does not answer under that name: see server.hosts in the settings.", code="host"
            )

    def _origin(self, headers: Headers) -> str | None:
        """The origin whose pages are told that they may read the response. Raises Problem for one that may not ask."""
        origins = headers.getlist("origin")
        if not origins:
            return None
        if len(origins) != 1 or origins[0] not in self._origins:
            raise Problem(403, "Pages of that origin may not ask: see server.origins in the settings.", code="origin")
        return origins[0]

    def _admit(self, scope: Scope, headers: Headers) -> None:
        """Raise Problem for whoever may not ask for this path; `scope["state"]` may be given what is known of them."""
        if scope["path"] not in _OPEN:
            self._check_token(headers)

    def _check_token(self, headers: Headers) -> None:
        shown = headers.getlist("authorization")
        scheme, _, token = shown[0].partition(" ") if len(shown) == 1 else ("", "", "")
        right = hmac.compare_digest(token.strip(" ").encode("utf-8", "surrogateescape"), self._token)
        if scheme.lower() != "bearer" or not right:
            raise Problem(
                401,
                "The token is missing or wrong: 'edge serve --show-token' prints it; send it as Authorization: Bearer.",
                code="token",
                headers={"WWW-Authenticate": "Bearer"},
            )

    def _bounded(self, headers: Headers, receive: Receive) -> Receive:
        """`receive`, which raises Problem where the body is too long; at once if that is announced."""
        announced = headers.get("content-length", "0")
        if announced.isdecimal() and int(announced) > self._most:
            raise self._too_large()
        seen = 0

        async def bounded() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._most:
                raise self._too_large()
            return message

        return bounded

    def _too_large(self) -> Problem:
        return Problem(413, f"The body has more than {self._most} bytes: send less.", code="too_large")


def _preflight(asked: Headers) -> Response:
    """A listed origin may send the headers that it names: OpenAI's own client for browsers has some."""
    names = asked.get("access-control-request-headers", "")
    headers = {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": names if _NAMES.fullmatch(names) else _ALLOWED_HEADERS,
        "Access-Control-Max-Age": "600",
    }
    return Response(status_code=204, headers=headers)


def _in_time(send: Send) -> Send:
    """`send` for a client that may have stopped reading: then it is as if it had gone."""

    async def sending(message: Message) -> None:
        try:
            async with asyncio.timeout(_SEND_S):
                await send(message)
        except TimeoutError:
            raise ClientDisconnect from None

    return sending


def _with_origin(send: Send, origin: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = _EXPOSED
            headers.add_vary_header("Origin")
        await send(message)

    return sending
