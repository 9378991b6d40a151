"""What may do the work of a command: an address or a Python function, in a bounded time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Literal, TypeVar

from edge.answerer import Cancel

__all__ = ["NotDoneError", "Why", "within"]

T = TypeVar("T")
Why = Literal["missing", "failed", "late", "stays", "broken", "cancelled"]


class NotDoneError(Exception):
    """It was not done, or nobody knows; `why` is a key of `edge.kiosk.replies.TEXTS`."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def within(
    seconds: float, work: Callable[[threading.Event], T], cancel: Cancel, stop: Callable[[], None] = lambda: None
) -> T:
    """What `work` returns, run in a thread of its own.

    work  gets an event that is set when it is no longer waited for: what it has not begun then it must not begin, since
          a door that opens minutes after the visitor was told that it does not is worse than one that stays shut
    stop  is called then, in the thread that waited

    Raises NotDoneError when the time is over or the user stops the turn, and whatever `work` raises.
    """
    ended = threading.Event()
    given_up = threading.Event()
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work(given_up))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - it is raised where it is waited for
            errors.append(error)
        finally:
            ended.set()

    cancel.on_set(ended.set)
    threading.Thread(target=run, name="kiosk-command", daemon=True).start()
    ended.wait(seconds)
    if results:
        return results[0]
    if errors:
        raise errors[0]
    given_up.set()
    stop()
    raise NotDoneError("cancelled" if cancel.is_set() else "late")
