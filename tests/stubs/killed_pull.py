"""`edge models pull NAME` in a process that kills itself (`kill -9`) in front of a given step.

    python -m tests.stubs.killed_pull NAME EVENT NUMBER

A step is a change of the home's files, or a lock: Python's audit events of these names, `open` for one below the home.
EVENT is one of them, or `any`; NUMBER counts from 1, and with 0 the process lives. Its last line on stdout is the
number of such steps that it made.
"""

from __future__ import annotations

import os
import signal
import sys

from edge.cli import main

EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "fcntl.flock"}


def run(name: str, wanted: str, last: int) -> int:
    home = os.environ["EDGE_HOME"]
    steps = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal steps
        if event in EVENTS or (event == "open" and str(arguments[0]).startswith(home)):
            steps += wanted in {event, "any"}
            if steps == last != 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    code = main(["models", "pull", name])
    sys.stdout.write(f"{steps}\n")
    return code


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2], int(sys.argv[3])))
