"""Questions that a kiosk answers: as its file has them, and in other words."""

from __future__ import annotations

import pytest

from edge.kiosk.answers import Answers
from edge.kiosk.file import Answer
from edge.reader import Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


@pytest.fixture
def answers(reader: Reader) -> Answers:
    rows = [
        Answer("hours", {"en": ("When are you open?",), "zh": ("几点开门？", "什么时候关门？")}, {"en": "Always."}),
        Answer("wifi", {"en": ("What's the wifi password?",), "zh": ("无线网密码是多少？",)}, {"en": "None."}),
    ]
    return Answers(rows, reader.read)


@pytest.mark.parametrize("text", ["When are you open?", "when are you OPEN", " When  are you open ?! ", "幾點開門"])
def test_a_question_of_the_file_is_known_whatever_its_case_spaces_and_signs(answers: Answers, text: str) -> None:
    assert answers.literal(text) == "hours"
    assert answers.may_be_literal(f"hello. {text}")


def test_other_words_for_it_are_known_by_what_they_are_about(answers: Answers, reader: Reader) -> None:
    for text, name in (("wifi password please", "wifi"), ("请问无线网的密码", "wifi"), ("今天什么时候开门", "hours")):
        near = answers.nearest(text, reader.read(text))
        assert near is not None, text
        assert near.name == name
        assert 0.5 < near.likeness <= 1


@pytest.mark.parametrize("text", ["", "please", "what is it?", "my bank password", "什么", "x" * 500, "the the the"])
def test_what_is_about_something_else_or_about_nothing_has_no_answer(
    answers: Answers, reader: Reader, text: str
) -> None:
    assert answers.nearest(text, reader.read(text)) is None


@pytest.mark.parametrize(
    ("text", "about"),
    [("open it", "open"), ("what is my password", "password"), ("把它关门", "关门"), ("我的密码", "密码")],
)
def test_one_word_is_not_enough_where_something_else_is_meant(
    answers: Answers, reader: Reader, text: str, about: str
) -> None:
    assert answers.nearest(text, reader.read(text)) is None
    assert answers.nearest(about, reader.read(about)) is not None


def test_a_question_of_signs_alone_is_asked_by_nobody(reader: Reader) -> None:
    answers = Answers([Answer("a", {"en": ("???", "Where is the lift?")}, {"en": "There."})], reader.read)

    assert answers.literal("…") is None
    assert not answers.may_be_literal("hello")


def test_what_may_be_a_question_is_known_before_the_reader_is_there() -> None:
    answers = Answers([Answer("a", {"en": ("Where is the lift?",)}, {"en": "There."})], lambda _: None)

    assert answers.may_be_near("the lift please")
    assert not answers.may_be_near("tell me a story of two cities")


def test_without_the_reader_only_the_files_own_words_are_known(reader: Reader) -> None:
    answers = Answers([Answer("a", {"en": ("Where is the lift?",)}, {"en": "There."})], lambda _: None)

    assert answers.nearest("the lift", reader.read("the lift")) is None
    assert answers.literal("where is the lift") == "a"
