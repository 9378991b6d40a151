"""What comes by itself while a page is shown: timers that ring, better answers, whether larger models can be asked."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.requests import Request

from edge.errors import EdgeError
from edge.offers import Offer
from edge.rings import NotTaken, Ring
from edge.server.kiosk.sessions import Session, Sessions
from edge.server.sse import BEAT, BEAT_S, data
from edge.turn import AssistantLike

__all__ = ["Heard"]

_LOOK_S = 5.0
"""Between two looks at the network."""


class Heard:
    """Listens to the assistant, and tells the pages that are shown. From one event loop, unless a method says so."""

    def __init__(self, assistant: AssistantLike, sessions: Sessions) -> None:
        self._assistant = assistant
        self._sessions = sessions
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ringing: Callable[[], None] | None = None
        """Ends the listening to what rings, which lasts as long as a page is shown."""
        self._attending = asyncio.Lock()
        self._offers: Callable[[], None] | None = None

    def begin(self) -> None:
        """Listen for late answers, before the loop runs. Raises EdgeError."""
        self._offers = self._assistant.listen_offers(self._offered)

    def close(self) -> None:
        """Listen no more, when the loop has ended."""
        for stop in (self._ringing, self._offers):
            if stop is not None:
                stop()

    async def events(self, request: Request, session: Session) -> AsyncIterator[bytes]:
        """The channel of a page. As long as it is open, the page is shown; when it closes, the visit is over."""
        self._loop = asyncio.get_running_loop()
        channel = session.open_channel()
        gone = asyncio.ensure_future(_gone(request, channel))
        offline, beat = None, time.monotonic()
        try:
            await self._attend()
            yield data({"event": "visit", "number": session.number})
            while True:
                now = await asyncio.to_thread(self._offline)
                if now != offline:
                    offline = now
                    yield data({"event": "network", "offline": now})
                with contextlib.suppress(TimeoutError):
                    event = await asyncio.wait_for(channel.get(), _LOOK_S)
                    if event is None:
                        return
                    yield data(event)
                if time.monotonic() - beat >= BEAT_S:
                    beat = time.monotonic()
                    yield BEAT
        finally:
            gone.cancel()
            session.close_channel(channel)
            await asyncio.shield(self._attend())

    async def _attend(self) -> None:
        """Listen to what rings while a page is shown, and only then: what rings for nobody rings later.

        Where that cannot be had now, the page goes without; it is tried again with the next one.
        """
        async with self._attending:
            shown = any(session.channel is not None for session in self._sessions.all())
            if shown and self._ringing is None:
                with contextlib.suppress(EdgeError):
                    self._ringing = await asyncio.to_thread(self._assistant.listen, self._ring, self._silence)
            elif not shown and self._ringing is not None:
                stop, self._ringing = self._ringing, None
                await asyncio.to_thread(stop)

    def _offline(self) -> bool:
        """Whether a visitor should know that larger models cannot be asked now; not where there are none.

        Waits for the assistant.
        """
        try:
            endpoints = self._assistant.endpoints()
            return bool(endpoints) and (
                self._assistant.status().offline or all(one.breaker == "open" for one in endpoints)
            )
        except EdgeError:
            return False

    # -- called in other threads ---------------------------------------------------------------------------------------

    def _ring(self, ring: Ring) -> None:
        if all(session.channel is None for session in self._sessions.all()):
            raise NotTaken
        self._tell(lambda _session: {"event": "ring", "text": ring.text, "language": ring.language})

    def _silence(self) -> None:
        self._tell(lambda _session: {"event": "silence"})

    def _offered(self, offer: Offer) -> None:
        better = {"event": "better", "turn": offer.turn, "text": offer.record.text, "by": offer.record.by}

        def mine(session: Session) -> dict[str, Any] | None:
            visit = session.visit
            return better if visit is not None and visit.conversation == offer.conversation else None

        self._tell(mine)

    def _tell(self, what: Callable[[Session], dict[str, Any] | None]) -> None:
        def tell() -> None:
            for session in self._sessions.all():
                event = what(session)
                if event is not None:
                    session.tell(event)

        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the server has ended
                self._loop.call_soon_threadsafe(tell)


async def _gone(request: Request, channel: asyncio.Queue[dict[str, Any] | None]) -> None:
    """End the channel when its page has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    channel.put_nowait(None)
