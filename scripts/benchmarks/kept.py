"""The samples of a run, kept as JSON, so that the document can be written again without measuring again."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.document import Measured, Run
from benchmarks.rewriting import Lookup
from benchmarks.schemas import Constrained
from benchmarks.side import Found

__all__ = ["keep", "read"]


def keep(run: Run, path: Path) -> None:
    """Write every sample."""
    path.write_text(json.dumps(asdict(run), ensure_ascii=False), "utf-8")


def read(path: Path) -> Run:
    """What `keep` wrote. Raises SystemExit with a sentence if it is something else."""
    try:
        said: dict[str, Any] = json.loads(path.read_text("utf-8"))
        said["files"] = [_measured(one) for one in said["files"]]
        said["lookup"] = {name: Lookup(**one) for name, one in said["lookup"].items()}
        return Run(**said)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SystemExit(f"{path.name} holds no samples of scripts/bench ({error}).") from None


def _measured(one: dict[str, Any]) -> Measured:
    found = {name: Found(**side) for name, side in one["found"].items()}
    return Measured(one["title"], one["bytes"], found, {name: Constrained(**s) for name, s in one["schemas"].items()})
