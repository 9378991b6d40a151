"""`edge chat`: the app, plain mode, or a sentence about which of them there is here."""

from __future__ import annotations

from tests.edge.cli.conftest import Run
from tests.tui.terminal import Terminal

EDGE = "import sys; from edge.cli import main; sys.exit(main({arguments!r}))"


def terminal(*arguments: str, **variables: str) -> Terminal:
    return Terminal(EDGE.format(arguments=arguments), EDGE_ENGINE_THREADS="1", **variables)


def test_without_a_terminal_the_app_says_what_there_is_instead(edge: Run) -> None:
    done = edge("chat")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "use 'edge chat --plain'" in done.stderr
    assert done.stderr.count("\n") == 1


def test_plain_mode_answers_each_line_of_a_pipe(edge: Run) -> None:
    done = edge("chat", "--plain", stdin="hello\nset a timer for 10 minutes\n/why\n", LC_ALL="C.UTF-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert "You: hello\nDevice:\n" in done.stdout
    assert "You: set a timer for 10 minutes\nSkill:\n" in done.stdout
    assert "A skill answers." in done.stdout


def test_a_terminal_that_can_draw_nothing_gets_plain_mode_and_a_sentence_about_it() -> None:
    with terminal(TERM="dumb") as chat:
        chat.until("(TERM is 'dumb'), so this is plain mode.")
        chat.until("You: ")
        chat.type("\x04")
        assert chat.end() == 0
    assert b"\x1b" not in chat.written


def test_the_setting_opens_plain_mode_on_every_terminal_in_its_language() -> None:
    with terminal(EDGE_UI_PLAIN="on", EDGE_UI_LANGUAGE="zh") as chat:
        chat.until("你：")
        chat.type("/quit\r")
        assert chat.end() == 0
    assert b"\x1b" not in chat.written


def test_where_plain_mode_is_off_a_terminal_that_can_draw_nothing_is_told_so() -> None:
    with terminal("chat", TERM="dumb", EDGE_UI_PLAIN="off") as chat:
        assert chat.end() == 2
    assert b"use 'edge chat --plain'" in chat.written
