"""Events that come within a moment, sent as one: what is sent between processes costs by the number of sendings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import TypeVar

__all__ = ["together"]

T = TypeVar("T")


async def together(
    steps: AsyncGenerator[T | None, None], within_s: float, at_once: Callable[[T], bool]
) -> AsyncGenerator[list[T], None]:
    """The steps in order, those together that come within `within_s` seconds of the first; None is left out.

    One that is to be sent `at_once` ends the wait. Raises what `steps` raises, behind all that came before, and closes
    it at its end or when it is closed itself.
    """
    come: asyncio.Queue[tuple[T] | None] = asyncio.Queue()

    async def pump() -> None:
        try:
            async for step in steps:
                if step is not None:
                    come.put_nowait((step,))
        finally:
            come.put_nowait(None)
            await steps.aclose()

    pumping = asyncio.create_task(pump())
    try:
        while (first := await come.get()) is not None:
            found, more = [first[0]], True
            try:
                async with asyncio.timeout(within_s):
                    while more and not at_once(found[-1]):
                        following = await come.get()
                        more = following is not None
                        found += following or ()
            except TimeoutError:
                pass
            yield found
            if not more:
                break
        await pumping
    finally:
        pumping.cancel()
        await asyncio.gather(pumping, return_exceptions=True)
