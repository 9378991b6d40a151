"""llama-bench: llama.cpp with nothing around it."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from benchmarks.side import DECODE, PREFILLS, Job
from benchmarks.tools import Tools

__all__ = ["LlamaBench", "parsed"]


class LlamaBench:
    """It evaluates and generates random tokens, samples nothing, and makes a context as large as the test needs."""

    name = "llama-bench"

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def measure(self, job: Job) -> tuple[dict[str, float | None], Any]:
        """One repetition of each test, behind its own warm-up."""
        prompts = ",".join(map(str, PREFILLS))
        rows = [
            *self._run(job, "-p", prompts, "-n", "0"),
            *self._run(job, "-p", "0", "-n", str(DECODE), "-d", str(job.depth)),
        ]
        return parsed(rows), rows

    def _run(self, job: Job, *test: str) -> list[dict[str, Any]]:
        command = [str(self._tools.bench), "-m", str(job.model), "-t", str(job.threads), "-r", "1", "-o", "json", *test]
        done = subprocess.run(command, env=self._tools.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"llama-bench failed: {done.stderr.strip()[-500:]}")
        rows: list[dict[str, Any]] = json.loads(done.stdout)
        return rows


def parsed(rows: list[dict[str, Any]]) -> dict[str, float | None]:
    """Tokens a second by key, from llama-bench's JSON: a test has either a prompt or a generation."""
    found: dict[str, float | None] = {}
    for row in rows:
        key = "decode" if row["n_gen"] else f"prefill_{row['n_prompt']}"
        found[key] = float(row["avg_ts"])
    return found
