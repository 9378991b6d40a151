"""Askers are served in the order in which they came."""

from __future__ import annotations

import threading

from edge.answerer import Cancel
from edge.engine.turnstile import Turnstile


def test_askers_are_served_one_after_the_other_in_order() -> None:
    turnstile = Turnstile()
    order: list[int] = []
    inside = 0

    def ask(n: int) -> None:
        nonlocal inside
        with turnstile.passing(Cancel()) as mine:
            inside += 1
            assert mine
            assert inside == 1
            order.append(n)
            inside -= 1

    with turnstile.passing(Cancel()):
        threads = []
        for n in range(5):
            threads.append(threading.Thread(target=ask, args=(n,)))
            threads[-1].start()
            while len(turnstile._waiting) <= n:
                pass
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_one_who_leaves_the_queue_holds_up_none() -> None:
    turnstile = Turnstile()
    cancel = Cancel()
    results: list[bool] = []

    def ask(mine_to_cancel: Cancel) -> None:
        with turnstile.passing(mine_to_cancel) as mine:
            results.append(mine)

    with turnstile.passing(Cancel()):
        first = threading.Thread(target=ask, args=(cancel,))
        first.start()
        cancel.set()
        first.join()
        second = threading.Thread(target=ask, args=(Cancel(),))
        second.start()
    second.join()
    assert results == [False, True]
    assert not turnstile.busy


def test_one_who_gives_up_at_the_moment_of_being_called_passes_the_turn_on() -> None:
    turnstile = Turnstile()
    for _ in range(200):
        cancel = Cancel()
        done = threading.Event()

        def ask(cancel: Cancel = cancel, done: threading.Event = done) -> None:
            with turnstile.passing(cancel):
                pass
            done.set()

        with turnstile.passing(Cancel()):
            threading.Thread(target=ask).start()
            killer = threading.Thread(target=cancel.set)
            killer.start()
        killer.join()
        assert done.wait(5)
    assert not turnstile.busy
