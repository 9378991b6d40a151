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


# -- in the background


class Background:
    """One who waits behind the others, in a thread of its own, and stays inside until it is asked to leave."""

    def __init__(self, turnstile: Turnstile) -> None:
        self.cancel = Cancel()
        self.inside = threading.Event()
        self.got_in: bool | None = None
        self._place = turnstile.behind(self.cancel)
        self._thread = threading.Thread(target=self._run)

    def begin(self) -> None:
        self._thread.start()

    def join(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        with self._place as mine:
            self.got_in = mine and not self.cancel.is_set()
            if self.got_in:
                self.inside.set()
                self.cancel.wait(30)


def test_who_is_inside_in_the_background_leaves_for_an_asker_and_was_never_in_the_way() -> None:
    turnstile = Turnstile()
    background = Background(turnstile)
    background.begin()
    background.inside.wait()
    assert not turnstile.busy
    with turnstile.passing(Cancel()) as mine:
        assert mine
        assert background.cancel.is_set()
        assert turnstile.busy
    background.join()
    assert not turnstile.busy


def test_who_came_after_the_asker_waits_behind_every_other_asker() -> None:
    turnstile = Turnstile()
    order: list[str] = []

    def ask() -> None:
        with turnstile.passing(Cancel()):
            order.append("asker")

    asker = threading.Thread(target=ask)
    with turnstile.passing(Cancel()):
        asker.start()
        while not turnstile._waiting:
            pass
        background = Background(turnstile)
        background.begin()
        while not turnstile._behind:
            pass
        assert not background.cancel.is_set()
    asker.join()
    background.inside.wait()
    order.append("background")
    background.cancel.set()
    background.join()
    assert order == ["asker", "background"]


def test_who_waits_in_the_background_goes_home_when_another_asker_comes() -> None:
    turnstile = Turnstile()
    with turnstile.passing(Cancel()):
        background = Background(turnstile)
        background.begin()
        while not turnstile._behind:
            pass
        cancel = Cancel()
        second = threading.Thread(target=lambda: turnstile.passing(cancel).__enter__())
        second.start()
        background.join()
        assert background.got_in is False
        cancel.set()
        second.join()
    assert not turnstile.busy


def test_an_asker_is_found_also_by_one_whose_thread_has_not_begun() -> None:
    turnstile = Turnstile()
    background = Background(turnstile)
    with turnstile.passing(Cancel()):
        assert background.cancel.is_set()
    background.begin()
    background.join()
    assert background.got_in is False
    assert not turnstile.busy
