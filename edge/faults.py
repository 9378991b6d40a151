"""What nobody foresaw: the details go to a log, and the user gets a sentence."""

from __future__ import annotations

import contextlib
import traceback
from datetime import UTC, datetime
from pathlib import Path

from edge.paths import make_private

__all__ = ["fault"]


def fault(error: BaseException, logs: Path) -> str:
    """Write where it happened to a log, and return the sentence for the user.

    The log has file names, lines and the error's type, not its text: that could hold what was said.
    """
    where = traceback.extract_tb(error.__traceback__)
    lines = [f"{datetime.now(UTC).isoformat()} {type(error).__name__}"]
    lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in where]
    path = logs / "faults.log"
    with contextlib.suppress(OSError):
        make_private(logs)
        with path.open("a", encoding="utf-8") as log:
            log.write("\n".join(lines) + "\n")
    return f"Something went wrong inside ({type(error).__name__}); where is written in {path}: please report it."
