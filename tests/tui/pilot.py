"""What the tests of the screens share: a running app, what it shows, and waiting for it."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Literal, ParamSpec

from textual import events
from textual.pilot import Pilot
from textual.strip import Strip

from edge.events import Event, Finished, Piece, Reason, Route, Started, TurnRecord, Waiting
from edge.paths import Paths
from edge.turn import AssistantLike, Question
from tests.stubs.assistant import FakeAssistant, FakeTurn
from tui.app import ChatApp
from tui.chat import ChatScreen
from tui.strings import EN, Strings

P = ParamSpec("P")

LIMIT_S = 20.0
"""What a test waits for at most; nothing takes this long but a failure."""
POLL_S = 0.03

CHARACTERS = {"enter": "\r", "space": " "}


def in_loop(test: Callable[P, Coroutine[object, object, None]]) -> Callable[P, None]:
    """Run an `async` test in an event loop of its own."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        asyncio.run(test(*args, **kwargs))

    return run


class Shown:
    """A running app, as a user has it before them."""

    def __init__(self, app: ChatApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def fake(self) -> FakeAssistant:
        """The assistant behind it."""
        assistant = self.app.session._assistant
        assert isinstance(assistant, FakeAssistant)
        return assistant

    @property
    def chat(self) -> ChatScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, ChatScreen)
        return screen

    @property
    def strips(self) -> list[Strip]:
        """The lines on screen, with their styles."""
        return self.app.screen._compositor.render_strips()

    @property
    def text(self) -> str:
        """The lines on screen."""
        return "\n".join(strip.text for strip in self.strips)

    @property
    def typed(self) -> str:
        return self.chat.composer.text

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.type(key)
            await self._handled()

    async def type(self, *keys: str) -> None:
        """Press keys faster than they are handled."""
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else CHARACTERS.get(key)))

    async def _handled(self) -> None:
        """Wait for the way of a key: to what has the focus, up to the screen, and to the app, which runs bindings."""
        done = asyncio.Event()
        app, screen = self.app, self.app.screen
        focused = app.focused or screen
        app.call_later(lambda: focused.call_later(lambda: screen.call_later(lambda: app.call_later(done.set))))
        await asyncio.wait_for(done.wait(), LIMIT_S)

    async def send(self, text: str) -> None:
        """Type and press Enter."""
        self.chat.composer.insert(text)
        await self.press("enter")

    async def resize(self, size: tuple[int, int]) -> None:
        """Give the terminal another size."""
        await self.pilot.resize_terminal(*size)
        await self.until(lambda: {strip.cell_length for strip in self.strips} == {size[0]})

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until `condition()` holds."""
        end = time.monotonic() + LIMIT_S
        while not condition():
            assert time.monotonic() < end, f"it did not come to this; on screen:\n{self.text}"
            await asyncio.sleep(POLL_S)

    async def holds(self, text: str) -> None:
        """Wait until the composer holds this text."""
        await self.until(lambda: self.typed == text)

    async def sees(self, *texts: str) -> None:
        """Wait until all of these are on screen, wherever their lines may break, also in a box."""
        await self.until(lambda: all(_squeezed(text) in _squeezed(self.text) for text in texts))

    async def answered(self, count: int) -> None:
        """Wait until so many answers of this session have their line below them."""
        await self.until(lambda: len(self.chat.query(".reply > .badge")) >= count)
        await self.pilot.pause()


@contextlib.asynccontextmanager
async def showing(
    assistant: AssistantLike | Callable[[], AssistantLike],
    *,
    size: tuple[int, int] = (80, 24),
    strings: Strings = EN,
    theme: str = "dark",
    opened: bool = True,
) -> AsyncIterator[Shown]:
    """The app over this assistant, or over what this function opens; `opened` waits until it is open."""
    open_assistant: Callable[[], AssistantLike] = assistant if callable(assistant) else lambda: assistant
    app = ChatApp(open_assistant, Paths.under(Path(os.environ["EDGE_HOME"])), theme, strings)
    try:
        async with app.run_test(size=size) as pilot:
            shown = Shown(app, pilot)
            if opened:
                await shown.until(lambda: shown.chat.dialogue.opened)
                await pilot.pause()
            yield shown
    finally:
        app.draft.close()
        app.session.close()


def _squeezed(text: str) -> str:
    return "".join(text.replace("│", " ").split())


Step = Event | Exception | threading.Event
Ends = Callable[[TurnRecord], TurnRecord]


class Scripted(FakeAssistant):
    """Turns that yield exactly these events. An exception is raised; a `threading.Event` is waited for.

    `ends` makes the record of the end from one whose text is that of all pieces; a turn that is cancelled while it
    waits goes there at once.
    """

    def __init__(self, *steps: Step, ends: Ends = lambda record: record) -> None:
        super().__init__()
        self.steps = steps
        self.ends = ends

    def ask(self, question: Question) -> FakeTurn:
        turn = super().ask(question)
        return _ScriptedTurn(self, question, turn._conversation)


class _ScriptedTurn(FakeTurn):
    def __iter__(self) -> Iterator[Event]:
        fake = self._assistant
        assert isinstance(fake, Scripted)
        begun = next(super().__iter__())
        assert isinstance(begun, Started)
        yield begun
        said: list[str] = []
        for step in fake.steps:
            if isinstance(step, Exception):
                raise step
            if isinstance(step, threading.Event):
                while not self._cancel.is_set() and not step.wait(0.01):
                    pass
                if self._cancel.is_set():
                    break
            else:
                said += [step.text] if isinstance(step, Piece) else []
                yield step
        route = Route("cloud", 0.9, (Reason("score", "It is hard.", decides=True),), "en")
        record = fake.ends(self._record(begun.turn, route, "".join(said)))
        fake._keep(record)
        yield Finished(record)


State = Literal["queued", "loading", "prefill"]
STATES: tuple[State, ...] = ("queued", "loading", "prefill")


class Waits(FakeAssistant):
    """One whose turns wait in `state` until they are cancelled or `gate` is set."""

    state: State = "queued"

    def __init__(self, gate: threading.Event) -> None:
        super().__init__(["Late."], gates={0: gate})

    def ask(self, question: Question) -> FakeTurn:
        turn = super().ask(question)
        return _WaitingTurn(self, question, turn._conversation)


class _WaitingTurn(FakeTurn):
    def __iter__(self) -> Iterator[Event]:
        assert isinstance(self._assistant, Waits)
        for event in super().__iter__():
            yield Waiting(self._assistant.state) if isinstance(event, Waiting) else event
