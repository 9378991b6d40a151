"""`edge calibrate` on a real journal."""

from __future__ import annotations

import dataclasses
import json
import tomllib

import pytest

from edge.events import Route
from edge.journal import Journal, new_uid
from edge.paths import Paths
from edge.turn import Question
from tests.edge.cli.conftest import Run
from tests.edge.journal_help import record


def keep(paths: Paths, *turns: tuple[float, str | None]) -> None:
    """Turns with this `p_cloud`, and who the user wanted to answer."""
    journal = Journal.open(paths.journal)
    for p_cloud, choice in turns:
        started = journal.begin(Question("a question", new_uid(), conversation="new", choice=choice))  # type: ignore[arg-type]
        to = "cloud" if choice == "cloud" else "local"
        route = Route(to, p_cloud, (), "en", "knowledge", choice=choice)  # type: ignore[arg-type]
        journal.finish(dataclasses.replace(record(started, "a reply"), route=route, total_ms=4000.0), new_uid())
    journal.close()


OVERRIDES = [*((0.3 + step / 100, "cloud") for step in range(6)), *((0.05 + step / 100, "local") for step in range(6))]


def test_overrides_are_learnt_from_shown_written_and_taken_back(edge: Run, paths: Paths) -> None:
    keep(paths, *OVERRIDES)
    run = edge("calibrate")
    assert run.returncode == 0
    assert [line.split() for line in run.stdout.splitlines()][3][-2:] == ["50%", "100%"]
    assert "it counts from the next start on, and --undo takes it back." in run.stderr
    (choice,) = tomllib.loads(paths.calibrated.read_text("utf-8"))["choices"]
    assert 0.1 < choice["threshold"] <= 0.3
    assert (choice["aim"], choice["labels"], choice["turns"]) == ("agreement", 12, 12)

    (routed,) = edge("route", "--json", "--assume-cloud", "Is 2027 a prime?").stdout.splitlines()
    assert json.loads(routed)["reasons"][0]["values"]["threshold"] == round(choice["threshold"], 3)

    again = edge("calibrate")
    assert "what is in force is the best for it already" in again.stderr

    undone = edge("calibrate", "--undo")
    assert undone.returncode == 0
    assert "what ships with the reader counts again" in undone.stderr
    assert not paths.calibrated.exists()
    assert "there is nothing to take back" in edge("calibrate", "--undo").stderr


def test_a_dry_run_shows_it_and_writes_nothing(edge: Run, paths: Paths) -> None:
    keep(paths, *OVERRIDES)
    run = edge("calibrate", "--dry-run", "--json")
    shown = json.loads(run.stdout)
    assert shown["after"]["agreement"] == 1.0 > shown["before"]["agreement"]
    assert shown["labels"] == {"cloud": 6, "local": 6}
    assert not shown["written"]
    assert run.stderr == "Nothing was written.\n"
    assert not paths.calibrated.exists()


def test_too_few_labels_are_one_sentence(edge: Run, paths: Paths) -> None:
    keep(paths, (0.3, "cloud"), (0.2, None))
    run = edge("calibrate")
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("There are too few labels (questions asked with --cloud: 1, with --local: 0),")
    assert run.stderr.count("\n") == 1


def test_a_share_is_aimed_at_with_a_value(edge: Run, paths: Paths) -> None:
    keep(paths, *((step / 40, None) for step in range(40)))
    shown = json.loads(edge("calibrate", "--aim", "share", "--value", "0.2", "--json").stdout)
    assert shown["after"]["up_share"] == pytest.approx(0.2, abs=0.03)
    missing = edge("calibrate", "--aim", "share")
    assert (missing.returncode, missing.stderr.count("\n")) == (2, 1)
    assert "for example --value 0.2" in missing.stderr


def test_a_time_without_answers_of_an_endpoint_cannot_be_aimed_at(edge: Run, paths: Paths) -> None:
    keep(paths, *((step / 40, None) for step in range(40)))
    run = edge("calibrate", "--aim", "latency", "--value", "3")
    assert run.returncode == 1
    assert "Too few answers of an endpoint were measured" in run.stderr


def test_what_the_user_set_comes_first_and_that_is_said(edge: Run, paths: Paths) -> None:
    keep(paths, *OVERRIDES)
    run = edge("calibrate", EDGE_ROUTER_WASTED="0.05")
    assert "What you set comes first: router.wasted (EDGE_ROUTER_WASTED)." in run.stderr


def test_a_real_question_with_a_choice_becomes_a_label(edge: Run) -> None:
    assert edge("ask", "--cloud", "hello").returncode == 4
    assert edge("ask", "--local", "--model", "builtin", "hello").returncode == 0
    run = edge("calibrate")
    assert "with --cloud: 1, with --local: 1" in run.stderr
