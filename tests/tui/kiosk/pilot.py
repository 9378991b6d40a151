"""A running kiosk, as a visitor has it before them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from edge.kiosk.file import Page
from edge.kiosk.pin import Pin, set_pin
from edge.paths import Paths
from edge.turn import AssistantLike
from tests.tui.pilot import Shown
from tui.kiosk.app import KioskApp
from tui.kiosk.attract import AttractScreen
from tui.kiosk.chat import KioskChat

PIN = "2468"

PAGE = Page(
    title={"en": "Riverside Library", "zh": "滨江图书馆", "ja": "リバーサイド図書館"},
    greeting={
        "en": "Welcome. What would you like to know?",
        "zh": "欢迎光临，请问您想了解什么？",
        "ja": "ようこそ。何をお探しですか？",
    },
    languages=("en", "zh", "ja"),
    idle_s=60,
    suggestions=(
        {"en": "When is the library open?", "zh": "图书馆几点开门？", "ja": "開館時間を教えてください"},
        {"en": "Where is the restroom?", "zh": "洗手间在哪里？", "ja": "お手洗いはどこですか？"},
        {"en": "How do I get a card?", "zh": "怎么办借书证？", "ja": "利用カードの作り方は？"},
    ),
)


class Visited(Shown):
    """What `Shown` is for the chat."""

    app: KioskApp

    @property
    def chat(self) -> KioskChat:
        return self.app.chat

    @property
    def waits_for_a_visitor(self) -> bool:
        """Whether the greeting stands alone, and nothing is left of a visit."""
        top = self.app.screen
        return isinstance(top, AttractScreen) and not top.again

    async def _handled(self) -> None:
        """A key may have closed the screen that it was for."""
        await self.pilot.pause()

    async def send(self, text: str) -> None:
        if isinstance(self.app.screen, AttractScreen):
            await self.app.leave_attract()
        await super().send(text)

    async def ended(self) -> None:
        """Wait until the visit is over, and forgotten."""
        await self.until(lambda: self.waits_for_a_visitor)
        await self.until(lambda: self.fake.conversations() == [])


@contextlib.asynccontextmanager
async def visiting(
    assistant: AssistantLike | Callable[[], AssistantLike],
    *,
    page: Page = PAGE,
    size: tuple[int, int] = (80, 24),
    opened: bool = True,
) -> AsyncIterator[Visited]:
    """The kiosk over this assistant, or over what this function opens; `opened` waits until it is open."""
    open_assistant: Callable[[], AssistantLike] = assistant if callable(assistant) else lambda: assistant
    paths = Paths.under(Path(os.environ["EDGE_HOME"]))
    if not paths.pin.exists():
        set_pin(paths.pin, PIN)
    app = KioskApp(open_assistant, paths, page, Pin(paths.pin))
    try:
        async with app.run_test(size=size) as pilot:
            shown = Visited(app, pilot)
            await shown.until(lambda: shown.waits_for_a_visitor)
            if opened:
                await shown.until(lambda: shown.chat.dialogue.opened)
                await pilot.pause()
            yield shown
    finally:
        app.session.close()
