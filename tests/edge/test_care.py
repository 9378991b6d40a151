"""Words of despair or emergency get a reply with people to call, and a manner of speaking does not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.care import Care, care
from edge.care.chinese import CHINESE
from edge.care.english import ENGLISH
from edge.care.japanese import JAPANESE
from edge.care.replies import NUMBERS
from edge.care.rule import Language

DATA = Path(__file__).parent.parent / "data"
LANGUAGES = {"en": ENGLISH, "zh": CHINESE, "ja": JAPANESE}


def examples() -> Iterator[tuple[str, str, str]]:
    """Language, kind and text of each example."""
    language = kind = ""
    for line in (DATA / "care_examples.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            language, kind = line[1:-1].split(" ", 1)
        elif line and not line.startswith("#"):
            yield language, kind, line


EXAMPLES = list(examples())


def of(*kinds: str) -> list[tuple[str, str]]:
    """Language and text of the examples of these kinds."""
    return [(language, text) for language, kind, text in EXAMPLES if kind in kinds]


def met(text: str) -> Care:
    """The reply, which there has to be."""
    reply = care(text)
    assert reply is not None, text
    return reply


def test_every_wording_of_need_is_met_in_its_language() -> None:
    missed = [text for _, text in of("despair", "despair other", "emergency") if care(text) is None]
    assert missed == []
    assert [text for language, text in of("despair", "emergency") if met(text).language != language] == []


def test_what_only_sounds_alike_is_left_alone() -> None:
    assert [text for _, text in of("none") if care(text) is not None] == []


@pytest.mark.parametrize(
    ("text", "kind", "language"),
    [
        ("I want to die", "despair", "en"),
        ("My dad collapsed and he's not breathing", "emergency", "en"),
        ("我不想活了", "despair", "zh"),
        ("我不想活著了", "despair", "zh"),
        ("快叫救护车", "emergency", "zh"),
        ("家裡失火了", "emergency", "zh"),
        ("もう死にたい", "despair", "ja"),
        ("救急車を呼んで", "emergency", "ja"),
    ],
)
def test_despair_and_emergency_are_told_apart(text: str, kind: str, language: str) -> None:
    assert (met(text).kind, met(text).language) == (kind, language)


def test_an_emergency_out_of_despair_is_an_emergency_and_names_somebody_to_talk_to() -> None:
    reply = met("I want to die. I took a whole bottle of pills.")
    assert reply.kind == "emergency"
    assert "911" in reply.text
    assert "988" in reply.text


def test_a_worry_about_somebody_else_is_answered_to_the_one_who_worries() -> None:
    assert met("my friend says she wants to kill herself").text != met("I want to kill myself").text
    assert "with them" not in met("I want to kill myself").text


def test_a_text_in_traditional_characters_is_answered_in_them_with_the_numbers_of_its_places() -> None:
    assert "1925" in met("我不想活著了").text
    assert "謝謝" in met("我不想活著了").text
    assert "12356" in met("我不想活了").text


@pytest.mark.parametrize("text", sorted({met(text).text for _, text in of("despair", "despair other", "emergency")}))
def test_a_reply_is_short_says_what_it_is_and_whom_to_call(text: str) -> None:
    assert re.search("program|程序|程式|プログラム", text)
    assert any(number in text for number in NUMBERS.values())
    assert "{" not in text
    assert 3 <= len(re.findall(r"[.!?。！？](?:\s|$|(?=[^\x00-\x7f]))", text)) <= 6


@pytest.mark.parametrize(
    "text",
    [
        "I want to die",
        "i WANT to DIE!!!",
        "I don’t want to live any more",
        "i dont want to live anymore",
        "so... I want to die... that's it",
        "Ｉ ｗａｎｔ ｔｏ ｄｉｅ",
        "hello.\n\nI want to die.\n\nbye",
    ],
)
def test_capitals_apostrophes_widths_and_lines_make_no_difference(text: str) -> None:
    assert met(text).kind == "despair"


@pytest.mark.parametrize(
    "text",
    [
        "Translate: I want to die",
        "How do you say 'call an ambulance' in Japanese?",
        "“我想死”用英语怎么说",
        "「死にたい」を英語で言うと",
        "omg i can't breathe 😂😂",
        "die Katze will nicht mehr",
        "",
        "?!",
    ],
)
def test_questions_about_the_words_and_laughter_are_left_alone(text: str) -> None:
    assert care(text) is None


PADDING = "The committee met on Tuesday and talked about the budget of the library. " * 8


def test_a_long_document_counts_only_where_its_writer_speaks_of_themselves() -> None:
    assert care(PADDING + "He said: “I want to die”, and the house was on fire.") is None
    assert care(PADDING + "The house was on fire and the driver was unconscious.") is None
    assert met(PADDING + "And honestly, I don't want to live any more.").kind == "despair"


def test_what_is_said_below_a_very_long_document_is_still_read() -> None:
    assert met(PADDING * 40 + "\nI want to kill myself.").kind == "despair"


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_every_gap_in_an_expression_has_a_limit(language: Language) -> None:
    for rule in language.rules:
        for expression in (rule.says, rule.unless):
            assert not re.search(r"(?<!\\)\.[*+]|\\w\+_\)[*+]|\\w\*_\)[*+]", expression), rule.keys


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_rule_that_matches_has_a_key_in_the_sentence(name: str) -> None:
    language = LANGUAGES[name]
    for _, text in of("despair", "despair other", "emergency"):
        sentence = re.sub(r"[\W_]+", " ", text.lower().replace("'", "")).strip() if language.words else text
        for rule in language.rules:
            if language.matches(rule.says, sentence):
                assert language.heard(sentence).intersection(rule.keys.split()), (rule.keys, text)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    care(text)


def test_the_messages_of_another_author_are_met_as_well_as_measured() -> None:
    """Recall 109 of 110, precision 109 of 111 when it was first run, without having looked at the messages."""
    rows = [json.loads(line) for line in (DATA / "care_eval.jsonl").read_text("utf-8").splitlines() if line]
    for language, recall, precision in (("en", 0.97, 0.97), ("zh", 0.97, 0.97), ("ja", 0.96, 0.96)):
        mine = [row for row in rows if row["lang"] == language]
        needed = [row for row in mine if row["care"]]
        answered = [row for row in mine if care(row["text"])]
        right = [row for row in needed if row in answered]
        assert len(right) / len(needed) >= recall, language
        assert len(right) / len(answered) >= precision, language
