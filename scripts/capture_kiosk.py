"""Pictures of the kiosk's page in Chromium, and an accessibility audit of each (axe).

    python scripts/capture_kiosk.py FOLDER [--only NAME ...] [--chromium PATH]

FOLDER gets `NAME-SCREEN[-dark].png` for each moment of a visit on each screen (1080×1920, 1920×1080, 800×480), and
`audit.txt`. Exit 1 if the audit finds a violation. The page is the real one, behind its real server; the answers are
scripted. Needs Chromium, and fonts with Chinese and Japanese signs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from edge.endpoints.info import EndpointInfo
from edge.kiosk.file import Page as Content
from edge.paths import Paths
from tests.edge.server.kiosk.chromium import ARGUMENTS, CHROMIUM
from tests.edge.server.kiosk.lobby import SUGGESTIONS, Lobby
from tests.edge.server.kiosk.showing import Showing, showing

TITLE = {"en": "City Museum", "zh": "城市博物馆", "ja": "市立博物館"}
GREETING = {
    "en": "Welcome. Ask me about the museum.",
    "zh": "欢迎光临，您可以向我询问博物馆的情况。",
    "ja": "ようこそ。博物館について何でもお尋ねください。",
}
CONTENT = Content(title=TITLE, greeting=GREETING, suggestions=SUGGESTIONS, idle_s=3600)
IMPATIENT = Content(title=TITLE, greeting=GREETING, suggestions=SUGGESTIONS, idle_s=0.5)

SCREENS = {"portrait": (1080, 1920), "landscape": (1920, 1080), "small": (800, 480)}


@dataclass(frozen=True)
class Stage:
    """What a shot is taken of."""

    page: Page
    lobby: Lobby
    shown: Showing

    def begin(self, language: str) -> None:
        """Touch the card of a language."""
        self.page.locator(f"#greetings button:lang({language})").click()

    def answered(self, question: str) -> None:
        """Touch a question, and wait for the whole answer."""
        self.page.get_by_role("button", name=question).click()
        self.page.locator("#stop").wait_for(state="hidden")


def attract(_stage: Stage) -> None:
    """The screen that waits."""


def begun(stage: Stage) -> None:
    """A visit without a question yet."""
    stage.begin("en")


def english(stage: Stage) -> None:
    """Two answers in English, one with a seam."""
    stage.begin("en")
    stage.answered("When are you open?")
    stage.answered("How do I get to the station?")


def chinese(stage: Stage) -> None:
    """Two answers in Chinese."""
    stage.begin("zh")
    stage.answered("洗手间在哪里？")
    stage.answered("今天有什么展览？")


def japanese(stage: Stage) -> None:
    """The words of the page in Japanese."""
    stage.begin("ja")
    stage.answered("営業時間は？")


def streaming(stage: Stage) -> None:
    """An answer in the middle of being written."""
    stage.lobby.held = threading.Event()
    stage.begin("en")
    stage.page.get_by_role("button", name="What is on show today?").click()
    stage.page.get_by_text("Paper and Light").wait_for()


def stopped(stage: Stage) -> None:
    """The same, interrupted by the visitor."""
    streaming(stage)
    stage.page.locator("#stop").click()
    stage.page.get_by_text("You stopped this answer.").wait_for()


def countdown(stage: Stage) -> None:
    """Nobody has touched it for a while."""
    stage.begin("zh")
    stage.page.locator("#still").wait_for()


def offline(stage: Stage) -> None:
    """No endpoint can be reached."""
    stage.begin("en")
    stage.page.locator("#offline").wait_for()
    stage.answered("When are you open?")


def ringing(stage: Stage) -> None:
    """A timer is over."""
    from datetime import UTC, datetime

    from edge.rings import Ring

    stage.begin("en")
    stage.lobby.ring(Ring("timer", "The timer of 5 minutes is over.", "", datetime.now(UTC), 0.0, "en"))
    stage.page.locator("#ring").wait_for()


def lost(stage: Stage) -> None:
    """The server is gone."""
    stage.shown.stop()
    stage.page.locator("#lost").wait_for()


SHOTS: dict[str, Callable[[Stage], None]] = {
    one.__name__: one
    for one in (
        attract,
        begun,
        english,
        chinese,
        japanese,
        streaming,
        stopped,
        countdown,
        offline,
        ringing,
        lost,
    )
}


@contextmanager
def staged(browser: Browser, name: str, size: tuple[int, int], *, dark: bool) -> Iterator[Stage]:
    """A page that was just opened, in a home of its own."""
    content = IMPATIENT if name == "countdown" else CONTENT
    with tempfile.TemporaryDirectory() as home:
        lobby = Lobby()
        if name == "offline":
            lobby.known_endpoints = [EndpointInfo("big", "Big", "https://models.example/v1", "m", breaker="open")]
        with showing(lobby, Paths.under(Path(home)), content) as shown:
            context = browser.new_context(
                viewport={"width": size[0], "height": size[1]},
                color_scheme="dark" if dark else "light",
                reduced_motion="reduce",
            )
            page = context.new_page()
            page.goto(shown.link)
            page.locator("#attract").wait_for()
            try:
                yield Stage(page, lobby, shown)
            finally:
                context.close()


def audited(page: Page) -> list[str]:
    """What axe finds wrong, a line for each kind of violation."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']} ({one['impact']}): {', '.join(node['html'] for node in one['nodes'])}" for one in found]


def main() -> int:
    """Take all pictures, and audit each page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", choices=list(SHOTS), default=list(SHOTS))
    parser.add_argument("--screens", nargs="+", choices=list(SCREENS), default=list(SCREENS))
    parser.add_argument("--chromium", default=CHROMIUM)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    wrong = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=arguments.chromium, args=ARGUMENTS)
        for name in arguments.only:
            for screen in arguments.screens:
                for dark in (False, True):
                    with staged(browser, name, SCREENS[screen], dark=dark) as stage:
                        SHOTS[name](stage)
                        picture = f"{name}-{screen}{'-dark' if dark else ''}"
                        stage.page.screenshot(path=arguments.folder / f"{picture}.png")
                        found = audited(stage.page)
                    wrong += len(found)
                    lines += [f"{picture}: {len(found)} violations", *(f"    {line}" for line in found)]
                    print(lines[-1 - len(found)], *lines[len(lines) - len(found) :], sep="\n", flush=True)
        browser.close()
    (arguments.folder / "audit.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
