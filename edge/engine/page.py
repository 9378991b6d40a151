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

__all__ = ["SharedPage"]

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

    def tick(self) -> None:
        """Say that the computation goes on."""
        assert self._words is not None
        self._words[0] += 1

    @property
    def cancelled(self) -> int:
        """The number of the last request that was cancelled; 0 if none was."""
        return int(self._words[1]) if self._words is not None else 0

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
