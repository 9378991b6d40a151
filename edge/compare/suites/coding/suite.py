"""The coding suite."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from edge.compare.suites.coding import numbers, structures, texts
from edge.compare.suites.coding.problem import Problem
from edge.compare.suites.tables import tables
from edge.compare.task import Grade, Task, Turn

__all__ = ["LANGUAGES", "PROBLEMS", "Coding"]

LANGUAGES = ("en", "zh", "ja")
PROBLEMS: tuple[Problem, ...] = (*numbers.PROBLEMS, *texts.PROBLEMS, *structures.PROBLEMS)


class Coding:
    """Functions that an answer has to write, run and tested where they can do no harm."""

    name = "coding"
    title = "Coding"
    version = 1

    def __init__(self, *, unconfined: bool = False) -> None:
        """With `unconfined`, code is run behind the layers that work here even if those do not contain it: for a
        machine that holds nothing worth reading."""
        self._unconfined = unconfined

    def cannot_run(self) -> str:
        """One sentence why code is not run here; empty where it is. The first call takes a second."""
        if self._unconfined:
            return ""
        from edge.compare.sandbox.confinement import confinement

        found = confinement()
        if found.contained:
            return ""
        return (
            f"nothing keeps an answer's code from your files and the network here, as {found.why_not}; on a machine "
            "that holds nothing worth reading, --unconfined runs it all the same."
        )

    def kept_in_by(self) -> str:
        """The layers behind which code is run here, with commas between them."""
        from edge.compare.sandbox.confinement import confinement

        return ", ".join(confinement().working) or "nothing"

    def tasks(self) -> tuple[Task, ...]:
        """Every problem in each of its languages."""
        asked = {language: tables(__package__, f"{language}.toml") for language in LANGUAGES}
        return tuple(
            Task(
                uid=f"{self.name}.{problem.name}.{language}",
                suite=self.name,
                language=language,
                turns=(
                    Turn(table["frame"].format(signature=f"`{problem.signature}`", asked=table["asked"][problem.name])),
                ),
                grade=functools.partial(self._grade, problem),
                references=(f"```python\n{problem.reference.strip()}\n```",),
                max_tokens=1024,
            )
            for problem in PROBLEMS
            for language, table in asked.items()
            if problem.name in table["asked"]
        )

    def _grade(self, problem: Problem, replies: Sequence[str]) -> Grade:
        from edge.compare.sandbox.confinement import confinement
        from edge.compare.suites.coding.grading import grade

        if why_not := self.cannot_run():
            return Grade(0.0, {"correct": 0.0, "growth": 0.0}, f"Not run: {why_not}")
        return grade(problem, replies[-1] if replies else "", confinement().working)
