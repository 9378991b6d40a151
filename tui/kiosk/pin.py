"""The way out of a kiosk: a box that asks for the PIN."""

from __future__ import annotations

import math
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input

from edge.kiosk.pin import LONGEST, Pin
from tui.background import in_background
from tui.kiosk.texts import kiosk_texts
from tui.message import Line
from tui.strings import Strings

__all__ = ["PinScreen"]

OPEN_S = 20.0
"""Seconds without a key after which it goes away."""


class PinScreen(ModalScreen[bool], inherit_bindings=False):
    """Its result is whether the PIN was given."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss(False)", "")]
    ALLOW_SELECT = False

    def __init__(self, pin: Pin, strings: Strings, why: str) -> None:
        """`why` is shown to whoever looks after the device: what is not as it should be."""
        super().__init__()
        self._pin = pin
        self._texts = kiosk_texts(strings.language)
        self._why = why
        self._said = Line(self._texts.pin_ask)
        self._field = _PinField(password=True, max_length=LONGEST, restrict=r"[0-9]*")
        self._until: Timer | None = None

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        with Vertical(id="pin", classes="panel") as box:
            box.border_title = self._texts.pin_title
            yield self._field
            yield self._said
            if self._why:
                yield Line(self._why, classes="warning")

    def on_mount(self) -> None:
        """Wait for the PIN, and not for ever."""
        self._field.focus()
        self._stay()
        self.set_interval(1.0, self._count_down)
        self._count_down()

    def on_key(self, _event: Key) -> None:
        """Somebody is there."""
        self._stay()

    @on(Input.Submitted)
    async def _try(self, event: Input.Submitted) -> None:
        given, self._field.value = event.value, ""
        if not given:
            return
        self._field.disabled = True
        self._said.show("…")
        right = await in_background(lambda: self._pin.matches(given))
        self._field.disabled = False
        self._field.focus()
        self._said.show(self._texts.pin_wrong)
        self._count_down()
        if right:
            self.dismiss(True)

    def _count_down(self) -> None:
        seconds = math.ceil(self._pin.wait_s)
        if seconds:
            self._said.show(self._texts.pin_wait.format(seconds=seconds))
        elif self._waited:
            self._said.show(self._texts.pin_ask)
        self._waited = seconds > 0

    _waited = False
    """Whether the last look said that one has to wait."""

    def _stay(self) -> None:
        if self._until is not None:
            self._until.stop()
        self._until = self.set_timer(OPEN_S, self._close)

    def _close(self) -> None:
        self.dismiss(False)


class _PinField(Input, inherit_bindings=False):
    """Digits, and how to take them back: nothing that could copy them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("backspace", "delete_left", ""),
        ("left", "cursor_left", ""),
        ("right", "cursor_right", ""),
        ("enter", "submit", ""),
    ]
