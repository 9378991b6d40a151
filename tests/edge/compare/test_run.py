"""What a comparison asks, of whom, and what it makes of the answers."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from edge.compare import run as running
from edge.compare.subjects.answers import Answers
from edge.compare.subjects.asking import SYSTEM, ask
from edge.compare.task import Grade, NotGradedError, Task, Turn
from edge.errors import ContextFullError, EdgeError, EngineDownError
from edge.paths import Paths
from edge.settings import Settings
from edge.settings.declarations import DEFAULT_SYSTEM
from tests.edge.compare.conftest import Compared, endpoints
from tests.edge.compare.scripted import CONTEXT, Scripted
from tests.edge.compare.small_suite import Small

TASKS = Small().tasks()


def test_an_endpoint_that_knows_every_answer_scores_all_and_one_that_gives_those_of_others_nothing(
    paths: Paths, compared: Compared
) -> None:
    others = {task.uid: TASKS[number - 1] for number, task in enumerate(TASKS)}
    with Scripted(TASKS) as good, Scripted(TASKS, lambda task, _: others[task.uid].references[0]) as bad:
        endpoints(paths, good=good.url, bad=bad.url)
        run, complete = compared("good", "bad")
    assert complete
    assert {result.score for result in run.results if result.subject == "good"} == {1.0}
    assert {result.score for result in run.results if result.subject == "bad"} == {0.0}
    assert len(run.results) == 2 * len(TASKS)
    assert run.ended is not None
    assert {info.context for info in run.subjects} == {CONTEXT}  # as the servers say
    assert [info.messages for info in run.tasks] == [tuple(turn.text for turn in task.turns) for task in TASKS]


def test_a_task_of_several_messages_is_one_conversation(paths: Paths, compared: Compared) -> None:
    with Scripted(TASKS) as server:
        endpoints(paths, one=server.url)
        run, _ = compared("one")
    last = [body["messages"] for body in server.bodies][-1]
    task = TASKS[-1]
    assert [(message["role"], message["content"]) for message in last] == [
        ("system", SYSTEM),
        ("user", task.turns[0].text),
        ("assistant", task.references[0]),
        ("user", task.turns[1].text),
    ]
    assert run.results[-1].replies == task.references
    assert run.results[-1].by == ("cloud", "cloud")


def test_all_are_asked_alike_and_not_under_the_instructions_of_the_user(paths: Paths, compared: Compared) -> None:
    paths.config.write_text('[reply]\nsystem = "You work for Ms Wang in room 12."\n', "utf-8")
    with Scripted(TASKS) as server:
        endpoints(paths, one=server.url)
        compared("one", "auto")
    assert SYSTEM != DEFAULT_SYSTEM  # a message under the usual instructions could be a command
    assert {body["messages"][0]["content"] for body in server.bodies} == {SYSTEM}
    assert {body["temperature"] for body in server.bodies} == {0}
    assert {body["max_tokens"] for body in server.bodies} == {16}
    assert {body["seed"] for body in server.bodies} == {1}


def test_the_user_s_home_is_as_it_was_but_for_the_comparison(paths: Paths, home: Path, compared: Compared) -> None:
    with Scripted(TASKS) as server:
        endpoints(paths, one=server.url)
        compared("device", "one", "auto")
    assert sorted(path.name for path in home.iterdir()) == ["compare", "endpoints.toml"]


def test_every_answer_says_what_the_router_thinks_of_its_task_and_what_it_cost(
    paths: Paths, compared: Compared
) -> None:
    with Scripted(TASKS) as server:
        endpoints(paths, one=server.url)
        run, _ = compared("device", "one", "auto")
    by = {name: [result for result in run.results if result.subject == name] for name in ("device", "one", "auto")}
    for results in by.values():
        assert all(result.p_cloud is not None for result in results)
        assert {result.forced for result in results} == {"cloud"}  # the built-in model is good for small talk only
        assert all(result.ttft_ms is not None and result.total_ms is not None for result in results)
    assert [result.p_cloud for result in by["auto"]] == [result.p_cloud for result in by["device"]]
    assert {result.by[0] for result in by["device"]} == {"local"}
    assert {result.bytes_sent for result in by["device"]} == {0}
    assert {result.by[0] for result in by["auto"]} == {"cloud"}
    assert all(result.bytes_sent > 0 for result in by["one"])
    assert [result.completion_tokens for result in by["one"]] == [7, 7, 7, 14]
    assert run.threshold is not None
    assert 0 < run.threshold < 1


class Commands(Small):
    """Tasks that the skills would carry out, were they messages of a user."""

    def tasks(self) -> tuple[Task, ...]:
        texts = ("Set a timer for 5 minutes.", "把音量调到百分之四十", "Forget this conversation.")
        return tuple(
            dataclasses.replace(task, turns=(Turn(text),)) for task, text in zip(super().tasks(), texts, strict=False)
        )


def test_what_is_asked_is_never_carried_out(paths: Paths, compared: Compared) -> None:
    suite = Commands()
    with Scripted(suite.tasks()) as server:
        endpoints(paths, one=server.url)
        run, _ = compared("device", "auto", suite=suite)
    assert len(run.results) == 6
    assert {author for result in run.results for author in result.by} <= {"local", "cloud"}


def test_what_an_endpoint_counts_itself_is_told_as_the_difference(paths: Paths, compared: Compared) -> None:
    with Scripted(TASKS) as server:
        server.answered = 1000  # for somebody else, before
        endpoints(paths, one=server.url)
        run, _ = compared("one")
    told = run.endpoint_metrics["one"]
    assert told["vllm:generation_tokens_total"] == 7 * 5
    assert told["vllm:request_success_total"] == 5
    assert told["vllm:time_to_first_token_seconds_sum"] == 0.25 * 5
    assert "vllm:num_requests_running" not in told


def test_an_endpoint_that_dies_is_left_alone_after_some_tasks_and_asked_the_rest_another_time(
    paths: Paths, compared: Compared
) -> None:
    suite = Small(8)
    with Scripted(suite.tasks(), dies=2) as dying, Scripted(suite.tasks()) as other:
        endpoints(paths, dying=dying.url, other=other.url)
        run, complete = compared("dying", "other", suite=suite)
        assert not complete
        assert run.ended is None
        assert [result.error for result in run.results if result.subject == "dying"] == [""] * 2
        assert {result.score for result in run.results if result.subject == "other"} == {1.0}
        (sentence,) = [sentence for sentence in run.not_run if sentence.startswith("dying")]
        assert "6 of 8 steps are left" in sentence
        dying._dies = None
        again, complete = compared("dying", "other", suite=suite)
    assert complete
    assert {result.score for result in again.results} == {1.0}
    assert dying.answered == 9  # two before, six tasks after, the last of them with two messages
    assert not [sentence for sentence in again.not_run if sentence.startswith("dying")]
    assert again.interrupted == 1


Answering = Callable[[Task], Answers]


def answering(monkeypatch: pytest.MonkeyPatch, answer: Answering) -> None:
    """Have every subject answer so."""

    @contextmanager
    def opened(*_: Any) -> Iterator[tuple[Any, Any]]:
        subject = mock.Mock()
        subject.answer = answer
        subject.assistant.status.return_value.quantization = None
        yield None, subject

    monkeypatch.setattr(running, "opened", opened)


DOWN = Answers(("",), error="It does not answer.", blames=True)


def test_one_that_dies_at_the_last_tasks_has_not_answered_them(
    compared: Compared, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, lambda task: DOWN if task.uid != TASKS[0].uid else Answers(task.references))
    found, complete = compared("device")
    assert not complete
    assert [result.task for result in found.results] == [TASKS[0].uid]
    assert found.ended is None
    answering(monkeypatch, lambda task: Answers(task.references))
    found, complete = compared("device")
    assert complete
    assert [result.score for result in found.results] == [1.0] * 4


def test_one_task_that_is_not_answered_counts_as_nothing_when_those_behind_it_are(
    compared: Compared, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, lambda task: DOWN if task.uid == TASKS[1].uid else Answers(task.references))
    found, complete = compared("device")
    assert complete
    assert found.ended is not None
    assert [result.score for result in found.results] == [1.0, 0.0, 1.0, 1.0]
    assert found.results[1].error == DOWN.error


def test_where_the_machine_cannot_grade_an_answer_it_is_graded_another_time(
    compared: Compared, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, lambda task: Answers(task.references))
    full = True

    class Fragile(Small):
        def tasks(self) -> tuple[Task, ...]:
            first, second, *others = super().tasks()

            def grade(replies: Sequence[str]) -> Grade:
                if full:
                    raise NotGradedError("No process could be started.")
                return second.grade(replies)

            return (first, dataclasses.replace(second, grade=grade), *others)

    with pytest.raises(NotGradedError):
        compared("device", suite=Fragile())
    full = False
    found, complete = compared("device", suite=Fragile())
    assert complete
    assert [result.score for result in found.results] == [1.0] * 4


@pytest.mark.parametrize(
    ("error", "blames"), [(EngineDownError("It ended too often."), True), (ContextFullError("It is too long."), False)]
)
def test_an_engine_that_does_not_run_is_not_the_fault_of_the_task(error: EdgeError, blames: bool) -> None:
    assistant = mock.Mock()
    assistant.ask.side_effect = error
    answers = ask(assistant, TASKS[0], "local")
    assert (answers.error, answers.blames) == (str(error), blames)


def test_without_the_endpoint_that_died_the_router_is_not_asked(paths: Paths, compared: Compared) -> None:
    with Scripted(TASKS, dies=1) as dying:
        endpoints(paths, dying=dying.url)
        run, complete = compared("dying", "auto")
    assert not complete
    assert {result.subject for result in run.results} == {"dying"}
    assert [sentence.split(":")[0] for sentence in run.not_run if sentence.startswith("auto")] == ["auto was not run"]


def test_offline_mode_in_the_middle_leaves_the_rest_for_another_time(paths: Paths, compared: Compared) -> None:
    def answer(task: Task, number: int) -> str:
        if task.uid == TASKS[1].uid:
            paths.offline.touch()
        return task.references[number]

    with Scripted(TASKS, answer) as server:
        endpoints(paths, one=server.url)
        run, complete = compared("one", "auto")
        assert not complete
        assert [(result.subject, result.score) for result in run.results] == [("one", 1.0)] * 2
        assert server.answered == 2
        assert server.metrics_asked == 1


def test_an_endpoint_that_is_down_from_the_beginning_is_not_asked_and_the_run_goes_on(
    paths: Paths, compared: Compared
) -> None:
    with Scripted(TASKS) as server:
        url = server.url
    endpoints(paths, gone=url)
    run, complete = compared("device", "gone", "auto")
    assert not complete
    assert {result.subject for result in run.results} == {"device"}
    assert [sentence.split(":")[0] for sentence in run.not_run if "was not run" in sentence] == [
        "gone was not run",
        "auto was not run",
    ]


def test_offline_mode_holds_for_a_comparison(paths: Paths, compared: Compared) -> None:
    with Scripted(TASKS) as server:
        endpoints(paths, one=server.url)
        paths.offline.touch()
        run, _ = compared()
    assert [info.name for info in run.subjects] == ["device"]
    assert any("Offline mode" in sentence for sentence in run.not_run)
    assert server.bodies == []
    assert server.keys == []


def test_repeats_are_asked_each_and_a_limit_takes_tasks_of_the_whole_suite(paths: Paths, compared: Compared) -> None:
    with Scripted(TASKS) as server:
        endpoints(paths, one=server.url)
        run, _ = compared("one", repeat=2, limit=2)
    assert [(result.task, result.repeat) for result in run.results] == [
        ("small.task1.en", 0),
        ("small.task3.en", 0),
        ("small.task1.en", 1),
        ("small.task3.en", 1),
    ]
    assert any("--limit" in sentence for sentence in run.not_run)


def test_what_a_pattern_of_the_user_keeps_back_is_not_sent_and_the_rest_is(paths: Paths, compared: Compared) -> None:
    patterns = Settings(model="builtin")
    patterns = dataclasses.replace(patterns, cloud=dataclasses.replace(patterns.cloud, never_leaves="point 1"))
    with Scripted(TASKS) as server:
        endpoints(paths, one=server.url)
        run, complete = compared("one", settings=patterns)
    assert complete
    assert [(result.score, bool(result.error)) for result in run.results] == [
        (1.0, False),
        (0.0, True),
        (1.0, False),
        (1.0, False),
    ]
    assert not [said for said in server.asked if "point 1" in said]


def test_a_result_names_no_file_or_variable_of_a_key(paths: Paths, compared: Compared) -> None:
    entry = 'base_url = "http://127.0.0.1:9/v1"\nmodel = "m"\n'
    paths.endpoints.write_text(
        f'[endpoints.one]\n{entry}key_env = "MS_WANGS_KEY"\n[endpoints.two]\n{entry}key_file = "/home/wang/key"\n',
        "utf-8",
    )
    run, complete = compared("one", "two")
    assert not complete
    assert "WANG" not in json.dumps(run.to_json()).upper()
    assert [sentence for sentence in run.not_run if "'edge endpoints test two' says why" in sentence]
