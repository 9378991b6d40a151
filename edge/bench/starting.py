"""From nothing to the first text: a new process, and a new engine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from edge.bench.asking import ask, question
from edge.bench.measure import Measure, Samples
from edge.bench.prompts import SHORT
from edge.bench.subject import Subject
from edge.errors import EngineError

__all__ = ["cold_start", "load"]

TOKENS = 8
"""Of the reply: the first text has come by then also where a token is only a part of a character."""


def cold_start(subject: Subject) -> Measure:
    """Start `edge ask` again and again, after one start that brings the files into the page cache."""
    command = [
        *(sys.executable, "-m", "edge", "ask", "--model", subject.settings.model),
        *("--max-tokens", str(TOKENS), "--temperature", "0", SHORT),
    ]
    subject.step("starting once, to have the files in the page cache")
    _first_byte(command, subject.homes.child)
    times = []
    for _ in range(subject.plan.repeat):
        subject.step("starting edge ask")
        times.append(_first_byte(command, subject.homes.child))
    return Measure("cold_start", asker=Samples.of(times))


def load(subject: Subject) -> Measure:
    """Load the model in new engines."""
    loads, firsts = [], []
    for _ in range(subject.plan.repeat):
        subject.step("loading the model")
        with subject.assistant(loaded=False) as assistant:
            turn = ask(assistant, question(SHORT, max_tokens=TOKENS))
            loads.append(turn.record.load_ms)
            firsts.append(turn.first_ms)
    return Measure("load", engine=Samples.of(loads), asker=Samples.of(firsts))


def _first_byte(command: Sequence[str], home: Path) -> float:
    """Milliseconds from before the start to the first byte of its output. Raises EngineError if there is none."""
    environ = {**os.environ, "EDGE_HOME": str(home)}
    begun = time.monotonic()
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environ,
        start_new_session=True,  # Ctrl-C is for us: we end it, and wait until it has let go of its home
    ) as child:
        try:
            assert child.stdout is not None
            first = os.read(child.stdout.fileno(), 1)
            took = (time.monotonic() - begun) * 1000
            _, said = child.communicate()
        except BaseException:
            child.kill()
            raise
    if not first:
        lines = said.decode("utf-8", "replace").strip().splitlines()
        why = f" ({lines[-1]})" if lines else ""
        raise EngineError(f"A started 'edge ask' wrote no answer{why}: try it by hand with the same model.")
    return took
