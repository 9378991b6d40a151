"""What tells its steps to a thread, such as a turn, followed from an event loop."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from typing import Any, Generic, Protocol, TypeVar

from starlette.requests import Request

from edge.errors import EdgeError
from edge.server.problem import Problem

__all__ = ["Steps", "follow", "unless_gone"]

Step = TypeVar("Step", covariant=True)
T = TypeVar("T")


class Steps(Protocol[Step]):
    """Something under way: a turn (`edge.turn.Turn`), or what an endpoint answers (`edge.cloud.relay.Relay`)."""

    def __iter__(self) -> Iterator[Step]: ...

    def cancel(self) -> None:
        """Ask for the end from any thread."""
        ...


async def follow(begin: Callable[[], Steps[T]], *, beat_s: float, most_s: float) -> AsyncGenerator[T | None, None]:
    """The steps of what `begin` begins, which may wait; None whenever nothing was told for `beat_s` seconds.

    After `most_s` seconds it is cancelled, and ends as it does when a user stops it. Whoever stops iterating has to
    close the generator (`contextlib.aclosing`): that cancels it, wherever it is. Raises the EdgeError with which it
    does not begin, or ends.
    """
    loop = asyncio.get_running_loop()
    told: asyncio.Queue[tuple[T] | BaseException | None] = asyncio.Queue()
    under_way = _UnderWay(begin)

    def tell(what: tuple[T] | BaseException | None) -> None:
        with contextlib.suppress(RuntimeError):  # the server has ended
            loop.call_soon_threadsafe(told.put_nowait, what)

    def work() -> None:
        try:
            for step in under_way.begin():
                tell((step,))
        except BaseException as error:  # noqa: BLE001 - it is raised in the loop
            tell(error)
        else:
            tell(None)

    threading.Thread(target=work, name="http-steps", daemon=True).start()
    ended, late = False, loop.call_later(most_s, under_way.cancel)
    try:
        while True:
            try:
                what = await asyncio.wait_for(told.get(), beat_s)
            except TimeoutError:
                yield None
                continue
            ended = not isinstance(what, tuple)
            if what is None:
                return
            if isinstance(what, EdgeError):
                raise what
            if isinstance(what, BaseException):
                raise RuntimeError("the turn failed") from what
            yield what[0]
    finally:
        late.cancel()
        if not ended:
            under_way.cancel()


async def unless_gone(request: Request, steps: AsyncGenerator[Any, None], answer: Awaitable[T]) -> T:
    """What `answer` comes to, unless the client goes before; then, and whenever it fails, `steps` is closed.

    The request's body has been read. Raises Problem where the client has gone, and what `answer` raises.
    """
    answering, gone = asyncio.ensure_future(answer), asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait((answering, gone), return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            raise Problem(499, "The client has gone.", code="gone")
        return answering.result()
    except BaseException:
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)
        await steps.aclose()
        raise
    finally:
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)


async def _gone(request: Request) -> None:
    """Return when the client has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


class _UnderWay(Generic[T]):
    """Can be cancelled from its first moment on, also before it was begun."""

    def __init__(self, begin: Callable[[], Steps[T]]) -> None:
        self._begin = begin
        self._lock = threading.Lock()
        self._steps: Steps[T] | None = None
        self._cancelled = False

    def begin(self) -> Steps[T]:
        steps = self._begin()
        with self._lock:
            self._steps = steps
            cancelled = self._cancelled
        if cancelled:
            steps.cancel()
        return steps

    def cancel(self) -> None:
        with self._lock:
            self._cancelled = True
            steps = self._steps
        if steps is not None:
            threading.Thread(target=steps.cancel, name="http-cancel", daemon=True).start()
