from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.compare.sandbox.confinement import Confinement, confinement

sys.path.insert(0, str(Path(__file__).parents[4] / "scripts"))

from check_containment import Ground, attacked, goes_on, ground
from hostile_answers import ANSWERS, Hostile

NAMED = {hostile.name: hostile for hostile in ANSWERS}
PATIENT = {"never stops while it is loaded", "returns a value without end"}
"""Left to the script: they end after seconds."""


@pytest.fixture(scope="module")
def place() -> Iterator[Ground]:
    with ground() as made:
        yield made


@pytest.mark.parametrize(
    "name", [hostile.name for hostile in ANSWERS if not hostile.slow and hostile.name not in PATIENT]
)
def test_an_answer_that_attacks_is_contained(name: str, place: Ground, layers: tuple[str, ...]) -> None:
    through, _ = attacked(place, NAMED[name], layers)
    assert through == ""


@pytest.mark.parametrize(
    "name", ["never stops and takes no signal", "prints without end", "computes a number without end"]
)
def test_an_answer_that_does_not_stop_is_ended(name: str, place: Ground, layers: tuple[str, ...]) -> None:
    through, told = attacked(place, NAMED[name], layers, cpu_s=0.1, wall_s=60)
    assert (through, told) == ("", "it took too long")


def test_an_answer_that_waits_for_ever_is_ended(place: Ground, layers: tuple[str, ...]) -> None:
    through, told = attacked(place, NAMED["sleeps for ever"], layers, cpu_s=60, wall_s=0.1)
    assert (through, told) == ("", "it waited for too long")


@pytest.mark.parametrize("wall", ["landlock", "mounts"])
def test_files_are_kept_by_either_of_two_walls(wall: str, place: Ground, layers: tuple[str, ...]) -> None:
    if wall not in layers:
        pytest.skip(f"{wall} does not work here")
    left = set(layers) - {"landlock", "mounts"} | {wall}
    for name in ("reads a file of the user", "writes beside a file of the user", "removes a file of the user"):
        assert attacked(place, NAMED[name], left)[0] == ""


def test_the_check_sees_what_comes_through(place: Ground) -> None:
    assert attacked(place, NAMED["reads a file of the user"], ["limits"])[0] == "it passed its test"
    connecting = Hostile(
        "connects and says nothing", NAMED["connects to a port of this machine"].code.replace('"through"', "None")
    )
    assert attacked(place, connecting, ["limits"])[0] == "a connection was made"
    writing = Hostile("writes", 'import os\ndef attack(place):\n    os.mkdir(place["folder"] + "/written")\n')
    assert attacked(place, writing, ["limits"])[0] == "a file was made"
    (place.folder / "written").rmdir()


def test_what_is_left_behind_without_a_filter_is_ended_all_the_same(place: Ground) -> None:
    assert attacked(place, NAMED["goes to the background"], ["limits"])[0] == "it did what it tried"
    assert place.harm() == ""


def test_the_run_goes_on_after_an_attack(place: Ground, layers: tuple[str, ...]) -> None:
    attacked(place, NAMED["ends the programs that watch it"], layers)
    assert goes_on(layers)


def test_each_layer_works_or_says_why_not() -> None:
    found = confinement()
    assert [layer.name for layer in found.layers] == ["seccomp", "landlock", "mounts", "network", "processes", "limits"]
    assert all(layer.works != bool(layer.why_not) and layer.does for layer in found.layers)
    assert found.contained != bool(found.why_not)


def test_without_the_filter_or_without_a_wall_around_files_nothing_is_contained() -> None:
    from edge.compare.sandbox.confinement import _missing

    every = set(Confinement(confinement().layers, True).working) | {"seccomp", "limits", "landlock"}
    assert _missing(every) == ""
    assert "seccomp" in _missing(every - {"seccomp"})
    assert "Landlock" in _missing(every - {"landlock", "mounts"})
    assert "limits" in _missing(every - {"limits"})


def test_this_process_is_as_it_was(layers: tuple[str, ...]) -> None:
    assert goes_on(layers)
    assert Path("/").exists()
    assert os.getpid() > 1
