"""One page of memory that the engine's process and ours share: signs of life one way, cancellation the other.

A pipe cannot carry either: the child reads its pipe between requests, and both have to work from inside the
computation. llama.cpp calls its abort callback for every node of the graph, some 500 times for a decoded token, and
that callback reads and writes here.

Layout, little-endian 64-bit words: 0 the beat, which the child counts up; 1 the number of the request that is to end.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import tempfile
import threading
from collections.abc import Callable

__all__ = ["SharedPage", "Watch"]

SIZE = mmap.PAGESIZE


class SharedPage:
    """The page, in the process that made it and in the one that opened it by file descriptor."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self._map = mmap.mmap(fd, SIZE)
        self._words: ctypes.Array[ctypes.c_uint64] | None = (ctypes.c_uint64 * 2).from_buffer(self._map)
        self._lock = threading.Lock()

    @classmethod
    def create(cls) -> SharedPage:
        """A page of zeros that no file system shows."""
        if hasattr(os, "memfd_create"):
            fd = os.memfd_create("edge-engine")
        else:  # macOS: a file that is unlinked at once
            fd, name = tempfile.mkstemp(prefix="edge-engine-")
            os.unlink(name)  # noqa: PTH108 - a name, not a path that anyone keeps
        os.ftruncate(fd, SIZE)
        return cls(fd)

    @property
    def beat(self) -> int:
        """How often the child has said that it is alive."""
        return int(self._words[0]) if self._words is not None else 0

    def watch(self) -> Watch:
        """For the child, which never closes the page."""
        return Watch(memoryview(self._map).cast("Q"))

    def cancel(self, request: int) -> None:
        """Ask for the end of `request`."""
        with self._lock:
            if self._words is not None:
                self._words[1] = request

    def close(self) -> None:
        """Let go of the page and its file descriptor; a cancellation that comes later does nothing."""
        with self._lock:
            if self._words is None:
                return
            self._words = None
        self._map.close()
        os.close(self.fd)


class Watch:
    """The page as the computation sees it."""

    def __init__(self, words: memoryview) -> None:
        self._request = [_NONE]
        request = self._request

        # Called for every node of the graph, some 500 times a token: two words of memory and nothing else. As methods
        # of objects, the same took 3% of a token's time; like this it is half a percent.
        def alive(_data: object = None) -> bool:
            words[0] += 1
            return words[1] == request[0]

        self.alive: Callable[[object], bool] = alive
        """Says that the computation goes on; True if it is to end. llama.cpp's abort callback."""

    def tick(self) -> None:
        """Say that something goes on that nobody can cancel."""
        self.alive(None)

    def stopped(self) -> bool:
        """Whether the request under way is to end."""
        return self.alive(None)

    def begin(self, request: int) -> None:
        """A request with this number is under way, at least 1."""
        self._request[0] = request

    def end(self) -> None:
        """None is."""
        self._request[0] = _NONE


_NONE = -1
"""No number of a request that could be cancelled."""
