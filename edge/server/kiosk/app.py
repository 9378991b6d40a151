"""The kiosk's application: the page, and what the page asks for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from pathlib import Path

import jsonschema
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from edge.errors import EdgeError
from edge.events import Event, Finished
from edge.faults import fault
from edge.kiosk.file import Page, said
from edge.kiosk.visits import Visits
from edge.paths import Paths
from edge.server import body
from edge.server.admission import Admission
from edge.server.following import follow, unless_gone
from edge.server.kiosk.door import KioskGuard
from edge.server.kiosk.heard import Heard
from edge.server.kiosk.link import Link
from edge.server.kiosk.sessions import MOST, Session, Sessions
from edge.server.kiosk.told import told
from edge.server.kiosk.visit import Visit
from edge.server.problem import Handler, Problem, answering
from edge.server.serving import Place
from edge.server.sse import BEAT, BEAT_S, EVENT_STREAM, data
from edge.settings import Settings
from edge.turn import AssistantLike

__all__ = ["COUNTDOWN_S", "KioskServer"]

COUNTDOWN_S = 20.0
"""Seconds in which a visitor can say that they are still there: what WCAG 2.2 asks for at least (2.2.1)."""
_LATE_S = 10.0
"""Seconds after which the server ends a visit by itself, whose page should have done it."""
_BODY = 2**20

_FOLDER = Path(__file__).parent / "page"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def _body(**properties: str) -> jsonschema.Draft202012Validator:
    """An object with these properties, each of that type, and no others."""
    types = {name: {"type": kind} for name, kind in properties.items()}
    return jsonschema.Draft202012Validator(
        {"type": "object", "properties": types, "required": list(types), "additionalProperties": False}
    )


_TURN = _body(text="string", visit="integer")
_END = _body(visit="integer")


class KioskServer:
    """One kiosk.

    assistant  the home's; it has to be closed after this
    link       the link that opens the page
    page       what the page shows
    place      where it listens
    paths      where visits are noted, and faults
    """

    def __init__(
        self, assistant: AssistantLike, link: Link, page: Page, place: Place, settings: Settings, paths: Paths
    ) -> None:
        self._assistant = assistant
        self._link = link
        self._page = page
        self._settings = settings
        self._folder = paths.visits
        self._logs = paths.logs
        self._secure = place.certificate is not None
        # A browser sends a cookie to all ports of a host; the port in its name keeps two kiosks apart.
        self._cookie = f"{'__Host-' if self._secure else ''}edge_kiosk_{place.port}"
        self._visits: set[Visit] = set()
        # Not the loop's own threads: a visit is forgotten behind the answer that the engine writes for another browser,
        # and what is asked meanwhile needs those.
        self._forgetting = ThreadPoolExecutor(MOST, "kiosk-forgets")
        self._admission = Admission(settings.server.queue)
        self._sessions = Sessions(self._begin, self._forgetting)
        self._heard = Heard(assistant, self._sessions)
        self.app: ASGIApp = KioskGuard(
            self._routes(),
            hosts=place.hosts,
            scheme="https" if self._secure else "http",
            sessions=self._sessions,
            cookie=self._cookie,
            locked=(_FOLDER / "locked.html").read_bytes(),
            most=_BODY,
        )

    def _routes(self) -> Starlette:
        files = [path for path in _FOLDER.iterdir() if path.suffix in _TYPES and path.name != "locked.html"]
        pages = [Route("/" if one.name == "page.html" else f"/{one.name}", _file(one)) for one in files]
        return Starlette(
            routes=[
                *pages,
                Route("/healthz", self._answering(self._healthz)),
                Route("/open", self._answering(self._open)),
                Route("/page.json", self._answering(self._content)),
                Route("/channel", self._answering(self._channel)),
                Route("/turn", self._answering(self._turn), methods=["POST"]),
                Route("/stop", self._answering(self._stop), methods=["POST"]),
                Route("/stay", self._answering(self._stay), methods=["POST"]),
                Route("/end", self._answering(self._end), methods=["POST"]),
            ],
            exception_handlers={404: _no_path, 405: _no_method},
        )

    def begin(self) -> None:
        """Forget what an earlier kiosk left, and listen for late answers. Raises EdgeError."""
        Visits(self._folder).forget_left(self._assistant)
        self._heard.begin()

    def ending(self) -> None:
        """Close what pages have open, from the event loop: the server ends."""
        for session in self._sessions.all():
            session.close_channel(session.channel)

    def close(self) -> None:
        """End and forget every visit, when the server has ended. Waits for that."""
        self._heard.close()
        self._forgetting.shutdown()
        for visit in list(self._visits):
            visit.end()

    # -- who may come in -----------------------------------------------------------------------------------------------

    async def _healthz(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def _open(self, request: Request) -> Response:
        """The link: it works once. A browser that only fetches ahead does not use it up."""
        ahead = "prefetch" in f"{request.headers.get('sec-purpose', '')} {request.headers.get('purpose', '')}"
        if request.method != "GET" or ahead or not self._link.take(request.query_params.get("key", "")):
            return Response((_FOLDER / "locked.html").read_bytes(), 403, media_type="text/html; charset=utf-8")
        response = RedirectResponse("/", 303)
        response.set_cookie(
            self._cookie, self._sessions.open(), path="/", secure=self._secure, httponly=True, samesite="strict"
        )
        return response

    # -- what the page asks for ----------------------------------------------------------------------------------------

    async def _content(self, _request: Request) -> Response:
        page = self._page
        return JSONResponse(
            {
                "languages": list(page.languages),
                "title": {one: said(page.title, one) for one in page.languages},
                "greeting": {one: said(page.greeting, one) for one in page.languages},
                "suggestions": [{one: said(text, one) for one in page.languages} for text in page.suggestions],
                "idle_s": page.idle_s,
                "countdown_s": COUNTDOWN_S,
                "characters": self._settings.kiosk.characters,
            }
        )

    async def _channel(self, request: Request) -> Response:
        return StreamingResponse(self._heard.events(request, _session(request)), media_type=EVENT_STREAM)

    async def _turn(self, request: Request) -> Response:
        session = _session(request)
        wanted = await body.read(request, _TURN)
        text = wanted["text"]
        if len(text) > self._settings.kiosk.characters:
            raise Problem(413, f"A message has at most {self._settings.kiosk.characters} characters.", code="too_long")
        if not text.strip():
            raise Problem(400, "There is no message.", code="empty")
        if session.channel is None:
            raise Problem(409, "No page is open that would end the visit.", code="no_channel")
        if wanted["visit"] != session.number:
            raise Problem(409, "That visit is over.", code="over")
        visit = session.visiting()
        events = self._events(visit, session, text)
        first = await unless_gone(request, events, anext(events))
        return StreamingResponse(self._told(first, events), media_type=EVENT_STREAM)

    async def _events(self, visit: Visit, session: Session, text: str) -> AsyncGenerator[Event | None, None]:
        """The events of a turn that has a place in the queue, for as long as a turn may take."""
        with self._admission.enter() as place:
            began, seconds = time.monotonic(), self._settings.server.seconds
            session.answers += 1
            self._touched(session)
            try:
                async with aclosing(follow(lambda: visit.ask(text), beat_s=BEAT_S, most_s=seconds)) as events:
                    async for event in events:
                        if isinstance(event, Finished):
                            place.leave()
                            self._admission.took(time.monotonic() - began)
                        yield event
            finally:
                session.answers -= 1
                if session.visit is visit:
                    self._touched(session)

    async def _told(self, first: Event | None, events: AsyncGenerator[Event | None, None]) -> AsyncIterator[bytes]:
        """The events for the page; what goes wrong after the first one is the last."""
        async with aclosing(events):
            event = first
            while True:
                if event is None:
                    yield BEAT
                else:
                    value = told(event)
                    if value is not None:
                        yield data(value)
                try:
                    event = await anext(events)
                except StopAsyncIteration:
                    return
                except EdgeError as error:
                    code = error.kind
                except Exception as error:  # noqa: BLE001 - as in `_answering`, when the response has begun
                    fault(error, self._logs)
                    code = "fault"
                else:
                    continue
                yield data({"event": "problem", "code": code})
                return

    async def _stop(self, request: Request) -> Response:
        session = _session(request)
        if session.visit is not None:
            self._touched(session)
            await asyncio.to_thread(session.visit.stop)
        return Response(status_code=204)

    async def _stay(self, request: Request) -> Response:
        session = _session(request)
        if session.visit is not None:
            self._touched(session)
        return Response(status_code=204)

    async def _end(self, request: Request) -> Response:
        session = _session(request)
        if (await body.read(request, _END))["visit"] == session.number:
            await session.end()
        return JSONResponse({"visit": session.number})

    def _touched(self, session: Session) -> None:
        """Somebody is there; an answer that is being written is not idle, either."""
        answering = self._settings.server.seconds if session.answers else 0.0
        session.touched(self._page.idle_s + COUNTDOWN_S + _LATE_S + answering)

    def _begin(self) -> Visit:
        self._visits = {visit for visit in self._visits if not visit.done}
        failed = [visit for visit in self._visits if visit.left]
        if failed:
            self._forgetting.submit(_end_all, failed)
        visit = Visit(self._assistant, self._folder, self._failed)
        self._visits.add(visit)
        return visit

    def _failed(self, error: EdgeError) -> None:
        """A visit could not be forgotten, which is tried again with the next visit, and at the next start."""
        fault(error, self._logs)

    def _answering(self, handle: Handler) -> Handler:
        return answering(handle, self._logs)


def _end_all(visits: Iterable[Visit]) -> None:
    """Try once more to forget them, up to the first that fails again: what keeps one keeps the others, too."""
    for visit in visits:
        visit.end()
        if not visit.done:
            return


def _file(path: Path) -> Handler:
    """What answers with this file, which is read once."""
    content, kind = path.read_bytes(), f"{_TYPES[path.suffix]}; charset=utf-8"

    async def answer(_request: Request) -> Response:
        return Response(content, media_type=kind)

    return answer


def _session(request: Request) -> Session:
    session: Session = request.scope["state"]["session"]
    return session


async def _no_path(_request: Request, _error: Exception) -> Response:
    return Problem(404, "There is no such path.", code="no_such_path").response()


async def _no_method(_request: Request, error: Exception) -> Response:
    allowed = getattr(error, "headers", None) or {}
    return Problem(405, "That path is not asked in that way.", code="method", headers=allowed).response()
