"""A model is refused before it is loaded if it does not fit, and a smaller need has its price in nothing but speed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import gguf
import pytest

from edge.answerer import Answered, Cancel, Request, Sampling, Step
from edge.catalogue import Model
from edge.engine import LocalEngine
from edge.engine.header import shape_of
from edge.engine.need import Shape
from edge.engine.process import EngineProcess, Options
from edge.errors import EdgeError, NotEnoughMemoryError
from edge.settings import Engine
from edge.transcript import Message, Transcript
from tests.edge.conftest import Start
from tests.edge.engine.requests import message, request, run
from tests.stubs.gguf_files import write_qwen2

HUGE = 10**9
"""Bytes of KV cache for a token, for which no machine has the memory."""
LONG = "Tell me a long story about a lighthouse keeper and his radio. " * 6


@pytest.fixture
def engine() -> Iterator[LocalEngine]:
    made = LocalEngine(Engine(threads=1), None)
    yield made
    made.close()


def model(path: Path, kv_bytes: int | None = None, builtin: bool = False) -> Model:
    return Model("m", "M", path, None, context=1024, kv_bytes=kv_bytes, builtin=builtin, added=True)


def answered(engine: LocalEngine, asked: Model, check_memory: bool | None = None) -> Answered:
    question = Request(Transcript("c", (Message("user", "hello", "u"),)), "r", 4, Sampling(temperature=0))
    steps: list[Step] = list(engine.answerer(asked, check_memory).answer(question, Cancel()))
    assert isinstance(steps[-1], Answered)
    return steps[-1]


def test_a_model_that_does_not_fit_is_refused_within_the_turn(engine: LocalEngine, tiny: Path) -> None:
    refused = answered(engine, model(tiny, HUGE))
    assert (refused.cut_off, refused.error) == ("error", "memory")
    assert refused.why is not None
    assert "tiny.gguf" in refused.why
    assert "--no-memory-check" in refused.why
    assert engine.state == "idle"  # neither loading nor down: the next question is answered
    assert answered(engine, model(tiny)).error is None


def test_the_check_can_be_left_out_for_one_question_and_by_the_settings(engine: LocalEngine, tiny: Path) -> None:
    assert answered(engine, model(tiny, HUGE), check_memory=False).error is None
    pid = engine.pid
    assert answered(engine, model(tiny, HUGE)).error is None  # it is loaded: there is nothing to check
    assert engine.pid == pid
    unchecked = LocalEngine(Engine(threads=1, check_memory=False), None)
    try:
        assert answered(unchecked, model(tiny, HUGE)).error is None
    finally:
        unchecked.close()


def test_the_built_in_model_is_never_refused(engine: LocalEngine, tiny: Path) -> None:
    assert answered(engine, model(tiny, HUGE, builtin=True), check_memory=True).error is None


def test_of_a_file_that_the_catalogue_does_not_know_the_child_reads_what_it_costs(tmp_path: Path) -> None:
    path = tmp_path / "wide.gguf"
    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_block_count(1000)
    writer.add_embedding_length(4096)
    writer.add_head_count(32)
    writer.add_head_count_kv(1_000_000)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    process = EngineProcess(path, Options(n_ctx=1024, threads=1))
    try:
        with pytest.raises(NotEnoughMemoryError, match="KV cache"):
            process.wait_ready(Cancel())
        with pytest.raises(NotEnoughMemoryError, match="KV cache"):
            process.wait_ready(Cancel())
    finally:
        process.close()


def test_a_header_tells_what_a_model_costs(slow: Path, tmp_path: Path) -> None:
    # slow: 4 layers, 2 KV heads of 64, so 4 × 2 × (64 + 64) × 2 bytes for a token
    assert shape_of(slow) == Shape(slow.stat().st_size, repacked=0, kv_bytes=2048, trained=2048, q8=True)
    narrow = write_qwen2(tmp_path / "narrow.gguf")
    assert shape_of(narrow).q8 is False
    (tmp_path / "no.gguf").write_bytes(b"GGUF")
    assert shape_of(tmp_path / "no.gguf") == Shape(4)


@pytest.mark.parametrize(
    "options",
    [
        {"kv_type": "q8_0"},
        {"mmap": "off"},
        {"repack": "off"},
        {"kv_type": "q8_0", "mmap": "off", "repack": "off"},
    ],
)
def test_each_way_of_running_a_model_writes_a_reply(start: Start, slow: Path, options: dict[str, str]) -> None:
    process = start(slow, **options)
    assert process.ready is not None
    plan = process.ready.plan
    assert plan["kv_type"] == options.get("kv_type", "f16")
    assert (plan["mmap"], plan["repack"]) == ("mmap" not in options, "repack" not in options)
    assert run(process, request([message("user", "hello", "a")], "r1")).last["ev"] == "done"


def test_a_full_context_goes_on_with_the_cache_in_q8_0(start: Start, slow: Path) -> None:
    process = start(slow, n_ctx=256, kv_type="q8_0")
    messages = [message("user", "hello " * 20, "a")]
    for turn in range(4):
        seen = run(process, request(messages, f"r{turn}"))
        assert seen.last["ev"] == "done"
        messages += [message("assistant", seen.text, f"r{turn}"), message("user", "and then? " * 5, f"u{turn}")]


def test_a_saved_state_fits_only_a_cache_of_the_same_type(start: Start, slow: Path, tmp_path: Path) -> None:
    def cached(kv_type: str, save: bool = False) -> int:
        process = start(slow, n_ctx=2048, states=tmp_path / "states", kv_type=kv_type)
        seen = run(process, request([message("user", LONG, "a")], "r1"))
        if save:
            assert process.save() > 0
        process.close()
        return int(seen.prompt["cached"])

    assert cached("q8_0", save=True) == 0
    assert cached("q8_0") > 0
    assert cached("f16") == 0


def test_a_question_may_come_while_the_model_is_being_loaded_for_it(engine: LocalEngine, slow: Path) -> None:
    engine.warm(model(slow))
    assert answered(engine, model(slow)).error is None


def test_whoever_waits_for_a_model_learns_that_it_cannot_be_loaded(tmp_path: Path) -> None:
    path = tmp_path / "no.gguf"
    path.write_bytes(b"GGUF, but nothing more")
    process = EngineProcess(path, Options(n_ctx=1024, threads=1))
    kinds: list[str] = []

    def wait() -> None:
        try:
            process.wait_ready(Cancel())
        except EdgeError as error:
            kinds.append(error.kind)

    threads = [threading.Thread(target=wait) for _ in range(3)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        process.close()
    assert kinds == ["model_file"] * 3
