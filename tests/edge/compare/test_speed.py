"""The suite `speed`: its figures, how many conversations are under way, and what it says where it cannot measure."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

import pytest

from edge.compare import speed
from edge.compare.results import Run, SpeedFigure
from edge.compare.run import Comparison
from edge.compare.store import Places, Store
from edge.compare.wanted import Choices, wanted
from edge.paths import Paths
from edge.settings import Settings
from tests.edge.compare.conftest import endpoints
from tests.edge.compare.scripted import Scripted

BEGINS = (0, 10, 26)
"""How many questions came before each stage: 5 conversations of two, then twice 8."""


def measured(paths: Paths, *subjects: str) -> Run:
    what, routing = wanted(paths, Settings(model="builtin"), Choices(subjects, ("speed",)), [], lambda _: "")
    store = Store.begin(Places(paths.compare).unfinished, what.head)
    store.go_on()
    try:
        return Comparison(what, routing, store, pauses=()).run()
    finally:
        store.close()
        routing.close()


class Counting(Scripted):
    """Lets nobody go in a stage until as many questions have come as it has conversations, and counts them."""

    def __init__(self) -> None:
        self.most: list[int] = []
        """Of each stage, the most at once."""
        self._seen = self._now = 0
        self._changed = threading.Condition()
        super().__init__([])

    def reply(self, body: dict[str, Any]) -> str | None:
        with self._changed:
            if self._seen in BEGINS:
                self.most.append(0)
            stage = len(self.most) - 1
            self._seen += 1
            self._now += 1
            self.most[stage] = max(self.most[stage], self._now)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self.most[stage] >= (1, 4, 8)[stage], 20)
        try:
            return super().reply(body)
        finally:
            with self._changed:
                self._now -= 1


def test_an_endpoint_is_measured_with_one_four_and_eight_conversations_at_a_time(paths: Paths) -> None:
    with Counting() as server:
        endpoints(paths, one=server.url)
        run = measured(paths, "one")
    assert server.most == [1, 4, 8]
    figures = {(figure.key, figure.parallel): figure for figure in run.speed}
    keys = {"ttft_ms", "total_ms", "next_turn_ms", "tok_s", "throughput_tok_s"}
    assert set(figures) == {(key, parallel) for key in keys for parallel in (1, 4, 8)}
    assert {figure.note for figure in run.speed} == {""}
    for parallel, samples in ((1, 5), (4, 8), (8, 8)):
        first = figures["ttft_ms", parallel]
        assert first.samples == samples
        assert first.p50 is not None
        assert first.p95 is not None
        assert 0 < first.p50 <= first.p95
    asked = [body["messages"] for body in server.bodies]
    assert len(asked) == 2 * (5 + 8 + 8) == sum(speed.load_of(stage).requests for stage in speed.STAGES["cloud"])
    firsts = [said[-1]["content"] for said in asked if len(said) == 2]
    assert len(set(firsts)) == len(firsts)  # none of them is in a cache
    assert run.results == ()


def test_the_device_is_measured_with_its_start_and_its_memory(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "_STARTS", 1)
    run = measured(paths, "device")
    figures: dict[str, SpeedFigure] = {figure.key: figure for figure in run.speed}
    assert {"cold_start_ms", "memory_mib", "ttft_ms", "next_turn_ms", "tok_s"} <= set(figures)
    start, memory = figures["cold_start_ms"], figures["memory_mib"]
    assert (start.samples, start.parallel) == (1, 1)
    assert start.p50 is not None
    assert start.p50 > 0
    assert memory.p50 is not None
    assert 20 < memory.p50 < 2000
    assert "the engine" in memory.note


def test_what_fails_is_said_in_the_figure_and_counts_for_nothing(paths: Paths) -> None:
    with Scripted([], dies=5) as server:
        endpoints(paths, one=server.url)
        run = measured(paths, "one")
    first = next(figure for figure in run.speed if figure.key == "ttft_ms")
    assert first.samples == 2
    assert first.note.startswith("3 of 5 conversations failed: ")
    assert {figure.parallel for figure in run.speed} == {1}
    (sentence,) = [sentence for sentence in run.not_run if sentence.startswith("one")]
    assert sentence.startswith("one was not asked to the end, 2 of 3 steps are left: 8 of 8 conversations failed: ")
    assert run.ended is None


def test_ctrl_c_ends_all_conversations_and_begins_no_other_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped, asked = threading.Event(), 0

    def finished(*_: Any) -> mock.Mock:
        nonlocal asked
        asked += 1
        assert stopped.wait(20)
        return mock.Mock(error=None, text="", by="cloud", model="m")

    class Interrupted:
        def __init__(self, *_: Any) -> None:
            pass

        def result(self) -> None:
            raise KeyboardInterrupt

    subject = mock.Mock()
    subject.assistant.stop.side_effect = lambda _: stopped.set()
    monkeypatch.setattr(speed, "finished", finished)
    submit = ThreadPoolExecutor.submit
    begun = threading.Semaphore(0)

    def submitted(pool: Any, talk: Any, *arguments: Any) -> Interrupted:
        def begin() -> None:
            begun.release()
            talk(*arguments)

        submit(pool, begin)
        assert begun.acquire(timeout=20)
        return Interrupted()

    monkeypatch.setattr(ThreadPoolExecutor, "submit", submitted)
    with pytest.raises(KeyboardInterrupt):
        speed._held(subject, 8, iter(range(100)))
    assert asked <= 8
    subject.assistant.stop.assert_called_once_with(None)
