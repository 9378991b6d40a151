"""Browsers that were opened by a link: a cookie each, in memory only, so that nothing of them outlives the server."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from edge.server.kiosk.visit import Visit

__all__ = ["MOST", "Session", "Sessions"]

MOST = 16
"""Browsers at a time; the one that was opened first has to be opened anew when there are more."""
_BYTES = 32


class Session:
    """One browser. From one event loop only.

    An open channel is a page that is shown; a page has one channel, and a new one takes the place of the one before.
    """

    def __init__(self, begin: Callable[[], Visit], forgetting: ThreadPoolExecutor) -> None:
        self._begin = begin
        self._forgetting = forgetting
        self.visit: Visit | None = None
        self.number = 0
        """Of the visit that goes on, or comes next: the page names it, so that nothing of an earlier visit comes into a
        later one because it was on its way for longer."""
        self.channel: asyncio.Queue[dict[str, Any] | None] | None = None
        """What the page is to be told; None ends the channel."""
        self.answers = 0
        """Answers that are being written."""
        self._idle: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()

    def visiting(self) -> Visit:
        """The visit that goes on, or a new one."""
        if self.visit is None:
            self.visit = self._begin()
        return self.visit

    def tell(self, event: dict[str, Any]) -> None:
        """Tell the page, if one is shown."""
        if self.channel is not None:
            self.channel.put_nowait(event)

    def open_channel(self) -> asyncio.Queue[dict[str, Any] | None]:
        """For a page that is shown from now on: it begins with no visit."""
        self.tell({"event": "replaced"})
        self.close_channel(self.channel)
        self.channel = asyncio.Queue()
        return self.channel

    def close_channel(self, channel: asyncio.Queue[dict[str, Any] | None] | None) -> None:
        """That page is not shown any more, and its visit is over."""
        if channel is not None and channel is self.channel:
            self.channel = None
            channel.put_nowait(None)
            self.end()

    def touched(self, seconds: float) -> None:
        """Somebody is there; with no further touch the visit ends after so many seconds."""
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(seconds, self._timed_out)

    def _timed_out(self) -> None:
        self.tell({"event": "ended"})
        self.end()

    def end(self) -> asyncio.Future[None]:
        """End the visit. It can be waited for that it is forgotten, in a thread; another one may begin meanwhile."""
        visit, self.visit = self.visit, None
        self.number += 1
        if self._idle is not None:
            self._idle.cancel()
        task = asyncio.ensure_future(self._forgotten(visit))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        return asyncio.shield(task)

    async def _forgotten(self, visit: Visit | None) -> None:
        if visit is not None:
            await asyncio.get_running_loop().run_in_executor(self._forgetting, visit.end)


class Sessions:
    """All browsers. From one event loop only."""

    def __init__(self, begin: Callable[[], Visit], forgetting: ThreadPoolExecutor) -> None:
        """`begin` begins a visit; `forgetting` has the threads in which visits are ended."""
        self._begin = begin
        self._forgetting = forgetting
        self._open: OrderedDict[str, Session] = OrderedDict()

    def open(self) -> str:
        """A new browser's cookie."""
        while len(self._open) >= MOST:
            _cookie, oldest = self._open.popitem(last=False)
            oldest.close_channel(oldest.channel)
            oldest.end()
        cookie = secrets.token_urlsafe(_BYTES)
        self._open[_name(cookie)] = Session(self._begin, self._forgetting)
        return cookie

    def of(self, cookie: str) -> Session | None:
        """The browser that shows this cookie."""
        return self._open.get(_name(cookie))

    def all(self) -> list[Session]:
        """Every browser."""
        return list(self._open.values())


def _name(cookie: str) -> str:
    """Looked up by its hash: how long that takes says nothing of a cookie that is nearly right."""
    return hashlib.sha256(cookie.encode("utf-8", "surrogateescape")).hexdigest()
