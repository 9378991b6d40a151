"""What each check finds, and what it says to do."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge import open_assistant
from edge.doctor import Check
from edge.doctor.engine import Build, Probe, engine, lacking
from edge.doctor.hardware import disk, hardware
from edge.doctor.home import folders, journal, owner, sqlite
from edge.doctor.installation import installation, misses, version_tuple
from edge.doctor.models import models, planned, settings
from edge.doctor.patient import Patient
from edge.doctor.skills import skills
from edge.doctor.terminal import terminal
from edge.engine.facts import parse_features
from edge.engine.need import Shape
from edge.machine import Cores, Memory, Processor
from edge.paths import Paths
from edge.skills.installed import SKILLS
from edge.skills.names import Command
from edge.skills.registry import Registry, own_skills
from edge.skills.skill import Outcome, Surroundings
from edge.skills.system import Condition
from edge.turn import Status
from tests.edge.machine.tree import made

MB = 1_000_000
AVX512 = Processor("x86_64", "EPYC", frozenset({"avx", "avx2", "fma", "f16c", "avx512f", "avx512_vnni"}))
PI = Processor("aarch64", "Raspberry Pi 5", frozenset({"asimd", "asimdhp", "asimddp"}))


def states(checks: Iterable[Check]) -> dict[str, str]:
    return {check.name: check.state for check in checks}


def patient(paths: Paths, **environ: str) -> Patient:
    return Patient.of(paths, environ)


def test_whatever_is_not_good_says_what_to_do(paths: Paths) -> None:
    checks = [
        *installation(lambda name: "0.1"),
        *engine(Build("", frozenset(), error="it says nothing"), AVX512, "0"),
        *engine(Build("1", frozenset({"AVX"})), AVX512, "0"),
        *hardware(PI, Cores(4, 4, quota=0.5), Memory(512 * MB, 100 * MB)),
        *terminal({"TERM": "dumb"}, "ascii", os.terminal_size((40, 10))),
    ]
    bad = [check for check in checks if check.state != "ok"]
    assert len(bad) == 8
    assert [check.name for check in bad if not check.advice] == []


def test_a_package_that_is_missing_or_too_old_is_a_problem() -> None:
    def version_of(name: str) -> str:
        if name == "textual":
            raise metadata.PackageNotFoundError(name)
        return "0.1" if name == "requests" else metadata.version(name)

    found = {check.name: check for check in installation(version_of)}["python.packages"]
    assert found.state == "problem"
    assert "textual is missing" in found.text
    assert "requests is 0.1" in found.text
    assert states(installation())["python.packages"] == "ok"


@pytest.mark.parametrize(
    ("version", "wanted", "wrong"),
    [
        ("8.2.6", ">=8.2.6,<9", False),
        ("8.2.5", ">=8.2.6,<9", True),
        ("9.0", ">=8.2.6,<9", True),
        ("1.10", ">=1.9", False),
        ("1.0.0", ">=1", False),
        ("2.0rc1", ">=1.5", False),
        ("3", "", False),
    ],
)
def test_versions_are_compared_as_numbers(version: str, wanted: str, wrong: bool) -> None:
    assert misses(version, wanted) is wrong


@given(st.text(), st.text())
def test_whatever_a_version_looks_like_nothing_is_raised(version: str, wanted: str) -> None:
    misses(version, wanted)
    assert all(part >= 0 for part in version_tuple(version))


def test_instructions_that_the_build_leaves_out_are_named() -> None:
    full = frozenset({"AVX", "AVX2", "FMA", "F16C", "AVX512", "AVX512_VNNI", "REPACK"})
    assert lacking(full, AVX512) == []
    assert lacking(frozenset({"AVX"}), AVX512) == ["AVX2", "FMA", "F16C", "AVX512", "AVX512_VNNI"]
    assert lacking(frozenset({"NEON", "FP16_VA"}), PI) == ["DOTPROD"]
    assert states(engine(Build("1", full), AVX512, "0")) == {"engine.build": "ok", "engine.instructions": "ok"}


def test_llama_cpp_is_asked_in_a_process_of_its_own(slow: Path) -> None:
    build = Probe(slow).answer()
    assert build.error == ""
    assert build.version
    assert build.features
    assert build.shape == Shape(slow.stat().st_size, kv_bytes=2048, trained=2048)


@given(st.dictionaries(st.text("AVX512_", max_size=9).map("F{}".format), st.sampled_from((0, 1))))
def test_features_are_read_back_as_llama_cpp_writes_them(features: dict[str, int]) -> None:
    written = "CPU : " + "".join(f"{name} = {value} | " for name, value in features.items())
    assert parse_features(written) == [name for name, value in features.items() if value]


@given(st.text())
def test_whatever_llama_cpp_says_nothing_is_raised(written: str) -> None:
    parse_features(written)


def test_memory_that_is_short_and_a_container_without_a_cpu_are_warned_of(paths: Paths) -> None:
    found = states(hardware(PI, Cores(4, 4, quota=0.5), Memory(900 * MB, 300 * MB, limited=True)))
    assert found == {"machine.cores": "warning", "machine.memory": "warning"}
    found = states(hardware(PI, Cores(4, 4), Memory(8000 * MB, 6000 * MB)))
    assert set(found.values()) == {"ok"}
    assert disk(paths).values["free"] > 0


def test_the_plan_of_the_model_that_answers_has_its_reasons(paths: Paths) -> None:
    found = {
        check.name: check
        for check in planned(patient(paths), Shape(3 * MB, kv_bytes=1024), Cores(2, 2), Memory(None, None))
    }
    assert "1,024 tokens (the catalogue)" in found["model.plan"].text
    assert "threads 1 (the catalogue)" in found["model.plan"].text
    assert found["model.memory"].state == "ok"


def test_a_model_that_does_not_fit_is_a_problem_unless_the_check_is_off(paths: Paths, slow: Path) -> None:
    huge, none = Shape(10**15, kv_bytes=2048), Memory(8000 * MB, 6000 * MB)
    mine = {"EDGE_MODEL": str(slow)}
    assert states(planned(patient(paths, **mine), huge, Cores(2, 2), none))["model.memory"] == "problem"
    off = {**mine, "EDGE_ENGINE_CHECK_MEMORY": "false"}
    assert states(planned(patient(paths, **off), huge, Cores(2, 2), none))["model.memory"] == "warning"
    assert states(planned(patient(paths), huge, Cores(2, 2), none))["model.memory"] == "warning"  # the built-in one


def test_what_the_loaded_engine_would_give_back_counts_as_free(paths: Paths, tmp_path: Path) -> None:
    tree = made(tmp_path, {"proc/7/status": "VmRSS:\t 900 kB\nRssAnon:\t  1000 kB"})
    status = Status(model="builtin", quantization=None, state="ready", engine_pid=7, engine_rss_mb=1.0)
    mine = dataclasses.replace(patient(paths), owner=status, root=tree)
    found = {check.name: check for check in planned(mine, Shape(3 * MB, kv_bytes=1024), Cores(2, 2), Memory(None, MB))}
    assert found["model.memory"].values["free"] == MB + 1000 * 1024


def test_a_file_that_llama_cpp_cannot_read_is_a_problem(paths: Paths, slow: Path) -> None:
    mine = patient(paths, EDGE_MODEL=str(slow))
    assert states(planned(mine, None, Cores(2, 2), Memory(None, None))) == {"model.file": "problem"}


def test_models_that_were_not_verified_are_warned_of(paths: Paths) -> None:
    assert states(models(patient(paths))) == {"models.here": "ok", "model.answers": "ok"}
    path = paths.models / "qwen2.5-0.5b-instruct-q4_0.gguf"
    path.parent.mkdir()
    path.write_bytes(b"GGUF")
    found = {check.name: check for check in models(patient(paths))}
    assert found["models.here"].state == "warning"
    assert "edge models verify" in found["models.here"].advice
    assert found["model.answers"].text.startswith("qwen2.5-0.5b ")


def test_a_model_that_is_not_there_and_settings_that_are_wrong_are_problems(paths: Paths) -> None:
    gone = patient(paths, EDGE_MODEL="nosuch")
    assert states(models(gone))["model.answers"] == "problem"
    assert list(planned(gone, None, Cores(1, 1), Memory(None, None))) == []
    paths.config.write_text("[engine]\nthread = 2\n")
    wrong = settings(patient(paths))
    assert wrong.state == "problem"
    assert "engine.threads" in wrong.text


def test_the_owner_of_the_home_is_named_and_its_journal_left_alone(paths: Paths) -> None:
    assert owner(patient(paths)).text == "nobody uses this home at the moment"
    with closing(open_assistant(paths)):
        found = patient(paths)
        assert owner(found).values["pid"] == os.getpid()
        assert "in use" in journal(found).text
    assert journal(patient(paths)).text.endswith(f"whole ({paths.journal})")


def test_an_owner_that_does_not_answer_is_warned_of(paths: Paths) -> None:
    from edge.home import OwnerLock

    lock = OwnerLock(paths.lock)
    assert lock.try_acquire()
    found = owner(patient(paths))
    lock.release()
    assert found.state == "warning"
    assert str(os.getpid()) in found.text


def test_a_damaged_journal_is_found_and_not_changed(paths: Paths) -> None:
    with closing(sqlite3.connect(paths.journal)) as connection, connection:
        connection.execute("CREATE TABLE t (x)")
        connection.executemany("INSERT INTO t VALUES (?)", [("word " * 100,)] * 200)
    data = bytearray(paths.journal.read_bytes())
    data[5000:9000] = bytes(4000)
    paths.journal.write_bytes(data)
    found = journal(patient(paths))
    assert found.state == "warning"
    assert "sets a damaged journal aside" in found.advice
    assert paths.journal.read_bytes() == bytes(data)
    paths.journal.write_bytes(b"no database at all, but long enough to be read as one" * 20)
    assert journal(patient(paths)).state == "warning"


def test_a_home_that_others_can_read_or_nobody_can_write_is_warned_of(paths: Paths, home: Path) -> None:
    assert states(folders(paths)) == {"home.folders": "ok", "home.private": "ok"}
    paths.journal.write_bytes(b"")
    paths.journal.chmod(0o644)
    home.chmod(0o755)
    assert states(folders(paths))["home.private"] == "warning"
    (home / "file").write_bytes(b"")
    below = Paths.under(home / "file" / "home")
    assert states(folders(below))["home.folders"] == "warning"


def test_sqlite_is_named_with_its_version() -> None:
    assert sqlite3.sqlite_version in sqlite().text


@pytest.mark.parametrize(
    ("environ", "encoding", "size", "bad"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "utf-8", (120, 40), set()),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/x"}, "UTF-8", (120, 40), set()),
        ({"TERM": "xterm", "TEXTUAL_DISABLE_KITTY_KEY": "0"}, "utf-8", (120, 40), {"terminal.keys"}),
        ({"TERM": "xterm"}, "ANSI_X3.4-1968", (120, 40), {"terminal.encoding"}),
        ({"TERM": "xterm"}, "utf-8", (30, 8), {"terminal.size"}),
        ({}, "utf-8", None, set()),
    ],
)
def test_what_is_known_to_go_wrong_in_a_terminal(
    environ: Mapping[str, str], encoding: str, size: tuple[int, int] | None, bad: set[str]
) -> None:
    found = terminal(environ, encoding, os.terminal_size(size) if size else None)
    assert {check.name for check in found if check.state != "ok"} == bad


def _registry(*entries: str) -> Registry:
    found = [metadata.EntryPoint(name, value, SKILLS) for name, value in (entry.split(" = ") for entry in entries)]
    return Registry(own_skills(Condition), lambda: found)


def test_a_broken_skill_of_another_package_is_named_with_what_to_do() -> None:
    check = skills(lambda: _registry("tea = no_such_module:Tea"))
    assert check.state == "warning"
    assert "The skill 'tea' (no_such_module:Tea) is left out: it raised ModuleNotFoundError" in check.text
    assert check.advice == "update or remove that package"


def test_skills_are_counted_and_those_of_others_named() -> None:
    check = skills(_registry)
    assert (check.state, check.values["others"]) == ("ok", [])
    check = skills(lambda: _registry("tea = tests.edge.doctor.test_checks:Tea"))
    assert check.text.endswith("commands, and of other packages: tea.brew")


class Tea:
    """A skill as another package has it."""

    names = ("tea.brew",)

    def carry_out(self, command: Command, surroundings: Surroundings) -> Outcome:
        return Outcome("Tea.")
