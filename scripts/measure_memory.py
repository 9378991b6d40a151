"""Memory of all our processes while the terminal app is open, and while `edge ask` is used beside it.

    python scripts/measure_memory.py [--model NAME]

Opens the app in a pseudo-terminal over an empty home, asks it something, and then runs `edge ask` in the same home: it
attaches to the app and uses its loaded model. Memory is PSS (what is shared between processes is divided among them),
in MiB, sampled every 10 ms. Linux only. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def pss(root: psutil.Process) -> dict[str, float]:
    """PSS in MiB of a process and all below it, by what each is."""
    found: dict[str, float] = {}
    for process in [root, *root.children(recursive=True)]:
        try:
            name = "engine" if "edge.engine.child" in process.cmdline() else f"edge ({process.pid})"
            found[name] = process.memory_full_info().pss / 2**20
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


class App:
    """The terminal app in a pseudo-terminal."""

    def __init__(self, environment: dict[str, str], arguments: list[str]) -> None:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self._child = subprocess.Popen(
            [sys.executable, "-m", "edge", "chat", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**environment, "TERM": "xterm-256color"},
            start_new_session=True,
        )
        os.close(theirs)
        self._terminal = ours
        self.process = psutil.Process(self._child.pid)
        threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self) -> None:
        while True:
            select.select([self._terminal], [], [])
            try:
                if not os.read(self._terminal, 65536):
                    return
            except OSError:
                return

    def type(self, text: str) -> None:
        """Send keys."""
        os.write(self._terminal, text.encode())

    def close(self) -> None:
        """Leave it with its own key."""
        self.type("\x11")
        self._child.wait(20)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="builtin", help="a local model's name or path")
    model = parser.parse_args().model
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "EDGE_HOME": home}
        app = App(environment, ["--model", model])
        _wait(lambda: any("edge.engine.child" in " ".join(c.cmdline()) for c in app.process.children(recursive=True)))
        time.sleep(2)
        app.type("hello\r")
        time.sleep(3)
        before = pss(app.process)
        engine_before = [c.pid for c in app.process.children(recursive=True)]

        asked = subprocess.Popen(
            [sys.executable, "-m", "edge", "ask", "--json", "how are you?"], stdout=subprocess.PIPE, env=environment
        )
        most: dict[str, float] = {}
        while asked.poll() is None:
            now = {**pss(app.process), **pss(psutil.Process(asked.pid))}
            if sum(now.values()) > sum(most.values()):
                most = now
            time.sleep(0.01)
        answer = json.loads(asked.stdout.read() if asked.stdout else b"{}")
        after = pss(app.process)
        engine_after = [c.pid for c in app.process.children(recursive=True)]
        app.close()
    result = {
        "app open": _rounded(before),
        "ask beside it, at its most": _rounded(most),
        "afterwards": _rounded(after),
        "sum_mb": {
            name: round(sum(m.values()), 1) for name, m in (("before", before), ("during", most), ("after", after))
        },
        "answered by": f"{answer['model']}, {answer['text'][:60]}",
        "same engine": engine_before == engine_after and len(engine_after) == 1,
    }
    print(json.dumps(result, ensure_ascii=False, indent=2))
    return 0 if result["same engine"] else 1


def _wait(ready: object) -> None:
    assert callable(ready)
    deadline = time.monotonic() + 30
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError("the app did not start its engine within 30 s")
        time.sleep(0.05)


def _rounded(memory: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 1) for name, value in memory.items()}


if __name__ == "__main__":
    sys.exit(main())
