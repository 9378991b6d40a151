"""Where the owner's socket lies."""

from __future__ import annotations

import os
import socket
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.home import AttachedAssistant
from edge.home.address import SUN_PATH, bind, candidates, peer_uid
from edge.paths import Paths
from edge.turn import Question
from tests.stubs.assistant import FakeAssistant
from tests.stubs.home import served


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose path leaves room for a socket's name, which pytest's own does not everywhere.

    The temporary folder is in it, so that nothing is left behind.
    """
    with tempfile.TemporaryDirectory(prefix="e") as folder:
        (Path(folder) / "tmp").mkdir()
        monkeypatch.setattr(tempfile, "tempdir", f"{folder}/tmp")
        yield Path(folder)


@pytest.fixture
def far(home: Path) -> Paths:
    """A home whose path is too long for a socket."""
    return Paths.under(home / ("long" * 30))


def test_it_lies_in_the_home_and_only_this_user_can_open_it(short: Path) -> None:
    paths = Paths.under(short)
    sock, place = bind(paths, {})
    with sock:
        assert place == paths.socket
        assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_a_socket_that_a_dead_owner_left_is_replaced(short: Path) -> None:
    paths = Paths.under(short)
    bind(paths, {})[0].close()
    sock, place = bind(paths, {})
    with sock:
        assert place == paths.socket


def test_a_file_that_is_no_socket_is_left_alone(short: Path) -> None:
    paths = Paths.under(short)
    paths.socket.write_text("mine")
    (short / "run").mkdir()
    sock, place = bind(paths, {"XDG_RUNTIME_DIR": str(short / "run")})
    with sock:
        assert place.parent == short / "run" / "edge-assistant"
    assert paths.socket.read_text() == "mine"


def test_a_long_home_has_it_in_a_private_folder_of_the_session(short: Path, far: Paths) -> None:
    far.socket.parent.mkdir()
    place = next(candidates(far, {"XDG_RUNTIME_DIR": str(short)}))
    assert place.parent == short / "edge-assistant"
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert len(os.fsencode(place)) <= SUN_PATH


def test_two_homes_never_share_one(short: Path, home: Path) -> None:
    environ = {"XDG_RUNTIME_DIR": str(short)}
    places = {next(candidates(Paths.under(home / (letter * 120)), environ)) for letter in "ab"}
    assert len(places) == 2


def test_a_folder_that_others_may_enter_is_passed_over(short: Path, far: Paths) -> None:
    (short / "edge-assistant").mkdir(mode=0o755)
    (short / "edge-assistant").chmod(0o755)
    place = next(candidates(far, {"XDG_RUNTIME_DIR": str(short)}))
    assert place.parent == short / "tmp" / f"edge-assistant-{os.geteuid()}"


def test_a_link_to_a_folder_is_passed_over(short: Path, far: Paths) -> None:
    (short / "elsewhere").mkdir(mode=0o700)
    (short / "edge-assistant").symlink_to(short / "elsewhere")
    assert all(place.parent != short / "edge-assistant" for place in candidates(far, {"XDG_RUNTIME_DIR": str(short)}))


def test_a_folder_of_another_user_is_passed_over(short: Path, far: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    (short / "edge-assistant").mkdir(mode=0o700)
    somebody = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: somebody)
    assert all(place.parent != short / "edge-assistant" for place in candidates(far, {"XDG_RUNTIME_DIR": str(short)}))


def test_a_home_in_which_others_may_write_does_not_hold_it(short: Path) -> None:
    paths = Paths.under(short / "open")
    (short / "open").mkdir()
    (short / "open").chmod(0o777)
    assert paths.socket not in list(candidates(paths, {"XDG_RUNTIME_DIR": str(short)}))


def test_a_client_of_a_long_home_finds_it_in_any_session(
    short: Path, far: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(short))
    far.socket.parent.mkdir()
    with served(FakeAssistant(["Hello"]), far):
        monkeypatch.delenv("XDG_RUNTIME_DIR")
        assert len(list(AttachedAssistant(far).ask(Question("hi", "q1")))) == 6


def test_the_kernel_says_whose_process_is_at_the_other_end() -> None:
    one, two = socket.socketpair()
    with one, two:
        assert peer_uid(one) == os.geteuid()
