"""The form in which one setting is changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, OptionList, TextArea
from textual.widgets.option_list import Option

from edge.cleaning import clean
from edge.settings import Setting
from edge.settings.checks import OneOf
from tui.field import Field
from tui.message import Line
from tui.settings_texts import SettingsTexts, rule
from tui.terminal_keys import NEW_LINE_KEYS

__all__ = ["SettingForm"]


class SettingForm(ModalScreen[bool]):
    """Its result is whether the setting was changed. It stays until that is done, or the user leaves it.

    keep  sets the value that was typed; returns a sentence if that is not possible, else an empty text
    """

    CSS_PATH = "settings.tcss"
    AUTO_FOCUS = "#value"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss(False)", "")]

    def __init__(
        self, setting: Setting, value: Any, texts: SettingsTexts, keep: Callable[[str], Awaitable[str]]
    ) -> None:
        super().__init__()
        self._setting = setting
        self._value = value
        self._texts = texts
        self._keep = keep
        self._wrong = Line("", classes="error")

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        texts, setting = self._texts, self._setting
        with VerticalScroll(id="setting", classes="panel", can_focus=False) as box:
            box.border_title = setting.key
            box.border_subtitle = texts.form_lines if self._has_lines else texts.form_keys
            yield Line(texts.about[setting.key])
            if not self._choices:
                yield Line(rule(setting, texts), classes="quiet")
            yield self._entry()
            self._wrong.display = False
            yield self._wrong

    @property
    def _choices(self) -> tuple[str, ...]:
        if isinstance(self._setting.check, OneOf):
            return self._setting.check.choices
        return ("true", "false") if self._setting.type is bool else ()

    @property
    def _has_lines(self) -> bool:
        return self._setting.type is str and not self._choices

    def _entry(self) -> Widget:
        value = str(self._value).lower() if isinstance(self._value, bool) else str(self._value)
        if self._choices:
            listed = OptionList(*(Option(choice) for choice in self._choices), id="value", markup=False)
            listed.highlighted = self._choices.index(value) if value in self._choices else 0
            return listed
        if self._has_lines:
            return Lines(value)
        field = Field(value, name="value")
        field.select_on_focus = True  # what is typed first takes its place
        return field

    @on(OptionList.OptionSelected)
    async def _chosen(self, event: OptionList.OptionSelected) -> None:
        await self._set(self._choices[event.option_index])

    @on(Input.Submitted)
    async def _entered(self, event: Input.Submitted) -> None:
        await self._set(event.value.strip())

    async def on_lines_entered(self, event: Lines.Entered) -> None:
        """Enter in a field of several lines."""
        await self._set(event.lines.text)

    async def _set(self, typed: str) -> None:
        wrong = await self._keep(typed)
        if wrong:
            self._wrong.show(wrong)
            self._wrong.display = True
        else:
            self.dismiss(True)


class Lines(TextArea):
    """A field of several lines, in which Enter is the end and what breaks a line in the composer does so here."""

    class Entered(Message):
        """Enter was pressed."""

        def __init__(self, lines: Lines) -> None:
            super().__init__()
            self.lines = lines

    def __init__(self, text: str) -> None:
        super().__init__(clean(text), id="value", highlight_cursor_line=False, soft_wrap=True)
        self.cursor_blink = False
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Entered(self))
        elif event.key in NEW_LINE_KEYS:
            event.stop()
            event.prevent_default()
            self.insert("\n")
