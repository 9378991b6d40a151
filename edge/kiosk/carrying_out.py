"""What may do the work of a command: an address or a Python function, in a bounded time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Literal

from edge.answerer import Cancel

__all__ = ["NotDoneError", "Why", "within"]

Why = Literal["missing", "failed", "late", "stays", "broken", "cancelled"]


class NotDoneError(Exception):
    """It was not done, or nobody knows; `why` is a key of `edge.kiosk.replies.TEXTS`."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def within(seconds: float, work: Callable[[], str | None], cancel: Cancel, stop: Callable[[], None]) -> str | None:
    """What `work` returns, run in a thread of its own; `stop` is called when it is no longer waited for.

    Raises NotDoneError when the time is over or the user stops the turn, and whatever `work` raises.
    """
    ended = threading.Event()
    results: list[str | None] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
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
    stop()
    raise NotDoneError("cancelled" if cancel.is_set() else "late")
