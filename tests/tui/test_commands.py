"""What begins with a slash is a command or a mistake, and never goes to a model by accident."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.commands import NAMES, Again, Do, Said, Wrong, as_typed, completed, joined, parse, suggested
from tui.strings import EN, ZH

TEXTS = st.text(st.sampled_from("/ ab你\n.cloudprivate*"), max_size=20)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Hi", Said("Hi")),
        ("/cloud Prove it.", Said("Prove it.", "cloud")),
        ("/CLOUD  Prove it.", Said("Prove it.", "cloud")),
        ("/local\nline\nline", Said("line\nline", "local")),
        ("/cloud证明一下。", Said("证明一下。", "cloud")),
        ("/private 我的a/b", Said("我的a/b", private=True)),
        ("/private我的a/b", Said("我的a/b", private=True)),
        ("  /private x", Said("x", private=True)),
        ("/cloud", Again("cloud")),
        ("/local ", Again("local")),
        ("/why", Do.WHY),
        ("/help", Do.HELP),
        ("/offline on", Do.GO_OFFLINE),
        ("/offline OFF", Do.GO_ONLINE),
    ],
)
def test_a_command_says_what_is_meant(typed: str, meant: object) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("/privat my secret", False),
        ("/private: my secret", True),
        ("/private", True),
        ("/why is the sky blue", True),
        ("/offline", True),
        ("/offline later", True),
        ("/tmp is full", False),
        ("/", False),
        ("/ private x", False),
    ],
)
def test_what_is_mistyped_is_not_sent(typed: str, known: bool) -> None:
    meant = parse(typed)
    assert isinstance(meant, Wrong)
    assert meant.known is known


@pytest.mark.parametrize(
    "text", ["/etc/hosts is what?", "// a comment\nint i;", "/* a comment */", "1/2", "a /cloud b"]
)
def test_a_path_or_a_comment_is_a_message(text: str) -> None:
    assert parse(text) == Said(text)


@pytest.mark.parametrize("text", ["/cloud is a word", "/", "/tmp is full", "//cloud", "///x"])
def test_two_slashes_begin_a_message_with_one(text: str) -> None:
    if text != "/":
        assert parse("/" + text) == Said(text)


@given(TEXTS)
def test_what_was_sent_is_sent_the_same_when_it_is_brought_back(typed: str) -> None:
    meant = parse(typed)
    if meant == Said(typed) or (isinstance(meant, Said) and typed.lstrip().startswith("//")):
        assert isinstance(meant, Said)
        assert parse(as_typed(meant.text)) == meant


@given(st.lists(TEXTS, max_size=4), st.sampled_from(["/private secret", "/privat secret"]))
def test_what_may_not_leave_stays_so_when_several_texts_become_one(texts: list[str], secret: str) -> None:
    meant = parse(joined([*texts, secret]))
    assert isinstance(meant, Wrong) or (isinstance(meant, Said) and meant.private)


def test_texts_that_are_no_commands_keep_their_order() -> None:
    assert joined(["one", "", "two", " \n"]) == "one\n\ntwo"


def test_a_command_that_is_begun_is_suggested_and_written_out() -> None:
    assert suggested("/") == NAMES
    assert suggested("/l") == ("local",)
    assert completed("/P") == "/private "
    assert [suggested(text) for text in ("", "hi", "/x", "/cloud x", "//l")] == [()] * 5
    assert completed("/x") is None


def test_both_languages_say_what_each_command_does() -> None:
    for strings in (EN, ZH):
        assert tuple(strings.commands) == NAMES
        assert all(usage.split()[0] == name for name, (usage, _) in strings.commands.items())
