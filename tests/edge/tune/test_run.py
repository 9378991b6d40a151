"""Real runs with real engines and tiny models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from edge.catalogue import Model
from edge.engine.options import Options
from edge.errors import EngineDiedError, EngineError, ModelFileError
from edge.machine import Cores
from edge.settings import Engine as Settings
from edge.tune import Effort, compare, repeating, tune
from edge.tune import run as run_module
from edge.tune.candidates import Candidate
from edge.tune.repeating import repeated
from edge.tune.trial import Prompts, Trial, prepare, trial
from tests.stubs.gguf_files import write_qwen2

LITTLE = Effort(rounds=2, new_tokens=48, reply_tokens=8, prompts=(128,), lookups=1)


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its replies go on until their limit; its heads are wide enough for a KV cache in q8_0."""
    return write_qwen2(tmp_path_factory.mktemp("models") / "endless.gguf", heads=2, kv_heads=1, endless=True)


def model_at(path: Path, **more: Any) -> Model:
    return Model(path.stem, path.stem, path, None, 1024, **{"threads": 1, **more})


def test_a_run_measures_each_setting_and_says_what_is_fastest(tiny: Path) -> None:
    steps: list[tuple[int, int, str]] = []
    report = tune(
        model_at(tiny), Settings(), LITTLE, lambda *step: steps.append(step), own=Cores(logical=1, physical=1)
    )
    assert report.start == Candidate(1, 512, "f16")
    assert report.chosen.threads == 1
    assert report.chosen.kv_type == "f16"  # the heads of this model are too narrow for q8_0
    assert [one.failed for one in report.measured if one.value == "q8_0"] == [
        "q8_0 does not go with this model's heads."
    ]
    assert report.before.turn_ms > 0
    assert report.after.decode_tok_s > 0
    assert all(done < total for done, total, _ in steps)
    assert "comparing" in steps[-1][2]
    assert report.to_json()["start"]["threads"] == 1


def test_prompts_have_about_the_wanted_lengths(endless: Path) -> None:
    options = Options(n_ctx=1024, threads=1)
    prompts, ready = prepare(endless, options, LITTLE)
    assert ready.n_ctx == 1024
    assert prompts.grammar is None
    measured = trial(endless, options, prompts)
    assert 100 <= measured.long_tokens <= 140
    assert 30 <= measured.new_tokens <= 60
    assert measured.turn_ms == pytest.approx(measured.prefill_ms + 96 * measured.decode_ms)


def test_a_model_whose_replies_end_at_once_is_kept_from_ending(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = Effort(rounds=2, new_tokens=48, reply_tokens=400, prompts=(128,))
    assert prepare(tiny, Options(n_ctx=1024, threads=1), long)[0].grammar is not None


def test_a_context_without_room_for_a_turn_is_one_sentence(tiny: Path) -> None:
    with pytest.raises(EngineError, match=r"has no room for the turns that are measured: take a larger one"):
        prepare(tiny, Options(n_ctx=256, threads=1), LITTLE)


def test_guesses_leave_the_text_as_it_is(endless: Path) -> None:
    found = repeated(endless, Options(n_ctx=1024, threads=1), replies=2, tokens=64)
    assert found.same
    assert found.drafted > 0


def test_replies_that_differ_are_noticed(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = iter([[("one", 0)], [("other", 5)]])
    monkeypatch.setattr(repeating, "_replies", lambda *_: iter(next(texts)))
    assert not repeated(tiny, Options(n_ctx=1024), replies=1, tokens=8).same


def test_an_engine_that_dies_of_guessing_does_not_count_as_the_same(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> Any:
        raise EngineDiedError("The engine was ended by SIGSEGV.")

    monkeypatch.setattr(repeating, "_replies", die)
    found = repeated(tiny, Options(n_ctx=1024), replies=1, tokens=8)
    assert not found.same
    assert "SIGSEGV" in found.failed


def test_an_outcome_that_does_not_hold_against_the_start_is_not_taken(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Candidate] = []

    def made_up(_path: Path, options: Options, _prompts: Prompts) -> Trial:
        """Two threads are fast at first, and slow from then on."""
        seen.append(Candidate(options.threads, options.n_batch, "f16"))
        twos = sum(candidate.threads == 2 for candidate in seen)
        ms = 50.0 if options.threads == 2 and twos <= LITTLE.rounds else 100.0
        return Trial(100, ms, 10, ms, ms)

    monkeypatch.setattr(run_module, "trial", made_up)
    report = tune(model_at(tiny), Settings(), LITTLE, lambda *_: None, own=Cores(2, 2))
    assert any(one.what == "threads" and one.value == 2 and one.chosen for one in report.measured)
    assert report.chosen == report.start
    assert report.gain == 0
    assert report.before == report.after


def test_a_damaged_file_ends_the_run_with_its_sentence(tmp_path: Path) -> None:
    path = tmp_path / "damaged.gguf"
    path.write_bytes(b"GGUF" + bytes(1000))
    with pytest.raises(ModelFileError, match="cannot be loaded"):
        tune(model_at(path), Settings(), LITTLE, lambda *_: None)


def test_two_models_are_compared_with_the_same_prompts(tiny: Path, endless: Path) -> None:
    one, other = model_at(tiny), model_at(endless)
    before, after, turn = compare(one, other, Settings(), LITTLE, lambda *_: None)
    assert before.long_tok_s > 0
    assert after.long_tok_s > 0
    assert turn.value > 0
