"""What the model sees of a message."""

import itertools
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.reader.features import HEAD, LONGEST, TAIL, known_rows, ngrams, prepared

ANY_TEXT = st.text(st.characters(), max_size=3000)


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_any_text_has_a_few_ngrams_a_character(text: str) -> None:
    ids = ngrams(text)
    assert ids.dtype == np.uint32
    # Four n-grams begin at each character and edge; a word and a pair take at least two characters.
    assert 1 <= len(ids) <= 6 * (len(prepared(text)) + 2)
    assert np.all(ids[1:] > ids[:-1])


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT, st.sets(st.text(max_size=30), min_size=1, max_size=5))
def test_rows_are_the_places_of_known_ngrams_and_of_no_others(text: str, learnt: set[str]) -> None:
    known = np.unique(np.concatenate([ngrams(one) for one in learnt]))
    rows = known_rows(text, known)
    assert rows.dtype == np.int32
    assert set(known[rows].tolist()) == set(known.tolist()) & set(ngrams(text).tolist())
    # The edges of a message are n-grams of every message, so that none is without a row.
    assert len(rows) >= 2


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_case_and_outer_spaces_change_nothing(text: str) -> None:
    assert np.array_equal(ngrams(f"  {text}\n"), ngrams(text)) or len(text) > HEAD
    folded = unicodedata.normalize("NFKC", text).casefold()
    if len(text) <= HEAD and len(folded) <= HEAD and unicodedata.normalize("NFKC", folded).casefold() == folded:
        assert np.array_equal(ngrams(folded), ngrams(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ｓｅｔ　ａ　ｔｉｍｅｒ", "set a timer"),
        ("ﾀｲﾏｰをｾｯﾄ", "タイマーをセット"),
        ("几点了？", "几点了?"),
        ("WHAT TIME IS IT", "what  time\nis it"),
        ("timer for 5 minutes", "timer for 8 minutes"),
        ("½", "1⁄2"),
    ],
)
def test_width_case_spaces_and_which_digit_do_not_matter(one: str, other: str) -> None:
    assert np.array_equal(ngrams(one), ngrams(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("dog bites man", "man bites dog"), ("几点了", "了几点"), ("5", "55"), ("no", "on"), ("a b", "ab"), ("", "a")],
)
def test_order_matters(one: str, other: str) -> None:
    assert not np.array_equal(ngrams(one), ngrams(other))


def test_a_word_has_one_ngram_wherever_it_stands() -> None:
    shared = set(ngrams("xylophone").tolist()) & set(ngrams("my uncle's xylophone broke").tolist())
    apart = set(ngrams("xylo").tolist()) & set(ngrams("my uncle's xylophone broke").tolist())
    assert len(shared) > len(apart)


def test_of_a_long_text_the_beginning_and_the_end_decide() -> None:
    begin, end = "b" * HEAD, "e" * TAIL
    assert prepared(begin + "middle " * 10_000 + end) == begin + end
    assert len(prepared("x y " * 50_000)) <= LONGEST
    assert np.array_equal(ngrams(begin + "1" * 9 + end), ngrams(begin + "2" * 99_999 + end))


def test_a_character_that_normalizes_to_many_does_not_escape_the_bound() -> None:
    assert len(prepared("ﷺ" * LONGEST)) <= LONGEST


@settings(max_examples=50, deadline=None)
@given(st.text(st.sampled_from("abc 你好。\n5"), min_size=1, max_size=60))
def test_ngrams_are_those_of_a_plain_loop(text: str) -> None:
    """The vectorized code against the definition: equal texts by pieces must mean equal sets."""
    pieces = _pieces(prepared(text))
    assert len(ngrams(text)) <= len(pieces)
    # Two texts with the same pieces have the same n-grams; collisions aside, the number is that of the pieces.
    assert len(pieces) - len(ngrams(text)) <= 2


def _pieces(text: str) -> set[tuple[object, ...]]:
    digits = "".join("0" if sign.isascii() and sign.isdigit() else sign for sign in text)
    padded = f"\x02{digits}\x03"
    found: set[tuple[object, ...]] = {
        (size, padded[at : at + size]) for size in (1, 2, 3, 4) for at in range(len(padded) - size + 1)
    }
    words, current = [], ""
    for sign in padded:
        if (sign.isalnum() or sign == "'") and ord(sign) < 0x2E80:
            current += sign
        elif current:
            words.append(current)
            current = ""
    if words:
        found |= {("word", word) for word in words}
        edged = ["\x02", *words, "\x03"]
        found |= {("pair", *pair) for pair in itertools.pairwise(edged)}
    return found
