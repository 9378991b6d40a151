"""What is said before anything is asked: how much of what goes where, and how long it still takes."""

from __future__ import annotations

from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.compare.plan import Load, load_of, picked, steps, total
from edge.compare.sending import announced
from edge.compare.task import Grade, Task, Turn
from edge.compare.time_left import Estimate, TimeLeft
from edge.compare.wanted import Choices, wanted
from edge.paths import Paths
from edge.settings import Settings
from edge.transcript import Attachment
from tests.edge.compare.conftest import Compared, endpoints
from tests.edge.compare.scripted import Scripted
from tests.edge.compare.small_suite import Small, task

TASKS = Small().tasks()


@given(count=st.integers(1, 60), limit=st.integers(1, 70))
def test_a_limit_takes_so_many_different_tasks_of_all_parts_of_a_suite(count: int, limit: int) -> None:
    every = [task(number) for number in range(count)]
    found = picked(every, limit)
    assert len(found) == min(count, limit)
    assert sorted(found, key=every.index) == list(found)
    assert len({one.uid for one in found}) == len(found)
    if limit < count:
        assert every.index(found[0]) <= count // limit
        assert every.index(found[-1]) >= count - 1 - count // limit
    assert picked(every, None) == tuple(every)


def test_each_subject_is_asked_everything_before_the_next_one_is() -> None:
    found = list(steps(["device", "one"], {"a": TASKS[:1], "b": TASKS[1:2]}, 2))
    assert [(step.subject, step.task.uid, step.repeat) for step in found] == [
        (name, task.uid, repeat) for name in ("device", "one") for task in TASKS[:2] for repeat in range(2)
    ]
    assert len({step.key for step in found}) == 8


def test_the_estimate_is_near_to_what_was_sent(paths: Paths, compared: Compared) -> None:
    with Scripted(TASKS) as server:
        endpoints(paths, one=server.url)
        run, _ = compared("one")
    expected, sent = total(load_of(one) for one in TASKS), sum(result.bytes_sent for result in run.results)
    assert expected.requests == len(server.bodies)
    assert sent / 1.5 < expected.bytes < sent * 1.5


def test_of_a_document_that_is_longer_than_the_context_a_part_is_counted() -> None:
    long = Task(
        uid="small.long.en",
        suite="small",
        language="en",
        turns=(Turn("What is in it?", (Attachment("long.txt", "There is a sentence in it. " * 2000),)),),
        grade=lambda _: Grade(1.0),
        references=("Sentences.",),
        max_tokens=100,
    )
    whole, part = load_of(long), load_of(long, 1000)
    assert whole.prompt > 10_000
    assert part.prompt == 1000
    assert part.bytes < whole.bytes / 8
    assert part.reply == whole.reply


def test_it_says_who_gets_how_much_and_that_nothing_personal_goes(paths: Paths) -> None:
    paths.endpoints.write_text(
        '[endpoints.far]\nbase_url = "https://models.example:8443/v1"\nmodel = "big"\nprice = "1 EUR"\n', "utf-8"
    )
    choices = Choices(("device", "far", "auto"), ("small", "speed"))
    what, routing = wanted(paths, Settings(model="builtin"), choices, [Small()], lambda _: "")
    with closing(routing):
        text = announced(what, routing, None).text
    assert "far: big at models.example:8443, 1 EUR" in text
    assert "device: builtin Q8_0, on this device" in text
    assert "about 47 requests" in text  # 5 of the tasks, and 42 of the suite speed
    assert "to far about 5 requests" in text
    assert "none of your conversations" in text


def test_a_password_in_an_address_is_not_shown(paths: Paths) -> None:
    paths.endpoints.write_text(
        '[endpoints.far]\nbase_url = "https://me:secret@models.example/v1?key=abc"\nmodel = "big"\n', "utf-8"
    )
    what, routing = wanted(paths, Settings(model="builtin"), Choices(("far",)), [Small()], lambda _: "")
    with closing(routing):
        text = announced(what, routing, None).text
    assert "far: big at models.example" in text
    assert "secret" not in text
    assert "abc" not in text


def test_the_time_left_follows_from_what_each_subject_took() -> None:
    time = TimeLeft()
    device, one = ("device", "tasks"), ("one", "tasks")
    assert time.left({device: 10.0}) is None
    time.took(device, 10.0, 5.0)
    assert time.left({device: 10.0}) == Estimate(5.0, at_least=False)
    assert time.left({device: 10.0, ("device", "speed"): 2.0}) == Estimate(6.0, at_least=False)
    time.took(one, 2.0, 8.0)
    assert time.left({device: 10.0, one: 4.0}) == Estimate(21.0, at_least=False)
    assert time.left({}) == Estimate(0.0, at_least=False)


def test_who_has_not_answered_yet_is_not_thought_to_be_as_fast_as_another() -> None:
    time = TimeLeft()
    device, one = ("device", "tasks"), ("one", "tasks")
    time.took(device, 10.0, 5.0)
    assert time.left({device: 10.0, one: 4.0}) == Estimate(5.0, at_least=True)
    assert time.left({device: 0.0, one: 4.0}) is None


@given(st.lists(st.builds(Load, *[st.integers(0, 1000)] * 5), max_size=5))
def test_loads_add_up(loads: list[Load]) -> None:
    assert total(loads).requests == sum(load.requests for load in loads)
    assert total(loads).weight == pytest.approx(sum(load.weight for load in loads))
