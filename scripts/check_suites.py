"""Grade what is right, what is wrong and what is right in part, in every task of every suite.

    python scripts/check_suites.py [--suite NAME,…] [--task WORD]

The references of a task have to score 1, the references of every other task of its suite 0, no reply at all 0, and the
replies of `partial_answers.py` exactly the score and the marks that stand there: every scorer can pass, and can fail.
Takes some minutes for the coding suite, whose code is run. Prints what is graded otherwise, and a line for each suite;
exits with 1 if anything was.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from partial_answers import partial

from edge.compare.suites.all import suites
from edge.compare.task import Task

__all__ = ["faults", "others"]


def others(task: Task, tasks: Sequence[Task]) -> Iterator[Task]:
    """The tasks of its suite that ask something else; the same in another language is the same."""
    name = task.uid.split(".")[1]
    return (other for other in tasks if other.uid.split(".")[1] != name and len(other.turns) == len(task.turns))


def faults(task: Task, tasks: Sequence[Task]) -> Iterator[str]:
    """What of a task is not graded as it should be."""
    grade = task.grade(task.references)
    if grade.score != 1 or grade.why:
        yield f"the references score {grade.score:g}: {grade.why}"
    for other in others(task, tasks):
        if (grade := task.grade(other.references)).score != 0:
            yield f"the references of {other.uid} score {grade.score:g}: {dict(grade.marks)}"
    for nothing in ((), ("",) * len(task.turns)):
        if task.grade(nothing).score != 0:
            yield "no reply scores more than 0"
    for reply in partial(task):
        grade = task.grade(reply.replies)
        if abs(grade.score - reply.score) > 1e-9 or dict(grade.marks) != reply.marks:
            yield f"{reply.what}: {grade.score:g}, not {reply.score:g}: {dict(grade.marks)} {grade.why}"


def main() -> int:
    """Check them all; 1 if something is graded as it should not be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--suite", metavar="NAME,…", default="", help="these only")
    parser.add_argument("--task", metavar="WORD", default="", help="tasks with this in their name only")
    options = parser.parse_args()
    wanted, found = set(filter(None, options.suite.split(","))), 0
    for suite in suites():
        if wanted and suite.name not in wanted:
            continue
        began, wrong, checked = time.monotonic(), 0, 0
        tasks = suite.tasks()
        for task in tasks:
            if options.task not in task.uid:
                continue
            checked += 1
            for fault in faults(task, tasks):
                wrong += 1
                print(f"{task.uid}: {fault}", flush=True)
        print(f"{suite.name}: {checked} tasks, {wrong} wrong, {time.monotonic() - began:.1f} s", flush=True)
        found += wrong
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
