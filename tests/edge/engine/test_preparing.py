"""Evaluating a prompt ahead of the reply: the reply begins at once, and nobody waits for what nobody asked for."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.answerer import Answered, Cancel, Progress, Request, Sampling, Step, Text
from edge.catalogue import Model
from edge.engine import LocalEngine
from edge.engine.preparing import Preparing
from edge.settings import Engine
from edge.transcript import Message, Transcript
from tests.edge.conftest import Start
from tests.edge.engine.requests import message, request, run

GREEDY = Sampling(temperature=0, top_k=0, top_p=1, repeat_penalty=1)
LONG = "many words that take their time " * 50  # some 1,600 tokens, most of a single byte
SYSTEM = message("system", "You are kind.", "s")


@pytest.fixture
def engine() -> Iterator[LocalEngine]:
    made = LocalEngine(Engine(threads=1), None)
    yield made
    made.close()


def model(path: Path) -> Model:
    return Model("m", "M", path, None, context=2048, added=True)


def asking(text: str, max_tokens: int = 4, conversation: str = "c", *before: Message) -> Request:
    return Request(Transcript(conversation, (*before, Message("user", text, f"u-{text[:9]}"))), "r", max_tokens, GREEDY)


def answered(engine: LocalEngine, path: Path, asked: Request) -> tuple[str, Answered, list[Step]]:
    steps = list(engine.answerer(model(path)).answer(asked, Cancel()))
    assert isinstance(steps[-1], Answered)
    return "".join(step.text for step in steps if isinstance(step, Text)), steps[-1], steps


def computing(engine: LocalEngine) -> None:
    """Wait until it is in the middle of evaluating something."""
    while engine.ready is None:
        time.sleep(0.01)  # loading happens in another process
    process = engine._supervisor.process
    assert process is not None
    begun = process._page.beat
    while process._page.beat < begun + 500:  # several batches of the slow model, and far from all of LONG
        time.sleep(0.005)


# -- the engine's process --------------------------------------------------------------------------------------------


def test_what_was_prepared_is_not_evaluated_again(start: Start, tiny: Path) -> None:
    process = start(tiny)
    asked = request([SYSTEM, message("user", "hello", "a")])
    process.prepare(asked, Cancel())
    seen = run(process, asked)
    assert seen.prompt["cached"] == seen.prompt["prompt"] - 1
    assert seen.text == run(start(tiny), asked).text


def test_a_transcript_that_ends_with_a_reply_is_prepared_for_the_question_to_come(start: Start, tiny: Path) -> None:
    process = start(tiny)
    told = [SYSTEM, message("user", "hello", "a"), message("assistant", "a long answer of the cloud " * 10, "r1")]
    process.prepare(request(told), Cancel())
    seen = run(process, request([*told, message("user", "and then?", "b")]))
    new = len("user\nand then?") + len("\nassistant\n") + 4  # with the markup; a token for nearly every byte
    assert seen.prompt["prompt"] - seen.prompt["cached"] <= new


def test_what_another_model_began_is_prepared_too(start: Start, tiny: Path) -> None:
    process = start(tiny)
    asked = request([SYSTEM, message("user", "hello", "a")], begun="Roma urba")
    process.prepare(asked, Cancel())
    seen = run(process, asked)
    assert seen.prompt["prompt"] - seen.prompt["cached"] <= 5  # its last word, and the token before


def test_preparing_that_is_cancelled_keeps_what_it_evaluated(start: Start, slow: Path) -> None:
    process, fresh = start(slow, n_ctx=2048), start(slow, n_ctx=2048)
    asked = request([message("user", LONG, "a")], max_tokens=4)
    cancel = Cancel()
    preparing = threading.Thread(target=process.prepare, args=(asked, cancel))
    begun = process._page.beat
    preparing.start()
    while process._page.beat < begun + 500:
        time.sleep(0.005)
    cancel.set()
    preparing.join()
    seen = run(process, asked)
    assert 0 < seen.prompt["cached"] < seen.prompt["prompt"] - 1
    assert seen.text == run(fresh, asked).text


@pytest.mark.parametrize("text", ["x" * 5000, ""])
def test_what_cannot_be_prepared_is_left_to_the_reply(start: Start, tiny: Path, text: str) -> None:
    process = start(tiny)
    process.prepare(request([message("user", text, "a")]), Cancel())
    assert run(process, request([message("user", "hello", "b")])).text


def test_a_prepared_conversation_is_what_is_saved(start: Start, slow: Path, tmp_path: Path) -> None:
    told = [message("user", LONG[:600], "a"), message("assistant", "an answer of the cloud", "r1")]
    first = start(slow, n_ctx=2048, states=tmp_path)
    first.prepare(request(told, conversation="cloudy"), Cancel())
    assert first.save() > 0
    first.close()
    asked = request([*told, message("user", "and then?", "b")], conversation="cloudy")
    seen = run(start(slow, n_ctx=2048, states=tmp_path), asked)
    assert seen.prompt["prompt"] - seen.prompt["cached"] < 60


# -- the engine as the ladder holds it -------------------------------------------------------------------------------


def test_preparing_loads_the_model_and_shows_no_answering(engine: LocalEngine, slow: Path) -> None:
    preparing = engine.prepare(model(slow), asking(LONG[:900]))
    states = {engine.state}
    while not preparing.join(0.01):
        states.add(engine.state)
    assert states <= {"idle", "loading", "ready"}
    assert engine.state == "ready"
    _, ended, _ = answered(engine, slow, asking(LONG[:900]))
    assert ended.tokens.cached == ended.tokens.prompt - 1
    assert ended.load_ms is None


def test_loading_for_the_turn_that_is_under_way_counts_for_it(engine: LocalEngine, tiny: Path) -> None:
    assert engine.prepare(model(tiny), asking("hello"), in_turn=True).join(30)
    assert answered(engine, tiny, asking("hello"))[1].load_ms is not None
    assert answered(engine, tiny, asking("hello"))[1].load_ms is None


def test_a_question_ends_the_preparing_and_uses_what_it_did(engine: LocalEngine, slow: Path) -> None:
    preparing = engine.prepare(model(slow), asking(LONG))
    computing(engine)
    _, ended, steps = answered(engine, slow, asking(LONG))
    assert preparing.join(0)
    assert 0 < ended.tokens.cached < ended.tokens.prompt - 1
    assert not [step for step in steps if isinstance(step, Progress) and step.state == "queued"]


def test_a_question_that_comes_while_the_model_is_loaded_for_preparing_is_answered(
    engine: LocalEngine, slow: Path
) -> None:
    preparing = engine.prepare(model(slow), asking(LONG))
    _, ended, _ = answered(engine, slow, asking("hello", conversation="another"))
    assert ended.error is None
    assert preparing.join(0)


def test_another_preparing_takes_the_place_of_the_one_before(engine: LocalEngine, slow: Path) -> None:
    first = engine.prepare(model(slow), asking(LONG))
    computing(engine)
    second = engine.prepare(model(slow), asking("hello", conversation="another"))
    assert second.join(30)
    assert first.join(0)
    _, ended, _ = answered(engine, slow, asking("hello", conversation="another"))
    assert ended.tokens.cached == ended.tokens.prompt - 1


def test_what_waits_behind_an_answer_is_done_after_it(engine: LocalEngine, slow: Path) -> None:
    later: list[Preparing] = []
    for step in engine.answerer(model(slow)).answer(asking("hello", 30), Cancel()):
        if isinstance(step, Text) and not later:
            later.append(engine.prepare(model(slow), asking("and then?", conversation="another")))
            assert engine.state == "answering"
    assert later[0].join(30)
    _, ended, _ = answered(engine, slow, asking("and then?", conversation="another"))
    assert ended.tokens.cached == ended.tokens.prompt - 1


def test_nothing_is_told_of_a_model_that_cannot_be_loaded(engine: LocalEngine, tmp_path: Path, tiny: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(tiny.read_bytes()[:5000])
    assert engine.prepare(model(broken), asking("hello")).join(30)
    assert engine.state == "idle"
    assert answered(engine, broken, asking("hello"))[1].error == "model_file"


def test_an_engine_that_dies_while_preparing_is_replaced(engine: LocalEngine, slow: Path) -> None:
    preparing = engine.prepare(model(slow), asking(LONG))
    computing(engine)
    pid = engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert preparing.join(30)
    assert answered(engine, slow, asking("hello"))[1].error is None
    assert engine.pid != pid


def test_closing_ends_it(slow: Path) -> None:
    engine = LocalEngine(Engine(threads=1), None)
    preparing = engine.prepare(model(slow), asking(LONG))
    computing(engine)
    engine.close()
    assert preparing.join(0)
    assert engine.state == "idle"


# -- the state of a child that ended ---------------------------------------------------------------------------------


def test_a_child_that_could_not_load_is_not_loading_any_more(engine: LocalEngine, tmp_path: Path, tiny: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(tiny.read_bytes()[:5000])
    engine.warm(model(broken))
    while engine.state == "loading" or engine._supervisor.process is None:
        time.sleep(0.01)  # without an end while it stays so
    assert (engine.state, engine.ready, engine.pid) == ("idle", None, None)


def test_a_child_that_ends_while_nobody_needs_it_is_gone(engine: LocalEngine, tiny: Path) -> None:
    answered(engine, tiny, asking("hello"))
    assert engine.state == "ready"
    process = engine._supervisor.process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    assert process._ended.wait(10)
    assert (engine.state, engine.ready) == ("idle", None)


def test_a_child_that_replaced_a_dead_one_is_ready_though_nobody_waits_for_it(engine: LocalEngine, slow: Path) -> None:
    answered(engine, slow, asking("hello"))
    killed = False
    for step in engine.answerer(model(slow)).answer(asking("hello", 500), Cancel()):
        if isinstance(step, Text) and not killed and engine.pid is not None:
            killed = True
            os.kill(engine.pid, signal.SIGKILL)
    while engine.state == "loading":
        time.sleep(0.01)
    assert engine.state == "ready"
