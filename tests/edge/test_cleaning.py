"""Nothing that a model or a file says can reach the terminal as anything but text."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge.cleaning import Cleaner, clean

# Made of what matters, so that sequences, and sequences cut short, are likely.
_ESCAPES = ["\x1b", "\x1b[", "\x1b]", "\x1bP", "\x1b\\", "\x9b", "\x9d", "\x9c", "\x07", "\r", "\n", "\r\n", "\t"]
_OTHERS = ["31", ";", "m", "(", "B", "c", " ", "]", "[", "\\", "\u202e", "\u200b", "\u200d", "\ud800", "中", "😀"]
fragments = st.sampled_from([*_ESCAPES, *_OTHERS])
texts = st.one_of(
    st.lists(fragments, max_size=30).map("".join), st.text(st.characters(exclude_categories=()), max_size=60)
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, 中文，日本語、\ttab\nline", "plain text, 中文，日本語、\ttab\nline"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b1;31mred", "red"),
        ("\x1b]0;a new title\x07text", "text"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]52;c;aGVsbG8=\x9ctext", "text"),
        ("\x1bPq#0;2;0\x1b\\text", "text"),
        ("\x1b(Btext\x1bc", "text"),
        ("\x1b[?2004h\x1b[2Jtext", "text"),
        ("one\r\ntwo\rthree\n\rfour", "one\ntwo\nthree\n\nfour"),
        ("one\u2028two\u2029three", "one\ntwo\nthree"),
        ("bell\x07 null\x00 delete\x7f back\x08", "bell null delete back"),
        ("access\u202e txt.exe", "access txt.exe"),
        ("\u2066isolated\u2069", "isolated"),
        ("\ufeffbegin mid\u200bdle soft\u00adhyphen", "begin middle softhyphen"),
        ("hidden\U000e0068\U000e0069", "hidden"),
        ("\ud83d and \udc00", "\ufffd and \ufffd"),
    ],
)
def test_what_is_shown_of_a_text(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize("text", ["👩‍🚀", "❤️", "👍🏽", "می‌خواهم", "葛\U000e0100城", "e\u0301", "ガ"])
def test_what_letters_and_emoji_need_is_kept(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31", "[31"),
        ("\x1b[31é text", "[31é text"),
        ("\x1b]0;no end\nnext line", "]0;no end\nnext line"),
        ("\x1b\x1b[31mred", "red"),
        ("text\x1b", "text"),
        ("\x1b]" + "long " * 200 + "\x07end", "]" + "long " * 200 + "end"),
    ],
)
def test_of_an_unfinished_sequence_only_the_escape_goes(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(texts)
def test_nothing_that_controls_a_terminal_is_left(text: str) -> None:
    shown = clean(text)
    assert not {c for c in shown if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"}
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    shown.encode("utf-8")


@given(texts)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"])))
def test_letters_marks_digits_and_signs_are_never_changed(text: str) -> None:
    assert clean(text) == text


@given(texts, st.lists(st.integers(0, 60)))
@example("\x1b]0;title\x1b\\text", list(range(20)))
@example("one\r\ntwo", [4])
@example("\x1b]" + "x" * 600 + "\x07", [1, 2, 300, 514, 515, 601])
def test_pieces_come_out_as_the_whole_would(text: str, cuts: list[int]) -> None:
    cleaner = Cleaner()
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[start:stop] for start, stop in itertools.pairwise(places)]
    assert "".join(cleaner.feed(piece) for piece in pieces) + cleaner.end() == clean(text)


@given(texts)
def test_one_character_at_a_time_is_no_different(text: str) -> None:
    cleaner = Cleaner()
    assert "".join(map(cleaner.feed, text)) + cleaner.end() == clean(text)


def test_ordinary_text_is_never_withheld() -> None:
    cleaner = Cleaner()
    for piece in ("Hel", "lo\n", "你", "好", "👩‍", "🚀"):
        assert cleaner.feed(piece) == piece
    assert cleaner.end() == ""


def test_an_escape_that_never_ends_withholds_a_bounded_text() -> None:
    cleaner = Cleaner()
    shown = "".join(map(cleaner.feed, ["x" * 10, "\x1b]", *"y" * 600]))
    assert shown == "x" * 10 + "]" + "y" * 600
