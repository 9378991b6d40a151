"""What systemd is told of a service: that it is ready, that it lives, that it ends.

A few lines over the datagram socket that NOTIFY_SOCKET names (`man sd_notify`); without that variable nothing is sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import threading
from collections.abc import Callable, Mapping

__all__ = ["Watchdog"]


class Watchdog:
    """For one service. Sending never waits and never fails: who does not listen is not told."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        address = environ.get("NOTIFY_SOCKET", "")
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self.every_s = _every(environ) if address else 0.0
        """Seconds between two signs of life; 0 if none is wanted."""

    def ready(self) -> None:
        """The service can be used."""
        self._send("READY=1")

    def stopping(self) -> None:
        """It ends, in good order."""
        self._send("STOPPING=1")

    async def keep(self, answers: Callable[[], object]) -> None:
        """Say that the service is ready, and for ever that it lives: whenever `answers()` has come back.

        It is called in a thread of its own. While it does not come back, or the event loop does not run, nothing is
        said, and systemd starts the service anew. What it raises is an answer, too.
        """
        self.ready()
        while self.every_s:
            await _answered(answers)
            self._send("WATCHDOG=1")
            await asyncio.sleep(self.every_s)

    def _send(self, state: str) -> None:
        if not self._address:
            return
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out,
        ):
            out.setblocking(False)
            out.sendto(state.encode(), self._address)


async def _answered(answers: Callable[[], object]) -> None:
    """Wait for it in a thread that nothing else uses, and that keeps nobody from ending the program if it hangs."""
    loop = asyncio.get_running_loop()
    done = asyncio.Event()

    def ask() -> None:
        with contextlib.suppress(Exception):  # whatever it is, the assistant has answered
            answers()
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(done.set)

    threading.Thread(target=ask, name="watchdog", daemon=True).start()
    await done.wait()


def _every(environ: Mapping[str, str]) -> float:
    """Half of what systemd waits; 0 if it watches another process, or none."""
    pid, usec = environ.get("WATCHDOG_PID", str(os.getpid())), environ.get("WATCHDOG_USEC", "")
    return int(usec) / 2e6 if pid == str(os.getpid()) and usec.isascii() and usec.isdigit() else 0.0
