"""A run on disk: what is there after whatever happens to the process or the power."""

from __future__ import annotations

import dataclasses
import json
import resource
import signal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.compare.identity import differences, same
from edge.compare.results import Result, Run, SpeedFigure, SubjectInfo, SuiteInfo
from edge.compare.store import Places, Store, finished_runs, read_run, set_aside, write_run
from edge.errors import JournalError, UsageError

HEAD = Run(
    started="2026-11-23T03:00:00+00:00",
    command="edge compare",
    machine={"processor": "a processor", "logical_cores": 4},
    versions={"edge": "1"},
    settings={"temperature": 0},
    subjects=(SubjectInfo("device", "device", "qwen2.5-0.5b", sha256="ab" * 32),),
    suites=(SuiteInfo("small", "Small", 1, 2),),
    threshold=0.5,
)


def result(number: int, reply: str = "yes", score: float = 1.0) -> Result:
    return Result("device", "small", f"small.task{number}.en", 0, "en", score, {"correct": score}, replies=(reply,))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "compare" / "unfinished.jsonl"


def test_what_was_added_is_there_for_the_next_process_in_the_order_that_is_asked_for(path: Path) -> None:
    store = Store.begin(path, HEAD)
    store.go_on()
    for number in (2, 0, 1):
        store.add(result(number, "是\u2028\n"))
    figure = SpeedFigure("device", "ttft_ms", "ms", 4, 1.5, 2.5, 8)
    store.add_speed("device", "4 conversations", [figure])
    for _ in range(2):
        store.add_metrics("one", {"vllm:prompt_tokens_total": 5.0})
    store.close()
    run = Store(path).run([("device", f"small.task{number}.en", 0) for number in range(3)])
    assert run.results == tuple(result(number, "是\u2028\n") for number in range(3))
    assert run.speed == (figure,)
    assert run.endpoint_metrics == {"one": {"vllm:prompt_tokens_total": 10.0}}
    assert run.ended is None
    assert run.interrupted == 0
    assert dataclasses.replace(run, results=(), speed=(), endpoint_metrics={}, took_s=0.0) == HEAD


def test_what_a_model_says_of_itself_is_learned_once(path: Path) -> None:
    store = Store.begin(path, HEAD)
    store.go_on()
    for _ in range(2):
        store.learn("device", quantization="Q4_K_M", context=None)
    store.close()
    assert path.read_text("utf-8").count("Q4_K_M") == 1
    run = Store(path).run()
    assert (run.subjects[0].quantization, run.subjects[0].context) == ("Q4_K_M", None)
    assert same(run, HEAD)


def test_half_a_line_is_dropped_and_what_follows_stands_on_a_line_of_its_own(path: Path) -> None:
    store = Store.begin(path, HEAD)
    store.go_on()
    store.add(result(0))
    store.add(result(1))
    store.close()
    path.write_bytes(path.read_bytes()[:-9])
    again = Store(path)
    assert [key[1] for key in again.results] == ["small.task0.en"]
    again.go_on()
    again.add(result(1, "later"))
    again.close()
    run = Store(path).run()
    assert [one.replies for one in run.results] == [("yes",), ("later",)]
    assert run.interrupted == 1


def test_a_damaged_line_costs_itself_alone(path: Path) -> None:
    store = Store.begin(path, HEAD)
    store.go_on()
    for number in range(3):
        store.add(result(number))
    store.close()
    lines = path.read_bytes().split(b"\n")
    lines[3] = b"\0" * len(lines[3])
    path.write_bytes(b"\n".join(lines))
    assert [key[1] for key in Store(path).results] == ["small.task0.en", "small.task2.en"]


