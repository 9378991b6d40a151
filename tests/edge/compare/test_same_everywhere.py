"""The suites are the same in every process: what was asked in one is gone on with in another."""

from __future__ import annotations

import os
import subprocess
import sys

from edge.compare.available import every_suite

PROGRAM = """
import hashlib
from edge.compare.available import every_suite
for suite in every_suite():
    tasks = [(task.uid, task.turns, task.references, task.schema, task.max_tokens) for task in suite.tasks()]
    print(suite.name, hashlib.sha256(repr(tasks).encode()).hexdigest())
"""


def told(seed: str) -> str:
    """A fingerprint of every suite, in a process whose sets have an order of their own."""
    environ = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environ, capture_output=True, text=True, timeout=60, check=True
    ).stdout


def test_every_process_has_the_same_tasks() -> None:
    assert told("1") == told("2")


def test_the_names_of_tasks_are_unlike_and_say_their_suite_and_language() -> None:
    for suite in every_suite():
        tasks = suite.tasks()
        assert len({task.uid for task in tasks}) == len(tasks)
        for task in tasks:
            assert task.uid.startswith(f"{suite.name}.")
            assert task.uid.endswith(f".{task.language}")
            assert len(task.references) == len(task.turns)
