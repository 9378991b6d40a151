"""Languages, reasoning, long documents and conversation: every scorer can pass and can fail."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.care import care
from edge.compare.suites.conversation.suite import Conversation
from edge.compare.suites.documents.suite import Documents
from edge.compare.suites.languages.suite import Languages
from edge.compare.suites.reasoning.suite import Reasoning
from edge.compare.task import Suite, Task
from edge.router.hearing import hear
from edge.router.late_reader import LateReader
from edge.settings import Settings
from edge.skills.recognition import recognize

SUITES: tuple[Suite, ...] = (Languages(), Reasoning(), Documents(), Conversation())
TASKS = [task for suite in SUITES for task in suite.tasks()]


def about(task: Task) -> str:
    """What it is about: in these two suites, questions of one name ask the same in every language."""
    return task.uid.split(".")[1] if task.suite in {"languages", "conversation"} else task.uid


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_references_score_all_of_it(suite: Suite) -> None:
    for task in suite.tasks():
        grade = task.grade(task.references)
        assert grade.score == 1, (task.uid, grade)
        assert set(grade.marks.values()) == {1.0}, (task.uid, grade)
        assert not grade.why


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_references_of_every_other_task_score_nothing(suite: Suite) -> None:
    for other in suite.tasks():
        for task in suite.tasks():
            if about(task) != about(other):
                grade = task.grade(other.references[: len(task.turns)])
                assert grade.score == 0, (task.uid, other.uid, grade)
                assert grade.why


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_no_reply_an_empty_one_and_the_question_itself_score_nothing(suite: Suite) -> None:
    for task in suite.tasks():
        assert task.grade(()).score == 0, task.uid
        assert task.grade([""] * len(task.turns)).score == 0, task.uid
        assert task.grade([turn.text for turn in task.turns]).score == 0, task.uid


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_every_task_is_whole_and_has_a_name_of_its_own(suite: Suite) -> None:
    tasks = suite.tasks()
    assert len({task.uid for task in tasks}) == len(tasks)
    assert tasks == suite.tasks()
    marks = {tuple(task.grade(task.references).marks) for task in tasks}
    assert len(marks) == 1
    for task in tasks:
        assert task.uid.split(".")[0::2] == [suite.name, task.language]
        assert task.suite == suite.name
        assert len(task.references) == len(task.turns)


@given(replies=st.lists(st.text(max_size=200) | st.sampled_from([ref for task in TASKS for ref in task.references])))
@settings(max_examples=40, deadline=None)
def test_no_reply_makes_a_grader_raise_and_the_same_one_gives_the_same_grade(replies: list[str]) -> None:
    for task in TASKS[::7]:
        grade = task.grade(replies)
        assert 0 <= grade.score <= 1
        assert all(0 <= mark <= 1 for mark in grade.marks.values())
        assert task.grade(replies) == grade


def test_a_reply_without_end_is_graded_in_time() -> None:
    began = time.monotonic()
    for long in ("Answer: 3, or " * 20_000, "好的，" * 30_000, "[" * 90_000, "第3.2节" * 20_000, "a b " * 60_000):
        for task in TASKS[::50]:
            task.grade([long] * len(task.turns))
    assert time.monotonic() - began < 60  # quadratic time would take hours


def test_none_of_the_questions_is_a_command_or_a_matter_of_care(tmp_path: Path) -> None:
    """`auto` would carry it out, or answer with a telephone number."""
    router, now = Settings().router, datetime.now().astimezone()
    reader = LateReader(router, tmp_path / "none.json")
    try:
        reader.wait(60)
        for task in TASKS:
            for turn in task.turns:
                assert care(turn.text) is None, turn.text
                heard = hear(turn.text, recognize(turn.text, now).commands, reader.read(turn.text), now, router)
                assert not heard.intents, turn.text
    finally:
        reader.close()
