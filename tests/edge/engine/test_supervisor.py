"""A dead engine is replaced; one that keeps dying is given up with the reason."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.answerer import Answered, Cancel, Request, Sampling, Text
from edge.catalogue import Model
from edge.engine.answerer import LocalAnswerer
from edge.engine.process import Options
from edge.engine.supervisor import Supervisor
from edge.engine.turnstile import Turnstile
from edge.transcript import Message, Transcript

GREEDY = Sampling(temperature=0, top_k=0, top_p=1, repeat_penalty=1, seed=1)


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    made = Supervisor()
    yield made
    made.close()


def asked(text: str, max_tokens: int = 900) -> Request:
    return Request(Transcript("c", (Message("user", text, "u"),)), "r", max_tokens, GREEDY)


def local(supervisor: Supervisor, path: Path) -> LocalAnswerer:
    model = Model(name="tiny", title="Tiny", path=path, quantization="F32", context=1024)
    return LocalAnswerer(supervisor, Turnstile(), model, Options(n_ctx=1024, threads=1))


def killed(supervisor: Supervisor, answerer: LocalAnswerer) -> tuple[str, Answered]:
    """Ask, and kill the engine at the first piece of text."""
    text = ""
    for step in answerer.answer(asked("hello"), Cancel()):
        if isinstance(step, Text):
            if not text:
                assert supervisor.process is not None
                os.kill(supervisor.process.pid, signal.SIGKILL)
            text += step.text
        elif isinstance(step, Answered):
            return text, step
    raise AssertionError("it has to end with Answered")


def test_a_killed_engine_keeps_the_text_so_far_and_the_next_question_is_answered(
    supervisor: Supervisor, slow: Path
) -> None:
    answerer = local(supervisor, slow)
    text, answered = killed(supervisor, answerer)
    assert text
    assert answered.cut_off == "died"
    assert answered.why is not None
    assert "SIGKILL" in answered.why
    assert "text so far is kept" in answered.why
    last = list(answerer.answer(asked("hello", 8), Cancel()))[-1]
    assert isinstance(last, Answered)
    assert last.cut_off in {None, "length"}


def test_after_three_deaths_in_a_minute_it_stays_down_and_says_why(supervisor: Supervisor, slow: Path) -> None:
    answerer = local(supervisor, slow)
    for _ in range(3):
        killed(supervisor, answerer)
    assert supervisor.process is None
    last = list(answerer.answer(asked("hello"), Cancel()))[-1]
    assert isinstance(last, Answered)
    assert last.error == "engine_down"
    assert last.why is not None
    assert "3 times within a minute" in last.why
    assert "SIGKILL" in last.why


def test_another_model_gets_a_new_chance(supervisor: Supervisor, slow: Path, tmp_path: Path) -> None:
    for _ in range(3):
        killed(supervisor, local(supervisor, slow))
    other = tmp_path / "other.gguf"
    other.write_bytes(slow.read_bytes())
    last = list(local(supervisor, other).answer(asked("hello", 8), Cancel()))[-1]
    assert isinstance(last, Answered)
    assert last.error is None


def test_a_damaged_file_is_no_death_and_can_be_mended(supervisor: Supervisor, slow: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(slow.read_bytes()[:5000])
    answerer = local(supervisor, path)
    for _ in range(4):
        last = list(answerer.answer(asked("hello", 8), Cancel()))[-1]
        assert isinstance(last, Answered)
        assert last.error == "model_file"
    path.write_bytes(slow.read_bytes())
    last = list(answerer.answer(asked("hello", 8), Cancel()))[-1]
    assert isinstance(last, Answered)
    assert last.error is None
