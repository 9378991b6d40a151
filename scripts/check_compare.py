"""Run `edge compare` as a user does, against two scripted endpoints, and look whether every scorer passes and fails.

    python scripts/check_compare.py [--suite NAME,…] [--report FILE.html]

One endpoint knows the reference answers and has to score 100% in every suite, the other one gives each question the
answers of another task of its suite and has to score 0%. Both are real HTTP servers in this process; `edge compare` is
a process of its own, in a home of its own with the built-in model, and is stopped once in its middle with Ctrl-C and
gone on with. Prints one JSON object, and exits with 1 if a score is another one.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from edge.compare.available import every_suite
from edge.compare.task import Task
from tests.edge.compare.scripted import MODEL, Scripted, right

ROOT = Path(__file__).resolve().parent.parent
WANTED = {"right": 1.0, "others": 0.0}
INTERRUPTED_AFTER = 25
"""Answers."""


def of_others(tasks: Sequence[Task]) -> Mapping[str, Task]:
    """For each task another one of its suite: of another question, and where there is one of another language."""
    found: dict[str, Task] = {}
    for number, task in enumerate(tasks):
        around = [*tasks[number + 1 :], *tasks[:number]]
        others = [one for one in around if name_of(one) != name_of(task) and one.references != task.references]
        found[task.uid] = next((one for one in others if one.language != task.language), others[0])
    return found


def name_of(task: Task) -> str:
    """What a task is about, without its language."""
    return task.uid.rsplit(".", 1)[0]


def compare(home: Path, suites: str | None, *more: str, stop: Scripted | None = None) -> tuple[int, str]:
    """Run it. Its exit code and output; with `stop`, Ctrl-C comes after some answers of that endpoint."""
    command = [sys.executable, "-m", "edge", "compare", "--with", ",".join(WANTED), "--yes", "--json", *more]
    if suites:
        command += ["--suite", suites]
    environ = {**os.environ, "EDGE_HOME": str(home), "EDGE_MODEL": "builtin"}
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as process:
        if stop is not None:
            while process.poll() is None and stop.answered < INTERRUPTED_AFTER:
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
        output, _ = process.communicate()
    return process.returncode, output


def scores(run: Mapping[str, Any]) -> tuple[dict[str, dict[str, float]], list[dict[str, Any]]]:
    """The score of each suite by its endpoint, and the answers that should have another one."""
    all_of: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in WANTED}
    wrong = []
    for result in run["results"]:
        all_of[result["subject"]][result["suite"]].append(result["score"])
        if result["score"] != WANTED[result["subject"]]:
            wrong.append({key: result[key] for key in ("subject", "task", "score", "marks", "why", "error", "replies")})
    means = {
        name: {suite: round(sum(found) / len(found), 4) for suite, found in by.items()} for name, by in all_of.items()
    }
    return means, wrong


def main() -> int:
    """Run it twice, and compare with what has to come out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--suite", metavar="NAMES")
    parser.add_argument("--report", metavar="FILE.html")
    given = parser.parse_args()
    by_suite = {suite.name: suite.tasks() for suite in every_suite()}
    tasks = [task for these in by_suite.values() for task in these]
    others: dict[str, Task] = {}
    for these in by_suite.values():
        others |= of_others(these)

    def other(task: Task, number: int) -> str:
        references = others[task.uid].references
        return references[number % len(references)]

    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="check-compare-") as folder,
        Scripted(tasks, right) as knows,
        Scripted(tasks, other) as confuses,
    ):
        home = Path(folder)
        entries = {"right": knows, "others": confuses}
        (home / "endpoints.toml").write_text(
            "".join(f'[endpoints.{n}]\nbase_url = "{one.url}"\nmodel = "{MODEL}"\n' for n, one in entries.items()),
            "utf-8",
        )
        stopped, _ = compare(home, given.suite, stop=knows)
        report = ["--report", str(Path(given.report).absolute())] if given.report else []
        code, output = compare(home, given.suite, *report)
    run = json.loads(output) if code == 0 else {"results": []}
    means, wrong = scores(run)
    found = {
        "exit_codes": [stopped, code],
        "scores": means,
        "answers": len(run["results"]),
        "interrupted": run.get("interrupted"),
        "not_run": run.get("not_run"),
        "not_right": wrong,
        "took_s": round(time.monotonic() - began, 1),
    }
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    return 0 if code == 0 and stopped == 130 and run["results"] and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
