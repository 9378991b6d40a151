"""Which texts are commands in a kiosk; everything else is a question."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.kiosk.commands import COMMANDS, Command, completed, parse, suggested


@given(st.text())
@example("/İ")
@example("/help\u2028")
def test_whatever_is_typed_is_a_question_or_a_command_with_a_name(text: str) -> None:
    found = parse(text)
    if found is None:
        return
    assert text.lstrip().startswith("/")
    assert found.name.isascii()
    assert found.name.isalpha()
    assert found.known <= (found.name in COMMANDS)


@given(st.text(alphabet="/ helpnwcarstogu\n"))
def test_what_is_completed_is_a_known_command(text: str) -> None:
    whole = completed(text)
    assert (whole is None) == (not suggested(text))
    if whole is not None:
        found = parse(whole)
        assert found is not None
        assert found.known


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/help", Command("help")),
        (" /NEW ", Command("new")),
        ("/language zh", Command("language", "zh")),
        ("/language\nJA", Command("language", "ja")),
    ],
)
def test_case_and_white_space_do_not_matter(text: str, command: Command) -> None:
    assert parse(text) == command
    assert command.known


@pytest.mark.parametrize("text", ["/new now", "/settings", "/help 1", "/hel"])
def test_others_are_none(text: str) -> None:
    found = parse(text)
    assert found is not None
    assert not found.known


def test_the_beginning_of_a_command_suggests_it() -> None:
    assert suggested("/") == COMMANDS
    assert suggested("/l") == ("language",)
    assert suggested("/x") == suggested("l") == suggested("/help me") == ()
