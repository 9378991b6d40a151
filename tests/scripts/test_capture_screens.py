"""The pictures are taken under a real tmux."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import capture_screens
import pytest
from capture_screens import SHOTS, Shot, Tmux, Until, drawn, take

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


def test_the_program_is_ended_where_a_shot_does_not_come_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture_screens, "LIMIT_S", 0.0)
    terminal = Tmux(shot("plain"), tmp_path)
    with terminal, pytest.raises(TimeoutError):
        terminal.do((Until("this never comes"),))
    end = time.monotonic() + 20
    while lives(terminal._program):
        assert time.monotonic() < end
        time.sleep(0.02)


def lives(process: int) -> bool:
    try:
        os.kill(process, 0)
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text("utf-8")  # a dead one may be left unread
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_every_shot_has_a_name_of_its_own() -> None:
    assert len({one.name for one in SHOTS}) == len(SHOTS)
    assert "<svg" in drawn("\x1b[31mred\x1b[0m [not markup]", SHOTS[0])
