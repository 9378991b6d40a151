"""Starting the engine's process; also ahead of time, while the rest of the program is still being imported.

A child that was started ahead imports llama.cpp's bindings meanwhile and waits to be told which model to load.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edge.engine.frames import FrameWriter
from edge.engine.page import SharedPage

__all__ = ["Spawned", "ahead", "child_environment", "discard", "spawn"]

_PASSED_ON = ("PATH", "HOME", "LANG", "LANGUAGE", "TMPDIR", "TZ", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_PASSED_ON_PREFIXES = ("LC_", "GGML_", "OMP_")

_lock = threading.Lock()
_spare: list[Spawned] = []


@dataclass(frozen=True, slots=True)
class Spawned:
    """A child that was told nothing yet, and the page that it shares with us."""

    child: subprocess.Popen[bytes]
    page: SharedPage

    def end(self) -> None:
        """End it, and let go of everything."""
        self.child.kill()
        for stream in (self.child.stdin, self.child.stdout, self.child.stderr):
            if stream is not None:
                stream.close()
        self.child.wait()
        self.page.close()


def ahead(expected: dict[str, Any] | None = None) -> None:
    """Start the child that the next call of `spawn` gives.

    `expected` is the frame with which it will probably be told to load a model: it begins to at once.
    """
    with _lock:
        if _spare:
            return
        spawned = _start()
        _spare.append(spawned)
    if expected is not None and spawned.child.stdin is not None:
        with contextlib.suppress(OSError):  # it has ended: `spawn` will see that
            FrameWriter(spawned.child.stdin.fileno()).write({**expected, "op": "expect"})


def spawn() -> Spawned:
    """A child: the one started ahead, or a new one."""
    with _lock:
        spare = _spare.pop() if _spare else None
    if spare is not None:
        if spare.child.poll() is None:
            return spare
        spare.end()
    return _start()


def discard() -> None:
    """End a child that was started ahead and never needed."""
    with _lock:
        spare = _spare.pop() if _spare else None
    if spare is not None:
        spare.end()


def child_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """What the child gets of an environment: how to find things and how to speak, and nothing that could be a key."""
    kept = {
        name: value for name, value in environ.items() if name in _PASSED_ON or name.startswith(_PASSED_ON_PREFIXES)
    }
    # When it aborts, llama.cpp would start a debugger where one is installed, and wait for it.
    return {"GGML_NO_BACKTRACE": "1", **kept}


def _start() -> Spawned:
    page = SharedPage.create()
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "edge.engine.child", str(page.fd)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=(page.fd,),
        env=child_environment(os.environ),
        cwd="/",
        start_new_session=True,  # Ctrl-C in the terminal is for us to handle, not for the child
    )
    return Spawned(child, page)
