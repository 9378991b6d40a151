"""A program on a pseudo-terminal, watched: what it writes, what it holds of memory, what it uses of the CPU."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["OnTerminal"]

KEPT = 65536
"""Bytes of what was written that are looked through for a mark."""
LIMIT_S = 60.0


class OnTerminal:
    """Runs a command on a terminal, true colour and UTF-8; to be used with `with`, which ends it."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        columns: int = 80,
        rows: int = 24,
        environ: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        """`log` gets every byte that is written."""
        self.bytes = 0
        """How many were written."""
        self._recent = b""
        self._log = log.open("wb") if log is not None else None
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        given = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        self._process = subprocess.Popen(
            [str(part) for part in command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, **given, **(environ or {})},
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> OnTerminal:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        os.close(self._master)
        if self._log is not None:
            self._log.close()

    @property
    def pid(self) -> int:
        """Of the program."""
        return self._process.pid

    def type(self, text: str) -> None:
        """Send keys."""
        os.write(self._master, text.encode())

    def until(self, mark: str, limit_s: float = LIMIT_S) -> float:
        """Read until `mark` was written since the last time. The moment, by `time.monotonic`."""
        end = time.monotonic() + limit_s
        wanted = mark.encode()
        while wanted not in self._recent:
            if time.monotonic() > end or not self._read(0.1):
                raise SystemExit(f"There was no {mark!r} within {limit_s:g} s; last: {self._recent[-500:]!r}")
        self._recent = self._recent.rpartition(wanted)[2]
        return time.monotonic()

    def during(self, seconds: float) -> None:
        """Read for so long, or until the program has ended."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self._read(min(left, 0.1)):
            pass

    def end(self, limit_s: float = LIMIT_S) -> int:
        """Read until the program has ended. Its exit code."""
        end = time.monotonic() + limit_s
        while self._read(0.1):
            if time.monotonic() > end:
                raise SystemExit(f"It does not end within {limit_s:g} s; last: {self._recent[-500:]!r}")
        return self._process.wait(LIMIT_S)

    def cpu_s(self, pid: int | None = None) -> float:
        """CPU time that the program has used so far, or another process, in seconds. Linux only."""
        fields = Path(f"/proc/{pid or self.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def held_mib(self) -> float:
        """`RssAnon + VmSwap`: what it holds of its own, in MiB. Linux only."""
        lines = Path(f"/proc/{self.pid}/status").read_text("utf-8").splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith(("RssAnon:", "VmSwap:"))) / 1024

    def children(self) -> list[int]:
        """The processes that it has started. Linux only."""
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii").split()]

    def _read(self, seconds: float) -> bool:
        """Read what comes within so long. False once the program has closed the terminal."""
        readable, _, _ = select.select([self._master], [], [], seconds)
        if not readable:
            return self._process.poll() is None
        try:
            found = os.read(self._master, KEPT)
        except OSError:  # Linux says so when nobody has the other side open
            return False
        self.bytes += len(found)
        self._recent = (self._recent + found)[-KEPT:]
        if self._log is not None:
            self._log.write(found)
        return bool(found)


PYTHON = sys.executable
