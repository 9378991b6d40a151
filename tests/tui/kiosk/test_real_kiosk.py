"""`edge kiosk --terminal` as it is started, under tmux: keys and signals that try to get out, and a kill."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
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

    def run(*command: str) -> str:
        call = ["tmux", "-f", "/dev/null", "-S", str(tmp_path / "tmux"), *command]
        environ = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        return subprocess.run(call, capture_output=True, check=True, text=True, env=environ).stdout

    yield run
    run("kill-server")


def start(tmux: Tmux, home: Path, window: str) -> int:
    """The kiosk in a new window, below a shell; its process."""
    variables = {"EDGE_HOME": home, "PYTHONPATH": ROOT, "LC_ALL": "C.UTF-8"}
    settings = " ".join(f"{name}={shlex.quote(str(value))}" for name, value in variables.items())
    # In the place of a shell that has written down its number, so that the keys meet a foreground process.
    program = f"echo $$ > {home}/pid; exec env {settings} {sys.executable} -m edge kiosk --terminal"
    shell = f"sh -c {shlex.quote(program)}; echo left with $?; exec sh"
    tmux("new-session", "-d", "-s", window, "-x", "80", "-y", "24", shell)
    sees(tmux, window, "What can you do?")
    return int((home / "pid").read_text())


def sees(tmux: Tmux, window: str, *texts: str, missing: str = "\0") -> None:
    """Wait until these texts are on the screen, and `missing` is not."""
    end = time.monotonic() + LIMIT_S
    while True:
        shown = tmux("capture-pane", "-p", "-t", window)
        if missing not in shown and all(text in shown for text in texts):
            return
        assert time.monotonic() < end, f"it did not come to this:\n{shown}"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return state in "RSD"


def holds(home: Path, text: str) -> list[str]:
    files = [file for file in home.rglob("*") if file.is_file() and not file.is_symlink()]
    return [file.name for file in files if text.encode() in file.read_bytes()]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks into /proc")
def test_no_key_and_no_signal_of_the_terminal_leaves_it_and_a_kill_leaves_nothing(tmux: Tmux, home: Path) -> None:
    command = [sys.executable, "-m", "edge", "kiosk", "set-pin"]
    subprocess.run(command, input="2468\n", text=True, check=True, cwd=ROOT)
    pid = start(tmux, home, "one")
    tmux("send-keys", "-t", "one", "-l", "My name is Quintessa Canary.")
    tmux("send-keys", "-t", "one", "Enter")
    sees(tmux, "one", "▌ My name is Quintessa Canary.", "this device")
    tmux("send-keys", "-t", "one", "C-c", "C-q", "C-z", "C-\\", "C-d", "C-c", "C-x", "C-p", "F4", "F8", "C-s")
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGHUP):
        os.kill(pid, number)
    # Keys that nothing else takes reach the composer's bindings late: Ctrl+Z would undo what is typed behind it.
    tmux("send-keys", "-t", "one", "F1")
    sees(tmux, "one", "─ Keys ─")
    tmux("send-keys", "-t", "one", "F1")
    sees(tmux, "one", "│ Type your question.", missing="─ Keys ─")
    tmux("send-keys", "-t", "one", "-l", "still here")
    sees(tmux, "one", "│ still here", "My name is Quintessa Canary.")
    assert alive(pid)
    assert holds(home, "Quintessa")

    os.kill(pid, signal.SIGKILL)
    sees(tmux, "one", "left with 137")
    assert holds(home, "Quintessa")
    pid = start(tmux, home, "two")
    end = time.monotonic() + LIMIT_S
    while holds(home, "Quintessa"):
        assert time.monotonic() < end, holds(home, "Quintessa")
        time.sleep(0.05)

    tmux("send-keys", "-t", "two", "F12")
    sees(tmux, "two", "Leave the kiosk")
    tmux("send-keys", "-t", "two", "1111", "Enter")
    sees(tmux, "two", "That is not the PIN.")
    assert alive(pid)
    tmux("send-keys", "-t", "two", "2468", "Enter")
    sees(tmux, "two", "left with 0")

    os.kill(start(tmux, home, "three"), signal.SIGTERM)  # to be ended is not to leave
    sees(tmux, "three", "left with 129")
