"""Waiting for the network in a thread that can be left behind."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import closing

import pytest

from edge.answerer import Cancel
from edge.download.waiting import each, result
from edge.errors import CancelledError


def test_items_come_in_order_and_errors_come_through() -> None:
    def items() -> Generator[int, None, None]:
        yield from range(100)
        raise OSError("gone")

    numbers = each(items, Cancel())
    assert [next(numbers) for _ in range(100)] == list(range(100))
    with pytest.raises(OSError, match="gone"):
        next(numbers)
    assert result(lambda: 5, Cancel()) == 5


def test_what_never_answers_can_be_left() -> None:
    never, began, cancel = threading.Event(), threading.Event(), Cancel()

    def call() -> int:
        began.set()
        never.wait(30)
        return 0

    def stop() -> None:
        began.wait(10)
        cancel.set()

    began_then_cancel = threading.Thread(target=stop)
    began_then_cancel.start()
    with pytest.raises(CancelledError):
        result(call, cancel)
    began_then_cancel.join()
    never.set()


def test_who_stops_listening_ends_the_source() -> None:
    ended = threading.Event()

    def items() -> Generator[int, None, None]:
        try:
            while True:
                yield 1
        finally:
            ended.set()

    with closing(each(items, Cancel())) as numbers:
        assert next(numbers) == 1
    assert ended.wait(10)
