"""The settings that were found fastest: kept, read, and which of them count."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.answerer import Cancel
from edge.catalogue import Catalogue, Model, tuned, verified
from edge.catalogue.adding import add, remove
from edge.catalogue.tuned import Figures, Machine, Tuned
from edge.engine.need import Shape
from edge.engine.plan import plan
from edge.engine.wanted import TUNED, batch_why, wanted
from edge.errors import SettingsError
from edge.machine import Cores
from edge.paths import Paths
from edge.settings import Engine, load

FIGURES = Figures(turn_ms=1100.5, prefill_tok_s=700.0, decode_tok_s=95.5, long_tok_s=733.0)
ELSEWHERE = Machine("Another processor", 4, 8)


def quiet(_done: int, _total: int) -> None:
    """Nobody looks."""


@pytest.fixture
def mine(tmp_path: Path, paths: Paths) -> Model:
    path = tmp_path / "mine.gguf"
    path.write_bytes(b"GGUF" + bytes(1000))
    return add(path, paths, quiet, Cancel())


def entry(model: Model, **more: Any) -> Tuned:
    values: dict[str, Any] = {
        "threads": 3,
        "batch": 256,
        "kv_type": "q8_0",
        "lookup": "off",
        "measured": "2026-11-22T15:00:00+00:00",
        "machine": Machine.here(),
        "bytes": model.path.stat().st_size,
        "sha256": "",
        "before": FIGURES,
        "after": FIGURES,
    }
    return Tuned(**{**values, **more})


def tune(paths: Paths, model: Model, **more: Any) -> Model:
    """Write an entry, and read the model again."""
    tuned.enter(paths.models, model.name, entry(model, **more))
    return Catalogue.of(paths).named(model.name)


def complaint(paths: Paths) -> str:
    """What is said of the file; empty if it can be read."""
    try:
        tuned.read(paths.models)
    except SettingsError as error:
        return str(error)
    return ""


def test_what_was_written_is_read_again(paths: Paths, mine: Model) -> None:
    tune(paths, mine)
    assert tuned.read(paths.models) == {"mine": entry(mine)}
    written = (paths.models / tuned.FILE).read_text("utf-8")
    assert written.startswith("# Written by `edge models tune`")
    assert "# form of the KV cache" in written


def test_entries_of_other_models_stay(paths: Paths, mine: Model) -> None:
    tuned.enter(paths.models, "other", entry(mine, threads=7))
    tune(paths, mine)
    tune(paths, mine, threads=4)
    assert {name: each.threads for name, each in tuned.read(paths.models).items()} == {"mine": 4, "other": 7}
    assert tuned.withdraw(paths.models, "mine")
    assert not tuned.withdraw(paths.models, "mine")
    assert list(tuned.read(paths.models)) == ["other"]


def test_the_last_entry_takes_the_file_with_it(paths: Paths, mine: Model) -> None:
    tune(paths, mine)
    assert tuned.withdraw(paths.models, "mine")
    assert not (paths.models / tuned.FILE).exists()


def test_tuned_settings_are_wanted_of_the_engine(paths: Paths, mine: Model) -> None:
    model = tune(paths, mine)
    options = wanted(model, Engine())
    assert (options.threads, options.n_batch, options.kv_type, options.lookup) == (3, 256, "q8_0", "off")
    made = plan(options, Shape(1000, kv_bytes=1000), Cores(8, 4), free=None)
    assert made.reasons["threads"] == made.reasons["kv_type"] == TUNED
    assert batch_why(model, Engine()) == TUNED


def test_what_the_user_sets_comes_before_what_was_tuned(paths: Paths, mine: Model) -> None:
    model = tune(paths, mine)
    set_by_hand = load(
        paths.config,
        {"EDGE_ENGINE_THREADS": "1", "EDGE_ENGINE_BATCH": "512", "EDGE_ENGINE_LOOKUP": "on"},
        {"engine.kv_type": "f16"},
    ).settings.engine
    options = wanted(model, set_by_hand)
    assert (options.threads, options.n_batch, options.kv_type, options.lookup) == (1, 512, "f16", "on")
    made = plan(options, Shape(1000, kv_bytes=1000), Cores(8, 4), free=None)
    assert (made.reasons["threads"], made.reasons["kv_type"]) == ("engine.threads", "engine.kv_type")
    assert batch_why(model, set_by_hand) == "engine.batch"


def test_what_was_tuned_comes_before_the_catalogue(paths: Paths) -> None:
    builtin = Catalogue.of(paths).named("builtin")
    assert wanted(builtin, Engine()).threads == 1
    assert wanted(tune(paths, builtin), Engine()).threads == 3


def test_without_tuning_everything_is_as_the_machine_suggests(mine: Model) -> None:
    options = wanted(mine, Engine())
    assert (options.threads, options.n_batch, options.kv_type, options.lookup) == (0, 512, "auto", "auto")
    assert batch_why(mine, Engine()) == "the default"


def test_a_tuned_f16_can_still_be_given_up_where_memory_is_short(paths: Paths, mine: Model) -> None:
    assert wanted(tune(paths, mine, kv_type="f16"), Engine()).kv_type == "auto"


@pytest.mark.parametrize(
    "machine",
    [
        ELSEWHERE,
        dataclasses.replace(Machine.here(), logical_cores=Machine.here().logical_cores + 1),
        dataclasses.replace(Machine.here(), cpu_quota=0.5),
    ],
)
def test_figures_of_another_machine_do_not_count(paths: Paths, mine: Model, machine: Machine) -> None:
    model = tune(paths, mine, machine=machine)
    assert model.tuned is None
    assert tuned.misfit(entry(mine, machine=machine), mine, Machine.here()) == "tuned on another machine"


def test_figures_of_another_file_do_not_count(paths: Paths, mine: Model) -> None:
    assert tune(paths, mine).tuned is not None
    mine.path.write_bytes(b"GGUF" + bytes(2000))
    assert Catalogue.of(paths).named("mine").tuned is None
    assert tune(paths, mine).tuned is not None


def test_another_verified_hash_is_another_file(paths: Paths, mine: Model) -> None:
    known = verified.read(paths.models)["mine"].sha256
    assert tune(paths, mine, sha256=known).tuned is not None
    assert tune(paths, mine, sha256="0" * 64).tuned is None


def test_a_list_of_hashes_that_cannot_be_read_is_passed_over(paths: Paths, mine: Model) -> None:
    (paths.models / verified.FILE).write_text("{")
    assert tune(paths, mine, sha256="0" * 64).tuned is not None


def test_removing_a_model_takes_its_entry_along(paths: Paths, mine: Model) -> None:
    tuned.enter(paths.models, "other", entry(mine))
    remove(tune(paths, mine), paths)
    assert list(tuned.read(paths.models)) == ["other"]


def test_a_damaged_file_does_not_keep_a_model_from_being_removed(paths: Paths, mine: Model) -> None:
    (paths.models / tuned.FILE).write_text("[[")
    remove(mine, paths)
    assert "mine" not in Catalogue.of(paths).models


def test_tuning_again_replaces_a_damaged_file(paths: Paths, mine: Model) -> None:
    (paths.models / tuned.FILE).write_text("[[")
    assert tune(paths, mine).tuned == entry(mine)


@pytest.mark.parametrize(
    "wrong",
    [
        {"threads": 0},
        {"threads": 2.5},
        {"threads": True},
        {"batch": 1},
        {"batch": "512"},
        {"kv_type": "q4_0"},
        {"lookup": "on"},
        {"machine": "here"},
        {"before": {"turn_ms": 1.0}},
        {"after": {**dataclasses.asdict(FIGURES), "turn_ms": float("nan")}},
    ],
)
def test_impossible_values_are_one_sentence(wrong: dict[str, Any], mine: Model) -> None:
    good = dataclasses.asdict(entry(mine))
    assert Tuned.from_entry(good) == entry(mine)
    with pytest.raises(ValueError, match="'"):
        Tuned.from_entry({**good, **wrong})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.sampled_from([b"models = 1", b"[models]\nmine = 3", b"[models.mine]\nthreads = 1"]))
def test_no_bytes_in_the_file_can_do_more_than_one_sentence(paths: Paths, content: bytes) -> None:
    paths.models.mkdir(exist_ok=True)
    (paths.models / tuned.FILE).write_bytes(content)
    said = complaint(paths)
    assert "\n" not in said
    assert not said or "edge models tune" in said
    assert Catalogue.of(paths).named("builtin").tuned is None
