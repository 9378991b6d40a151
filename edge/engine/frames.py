"""Messages between the engine's process and ours: one JSON object a line, over pipes."""

from __future__ import annotations

import json
import os
import threading
from typing import IO, Any

__all__ = ["FrameWriter", "read_frame"]


class FrameWriter:
    """Writes frames to a file descriptor; may be used from several threads."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._lock = threading.Lock()

    def write(self, frame: dict[str, Any]) -> None:
        """Write one frame. Raises OSError when the other side is gone."""
        data = memoryview(json.dumps(frame, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        with self._lock:
            if self._fd < 0:
                raise BrokenPipeError
            while data:
                data = data[os.write(self._fd, data) :]

    def close(self) -> None:
        """Close the file descriptor; it is never written to again, whoever gets its number."""
        with self._lock:
            if self._fd >= 0:
                os.close(self._fd)
                self._fd = -1


def read_frame(stream: IO[bytes]) -> dict[str, Any] | None:
    """The next frame, or None at the end. A line that is no frame counts as the end: the other side is broken."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    try:
        frame = json.loads(line)
    except ValueError:
        return None
    return frame if isinstance(frame, dict) else None
