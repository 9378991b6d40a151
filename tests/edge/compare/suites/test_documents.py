"""Long documents: the handbooks are what they say, and a fact and its place are graded apart."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from edge.attachments.counting import file_tokens
from edge.attachments.placing import for_device
from edge.compare.suites.documents.suite import DEPTHS, SIZES, Documents, Question, _tasks
from edge.compare.task import Task
from edge.transcript import Message
from tests.edge.compare.suites.suites_help import task

SUITE = Documents()


def question(one: Task) -> Question:
    """What grades it."""
    assert isinstance(one.grade, Question)
    return one.grade


@pytest.fixture(params=[one.uid.removeprefix("documents.") for one in SUITE.tasks()])
def asked(request: pytest.FixtureRequest) -> Task:
    """Each of the tasks."""
    return task(SUITE, request.param)


def test_handbooks_are_as_long_as_their_name_says() -> None:
    for size in SIZES:
        for language in ("en", "zh"):
            one = task(SUITE, f"{size.name}_50.{language}")
            assert one.tokens == pytest.approx(size.tokens, rel=0.06)
            assert one.tokens >= file_tokens(one.turns[0].attachments[0])


def test_facts_stand_where_they_should(asked: Task) -> None:
    depth = int(asked.uid.split("_")[1].split(".")[0])
    assert depth in DEPTHS
    (file,) = asked.turns[0].attachments
    fact = question(asked).fact
    lines = file.text.split("\n")
    assert abs(sum(fact.lines) / 2 / len(lines) * 100 - depth) < 8
    section = "\n".join(lines[fact.lines[0] - 1 : fact.lines[1]])
    assert section.startswith(f"### {fact.number} {fact.title}\n")
    assert fact.value.text in section
    assert len(re.findall(rf"(?<![\w-]){re.escape(fact.value.text)}(?!\d)", file.text, re.ASCII)) == 1
    assert file.text.count(f"### {fact.number} ") == 1


def test_every_fact_has_others_that_look_alike(asked: Task) -> None:
    others = question(asked).others
    assert others
    (file,) = asked.turns[0].attachments
    assert all(other.text in file.text for other in others)


def test_the_same_handbooks_are_written_every_time() -> None:
    before = SUITE.tasks()
    _tasks.cache_clear()
    again = SUITE.tasks()
    assert [one.turns for one in again] == [one.turns for one in before]
    assert [one.references for one in again] == [one.references for one in before]


def test_a_model_on_the_device_is_shown_the_fact(asked: Task) -> None:
    (turn,) = asked.turns
    message = Message("user", turn.text, "u", attachments=turn.attachments)
    assert question(asked).fact.value.text in for_device([message], 4096, asked.max_tokens).messages[-1].text


def test_the_five_questions_of_a_handbook_go_with_the_same_file() -> None:
    files = {one.turns[0].attachments for one in SUITE.tasks()}
    assert len(files) == 2 * len(SIZES)


def marks(one: Task, reply: str) -> tuple[float, float, float]:
    """Score, fact and place."""
    grade = one.grade([reply])
    return grade.score, grade.marks["fact"], grade.marks["place"]


def test_a_right_fact_with_another_place_or_none_gets_one_half(asked: Task) -> None:
    fact = question(asked).fact
    assert marks(asked, f"{fact.value.text}") == (0.5, 1, 0)
    assert marks(asked, f"{fact.value.text}, section 77.7, “Weather”") == (0.5, 1, 0)


def test_a_right_fact_with_the_chapter_alone_gets_three_quarters(asked: Task) -> None:
    fact = question(asked).fact
    chapter = fact.number.split(".")[0]
    assert marks(asked, f"{fact.value.text} (chapter {chapter})") == (0.75, 1, 0.5)
    assert marks(asked, f"{fact.value.text}，第{chapter}章") == (0.75, 1, 0.5)
    assert marks(asked, f"{fact.value.text}, section {chapter}.99") == (0.75, 1, 0.5)


def test_the_place_may_be_quoted_in_any_way(asked: Task) -> None:
    fact = question(asked).fact
    first, last = fact.lines
    for place in (
        f"section {fact.number}",
        f"第{fact.number}节",
        f"“{fact.title}”",
        f"**{fact.number} {fact.title}**",
        f"[handbook.md, lines {first}-{last}]",
        f"[手册.md，第{first}-{last}行]",
        f"handbook.md, line {first + 1}",
    ):
        assert marks(asked, f"{fact.value.text} {place}") == (1, 1, 1), place


def test_a_fact_that_looks_alike_is_wrong_even_at_the_right_place(asked: Task) -> None:
    fact, others = question(asked).fact, question(asked).others
    place = f"{fact.number} {fact.title}"
    for other in others:
        assert marks(asked, f"{other.text}, {place}") == (0, 0, 1)
    assert marks(asked, f"{others[0].text}, {fact.value.text}, {place}")[0] == 0
    many = ", ".join(other.text for other in others[:3])
    if len(others) > 2:
        assert marks(asked, f"{fact.value.text}, {many}, {place}")[0] == 0


def test_an_out_of_date_value_may_be_mentioned_behind_the_right_one(asked: Task) -> None:
    fact, others = question(asked).fact, question(asked).others
    assert marks(asked, f"{fact.value.text} (not {others[0].text}), {fact.number}")[0] == 1
    assert marks(asked, f"{fact.value.text}. Before it was {others[0].text}. {fact.number} {fact.title}")[0] == 1


def test_a_number_that_is_no_section_is_no_other_place(asked: Task) -> None:
    fact = question(asked).fact
    said = f"{fact.value.text}, {fact.number}. Qwen2.5-0.5B, 3.5 %, 12.5% and version 1.2.3 say so."
    assert marks(asked, said) == (1, 1, 1)


def test_many_places_are_no_place(asked: Task) -> None:
    fact = question(asked).fact
    assert marks(asked, f"{fact.value.text}: 21.1, 21.2, 21.3, 21.4, {fact.number}") == (0.5, 1, 0)
    assert marks(asked, f"{fact.value.text}: lines 1-4000") == (0.5, 1, 0)


def test_values_may_be_written_in_other_ways() -> None:
    ways = 0
    for one in SUITE.tasks():
        fact = question(one).fact
        place = f" ({fact.number})"
        number = fact.value.number
        others = [fact.value.text.upper(), f"**{fact.value.text}**"]
        if number is not None:
            others += [f"{number:,}", f"it is {number}.", "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))]
            assert question(one)._fact(str(number + 1)) == question(one)._fact(f"1{number}") == 0
        if fact.theme["kind"] == "code":
            others += [fact.value.text.replace("-", " "), fact.value.text.replace("-", "").lower()]
        if fact.theme["kind"] == "date" and one.language == "en":
            day, month = fact.value.text.split()
            others += [
                f"{month} {day}",
                f"{month[:3]} {day}",
                f"the {day}th of {month}" if int(day) > 3 else f"{month} {day}",
            ]
        for other in others:
            assert marks(one, other + place)[0] == 1, (one.uid, other)
            ways += 1
    assert ways > 100


def test_no_number_of_a_fact_is_one_of_another_task() -> None:
    numbers = [
        Fraction(value.number) for one in SUITE.tasks() if (value := question(one).fact.value).number is not None
    ]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "The handbook does not say.",
        "手册里没有写。",
        "I cannot read files.",
        "1.1",
        "K-1",
        "42",
        "See the handbook, section 3.",
    ],
)
def test_replies_without_the_fact_score_nothing(reply: str) -> None:
    assert all(one.grade([reply]).score == 0 for one in SUITE.tasks())
