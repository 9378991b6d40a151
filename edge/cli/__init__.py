"""The command line: it puts a program together, and imports each part only when it starts it.

Exit codes: 0 done, 1 failed, 2 usage, 3 no such model, 4 cloud wanted and not reachable, 130 cancelled.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from edge.cli.output import note
from edge.errors import EdgeError

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Errors are one sentence on stderr, never a traceback."""
    given = sys.argv[1:] if argv is None else argv
    try:
        return _run(given)
    except EdgeError as error:
        note(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone: that is their right, and Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(given: Sequence[str]) -> int:
    if not given:  # the app, whose first screen need not wait for the words of every command
        from edge.cli.chat import start

        return start()
    from edge.cli.parser import parser

    arguments = parser().parse_args(given)
    code: int = arguments.run(arguments)
    return code
