"""A whole run on real models, small enough for a test."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from edge.bench import Measure, Plan, Report, run
from edge.bench.definitions import DEFINITIONS
from edge.bench.home import temporary_homes
from edge.bench.speed import ENDLESS, decode
from edge.bench.subject import Subject
from edge.catalogue import Catalogue
from edge.errors import ModelFileError
from edge.paths import Paths
from edge.settings import Engine, Settings

SMALL = Plan(repeat=1, prefills=(128, 2048), decode_tokens=32, turns=3, reply_tokens=8, cancels=1)
ONE_THREAD = Engine(threads=1)


@pytest.fixture(scope="module")
def report(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, list[tuple[int, int]], Path]:
    home = tmp_path_factory.mktemp("user")
    told: list[tuple[int, int]] = []
    settings = Settings(model=str(tiny), engine=dataclasses.replace(ONE_THREAD, context=1024))
    found = run(Paths.under(home), settings, SMALL, tell=lambda done, total, what: told.append((done, total)))
    return found, told, home


def test_every_figure_is_there_or_says_why_not(report: tuple[Report, list[tuple[int, int]], Path]) -> None:
    measures = {measure.key: measure for measure in report[0].measures}
    assert set(measures) == set(DEFINITIONS) - {"prefill_512"}
    assert [m.key for m in measures.values() if not m.skipped and not m.shown.values] == []
    may_be_skipped = {"prefill_2048", "cancel_prefill", "cancel_decode", "memory", "memory_file"}
    assert {m.key for m in measures.values() if m.skipped} <= may_be_skipped


def test_what_does_not_fit_into_the_context_is_skipped(report: tuple[Report, list[tuple[int, int]], Path]) -> None:
    assert report[0]["prefill_2048"].skipped == "2,048 tokens do not fit into its context of 1,024."


def test_a_turn_evaluates_little_more_than_what_is_new(report: tuple[Report, list[tuple[int, int]], Path]) -> None:
    for row in report[0]["first_text"].detail["turns"]:
        assert 0 <= row["evaluated"][0] - row["new"][0] <= 1


def test_progress_goes_up_to_the_number_of_steps(report: tuple[Report, list[tuple[int, int]], Path]) -> None:
    told = report[1]
    done = [step for step, _ in told]
    assert done == sorted(done)
    assert {total for _, total in told} == {SMALL.steps}
    assert done[-1] in range(SMALL.steps - 2, SMALL.steps + 1)


def test_nothing_is_written_into_the_user_s_home(report: tuple[Report, list[tuple[int, int]], Path]) -> None:
    assert list(report[2].iterdir()) == []


def test_json_has_machine_versions_model_command_and_every_sample(
    report: tuple[Report, list[tuple[int, int]], Path],
) -> None:
    said = report[0].to_json()
    assert said.keys() == {"command", "machine", "versions", "model", "repeat", "measures"}
    assert said["model"]["file"] == "tiny.gguf"
    assert "llama_cpp_python" in said["versions"]
    assert len(said["measures"]["cold_start"]["asker"]["samples"]) == 1


def test_a_damaged_file_is_one_sentence(paths: Paths, tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF but no more of it")
    with pytest.raises(ModelFileError, match="cannot be loaded"):
        run(paths, Settings(model=str(broken), engine=ONE_THREAD), SMALL)


def test_a_reply_that_ends_early_is_kept_from_ending_and_the_figure_says_so(paths: Paths) -> None:
    settings = Settings(model="builtin", engine=ONE_THREAD)
    plan = Plan(repeat=1, decode_tokens=400)
    with temporary_homes(paths) as homes:
        subject = Subject(homes, settings, Catalogue.of(paths).choose("builtin"), plan, lambda *_: None)
        with subject.assistant() as assistant:
            measure, grammar = decode(subject, assistant)
    assert grammar == ENDLESS
    assert measure.detail["completion"] == [400]
    assert "kept from ending by a grammar" in measure.note


def test_a_measure_that_is_not_there_is_an_error(report: tuple[Report, list[tuple[int, int]], Path]) -> None:
    with pytest.raises(KeyError):
        report[0]["prefill_512"]
    assert isinstance(report[0]["decode"], Measure)
