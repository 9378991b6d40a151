"""The pictures are taken under a real tmux."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from capture_screens import SHOTS, Shot, drawn, take

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


def shot(name: str) -> Shot:
    return next(one for one in SHOTS if one.name == name)


def test_a_shot_leaves_what_tmux_captured_and_a_picture_of_it(tmp_path: Path) -> None:
    take(shot("console"), tmp_path)
    captured = (tmp_path / "console.txt").read_text("utf-8")
    assert "┌──────┬────────┐" in captured
    assert "• ready" in captured
    assert "\x1b[" in captured
    assert (tmp_path / "console.svg").read_text("utf-8").startswith("<svg")


def test_plain_mode_has_no_colour_to_capture(tmp_path: Path) -> None:
    take(shot("plain"), tmp_path)
    captured = (tmp_path / "plain.txt").read_text("utf-8")
    assert "没有任何内容离开本机。" in captured
    assert "\x1b" not in captured


def test_every_shot_has_a_name_of_its_own() -> None:
    assert len({one.name for one in SHOTS}) == len(SHOTS)
    assert "<svg" in drawn("\x1b[31mred\x1b[0m [not markup]", SHOTS[0])
