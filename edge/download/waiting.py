"""Waiting for the network where it can be cancelled at once.

A name server or a stalled connection can keep a thread for many seconds, and nothing ends such a call from outside. So
the network is waited for in a thread of its own, which is left behind when nobody wants its answer any more: it ends
with its call, holds nothing but its socket, and does not keep the program from ending.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator
from contextlib import closing
from typing import TypeVar

from edge.answerer import Cancel
from edge.errors import CancelledError

__all__ = ["each", "result"]

T = TypeVar("T")

_LOOK = 0.05
"""Seconds between two looks at the cancel flag while nothing arrives."""
_AHEAD = 8
"""Items that may lie ready: a slow disk holds up the network."""


class _End:
    """What stands behind the last item."""


def each(make: Callable[[], Generator[T, None, None]], cancel: Cancel) -> Generator[T, None, None]:
    """Iterate over what `make` returns, in another thread. What it raises, this raises; CancelledError too.

    Close it, or iterate to its end: only then does the thread know that it can stop.
    """
    ready: queue.Queue[T | _End | BaseException] = queue.Queue(_AHEAD)
    unwanted = threading.Event()

    def put(item: T | _End | BaseException) -> bool:
        while not unwanted.is_set():
            try:
                ready.put(item, timeout=_LOOK)
            except queue.Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            with closing(make()) as items:
                for item in items:
                    if not put(item):
                        return
            put(_End())
        except BaseException as error:  # noqa: BLE001 - it is raised again where somebody waits for it
            put(error)

    threading.Thread(target=work, name="download", daemon=True).start()
    try:
        while True:
            if cancel.is_set():
                raise CancelledError("Stopped; what has arrived is kept.")
            try:
                item = ready.get(timeout=_LOOK)
            except queue.Empty:
                continue
            if isinstance(item, _End):
                return
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        unwanted.set()


def result(call: Callable[[], T], cancel: Cancel) -> T:
    """What `call` returns, called in another thread. What it raises, this raises; CancelledError too."""

    def once() -> Generator[T, None, None]:
        yield call()

    with closing(each(once, cancel)) as answers:
        return next(answers)
