"""What somebody types finds what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.fuzzy import match

TEXTS = st.text(max_size=40)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("conv", "New conversation"),
        ("CONV", "New conversation"),
        ("nc", "New conversation"),
        ("conv new", "New conversation"),
        ("对话", "新的对话"),
        ("新话", "新的对话"),
        ("", "anything"),
    ],
)
def test_a_part_the_first_letters_and_words_in_any_order_find_it(query: str, text: str) -> None:
    assert match(query, text) is not None


@pytest.mark.parametrize("query", ["xyz", "conversations", "nnew", "new chat", "vst"])
def test_what_is_not_in_it_does_not(query: str) -> None:
    assert match(query, "New conversation") is None


def test_the_beginning_of_a_word_comes_before_first_letters_and_those_before_what_is_inside_of_a_word() -> None:
    begun, letters, inside = (match("set", text) for text in ("Settings", "Send every text", "reset"))
    assert begun is not None
    assert letters is not None
    assert inside is not None
    assert begun.score > letters.score > inside.score


def test_the_places_are_those_of_the_letters_also_where_lower_case_is_longer() -> None:
    found = match("gro", "İ Groß")
    assert found is not None
    assert "".join("İ Groß"[place] for place in found.places) == "Gro"


@given(TEXTS, st.data())
def test_every_part_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = match(text[start:end], text)
    assert found is not None
    assert list(found.places) == sorted(set(found.places))
    assert all(0 <= place < len(text) for place in found.places)


@given(TEXTS, TEXTS)
def test_any_query_and_any_text_have_an_answer(query: str, text: str) -> None:
    found = match(query, text)
    assert found is None or all(0 <= place < len(text) for place in found.places)


def test_a_long_text_of_one_letter_is_no_trouble() -> None:
    assert match("a" * 200 + "b", "a" * 20_000) is None
