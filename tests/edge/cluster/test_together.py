"""Events that come within a moment are sent as one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.cluster.together import together
from edge.errors import UsageError


async def steps(*given: int | None) -> AsyncGenerator[int | None, None]:
    for one in given:
        yield one


async def all_of(moments: AsyncGenerator[list[int], None]) -> list[list[int]]:
    return [some async for some in moments]


@given(st.lists(st.none() | st.integers(0, 9), max_size=20), st.sampled_from([0.0, 60.0]))
def test_every_step_comes_once_and_in_order(given: list[int | None], within_s: float) -> None:
    async def said() -> list[list[int]]:
        return await all_of(together(steps(*given), within_s, lambda one: one == 7))

    moments = asyncio.run(said())
    assert [one for some in moments for one in some] == [one for one in given if one is not None]
    assert all(7 not in some[:-1] for some in moments)


async def test_one_that_may_not_wait_is_sent_with_those_before_it() -> None:
    assert await all_of(together(steps(1, 2, 7, 3, 4), 60.0, lambda one: one == 7)) == [[1, 2, 7], [3, 4]]


async def test_one_that_waits_is_sent_when_its_time_is_over() -> None:
    goes_on = asyncio.Event()

    async def halting() -> AsyncGenerator[int | None, None]:
        yield 1
        await goes_on.wait()
        yield 2

    moments = together(halting(), 0.001, lambda _one: False)
    assert await anext(moments) == [1]
    goes_on.set()
    assert await anext(moments) == [2]
    await moments.aclose()


async def test_an_error_comes_behind_what_was_said_before_it() -> None:
    async def failing() -> AsyncGenerator[int | None, None]:
        yield 1
        raise UsageError("It is wrong.")

    moments = together(failing(), 60.0, lambda _one: False)
    assert await anext(moments) == [1]
    with pytest.raises(UsageError):
        await anext(moments)


async def test_closing_it_closes_what_it_reads() -> None:
    closed = asyncio.Event()

    async def endless() -> AsyncGenerator[int | None, None]:
        try:
            while True:
                yield 1
                await asyncio.sleep(0)
        finally:
            closed.set()

    moments = together(endless(), 0.0, lambda _one: True)
    await anext(moments)
    await moments.aclose()
    assert closed.is_set()
