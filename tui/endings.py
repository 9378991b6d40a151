"""The ends that the user did not choose: a signal, or a terminal that is closed.

When a terminal goes away, Textual's writing thread ends, and its event loop then waits for that thread for ever; such a
process would keep the home to itself. So the app is asked to leave, and where it does not, it is left behind.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

__all__ = ["watched"]

GRACE_S = 2.0
"""What the screen may take to close."""

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def watched(leave: Callable[[], None], rescue: Callable[[], None]) -> Iterator[None]:
    """While the app runs inside this, SIGTERM, SIGHUP and a closed terminal end it. For the main thread.

    leave    asks the app to end; called from any thread
    rescue   what has to be done before the process ends, where the app does not end within `GRACE_S`
    """
    left = threading.Event()

    def make_sure() -> None:
        if not left.wait(GRACE_S):
            rescue()
            os._exit(128 + signal.SIGHUP)

    def end(*_: object) -> None:
        leave()
        threading.Thread(target=make_sure, name="tui-ending", daemon=True).start()

    before = {number: signal.signal(number, end) for number in _SIGNALS}
    threading.Thread(target=_wait_for_hang_up, args=(end,), name="tui-hang-up", daemon=True).start()
    try:
        yield
    finally:
        left.set()
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait_for_hang_up(end: Callable[[], None]) -> None:
    """SIGHUP goes to the processes of the terminal's session only, and not to those that `setsid` or `sudo` started."""
    if sys.__stdin__ is None:
        return
    poll = select.poll()
    with suppress(OSError, ValueError):  # standard input is closed, or no file
        poll.register(sys.__stdin__.fileno(), 0)
        ((_, event),) = poll.poll()
        if event & (select.POLLHUP | select.POLLERR):
            end()
