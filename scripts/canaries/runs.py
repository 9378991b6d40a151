"""`edge` as a user runs it, in a home of its own, with an eye on every process that it starts."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Process", "Ran", "run"]

_LOOK = 0.02
"""Seconds between two looks at the processes."""
_WITHIN = 120.0


@dataclass(frozen=True)
class Process:
    """A process as the system shows it to whoever may look."""

    arguments: bytes
    environment: bytes


@dataclass
class Ran:
    """What came of a command."""

    code: int
    output: bytes
    """Both streams."""
    itself: Process
    children: dict[int, Process] = field(default_factory=dict)
    """The processes that it started, and those that they started, by their ids."""


def run(
    home: Path,
    *arguments: str,
    program: str | None = None,
    environment: dict[str, str] | None = None,
    interrupt_at: bytes | None = None,
) -> Ran:
    """Run `edge` with these arguments, or a `program` in Python in its place, until it ends.

    interrupt_at  what it has to have written to its output before it is interrupted as Ctrl-C does
    """
    what = ["-c", program] if program is not None else ["-m", "edge"]
    command = [sys.executable, *what, *arguments]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**_plain_environment(), "EDGE_HOME": str(home), **(environment or {})},
        cwd=home,
    )
    watch = _Watch(process.pid, command)
    timer = threading.Timer(_WITHIN, process.kill)
    timer.start()
    output = b""
    assert process.stdout is not None
    with process.stdout:
        while piece := os.read(process.stdout.fileno(), 65536):
            output += piece
            if interrupt_at is not None and interrupt_at in output:
                interrupt_at = None
                process.send_signal(signal.SIGINT)
    code = process.wait()
    timer.cancel()
    itself, children = watch.end()
    return Ran(code, output, itself, children)


def _plain_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("EDGE_")}


class _Watch:
    """Looks at a process and all below it again and again."""

    def __init__(self, pid: int, command: Sequence[str]) -> None:
        self._pid = pid
        self._command = b"\0".join(part.encode() for part in command) + b"\0"
        self._itself = Process(b"", b"")
        self._children: dict[int, Process] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> tuple[Process, dict[int, Process]]:
        """What was seen."""
        self._over.set()
        self._thread.join()
        return self._itself, self._children

    def _look(self) -> None:
        while True:
            self._itself = _seen(self._pid) or self._itself
            for child in _below(self._pid):
                found = _seen(child)
                # A child that has not begun its own program yet still is a picture of its parent.
                if found is not None and found.arguments and found.arguments != self._command:
                    self._children[child] = found
            if self._over.wait(_LOOK):
                return


def _below(pid: int) -> list[int]:
    """The processes that this one started, and those that they started."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *_below(int(child))]
    return found


def _seen(pid: int) -> Process | None:
    with contextlib.suppress(OSError):
        folder = Path(f"/proc/{pid}")
        return Process((folder / "cmdline").read_bytes(), (folder / "environ").read_bytes())
    return None
