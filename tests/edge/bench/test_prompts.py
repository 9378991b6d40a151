"""Messages of a wanted number of tokens, whatever the tokenizer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edge.bench.prompts import TURNS, fitted, words


@given(wanted=st.integers(30, 4000), overhead=st.integers(0, 20))
def test_with_a_token_for_each_word_the_number_is_met_exactly(wanted: int, overhead: int) -> None:
    asked: list[int] = []

    def evaluated(count: int) -> int:
        asked.append(count)
        return count + overhead

    assert fitted(evaluated, wanted) == wanted - overhead
    assert len(asked) <= 4
    assert max(asked) <= max(48, wanted)


@given(wanted=st.integers(30, 4000), overhead=st.integers(0, 20), per_word=st.floats(1, 3))
def test_with_more_tokens_a_word_it_comes_near_and_never_over(wanted: int, overhead: int, per_word: float) -> None:
    def evaluated(count: int) -> int:
        return overhead + int(count * per_word)

    found = fitted(evaluated, wanted)
    assert found is not None
    assert wanted - 6 <= evaluated(found) <= wanted


def test_where_one_word_is_too_many_there_is_none() -> None:
    assert fitted(lambda count: 1000 + count, 128) is None


def test_prompts_begin_with_different_words_and_have_the_length_asked_for() -> None:
    texts = [words(20, begin) for begin in range(10)]
    assert len({text.split()[0] for text in texts}) == 10
    assert {len(text.split()) for text in texts} == {20}


def test_the_questions_of_the_conversation_are_of_about_one_length() -> None:
    lengths = [len(turn.split()) for turn in TURNS]
    assert max(lengths) - min(lengths) <= 2
