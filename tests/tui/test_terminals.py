"""What reaches terminals that can do less: over SSH, with 256 colours, and Linux's own console with 16."""

from __future__ import annotations

import re

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tests.tui.terminal import Terminal
from tui.console import _SIGNS, ConsoleSigns

PROGRAM = """
import os, pathlib, sys
import tui
from edge.low_power import low_power
from edge.paths import Paths
from tests.stubs.assistant import FakeAssistant
from tests.tui.demo import ENGLISH

sparing = low_power("auto", os.environ, "", lambda: "").on
paths = Paths.under(pathlib.Path(os.environ["EDGE_HOME"]))
code = tui.run(lambda: FakeAssistant([ENGLISH, "● … “end”"]), paths=paths, low_power=sparing)
from textual import constants
from tui.pump import RATE
print(f"frames {constants.MAX_FPS} {RATE:g} {constants.TEXTUAL_ANIMATIONS}")
sys.exit(code)
"""

COLOURS = re.compile(rb"\x1b\[([\d;]*)m")


def written(*, talk: bool = True, **variables: str) -> bytes:
    """All bytes of a conversation on such a terminal, or of its first screen only."""
    with Terminal(PROGRAM, **variables) as app:
        app.until("Enter sends it.")
        if talk:
            app.type("hi\r")
            app.until("tok/s")
            app.type("\x1bOP")  # F1, in the most usual way
            app.until("Keys")
        app.type("\x11")
        assert app.end() == 0
    return app.written


def colours(found: bytes) -> set[bytes]:
    """Each parameter that sets a colour, with what belongs to it."""
    joined = b";" + b";".join(COLOURS.findall(found)) + b";"
    return set(re.findall(rb"(?<=;)(?:[34]8;(?:5;\d+|2;\d+;\d+;\d+)|[349]\d|10\d)(?=;)", joined))


def test_on_the_linux_console_only_its_colours_and_its_signs_are_written() -> None:
    found = written(TERM="linux", COLORTERM="")
    assert all(re.fullmatch(rb"3\d|4\d|9\d|10\d", one) for one in colours(found)), colours(found)
    signs = {sign for sign in found.decode() if ord(sign) >= 0x80}
    assert signs <= set("─│┌┐└┘├┤┬┴┼•·▌▐▄▀█_"), signs
    assert b"frames 14 7 none" in found


def test_over_ssh_few_frames_are_drawn_in_256_colours() -> None:
    found = written(TERM="screen-256color", COLORTERM="", SSH_CONNECTION="192.0.2.1 50000 192.0.2.2 22")
    assert {one.split(b";")[1] for one in colours(found) if one.startswith((b"38", b"48"))} == {b"5"}
    assert b"frames 14 7 none" in found


def test_in_a_window_of_this_machine_every_frame_is_drawn() -> None:
    assert b"frames 60 30 full" in written(talk=False)


def test_what_the_user_set_for_the_frames_stays() -> None:
    assert b"frames 20 10 none" in written(talk=False, TERM="linux", TEXTUAL_FPS="20")


def test_a_console_sign_takes_the_cells_of_the_one_that_it_stands_for() -> None:
    assert {len(sign) for sign in _SIGNS.values()} == {1}
    line = [Segment("╭─ “你好” ⠿ ─╮", Style(bold=True)), Segment("plain")]
    drawn = ConsoleSigns().apply(line, Color(0, 0, 0))
    assert [segment.text for segment in drawn] == ['┌─ "你好" : ─┐', "plain"]
    assert drawn[0].style == Style(bold=True)


@pytest.mark.parametrize("sign", "╭…●▁")
def test_no_sign_is_put_into_another_that_the_console_has_not(sign: str) -> None:
    assert _SIGNS[sign] not in _SIGNS
