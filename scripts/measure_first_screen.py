"""How long until `edge` can be typed into, against a bare Textual application with a Markdown and an Input.

    python scripts/measure_first_screen.py [--rounds 15]

Both start in turn, each in a fresh process on a pseudo-terminal of 80 × 24. The time runs from the first line of
Python to the moment at which the placeholder of the input has been written to the terminal; the interpreter's own
start, which is the same for both, is left out. Printed are the medians, and the median of the ratios of each pair.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

MARK = b"Enter sends it."
LIMIT_S = 30.0

BEGIN = "import sys, time; open(sys.argv[1], 'w').write(repr(time.monotonic()))\n"

OURS = """
import os
os.environ["EDGE_HOME"] = sys.argv[2]
sys.argv = ["edge"]
from edge.cli import main
sys.exit(main())
"""

BARE = """
from textual.app import App
from textual.widgets import Input, Markdown

class Bare(App):
    def compose(self):
        yield Markdown("Hello")
        yield Input(placeholder="Type a message. Enter sends it.")

Bare().run()
"""


def first_screen(program: str, folder: Path) -> float:
    """Seconds from the program's first line to its first screen."""
    begun = folder / "begun"
    environ = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    command = [sys.executable, "-c", BEGIN + program, str(begun), str(folder / "home")]
    child = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environ, start_new_session=True)
    os.close(slave)
    try:
        return _seen(master) - float(begun.read_text())
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        os.close(master)


def _seen(master: int) -> float:
    written = b""
    end = time.monotonic() + LIMIT_S
    while MARK not in written:
        readable, _, _ = select.select([master], [], [], max(0.0, end - time.monotonic()))
        if not readable:
            raise SystemExit(f"There was no first screen within {LIMIT_S:g} s.")
        written += os.read(master, 65536)
    return time.monotonic()


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=15, help="pairs of starts (default 15)")
    rounds = options.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first_screen(OURS, folder), first_screen(BARE, folder)  # what is on disk gets into the page cache
        pairs = [(first_screen(OURS, folder), first_screen(BARE, folder)) for _ in range(rounds)]
    ours = statistics.median(pair[0] for pair in pairs) * 1000
    bare = statistics.median(pair[1] for pair in pairs) * 1000
    ratio = statistics.median(pair[0] / pair[1] for pair in pairs)
    print(f"first screen, median of {rounds}: app {ours:.0f} ms, bare Textual {bare:.0f} ms, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
