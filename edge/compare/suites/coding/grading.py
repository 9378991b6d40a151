"""What an answer's code is worth."""

from __future__ import annotations

import functools
from collections.abc import Collection

from edge.compare.sandbox.runner import Call, Outcome, SandboxError, run_function
from edge.compare.sandbox.values import same
from edge.compare.suites.coding.extracting import code_in
from edge.compare.suites.coding.problem import Case, Problem
from edge.compare.task import Grade

__all__ = ["CORRECT", "GROWTH", "TIMES", "grade"]

CORRECT, GROWTH = 0.7, 0.3
"""What the two marks add to the score; growth only where it is correct."""
TIMES = 20.0
"""How many times the reference's CPU time the large case may take: a language's constant factors fit in, a wrong order
does not."""
_LEAST_S = 0.3
_REFERENCE_S = 60.0


def grade(problem: Problem, reply: str, layers: Collection[str]) -> Grade:
    """The marks of `reply`, whose code is run behind `layers`. Takes a tenth of a second, and some more where the code
    is slow or does not stop. Never raises."""
    code = code_in(reply, problem.name)
    if code is None:
        return _graded(False, False, f"There is no function {problem.name} in it.")
    calls = [Call(case.arguments) for case in problem.cases]
    try:
        least = _reference(problem, frozenset(layers))
        if least.error:
            return _graded(False, False, f"The reference could not be measured here: {least.error}.")
        arguments = problem.large()
        large = Call(arguments, cpu_s=max(_LEAST_S, TIMES * least.cpu_s))
        outcomes = run_function(code, problem.name, [*calls, large], layers)
    except SandboxError as error:
        return _graded(False, False, f"{error}.")
    for case, outcome in zip(problem.cases, outcomes, strict=False):
        if wrong := _wrong(problem, case, outcome):
            return _graded(False, False, wrong)
    if len(outcomes) <= len(problem.cases):
        return _graded(False, False, f"The code was not run to its end: {outcomes[-1].error}.")
    if outcomes[-1].error:
        return _graded(True, False, f"With a large input: {outcomes[-1].error}.")
    if not same(outcomes[-1].value, least.value):
        return _graded(True, False, "With a large input its result is wrong.")
    return _graded(True, True, "")


def _graded(correct: bool, growth: bool, why: str) -> Grade:
    marks = {"correct": float(correct), "growth": float(growth)}
    return Grade(CORRECT * marks["correct"] + GROWTH * marks["growth"], marks, why)


def _wrong(problem: Problem, case: Case, outcome: Outcome) -> str:
    asked = f"{problem.name}({', '.join(map(repr, case.arguments))})"
    if outcome.error:
        return f"{_short(asked, 90)}: {_short(outcome.error, 120)}."
    if same(outcome.value, case.wanted):
        return ""
    return f"{_short(asked, 90)} gives {_short(repr(outcome.value), 60)}, not {_short(repr(case.wanted), 60)}."


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


@functools.cache
def _reference(problem: Problem, layers: frozenset[str]) -> Outcome:
    """What the reference gives for the large case on this machine, and what it takes: measured once."""
    call = Call(problem.large(), cpu_s=_REFERENCE_S)
    return run_function(problem.reference, problem.name, [call], layers)[0]
