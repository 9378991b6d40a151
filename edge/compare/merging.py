"""Several runs side by side: two machines, two models, or before and after."""

from __future__ import annotations

from collections.abc import Sequence

from edge.compare.columns import letter, line, machine_line, model_line, moment, version_line
from edge.compare.results import Run
from edge.compare.table import remark_lines, router_lines, side_by_side, wrapped
from edge.errors import UsageError

__all__ = ["check", "render"]


def check(runs: Sequence[Run]) -> None:
    """Nothing, where the runs can be put beside each other.

    Raises UsageError with a sentence where there are fewer than two, where a suite's versions differ, since its scores
    would then not be of the same tasks, or where the runs have no suite in common.
    """
    if len(runs) < 2:
        raise UsageError("There is only one run: name the files of two or more to see them side by side.")
    known: dict[str, tuple[int, str]] = {}
    for index, run in enumerate(runs):
        for suite in run.suites:
            version, first = known.setdefault(suite.name, (suite.version, letter(index)))
            if version != suite.version:
                raise UsageError(
                    f"These runs cannot be put side by side: the suite {line(suite.name)} has version {version} in"
                    f" {first} and {suite.version} in {letter(index)}, so its scores are not of the same tasks; run it"
                    " again with one version of edge."
                )
    suites = [{suite.name for suite in run.suites} for run in runs]
    if not set.intersection(*suites):
        raise UsageError("These runs have no suite in common: there is nothing to put side by side.")


def render(runs: Sequence[Run]) -> str:
    """The runs as lines of text, a column for each subject of each machine. Raises UsageError like `check`."""
    check(runs)
    lines: list[str] = []
    for index, run in enumerate(runs):
        name = letter(index)
        lines += wrapped([f"{name}: {machine_line(run)}; {moment(run.started)}"])
        lines += wrapped([f"  {version_line(run)}"] if run.versions else [])
        lines += wrapped([f"  {line(one.name)} {name}: {model_line(one)}" for one in run.subjects])
    lines += ["", *side_by_side(runs), *router_lines(runs), *_differences(runs), *remark_lines(runs)]
    return "\n".join(one.rstrip() for one in lines)


def _differences(runs: Sequence[Run]) -> list[str]:
    """Where the same suite has not the same tasks in all runs."""
    asked: dict[str, dict[str, set[str]]] = {}
    for index, run in enumerate(runs):
        for one in run.results:
            asked.setdefault(one.suite, {}).setdefault(letter(index), set()).add(one.task)
    uneven = [suite for suite, by in asked.items() if len({frozenset(tasks) for tasks in by.values()}) > 1]
    if not uneven:
        return []
    names = ", ".join(line(one) for one in uneven)
    return ["", *wrapped([f"Not the same tasks were run in: {names}; compare these scores with care."])]
