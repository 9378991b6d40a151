"""This project: `edge bench`, in a process of its own as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from benchmarks.side import PREFILLS, Job

__all__ = ["Ours"]


class Ours:
    """Through `Assistant`, with this project's defaults but for what is the same on all sides."""

    name = "edge"

    def measure(self, job: Job) -> tuple[dict[str, float | None], Any]:
        """One sample of everything that `edge bench` measures."""
        with tempfile.TemporaryDirectory() as home:
            done = subprocess.run(
                [sys.executable, "-m", "edge", "bench", "--json", "--repeat", "1", "--model", str(job.model)],
                env={
                    **{name: value for name, value in os.environ.items() if not name.startswith("EDGE_")},
                    "EDGE_HOME": home,
                    "TMPDIR": home,  # its own temporary home goes with this one, also if it is killed
                    "EDGE_ENGINE_THREADS": str(job.threads),
                    "EDGE_ENGINE_CONTEXT": str(job.context),
                    "EDGE_ENGINE_KV_TYPE": "f16",
                },
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode:
            raise SystemExit(f"edge bench failed: {done.stderr.strip()}")
        report = json.loads(done.stdout)
        return values(report["measures"]), report


def values(measures: dict[str, Any]) -> dict[str, float | None]:
    """The medians by the engine's clock under a figure's key, by the asker's with `_clock` behind it."""
    found: dict[str, float | None] = {}
    for key in (*(f"prefill_{tokens}" for tokens in PREFILLS), "decode"):
        found[key] = _median(measures, key, "engine")
        found[f"{key}_clock"] = _median(measures, key, "asker")
    for key in ("cold_start", "first_text", "resumed", "resumed_share", "cancel_prefill", "cancel_decode", "memory"):
        found[key] = _median(measures, key, "asker")
    found["memory_file"] = _median(measures, "memory_file", "asker")
    found["new_share"] = _median(measures, "new_share", "engine")
    found["load"] = _median(measures, "load", "engine")
    return found


def _median(measures: dict[str, Any], key: str, clock: str) -> float | None:
    value: float | None = measures.get(key, {}).get(clock, {}).get("median")
    return value
