"""Where one model goes on with what another began."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.cloud.joining import Joined, Joiner, please_go_on

WORDS = ("there", "are", "infinitely", "many", "primes", "because", "any", "finite", "list", "leaves", "one", "out")
TEXTS = st.permutations(WORDS).map(" ".join)


def joined(begun: str, *pieces: str) -> str:
    joiner = Joiner(begun)
    return begun + "".join(joiner.feed(piece) for piece in pieces) + joiner.end()


@pytest.mark.parametrize(
    ("begun", "text", "whole"),
    [
        ("The sum is the square of", "square of n.", "The sum is the square of n."),
        ("There are infini", "infinitely many primes.", "There are infinitely many primes."),
        ("There are inf", "infinitely many primes.", "There are infinitely many primes."),
        ("The cat ", "The cat sat down.", "The cat sat down."),
        ("The cat", "...cat sat down.", "The cat sat down."),
        ("The cat sat", "… cat sat down.", "The cat sat down."),
        ("The cat", "sat down.", "The cat sat down."),
        ("The cat", ", too.", "The cat, too."),
        ("so that 1 + 1", " = 2", "so that 1 + 1 = 2"),
        (
            "素数有无穷多个，因为",
            "无穷多个，因为任何有限的表都会漏掉一个。",
            "素数有无穷多个，因为任何有限的表都会漏掉一个。",
        ),
        ("素数有无穷多个，", "因为任何有限的表都会漏掉一个。", "素数有无穷多个，因为任何有限的表都会漏掉一个。"),
        ("def f(n):\n    return", "return n * 2", "def f(n):\n    return n * 2"),
        ("- one\n- two\n", "- two\n- three", "- one\n- two\n- three"),
        ("It broke off.", "", "It broke off."),
    ],
)
def test_what_is_said_again_is_left_out(begun: str, text: str, whole: str) -> None:
    assert joined(begun, text) == whole


@given(TEXTS, st.data())
def test_a_text_is_whole_again_wherever_it_broke_off_and_however_much_is_repeated(
    text: str, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(12, len(text)))
    again = data.draw(st.integers(6, 12))
    at = data.draw(st.integers(cut - again, len(text)))
    assert joined(text[:cut], text[cut - again : at], text[at:]) == text


@given(TEXTS, st.text("abc …\n"), st.lists(st.integers(0, 120), max_size=5))
def test_the_pieces_make_no_difference(begun: str, text: str, cuts: list[int]) -> None:
    ends = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    pieces = [text[a:b] for a, b in pairwise(ends)]
    assert joined(begun, *pieces) == joined(begun, text)


def test_a_model_that_begins_again_is_noticed() -> None:
    begun = "First, suppose that there are finitely many primes, and call them all by name. Multiply them"
    joiner = Joiner(begun)
    assert joiner.feed(begun[:30]) == ""
    told = joiner.feed(begun[30:])
    assert (joiner.how, told) == (Joined.ANEW, begun)


@pytest.mark.parametrize("language", ["en", "zh", "ja", "und"])
def test_the_model_is_shown_the_last_words(language: str) -> None:
    assert "leaves one out" in please_go_on("because any finite list leaves one out", language)
