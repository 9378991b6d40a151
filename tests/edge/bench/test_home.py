"""Homes for the measuring: the user's models and settings are in them, and nothing is left of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge.bench.home import temporary_homes
from edge.paths import Paths


@pytest.fixture
def user(paths: Paths) -> Paths:
    paths.models.mkdir(parents=True)
    (paths.models / "mine.gguf").write_bytes(b"GGUF")
    paths.config.write_text("[engine]\nthreads = 1\n")
    return paths


def test_the_user_s_models_and_settings_are_seen(user: Paths) -> None:
    with temporary_homes(user) as homes:
        for home in (homes.own, Paths.under(homes.child)):
            assert (home.models / "mine.gguf").read_bytes() == b"GGUF"
            assert home.config.read_text() == user.config.read_text()
            assert home.journal != user.journal


def test_whatever_ends_it_the_homes_are_gone_and_the_models_are_not(user: Paths) -> None:
    seen: list[Path] = []

    def ended_by(ending: type[BaseException]) -> None:
        with temporary_homes(user) as homes:
            seen.append(homes.child)
            homes.own.journal.write_bytes(b"something")
            raise ending

    for ending in (KeyboardInterrupt, RuntimeError, SystemExit):
        with pytest.raises(ending):
            ended_by(ending)
    assert [home for home in seen if home.parent.exists()] == []
    assert (user.models / "mine.gguf").read_bytes() == b"GGUF"


def test_a_home_in_which_nothing_is_yet_will_do(paths: Paths) -> None:
    with temporary_homes(paths) as homes:
        assert homes.own.config.parent.is_dir()
        assert not homes.own.models.exists()
