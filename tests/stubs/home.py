"""What the tests of one home share: a served assistant, raw connections, and other processes on the same home."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from edge.home import AttachedAssistant, OwnerLock, OwnerServer
from edge.paths import Paths
from edge.turn import AssistantLike

ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def served(assistant: AssistantLike, paths: Paths) -> Iterator[AttachedAssistant]:
    """The assistant behind a real socket, and a client of it."""
    lock = OwnerLock(paths.lock)
    assert lock.try_acquire()
    server = OwnerServer(assistant, paths)
    lock.publish(server.start())
    try:
        yield AttachedAssistant(paths)
    finally:
        server.close(0)
        lock.release()


def connected(paths: Paths) -> socket.socket:
    """A bare connection to the owner."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sock.settimeout(20)
    sock.connect(str(paths.socket))
    return sock


def said_to(paths: Paths, data: bytes) -> list[dict[str, Any]]:
    """All that the owner says to these bytes until it closes; nothing where it broke the connection off."""
    said = b""
    with connected(paths) as sock, contextlib.suppress(ConnectionError):
        sock.sendall(data)
        sock.shutdown(socket.SHUT_WR)
        while chunk := sock.recv(65536):
            said += chunk
    return [json.loads(line) for line in said.splitlines()]


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that cannot be waited for otherwise, at most 20 s."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.005)


class HomeProcess:
    """Another process on a home, with a fake assistant of its own; see `home_process` for what it understands.

    `gate` is the index of the piece before which its turns wait until it is told to go on.
    """

    def __init__(self, home: Path, *pieces: str, gate: int | None = None) -> None:
        script = json.dumps({"pieces": pieces, "gate": gate})
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.stubs.home_process", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "EDGE_HOME": str(home)},
            text=True,
        )

    def __enter__(self) -> HomeProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._child:
            self._child.kill()

    @property
    def pid(self) -> int:
        return self._child.pid

    def tell(self, do: str, **args: Any) -> None:
        """Have it do something."""
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps({"do": do, **args}) + "\n")
        self._child.stdin.flush()

    def hear(self, key: str, value: Any = ...) -> dict[str, Any]:
        """The next thing it says that has this key (with this value); what comes before it is passed over."""
        assert self._child.stdout is not None
        for line in self._child.stdout:
            said: dict[str, Any] = json.loads(line)
            if key in said and value in (..., said[key]):
                return said
        raise AssertionError(f"the process ended and did not say {key}")

    def signal(self, number: signal.Signals) -> None:
        self._child.send_signal(number)

    def wait(self) -> int:
        """Its exit status, when it has ended."""
        return self._child.wait(20)
