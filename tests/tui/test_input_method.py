"""What an input method or a paste sends through a real tmux arrives in the composer as it was written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tui.terminal import LIMIT_S, ROOT

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not there")

Tmux = Callable[..., str]


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    """A server of its own."""

    def run(*command: str, said: str | None = None) -> str:
        call = ["tmux", "-f", "/dev/null", "-S", str(tmp_path / "tmux"), *command]
        environ = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        return subprocess.run(call, capture_output=True, check=True, text=True, input=said, env=environ).stdout

    yield run
    run("kill-server")


def start(tmux: Tmux, home: Path, **environ: str) -> None:
    variables = {"EDGE_HOME": str(home), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **environ}
    settings = " ".join(f"{name}={value}" for name, value in variables.items())
    program = f"env -u TEXTUAL_DISABLE_KITTY_KEY {settings} {sys.executable} -m tests.tui.demo --slow-open 0"
    tmux("new-session", "-d", "-x", "80", "-y", "24", program)
    sees(tmux, "● ready")


def sees(tmux: Tmux, *texts: str) -> None:
    end = time.monotonic() + LIMIT_S
    while not all(text in (shown := tmux("capture-pane", "-p")) for text in texts):
        assert time.monotonic() < end, f"it did not come to this:\n{shown}"
        time.sleep(0.05)


@pytest.mark.parametrize("kitty", [{}, {"TEXTUAL_DISABLE_KITTY_KEY": "0"}], ids=["kitty off", "kitty on"])
def test_chinese_and_japanese_arrive_whole(tmux: Tmux, tmp_path: Path, kitty: dict[str, str]) -> None:
    start(tmux, tmp_path / "home", **kitty)
    for part in ("你好，", "世界！", "日本語の", "テスト", "。かな", "🙂"):
        tmux("send-keys", "-l", part)
    sees(tmux, "│ 你好，世界！日本語のテスト。かな🙂")
    tmux("send-keys", "C-j")
    tmux("send-keys", "-l", "第二行")
    sees(tmux, "│ 第二行")
    tmux("send-keys", "Enter")
    sees(tmux, "▌ 你好，世界！日本語のテスト。かな🙂", "▌ 第二行")


def test_a_paste_of_a_megabyte_is_folded_and_typing_goes_on(tmux: Tmux, tmp_path: Path) -> None:
    start(tmux, tmp_path / "home")
    tmux("load-buffer", "-", said="一二三四五六七八九十\n" * 33_000)
    tmux("paste-buffer", "-p")
    sees(tmux, "pasted-1.txt · 1.0 MB")
    tmux("send-keys", "-l", "这是什么？")
    sees(tmux, "@pasted-1.txt 这是什么？")


def test_a_paste_of_several_lines_is_not_sent(tmux: Tmux, tmp_path: Path) -> None:
    start(tmux, tmp_path / "home")
    tmux("load-buffer", "-", said="第一行\n第二行\n")
    tmux("paste-buffer", "-p")
    sees(tmux, "│ 第一行", "│ 第二行")
