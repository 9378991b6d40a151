"""Ctrl+P: everything that the app can do, and every conversation, found by a part of its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from edge.cleaning import clean
from edge.errors import EdgeError
from edge.turn import ConversationInfo
from tui.actions import ACTIONS, Action, ActionTexts
from tui.field import Field
from tui.figures import beginning
from tui.fuzzy import Match, match
from tui.language import Texts, translated
from tui.overlay import Overlay
from tui.session import Session
from tui.strings import Strings

__all__ = ["CommandPalette", "PaletteTexts"]

CONVERSATIONS = 500
"""How many of the newest can be found here; the screen of the conversations searches all of them, and their text."""
SHOWN = 60
"""How many entries are shown at most."""
BEHIND = 5.0
"""What is found only in further words stands behind what is found as well in its name."""
GAP = 2
"""Cells between a name and its keys."""


@dataclass(frozen=True, slots=True)
class PaletteTexts(Texts):
    """Its own texts; those of the actions are `tui.actions.ActionTexts`."""

    title: str = "Commands"
    close: str = "Enter does it · Esc closes"
    placeholder: str = "What do you want to do?"
    open: str = "Open: {title}"
    nothing: str = "Nothing is called like this."
    also: str = "open conversation"
    """Further words under which conversations are found."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be chosen."""

    result: Action | ConversationInfo
    name: str
    also: str = ""
    """Further words under which it is found."""
    english: str = ""
    """Its name in English, under which it is found as well."""

    @property
    def keys(self) -> str:
        """That do the same."""
        return self.result.keys if isinstance(self.result, Action) else ""


class CommandPalette(Overlay[Action | ConversationInfo]):
    """Gives back what was chosen, or None."""

    CSS_PATH = "command_palette.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss", ""),
        Binding("up", "move('cursor_up')", show=False, priority=True),
        Binding("down", "move('cursor_down')", show=False, priority=True),
        Binding("pageup", "move('page_up')", show=False, priority=True),
        Binding("pagedown", "move('page_down')", show=False, priority=True),
    ]

    def __init__(self, session: Session, strings: Strings) -> None:
        super().__init__()
        self._session = session
        self._texts = translated(PaletteTexts, strings.language)
        names, english = translated(ActionTexts, strings.language), ActionTexts()
        self._entries = [
            Entry(one, names.does[one.name], f"{names.also[one.name]} {english.also[one.name]}", english.does[one.name])
            for one in ACTIONS
        ]
        self._found: list[Entry] = []
        self._field = Field(placeholder=self._texts.placeholder)
        self._list = OptionList(markup=False)

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        with Vertical(id="commands", classes="panel") as box:
            box.border_title = self._texts.title
            box.border_subtitle = self._texts.close
            yield self._field
            yield self._list

    def on_mount(self) -> None:
        """The conversations come when they are there."""
        self._list.can_focus = False
        self._field.focus()
        self.run_worker(self._list_conversations())

    async def _list_conversations(self) -> None:
        try:
            found = await self._session.with_assistant(lambda assistant: assistant.conversations(CONVERSATIONS))
        except EdgeError:  # everything else can be done all the same
            return
        for conversation in found:
            title = beginning(clean(conversation.title), self.app.size.width)
            self._entries.append(Entry(conversation, self._texts.open.format(title=title), self._texts.also))
        self._show()

    @on(events.Resize)
    def _resized(self) -> None:
        self.call_after_refresh(self._show)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._show(anew=True)

    def _show(self, anew: bool = False) -> None:
        """List what fits to the text in the field; the mark stays on the same entry unless the text is `anew`."""
        query = self._field.value
        before = self._found[self._list.highlighted or 0] if self._found and not anew else None
        ranked = _ranked(self._entries, query)[:SHOWN]
        self._found = [entry for entry, _ in ranked]
        width = self._list.scrollable_content_region.width
        self._list.clear_options()
        if not ranked:
            self._list.add_option(Option(self._texts.nothing, disabled=True))
        self._list.add_options(Option(_line(entry, found, width)) for entry, found in ranked)
        if ranked:
            self._list.highlighted = self._found.index(before) if before in self._found else 0

    def action_move(self, how: str) -> None:
        """Up, Down and their like move in the list, while the field keeps the focus."""
        getattr(self._list, f"action_{how}")()

    @on(Input.Submitted)
    def _entered(self) -> None:
        if self._found:
            self.dismiss(self._found[self._list.highlighted or 0].result)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._found[event.option_index].result)


def _ranked(entries: Sequence[Entry], query: str) -> list[tuple[Entry, Match]]:
    """Those in which the query is found, the best first; all of them in their order for an empty one."""
    found: list[tuple[Entry, Match]] = []
    for entry in entries:
        place = match(query, entry.name)
        if place is None:
            behind = match(query, f"{entry.name} {entry.also} {entry.english} {entry.keys}", words=True)
            place = behind and Match(behind.score - BEHIND, ())
        if place is not None:
            found.append((entry, place))
    return sorted(found, key=lambda one: -one[1].score) if query.strip() else found


def _line(entry: Entry, found: Match, width: int) -> Content:
    """The name with what was found marked, and its keys at the right end."""
    keys = entry.keys
    room = width - (cell_len(keys) + GAP if keys else 0)
    name = beginning(entry.name, max(room, 1))
    shown = Content(name)
    for place in found.places:
        if place < len(name) and name[place] == entry.name[place]:
            shown = shown.stylize("bold underline", place, place + 1)
    if not keys:
        return shown
    return Content.assemble(shown, " " * (room - cell_len(name) + GAP), keys)