@settings(max_examples=40, deadline=None)  # each of them waits for a disk
@given(cut=st.integers(min_value=0, max_value=600))
def test_wherever_the_power_goes_no_whole_line_is_lost(cut: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("cut") / "unfinished.jsonl"
    store = Store.begin(path, HEAD)
    head = path.stat().st_size
    store.go_on()
    sizes = []
    for number in range(3):
        store.add(result(number))
        sizes.append(path.stat().st_size)
    store.close()
    end = min(head + cut, sizes[-1])
    path.write_bytes(path.read_bytes()[:end])
    again = Store(path)
    assert len(again.results) == sum(size <= end for size in sizes)
    again.go_on()
    again.add(result(9))
    again.close()
    assert ("device", "small.task9.en", 0) in Store(path).results


def test_the_seconds_of_all_sessions_are_counted_and_not_the_pauses(path: Path) -> None:
    store = Store.begin(path, HEAD)
    store.close()
    with path.open("a") as file:
        for session in ((1.5, 20.0), (3.0,)):
            file.write(json.dumps({"session": "2026-11-23T03:00:00+00:00"}) + "\n")
            for number, passed in enumerate(session):
                file.write(json.dumps({"result": dataclasses.asdict(result(number)), "t": passed}) + "\n")
    run = Store(path).run()
    assert run.took_s == 23.0
    assert run.interrupted == 1


def test_text_that_is_no_text_is_kept_as_it_came(path: Path) -> None:
    store = Store.begin(path, HEAD)
    store.go_on()
    store.add(result(0, "\ud83d \x00 \u0085"))
    store.close()
    assert Store(path).run().results[0].replies == ("\ud83d \x00 \u0085",)


def test_a_finished_run_is_read_as_it_was_written_and_also_one_that_is_not_finished(path: Path) -> None:
    store = Store.begin(path, HEAD)
    store.go_on()
    store.add(result(0))
    store.close()
    run = Store(path).run(ended=True)
    assert read_run(path) == dataclasses.replace(run, ended=None)
    places = Places(path.parent)
    write_run(places.finished(run), run)
    assert places.finished(run).name == "2026-11-23T030000Z.json"
    assert list(finished_runs(places)) == [(places.finished(run), run)]
    write_run(places.finished(run), dataclasses.replace(run, ended=None))
    assert list(finished_runs(places)) == []


@pytest.mark.parametrize("text", ["", "{}", "[1]", "no JSON", '{"run": 1}', '{"format": "edge-compare/0"}'])
def test_a_file_that_holds_no_run_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "some.json"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=r"some\.json") as error:
        read_run(file)
    assert "\n" not in str(error.value)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JournalError, match="--out"):
        Store.begin(tmp_path / "file" / "unfinished.jsonl", HEAD)


def test_a_disk_that_is_full_is_one_sentence_and_what_was_kept_stays(path: Path) -> None:
    store = Store.begin(path, HEAD)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        store.go_on()
        store.add(result(0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 20, hard))
        with pytest.raises(JournalError, match="make room"):
            store.add(result(1))
        store.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert [key[1] for key in Store(path).results] == ["small.task0.en"]


def test_one_that_is_set_aside_is_kept_under_another_name(path: Path) -> None:
    Store.begin(path, HEAD).close()
    aside = set_aside(path)
    assert not path.exists()
    assert read_run(aside) == HEAD


def test_a_run_is_gone_on_with_only_where_everything_is_as_it_was() -> None:
    assert same(HEAD, dataclasses.replace(HEAD, started="2026-12-01T00:00:00+00:00", results=(result(0),)))
    device = HEAD.subjects[0]
    for change, said in (
        ({"subjects": (dataclasses.replace(device, sha256="cd" * 32),)}, "the model of device"),
        ({"subjects": (device, SubjectInfo("auto", "auto", "both"))}, "who is compared"),
        ({"suites": (SuiteInfo("small", "Small", 2, 2),)}, "the version of suite small (1, now 2)"),
        ({"suites": (SuiteInfo("small", "Small", 1, 3),)}, "the tasks of suite small (2, now 3)"),
        ({"repeat": 2}, "--repeat (1, now 2)"),
        ({"threshold": 0.6}, "the router's threshold (0.5000, now 0.6000)"),
        ({"settings": {"temperature": 0, "engine.context": 512}}, "the setting engine.context (none, now 512)"),
        ({"versions": {"edge": "2"}}, "the version of edge (1, now 2)"),
        ({"machine": {"processor": "another", "logical_cores": 4}}, "the machine"),
    ):
        other = dataclasses.replace(HEAD, **change)
        assert not same(HEAD, other)
        assert said in differences(HEAD, other)
