"""From threads to the screen: in order, in batches, and asleep when there is nothing to tell."""

from __future__ import annotations

import asyncio
import threading

from edge.events import Piece, Started
from tests.tui.pilot import in_loop
from tui.pump import Pump
from tui.reports import Happened, NotOpened, Report, merged


@in_loop
async def test_all_that_threads_report_arrives_once_in_order_and_in_few_batches() -> None:
    batches: list[list[Report]] = []
    last = asyncio.Event()

    def deliver(reports: list[Report]) -> None:
        batches.append(reports)
        if NotOpened("1999") in reports:
            last.set()

    pump = Pump(deliver)

    def put_all() -> None:
        for number in range(2000):
            pump.put(NotOpened(str(number)))

    thread = threading.Thread(target=put_all)
    thread.start()
    await last.wait()
    thread.join()
    assert [report.why for batch in batches for report in batch if isinstance(report, NotOpened)] == [
        str(number) for number in range(2000)
    ]
    assert len(batches) < 200
    assert all(batches)


def test_a_report_after_the_end_of_the_loop_is_dropped() -> None:
    async def make() -> Pump:
        return Pump(lambda _: None)

    asyncio.run(make()).put(NotOpened("nobody is there"))


def test_pieces_of_one_author_are_joined_and_nothing_else() -> None:
    def piece(text: str, uid: str = "a", model: str = "m") -> Happened:
        return Happened(uid, Piece(text, "local", model))

    started = Happened("a", Started("t", "c", "a"))
    reports: list[Report] = [piece("1"), piece("2"), piece("3", model="n"), started, piece("4"), piece("5", uid="b")]
    assert merged(reports) == [piece("12"), piece("3", model="n"), started, piece("4"), piece("5", uid="b")]
    assert merged([]) == []
