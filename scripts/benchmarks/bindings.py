"""The high-level class of llama-cpp-python, `Llama`, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.side import Job

__all__ = ["Bindings"]

_CHILD = Path(__file__).with_name("bindings_child.py")
_ROOT = _CHILD.parent.parent.parent


class Bindings:
    """`Llama.create_completion`, streamed."""

    name = "llama-cpp-python"

    def measure(self, job: Job) -> tuple[dict[str, float | None], Any]:
        """Run the program beside this one, which prints one object at its first text and one at its end."""
        arguments = [str(job.model), str(job.threads), str(job.context), str(job.depth), str(job.round)]
        begun = time.monotonic()
        with subprocess.Popen(
            [sys.executable, str(_CHILD), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT), str(_ROOT / "scripts")])},
        ) as child:
            assert child.stdout is not None
            child.stdout.readline()
            cold = (time.monotonic() - begun) * 1000
            said, errors = child.communicate()
        if child.returncode:
            raise SystemExit(f"llama-cpp-python failed: {errors.strip()[-500:]}")
        found: dict[str, float | None] = json.loads(said)
        return {**found, "cold_start": cold}, None
