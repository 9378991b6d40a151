"""Ctrl+R and `/why`: why this answer, what left the device for it, and what may be done about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tui.account import Section, account
from tui.figures import SEPARATOR
from tui.language import Texts, table, translated
from tui.message import Line
from tui.overlay import Overlay
from tui.strings import Strings

__all__ = ["WAYS", "Section", "WhyScreen", "WhyTexts", "account"]

WAYS = {"cloud": "c", "local": "d", "again": "t", "go_on": "s", "copy": "l"}
"""What may be done about an answer, each with its key."""


@dataclass(frozen=True, slots=True)
class WhyTexts(Texts):
    """What may be done about an answer."""

    do: str = "What now"
    ways: Mapping[str, str] = table(
        {
            "cloud": "ask the cloud instead",
            "local": "ask the device instead",
            "again": "answer once more",
            "go_on": "go on where it was cut off",
            "copy": "copy it",
        }
    )
    short: Mapping[str, str] = table(
        {"cloud": "cloud", "local": "device", "again": "again", "go_on": "go on", "copy": "copy"}
    )
    close: str = "Esc"


class WhyScreen(Overlay[str | None]):
    """A panel over the chat, which goes on behind it. Its result is one of `WAYS`; None where nothing is to be done."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,f2,ctrl+r,enter,q", "dismiss", "")]

    def __init__(self, sections: Iterator[Section], strings: Strings, ways: tuple[str, ...] = ()) -> None:
        """`ways` are those of `WAYS` that there are for this answer."""
        super().__init__()
        self._sections = tuple(sections)
        self._strings = strings
        self._ways = ways

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        texts = translated(WhyTexts, self._strings.language)
        with VerticalScroll(id="why", classes="panel") as box:
            box.border_title = self._strings.why_title
            keys = [f"{WAYS[way].upper()} {texts.short[way]}" for way in self._ways]
            box.border_subtitle = SEPARATOR.join([*keys, texts.close]) if keys else self._strings.help_close
            for number, section in enumerate(self._sections):
                if section.title:
                    yield Line(section.title, classes="title" if number else "title first")
                for line in section.lines:
                    yield Line(line)
            if self._ways:
                yield Line(texts.do, classes="title")
            for way in self._ways:
                yield _Way(way, texts.ways[way])

    def on_key(self, event: events.Key) -> None:
        """The key of a way."""
        for way in self._ways:
            if event.key in (WAYS[way], f"ctrl+{WAYS[way]}"):
                event.stop()
                self.dismiss(way)


class _Way(Line):
    """A click does it."""

    def __init__(self, way: str, does: str) -> None:
        super().__init__("", classes="way")
        self.update(Content.assemble((f" {WAYS[way].upper()} ", "reverse"), f" {does}"))
        self._way = way

    def on_click(self, event: events.Click) -> None:
        """Do it."""
        event.stop()
        self.screen.dismiss(self._way)
