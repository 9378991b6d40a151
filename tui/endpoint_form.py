"""Adding an endpoint: a form over the list of endpoints. A key is never typed here, only where it is read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList
from textual.widgets.option_list import Option

from edge.cleaning import clean
from edge.endpoints.adding import New, add, key_is_missing, models_at
from edge.errors import EdgeError
from tui.field import Field
from tui.language import Texts, table, translated
from tui.message import Line
from tui.session import Session
from tui.strings import Strings
from tui.tick import Tick

__all__ = ["Added", "EndpointForm", "EndpointFormTexts"]

_ALLOW_HTTP = "set allow_http = true for it"
"""What an error advises for the list's file; here there is a box for it."""


@dataclass(frozen=True, slots=True)
class EndpointFormTexts(Texts):
    """The texts of the form."""

    title: str = "Add an endpoint"
    keys: str = "Tab goes on · Esc closes"
    labels: Mapping[str, str] = table(
        {
            "name": "Name",
            "base_url": "Address",
            "key_env": "Key variable",
            "key_file": "or key file",
            "model": "Model",
            "price": "Price",
        }
    )
    placeholders: Mapping[str, str] = table(
        {
            "name": "what you call it: qwen7b",
            "base_url": "https://models.example/v1",
            "key_env": "an environment variable's name; empty: no key",
            "key_file": "a file that only you can read",
            "model": "those of the server are shown here",
            "price": "in your words, if it has one",
        }
    )
    allow_http: str = "allow http, which is not encrypted"
    add: str = "Add"
    cancel: str = "Cancel"
    asking: str = "Asking the server for its models…"
    missing: Mapping[str, str] = table(
        {
            "name": "Give it a name.",
            "base_url": "Give its address, up to and with the version: https://models.example/v1.",
            "model": "Give the model's name, as the server calls it.",
        }
    )
    tick: str = "tick “allow http” for it"


@dataclass(frozen=True, slots=True)
class Added:
    """What was added."""

    name: str
    missing: str | None = None
    """The environment variable of its key, where that is not set."""


class EndpointForm(ModalScreen[Added | None]):
    """Its result is what was added, or None."""

    CSS_PATH = "endpoint_form.tcss"
    AUTO_FOCUS = "#name"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss(None)", ""),
        ("up", "app.focus_previous", ""),
        ("down", "app.focus_next", ""),
    ]

    def __init__(self, session: Session, strings: Strings) -> None:
        super().__init__()
        self._session = session
        self._texts = translated(EndpointFormTexts, strings.language)
        self._asked: New | None = None
        """For what the server was asked last."""
        self._said = Line("", classes="said")
        self._models = OptionList(id="found", compact=True, markup=False)
        self._models.display = self._said.display = False
        self._http = Tick(self._texts.allow_http, id="allow_http")
        self._names: list[str] = []

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        with VerticalScroll(id="endpoint-form", classes="panel", can_focus=False) as box:
            box.border_title = Content(self._texts.title)
            box.border_subtitle = Content(self._texts.keys)
            for name in ("name", "base_url"):
                yield self._field(name)
            yield Horizontal(Line("", classes="label"), self._http)
            for name in ("key_env", "key_file", "model"):
                yield self._field(name)
            yield self._models
            yield self._field("price")
            yield self._said
            with Horizontal(classes="buttons"):
                yield Button(Content(self._texts.add), id="add")
                yield Button(Content(self._texts.cancel), id="cancel")

    def _field(self, name: str) -> Horizontal:
        label = Line(self._texts.labels[name], classes="label")
        field = Field(placeholder=self._texts.placeholders[name], name=name)
        field.compact = True
        return Horizontal(label, field)

    def _new(self) -> New:
        values = {name: self.query_one(f"#{name}", Input).value.strip() for name in self._texts.labels}
        return New(
            name=values["name"],
            base_url=values["base_url"],
            model=values["model"],
            key_env=values["key_env"] or None,
            key_file=values["key_file"] or None,
            allow_http=self._http.value,
            price=values["price"] or None,
        )

    def _say(self, sentence: str) -> None:
        self._said.show(sentence.replace(_ALLOW_HTTP, self._texts.tick))
        self._said.display = bool(sentence)
        if sentence:
            self._said.scroll_visible(animate=False)

    # The models of the server

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Who comes to the model is offered those of the server."""
        if event.widget.id == "model":
            self._look()

    def _look(self) -> None:
        new = self._new()
        place = New("", new.base_url, "", new.key_env, new.key_file, new.allow_http)
        if new.base_url and place != self._asked:
            self._asked = place
            self.run_worker(self._looked(place), group="models", exclusive=True)

    async def _looked(self, place: New) -> None:
        self._say(self._texts.asking)
        self._models.display = False
        paths = self._session.paths
        try:
            found = await self._session.with_assistant(lambda _assistant: models_at(place, paths))
        except EdgeError as error:
            self._asked = None  # mended, it is asked again
            self._say(str(error))
            return
        self._say("")
        self._models.clear_options()
        self._models.add_options([Option(Content(clean(name)), id=None) for name in found])
        self._models.highlighted = 0 if found else None
        self._models.display = bool(found)
        self._names = found
        field = self.query_one("#model", Input)
        if len(found) == 1 and not field.value:
            field.value = found[0]

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        self.query_one("#model", Input).value = self._names[event.option_index]
        self.query_one("#price").focus()

    # The end

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "price":
            self._add()
        else:
            self.focus_next()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "add":
            self._add()
        else:
            self.dismiss(None)

    def _add(self) -> None:
        new = self._new()
        for name, sentence in self._texts.missing.items():
            if not getattr(new, name):
                self._say(sentence)
                self.query_one(f"#{name}").focus()
                return
        self.run_worker(self._added(new), group="add", exclusive=True)

    async def _added(self, new: New) -> None:
        paths = self._session.paths

        def enter() -> Added:
            made = add(new, paths)
            return Added(made.name, made.key_env if key_is_missing(made) else None)

        try:
            added = await self._session.with_assistant(lambda _assistant: enter())
        except EdgeError as error:
            self._say(str(error))
        else:
            self.dismiss(added)
