"""What waits for a visitor: a greeting, questions to choose from, the languages. During a visit, the same questions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Click
from textual.screen import Screen

from edge.kiosk.file import Page, said
from tui.choices import Choice, Choices
from tui.figures import SEPARATOR
from tui.kiosk.texts import NAMES, KioskTexts, kiosk_texts
from tui.message import Line
from tui.strings import Strings

if TYPE_CHECKING:
    from tui.kiosk.app import KioskApp

__all__ = ["AttractScreen"]


class AttractScreen(Screen[None], inherit_bindings=False):
    """Everything on it can be reached with the arrows and Enter, or a finger; who types, asks their own question."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("left", "turn(-1)", ""),
        ("right", "turn(1)", ""),
        ("escape", "back", ""),
    ]
    ALLOW_SELECT = False

    def __init__(self, page: Page, languages: Sequence[str], strings: Strings, *, again: bool) -> None:
        super().__init__()
        self.VERTICAL_BREAKPOINTS = [(0, "-flat"), (24, "-tall")]
        self._page = page
        self._languages = languages
        self._strings = strings
        self.again = again
        """Whether a visit goes on behind it."""
        self._title = Line("", classes="title")
        self._greeting = Line("", classes="greeting")
        self._choices = _Suggestions("suggestions")
        self._notice = Line("", classes="warning")
        self._foot = Line("", classes="foot")
        self._names = [_Language(language) for language in languages]

    @property
    def texts(self) -> KioskTexts:
        """In the language of the visit."""
        return kiosk_texts(self._strings.language)

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        with Horizontal(id="head"):
            yield self._title
            if len(self._names) > 1:
                yield from self._names
        if not self.again:
            yield self._greeting
        yield self._choices
        yield self._notice
        yield self._foot

    async def on_mount(self) -> None:
        """Show the texts."""
        self._choices.focus()
        await self.relabel()

    async def relabel(self) -> None:
        """See `tui.labels`."""
        language, texts = self._strings.language, self.texts
        self._title.show(said(self._page.title, language))
        self._greeting.show(said(self._page.greeting, language))
        for name in self._names:
            name.set_class(name.language == language, "chosen")
        asked = [said(suggestion, language) for suggestion in self._page.suggestions]
        await self._choices.show([_choice(key, text) for key, text in enumerate(asked)])
        keys = [texts.invites_again if self.again else texts.invites]
        keys += [texts.switches] if len(self._names) > 1 else []
        self._foot.show(_unbroken(SEPARATOR.join(keys)))
        self.notify_visitor()

    def notify_visitor(self) -> None:
        """Say what is not as it should be, or nothing."""
        app = cast("KioskApp", self.app)
        sentences = {
            "closed": self.texts.closed,
            "unforgotten": self.texts.unforgotten,
            "offline": self.texts.offline,
            "": "",
        }
        self._notice.show(sentences[app.trouble])
        self._notice.display = bool(app.trouble)

    @on(Choices.Opened)
    def _ask(self, event: Choices.Opened) -> None:
        suggestion = self._page.suggestions[int(event.key)]
        self._app_does(lambda app: app.begin_with(said(suggestion, self._strings.language)))

    def action_turn(self, step: int) -> None:
        """Left and Right: the language before, or the next one."""
        self._app_does(lambda app: app.turn_language(step))

    def action_back(self) -> None:
        """Esc: back to the conversation, where there is one."""
        if self.again:
            self._app_does(lambda app: app.leave_attract())

    def _app_does(self, work: Callable[[KioskApp], Awaitable[None]]) -> None:
        """In the app's own time: a screen cannot wait for its own end."""
        app = cast("KioskApp", self.app)
        app.call_later(work, app)


def _unbroken(keys: str) -> str:
    """The same with spaces that do not break but between two keys."""
    return SEPARATOR.join(part.replace(" ", "\u00a0") for part in keys.split(SEPARATOR))


def _choice(key: int, text: str) -> Choice:
    def lines(_width: int) -> list[Content]:
        return [Content(text)]

    return Choice(str(key), lines)


class _Suggestions(Choices):
    """A click asks at once."""

    def clicked(self, key: str, times: int) -> None:  # noqa: ARG002  a second click hits what comes next
        self.choose(key)
        self.action_open()


class _Language(Line):
    """The name of a language, which switches to it."""

    def __init__(self, language: str) -> None:
        super().__init__(NAMES[language], classes="language")
        self.language = language

    def on_click(self, event: Click) -> None:
        """Switch to it."""
        event.stop()
        self.app.call_later(cast("KioskApp", self.app).action_language, self.language)
