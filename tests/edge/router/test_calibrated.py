"""The file of chosen thresholds: written, read, undone, damaged."""

from __future__ import annotations

import dataclasses
import os
import stat
from pathlib import Path

import pytest

from edge.errors import SettingsError
from edge.paths import Paths
from edge.router import calibrated
from edge.router.calibrated import Choice

CHOICE = Choice(0.42, "agreement", 0.0, 200, 24, "2026-11-22T12:00:00+00:00", calibrated.reader_id())


def test_a_choice_comes_back_and_the_file_says_what_it_is(paths: Paths) -> None:
    calibrated.enter(paths.calibrated, CHOICE)
    assert calibrated.read(paths.calibrated) == [CHOICE]
    assert calibrated.in_force(paths.calibrated) == CHOICE
    assert paths.calibrated.read_text("utf-8").startswith("# Written by `edge calibrate`")


def test_undoing_goes_back_step_by_step_and_the_file_goes_last(paths: Paths) -> None:
    second = dataclasses.replace(CHOICE, threshold=0.6)
    for choice in (CHOICE, second):
        calibrated.enter(paths.calibrated, choice)
    assert calibrated.withdraw(paths.calibrated) == second
    assert calibrated.in_force(paths.calibrated) == CHOICE
    assert calibrated.withdraw(paths.calibrated) == CHOICE
    assert not paths.calibrated.exists()
    assert calibrated.withdraw(paths.calibrated) is None


def test_only_the_last_ten_are_kept(paths: Paths) -> None:
    for step in range(14):
        calibrated.enter(paths.calibrated, dataclasses.replace(CHOICE, turns=step))
    assert [choice.turns for choice in calibrated.read(paths.calibrated)] == list(range(4, 14))


def test_a_choice_for_another_reader_does_not_count(paths: Paths) -> None:
    calibrated.enter(paths.calibrated, dataclasses.replace(CHOICE, reader="0123456789abcdef"))
    assert calibrated.in_force(paths.calibrated) is None


@pytest.mark.parametrize(
    "text",
    ["choices = 3", "[[choices]]\nthreshold = 7.0", "[[choices]]\nthreshold = 'x'", "= =", "\x00", "choices = [1]"],
)
def test_a_damaged_file_is_named_in_a_sentence_and_written_anew(paths: Paths, text: str) -> None:
    paths.calibrated.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match="are ignored, as they cannot be read") as caught:
        calibrated.in_force(paths.calibrated)
    assert "\n" not in str(caught.value)
    calibrated.enter(paths.calibrated, CHOICE)
    assert calibrated.read(paths.calibrated) == [CHOICE]


def test_undoing_removes_a_damaged_file(paths: Paths) -> None:
    paths.calibrated.write_bytes(b"\xff\xfe")
    assert calibrated.withdraw(paths.calibrated) is None
    assert not paths.calibrated.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(SettingsError, match="cannot be written"):
        calibrated.enter(tmp_path / "calibrated.toml", CHOICE)


def test_what_is_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="cannot be written"):
        calibrated.enter(tmp_path / "file" / "calibrated.toml", CHOICE)
