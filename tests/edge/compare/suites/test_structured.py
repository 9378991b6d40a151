from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.compare.suites.structured.reading import json_in
from edge.compare.suites.structured.suite import Structured
from edge.compare.task import Grade, Task
from edge.engine.constraint import checked, to_grammar

sys.path.insert(0, str(Path(__file__).parents[4] / "scripts"))

from check_suites import faults

TASKS = {task.uid: task for task in Structured().tasks()}
ORDER = TASKS["structured.hardware_order.en"]
RIGHT: dict[str, Any] = json.loads(ORDER.references[0])


def graded(value: Any, task: Task = ORDER) -> Grade:
    return task.grade([value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)])


def test_half_of_the_requests_are_in_chinese_and_some_in_japanese() -> None:
    count = Counter(task.language for task in TASKS.values())
    assert sum(count.values()) >= 20
    assert count["zh"] * 2 == sum(count.values())
    assert count["ja"] >= 3


@pytest.mark.parametrize("uid", TASKS)
def test_right_wrong_and_partly_right_get_exactly_their_marks(uid: str) -> None:
    assert list(faults(TASKS[uid], list(TASKS.values()))) == []


@pytest.mark.parametrize("uid", TASKS)
def test_the_device_can_be_held_to_every_schema(uid: str) -> None:
    schema = TASKS[uid].schema
    assert schema is not None
    assert to_grammar(checked(dict(schema)))


@pytest.mark.parametrize("uid", TASKS)
def test_every_fact_stands_in_the_request(uid: str) -> None:
    task = TASKS[uid]
    said = task.turns[0].text

    def check(value: Any) -> None:
        if isinstance(value, dict):
            for item in value.values():
                check(item)
        elif isinstance(value, list):
            for item in value:
                check(item)
        elif isinstance(value, str) and not any(letter.isdigit() for letter in value):
            assert value.casefold() in said.casefold()

    check(json.loads(task.references[0]))


@pytest.mark.parametrize("frame", ["```json\n{}\n```", "```\n{}\n```", "\n\n{}\n", "~~~\n{}\n~~~", "\ufeff{}"])
def test_a_code_fence_around_it_is_no_fault(frame: str) -> None:
    assert graded(frame.replace("{}", ORDER.references[0])).score == 1


def test_words_around_it_cost_a_tenth() -> None:
    grade = graded(f"Sure! ```json\n{ORDER.references[0]}\n``` That's it.")
    assert (grade.score, grade.marks["valid"]) == (0.9, 0.0)
    assert grade.why == "There is more than the JSON object in it."


def test_each_wrong_fact_costs_its_share() -> None:
    wrong = RIGHT | {"collected": False}
    grade = graded(wrong)
    assert grade.marks["values"] == pytest.approx(10 / 11)
    assert grade.score == pytest.approx(10 / 11)
    assert grade.why == "Wrong or missing: /collected."


def test_the_right_values_in_another_language_are_wrong_values() -> None:
    translated = json.loads(ORDER.references[0])
    for line, article in zip(translated["lines"], ("内胎", "刹车片", "打气筒"), strict=True):
        line["article"] = article
    grade = graded(translated)
    assert grade.marks == {"valid": 1.0, "keys": 1.0, "schema": 1.0, "values": pytest.approx(8 / 11)}
    assert grade.score == pytest.approx(8 / 11)


def test_one_key_of_another_name_costs_its_fact_its_key_and_the_schema() -> None:
    renamed = {"order_no" if key == "order_number" else key: value for key, value in RIGHT.items()}
    grade = graded(renamed)
    assert grade.marks == {"valid": 1.0, "keys": pytest.approx(5 / 7), "schema": 0.0, "values": 1.0}
    assert grade.score == pytest.approx(0.4 + 0.1 + 0.2 * 5 / 7)


def test_a_key_too_many_is_no_loss_of_facts() -> None:
    grade = graded(RIGHT | {"note": "no delivery on Fridays"})
    assert grade.marks == {"valid": 1.0, "keys": pytest.approx(6 / 7), "schema": 0.0, "values": 1.0}


def test_entries_that_nobody_asked_for_count_as_wrong_facts() -> None:
    longer = json.loads(ORDER.references[0])
    longer["lines"].append({"article": "bell", "pieces": 1, "unit_price": 9.5})
    grade = graded(longer)
    assert grade.marks == {"valid": 1.0, "keys": 1.0, "schema": 1.0, "values": pytest.approx(11 / 14)}
    assert grade.why == "A list has more entries than it should."


def test_numbers_as_text_are_wrong() -> None:
    wrong = json.loads(ORDER.references[0])
    wrong["lines"][0]["pieces"] = "12"
    assert graded(wrong).marks["schema"] == 0
    assert graded(wrong).marks["values"] == pytest.approx(10 / 11)


def test_other_wordings_and_widths_of_characters_are_right() -> None:
    task = TASKS["structured.delivery_address.zh"]
    value = json.loads(task.references[0]) | {"city": "苏州", "road": "宝带东路８８号", "receiver": " 沈一凡 "}
    assert graded(value, task).score == 1


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "no",
        "[1, 2]",
        "{",
        '{"a": NaN}',
        "3",
        "null",
        '"x"',
        "{" * 5000,
        '{"a":' * 5000,
        '{"order_number": ' + "1" * 5000 + "}",
    ],
)
def test_what_is_no_object_is_worth_nothing(reply: str) -> None:
    grade = ORDER.grade([reply])
    assert grade == Grade(
        0.0, dict.fromkeys(("valid", "keys", "schema", "values"), 0.0), "There is no JSON object in it."
    )


def test_very_large_numbers_are_only_wrong() -> None:
    wrong = json.loads(ORDER.references[0])
    wrong["lines"][0]["unit_price"] = 10**400
    assert graded(wrong).marks["values"] == pytest.approx(10 / 11)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8) | st.sampled_from(list(RIGHT)), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_gets_a_grade_between_nothing_and_all(value: Any) -> None:
    grade = graded(value)
    assert 0 <= grade.score <= 1
    assert all(0 <= mark <= 1 for mark in grade.marks.values())
    assert (grade.score == 1) == (not grade.why)


@given(
    st.dictionaries(st.text(max_size=8), JSON, max_size=4),
    st.text(st.characters(exclude_characters="{}[]`~"), max_size=40),
)
def test_an_object_is_found_with_words_around_it(value: dict[str, Any], words: str) -> None:
    found = json_in(f"{words}\n{json.dumps(value)}\n{words}")
    assert found is not None
    assert found.value == value


@given(st.text(max_size=200))
def test_any_reply_gets_a_grade(reply: str) -> None:
    assert 0 <= ORDER.grade([reply]).score <= 1
