"""A pseudo-terminal with a program on it, for what only a real terminal shows: bytes, modes, signals, exit codes."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import Any, Self

LIMIT_S = 30.0
ROOT = Path(__file__).parents[2]


class Terminal:
    """Runs Python code on a terminal of 80 × 24 and keeps every byte that it writes."""

    def __init__(self, program: str, **variables: str) -> None:
        self.written = b""
        self._master, self._slave = pty.openpty()
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.modes_before = self.modes()
        environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8", **variables}
        self.process = subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            cwd=ROOT,
            env=environ,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.close()

    def close(self) -> None:
        """Take the terminal away, as somebody does who closes its window."""
        if self._master >= 0:
            os.close(self._slave)
            os.close(self._master)
            self._master = self._slave = -1

    def modes(self) -> list[Any]:
        """The terminal's settings: echo, raw mode and so on."""
        return termios.tcgetattr(self._slave)

    def type(self, text: str) -> None:
        """Send keys."""
        os.write(self._master, text.encode())

    def until(self, mark: str) -> None:
        """Read until `mark` was written."""
        end = time.monotonic() + LIMIT_S
        while mark.encode() not in self.written:
            assert time.monotonic() < end, f"there was no {mark!r} in {self.written[-2000:]!r}"
            self._read(0.1)

    def end(self) -> int:
        """Read until the program has ended. Its exit code."""
        deadline = time.monotonic() + LIMIT_S
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"it does not end; written: {self.written[-2000:]!r}"
            self._read(0.1)
        while self._read(0.0):
            pass
        return self.process.returncode

    def _read(self, seconds: float) -> bytes:
        readable, _, _ = select.select([self._master], [], [], seconds)
        found = os.read(self._master, 65536) if readable else b""
        self.written += found
        return found
