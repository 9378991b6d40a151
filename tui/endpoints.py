"""F6 and `/endpoints`: the servers with larger models, how each is, and trying, adding and removing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from edge.endpoints import EndpointInfo, Trial
from edge.errors import EdgeError
from edge.turn import AssistantLike
from tui.choices import Choice, Choices
from tui.confirm import Confirm
from tui.endpoint_rows import EndpointsTexts, details, lines
from tui.language import translated
from tui.list_panel import ListPanel
from tui.message import Line
from tui.session import Session
from tui.strings import Strings

__all__ = ["EndpointsScreen"]

LOOK_S = 1.0
"""Between two looks: the seconds until an endpoint is tried again are counted down."""


@dataclass(frozen=True)
class _Found:
    """What a look tells."""

    endpoints: list[EndpointInfo]
    offline: bool
    examples: list[tuple[str, str]]
    """Model and address of each example; empty where there are endpoints."""


class EndpointsScreen(ListPanel):
    """The endpoints, or, where there are none, what there could be."""

    CSS_PATH = "endpoints.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("t", "test", ""),
        ("a", "add", ""),
        ("delete,backspace", "remove", ""),
    ]

    def __init__(self, session: Session, strings: Strings) -> None:
        super().__init__(session, strings)
        self._texts = translated(EndpointsTexts, strings.language)
        self._found = _Found([], False, [])
        self._trials: dict[str, Trial] = {}
        self._testing: set[str] = set()
        self._none = Vertical(classes="none")

    def head(self) -> Iterable[Widget]:
        """Shown in the place of the list, where there is no endpoint."""
        self._none.display = self.facts.display = False
        yield self._none

    def on_mount(self) -> None:
        """Look at what there is."""
        self.entitle(self._texts.title)
        self.choices.focus()
        self.keys.show(self._possible())
        self.look()
        self.set_interval(LOOK_S, lambda: self.look(changed=False))

    # What is known

    async def looked(self) -> None:
        """Ask the assistant, and show it."""
        paths = self.session.paths

        def look(assistant: AssistantLike) -> _Found:
            known, offline = assistant.endpoints(), assistant.status().offline
            if known:
                return _Found(known, offline, [])
            from edge.endpoints.adding import examples

            return _Found([], offline, [(one.model, one.base_url) for one in examples(paths)])

        try:
            self._found = await self.session.with_assistant(look)
        except EdgeError as error:
            self.say(str(error))
            return
        await self._show()

    async def _show(self) -> None:
        found, texts = self._found, self._texts
        self.entitle(f"{texts.title} · {texts.offline}" if found.offline else texts.title)
        shown = [Choice(one.name, self._drawing(one)) for one in found.endpoints]
        await self.choices.show(shown)
        self.choices.display = self.facts.display = bool(found.endpoints)
        if self._none.display == bool(found.endpoints) or not self._none.children:
            self._none.display = not found.endpoints
            await self._none.remove_children()
            said = [texts.example.format(model=model, url=url) for model, url in found.examples]
            await self._none.mount(Line(texts.none), *(Line(example, classes="quiet") for example in said))
        await self._show_chosen()

    def _drawing(self, info: EndpointInfo) -> Callable[[int], Sequence[Content]]:
        trial, testing = self._trials.get(info.name), info.name in self._testing
        return lambda width: lines(info, trial, testing, self._texts, self.strings, width)

    @property
    def _chosen(self) -> EndpointInfo | None:
        return next((one for one in self._found.endpoints if one.name == self.choices.chosen), None)

    @on(Choices.Chosen)
    async def _show_chosen(self) -> None:
        info = self._chosen
        trial = None if info is None else self._trials.get(info.name)
        wanted = [] if info is None else list(details(info, trial, self._texts, self.strings))
        await self.show_facts(wanted)
        self.keys.show(self._possible())

    def _possible(self) -> list[tuple[str, str]]:
        keys = self._texts.keys
        of_one = ["test", "add", "remove"] if self._chosen is not None else ["add"]
        return [(keys[name], name) for name in (*of_one, "close")]

    # What the user does

    @on(Choices.Opened)
    async def action_test(self) -> None:
        """`t` and Enter: ask the chosen endpoint for a word, and say how it went."""
        info = self._chosen
        if info is None:
            return
        if info.name in self._testing:
            self.say(self._texts.testing_already.format(name=info.name))
            return
        self._testing.add(info.name)
        self.run_worker(self._test(info.name), group="test")
        await self._show()

    async def _test(self, name: str) -> None:
        self.say("")
        try:
            self._trials[name] = await self.session.with_assistant(lambda assistant: assistant.test_endpoint(name))
        except EdgeError as error:
            self.say(str(error))
        finally:
            self._testing.discard(name)
        self.look()

    def action_add(self) -> None:
        """`a`: the form."""
        from tui.endpoint_form import Added, EndpointForm

        def added(made: Added | None) -> None:
            if made is not None:
                texts = self._texts
                said = [texts.added.format(name=made.name)]
                said += [texts.key_missing.format(variable=made.missing)] if made.missing else []
                self.say(self.strings.joint.join(said))
                self.run_worker(self._go_to(made.name), group="added")

        self.app.push_screen(EndpointForm(self.session, self.strings), added)

    async def _go_to(self, name: str) -> None:
        await self.looked()
        self.choices.choose(name)
        self.choices.focus()

    def action_remove(self) -> None:
        """Delete: take the chosen endpoint off the list, once that was confirmed."""
        info, texts = self._chosen, self._texts
        if info is None:
            return

        def answered(sure: bool | None) -> None:
            if sure:
                self.run_worker(self._remove(info.name), group="remove")

        question = texts.ask_remove.format(name=info.name)
        self.app.push_screen(Confirm(question, do=texts.remove, leave=texts.keep), answered)

    async def _remove(self, name: str) -> None:
        from edge.endpoints.adding import remove

        paths = self.session.paths
        try:
            await self.session.with_assistant(lambda _assistant: remove(name, paths))
        except EdgeError as error:
            self.say(str(error))
            return
        self._trials.pop(name, None)
        self.say(self._texts.removed.format(name=name))
        self.look()
