"""On a real terminal: what reaches it, and how it is left behind."""

from __future__ import annotations

import re
import signal
import time
from pathlib import Path

from edge.paths import Paths
from tests.tui.terminal import LIMIT_S, Terminal
from tui.draft import Draft

PROGRAM = """
import itertools, os, pathlib, sys, time
import tui
from edge.paths import Paths
from tests.stubs.assistant import FakeAssistant

class Broken(FakeAssistant):
    def conversations(self, limit=50):
        return []
    def status(self):
        return "not a status, and a secret"

HOSTILE = "\\x1b]0;PWNED\\x07\\x1b[31;5mred\\x9b2J\\u202eover\\u2066iso\\x08\\x7f\\ud800 `\\x1b[6n` **\\x1b[2J** "
HOSTILE += "end of it"

assistant = {assistant}
sys.exit(tui.run(lambda: assistant, paths=Paths.under(pathlib.Path(os.environ["EDGE_HOME"]))))
"""

READY = "Enter sends it."
LEFT = b"\x1b[?1049l"
"""The terminal is told to leave the alternate screen."""

COLOUR = re.compile(rb"\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[\d;]*)?m")


def wait_for_draft(home: Path, text: str) -> None:
    """Wait until the draft is on disk."""
    end = time.monotonic() + LIMIT_S
    while text not in "".join(file.read_text("utf-8") for file in (home / "drafts").glob("*.txt")):
        assert time.monotonic() < end
        time.sleep(0.01)


def test_no_control_character_of_the_model_reaches_the_terminal() -> None:
    with Terminal(
        PROGRAM.format(assistant='FakeAssistant([HOSTILE], notices=[HOSTILE], model="m\\x1b]0;PWNED\\x07")')
    ) as app:
        app.until(READY)
        app.type("hi\r")
        app.until("tok/s")
        app.type("\x11")
        assert app.end() == 0
        assert app.modes() == app.modes_before
    assert b"end of it" in app.written
    assert LEFT in app.written
    for hostile in (
        b"PWNED",
        b"\x1b[31;5m",
        "\x9b".encode(),
        "\u202e".encode(),
        "\u2066".encode(),
        b"\x1b[6n",
    ):
        assert hostile not in app.written, hostile
    assert b"\x1b[2J" not in app.written.partition(b"hi")[2]
    assert not re.search(rb"\x1b\[>\d*u", app.written), "the Kitty keyboard protocol was asked for"
    assert COLOUR.search(app.written)


def test_a_fault_of_the_app_restores_the_terminal_says_one_sentence_and_keeps_the_draft(home: Path) -> None:
    with Terminal(PROGRAM.format(assistant="Broken()")) as app:
        app.type("half a thought")
        assert app.end() == 1
        assert app.modes() == app.modes_before
    said = app.written.rpartition(LEFT)[2].decode()
    assert "Something went wrong inside (AttributeError)" in said
    assert "start the app again to go on." in " ".join(said.split())
    assert "Traceback" not in said
    assert "secret" not in said + (home / "logs" / "faults.log").read_text()


def test_a_kill_loses_nothing_that_was_typed_even_before_the_first_screen(home: Path, paths: Paths) -> None:
    with Terminal(PROGRAM.format(assistant="FakeAssistant()")) as app:
        app.type("half a thought")
        app.until(READY)
        app.type(", 你好")
        wait_for_draft(home, "half a thought, 你好")
        app.process.send_signal(signal.SIGKILL)
        app.end()
    assert Draft(paths.drafts).restore() == "half a thought, 你好"


def test_a_signal_to_end_leaves_in_good_order_and_keeps_the_lines_that_were_typed(home: Path) -> None:
    with Terminal(PROGRAM.format(assistant="FakeAssistant()")) as app:
        app.until(READY)
        app.type("ctrl+j\nalt+enter\x1b\rshift+enter\x1b[13;2uend")
        wait_for_draft(home, "ctrl+j\nalt+enter\nshift+enter\nend")
        app.process.send_signal(signal.SIGTERM)
        assert app.end() == 0
        assert app.modes() == app.modes_before
    assert LEFT in app.written


def test_closing_the_terminal_in_mid_answer_ends_the_app_and_keeps_what_was_typed(paths: Paths) -> None:
    endless = "FakeAssistant(lambda question: (time.sleep(0.02) or f'word{n} ' for n in itertools.count()))"
    with Terminal(PROGRAM.format(assistant=endless)) as app:
        app.until(READY)
        app.type("hi\r")
        app.until("word9")
        app.type("half a thought")
        app.until("half a thought")
        app.close()
        app.process.wait(LIMIT_S)
    assert Draft(paths.drafts).restore() == "half a thought"


def test_without_colour_none_is_written_and_bold_stays() -> None:
    with Terminal(PROGRAM.format(assistant="FakeAssistant(['**Bold** `code`'])"), NO_COLOR="1") as app:
        app.until(READY)
        app.type("hi\r")
        app.until("tok/s")
        app.type("\x11")
        assert app.end() == 0
    assert not COLOUR.search(app.written)
    assert re.search(rb"\x1b\[1[;m]", app.written)
