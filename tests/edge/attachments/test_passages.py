"""Texts in passages: nothing is lost, every place is true, and the passages that match are found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.attachments.matching import scores
from edge.attachments.passages import MOST_TOKENS, Lines, passages_of
from edge.attachments.shown import best, cut
from edge.router.text import tokens_of
from edge.transcript import Attachment
from tests.edge.attachments.texts import (
    CHINESE,
    CHINESE_QUESTIONS,
    ENGLISH,
    ENGLISH_QUESTIONS,
    JAPANESE,
    JAPANESE_QUESTIONS,
    long,
)

PIECES = st.sampled_from(
    ["word ", "字符", "かな", "。", ". ", "\n", "\n\n", "# Title\n", "42,", "  ", "é", "x" * 90, "𠮷"]
)
TEXTS = st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=300).map("".join))


@settings(deadline=None)
@given(TEXTS)
def test_every_character_that_is_not_blank_is_in_one_passage(text: str) -> None:
    passages = passages_of(text)
    ends = [0, *(one.end for one in passages)]
    starts = [*(one.start for one in passages), len(text)]
    assert all(end <= start for end, start in zip(ends, starts, strict=True))
    assert not any(text[end:start].strip() for end, start in zip(ends, starts, strict=True))


@settings(deadline=None)
@given(TEXTS)
def test_a_passage_is_never_longer_than_it_may_be(text: str) -> None:
    for one in passages_of(text):
        assert tokens_of(text[one.start : one.end]) == one.tokens <= MOST_TOKENS


@settings(deadline=None)
@given(TEXTS)
def test_the_lines_of_a_passage_are_those_in_which_it_stands(text: str) -> None:
    numbered, lines = text.split("\n"), Lines(text)
    for one in passages_of(text):
        first, last = lines.of(one.start, one.end)
        assert text[one.start : one.end] in "\n".join(numbered[first - 1 : last])
        assert text[: one.start].count("\n") == first - 1
        assert text[: one.end].count("\n") == last - 1


def test_a_text_of_one_long_line_is_cut_behind_sentences() -> None:
    text = "".join(f"第{number}条规定了一件事情，请大家注意。" for number in range(100))
    passages = passages_of(text)
    assert len(passages) > 3
    assert all(text[one.start : one.end].endswith("。") for one in passages)
    assert {Lines(text).of(one.start, one.end) for one in passages} == {(1, 1)}


def test_headings_begin_passages() -> None:
    text = "\n\n".join(f"## Part {number}\n\n" + "Some words of this part. " * 12 for number in range(5))
    assert all(text[one.start :].startswith("##") for one in passages_of(text))


@pytest.mark.parametrize(
    ("text", "questions"),
    [(ENGLISH, ENGLISH_QUESTIONS), (CHINESE, CHINESE_QUESTIONS), (JAPANESE, JAPANESE_QUESTIONS)],
    ids=["en", "zh", "ja"],
)
def test_the_passage_that_answers_is_found_in_a_long_text(text: str, questions: dict[str, int]) -> None:
    whole, before = long(text)
    files = cut([Attachment("log.txt", whole)])
    assert len(files.passages) > 20
    for question, line in questions.items():
        at, score = best(question, files)[0]
        part = files.part(at)
        assert score > 0
        assert part.first <= before + line <= part.last, question


def test_words_are_compared_without_case_width_and_plural() -> None:
    texts = ["The BATTERIES are charged overnight.", "Ｂａｔｔｅｒｙ life", "A bat flew by."]
    found = scores("battery", texts)
    assert [score > 0 for score in found] == [True, True, False]


def test_a_question_in_which_both_scripts_stand_finds_both() -> None:
    texts = ["设备使用 USB 接口充电。", "设备使用太阳能。", "The port is USB."]
    assert [score > 0 for score in scores("USB 充电接口在哪里？", texts)] == [True, False, True]
    assert scores("USB 充电接口在哪里？", texts)[0] > scores("USB 充电接口在哪里？", texts)[2]


def test_a_single_character_is_found_among_others() -> None:
    assert [score > 0 for score in scores("猫?", ["家里有一只花猫。", "家里有一只狗。"])] == [True, False]


def test_what_says_nothing_about_the_subject_matches_nothing() -> None:
    assert scores("What is this about?", ["What is this? It is about the sea."]) == [0.0]


@settings(deadline=None)
@given(st.text(max_size=40), st.lists(TEXTS, max_size=5))
def test_scores_are_never_negative(question: str, texts: list[str]) -> None:
    found = scores(question, texts)
    assert len(found) == len(texts)
    assert all(score >= 0 for score in found)
