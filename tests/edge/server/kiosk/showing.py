"""`edge kiosk` in this process: uvicorn with a real socket, over a real assistant or a scripted one."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import requests
import uvicorn

from edge.kiosk.file import Page
from edge.paths import Paths
from edge.server import serving
from edge.server.kiosk.app import KioskServer
from edge.server.kiosk.link import Link, read_link
from edge.settings import Kiosk, Server, Settings
from edge.turn import AssistantLike

__all__ = ["Browser", "Showing", "showing"]

IDLE = Page(idle_s=3600.0)
"""No visit of a test ends because a machine is slow."""


@dataclass
class Showing:
    """A kiosk that runs."""

    url: str
    port: int
    paths: Paths
    server: KioskServer
    stop: Callable[[], None]
    """End the server, as a signal does; returns when it has ended."""

    @property
    def link(self) -> str:
        """The link that works now."""
        return read_link(self.paths.kiosk_link)

    @contextmanager
    def browser(self, *, shown: bool = True) -> Iterator[Browser]:
        """One that was opened by the link, and shows the page unless `shown` is False."""
        with requests.Session() as session:
            session.trust_env = False
            assert session.get(self.link, timeout=30).status_code == 200
            browser = Browser(self.url, session)
            if shown:
                browser.show()
            try:
                yield browser
            finally:
                browser.close()


class Browser:
    """What the page does, without a page."""

    def __init__(self, url: str, session: requests.Session) -> None:
        self.url = url
        self.session = session
        self.channel: requests.Response | None = None
        self.visit = -1

    def show(self) -> None:
        """Open the channel, as a page does when it is loaded; returns once the server has it."""
        self.channel = self.session.get(f"{self.url}/channel", stream=True, timeout=60)
        self.heard = sse(self.channel)
        self.visit = next(self.heard)["number"]

    def close(self) -> None:
        """The page goes."""
        if self.channel is not None:
            self.channel.close()
            self.channel = None

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.url + path, timeout=30)

    def post(self, path: str, body: Any = None, **more: Any) -> requests.Response:
        headers = {"Origin": self.url, "Sec-Fetch-Site": "same-origin"}
        return self.session.post(self.url + path, json=body, headers=headers, timeout=60, **more)

    def begin(self, text: str) -> requests.Response:
        """Ask something."""
        return self.post("/turn", {"text": text, "visit": self.visit}, stream=True)

    def ask(self, text: str) -> list[dict[str, Any]]:
        """A whole turn."""
        response = self.begin(text)
        assert response.status_code == 200, response.text
        return list(sse(response))

    def end(self) -> None:
        """End the visit; it is forgotten when this returns."""
        response = self.post("/end", {"visit": self.visit})
        assert response.status_code == 200, response.text
        self.visit = response.json()["visit"]


def sse(response: requests.Response) -> Iterator[dict[str, Any]]:
    """The events of a stream as they come."""
    for line in response.iter_lines(chunk_size=1):
        if line.startswith(b"data: "):
            yield json.loads(line[6:])


@contextmanager
def showing(assistant: AssistantLike, paths: Paths, page: Page = IDLE, **settings: Any) -> Iterator[Showing]:
    """Show this assistant at a free port."""
    free = serving.Place("127.0.0.1", 0, None, None, (), ())
    kiosk = {name: settings.pop(name) for name in ("characters",) if name in settings}
    with ExitStack() as stack:
        sockets = stack.enter_context(serving.bound(free))
        port = sockets[0].getsockname()[1]
        wanted = Settings(server=Server(port=port, **settings), kiosk=Kiosk(port=port, **kiosk))
        place = serving.place(wanted)
        link = Link(paths.kiosk_link, place.url)
        stack.callback(link.close)
        shown = KioskServer(assistant, link, page, place, wanted, paths)
        shown.begin()
        stack.callback(shown.close)

        class Ending(uvicorn.Server):
            async def shutdown(self, sockets: Any = None) -> None:
                shown.ending()
                await super().shutdown(sockets)

        server = Ending(uvicorn.Config(shown.app, log_level="warning", lifespan="off", ws="none"))
        thread = threading.Thread(target=lambda: server.run(sockets=sockets))
        thread.start()

        def stop() -> None:
            server.should_exit = True
            thread.join(30)

        try:
            yield Showing(f"http://127.0.0.1:{port}", port, paths, shown, stop)
        finally:
            stop()
