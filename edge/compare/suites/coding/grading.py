"""What an answer's code is worth."""

from __future__ import annotations

import functools
from collections.abc import Collection
from typing import Any

from edge.compare.sandbox.runner import Call, NotStartedError, Outcome, SandboxError, run_function
from edge.compare.sandbox.values import same
from edge.compare.suites.coding.extracting import code_in
from edge.compare.suites.coding.problem import Case, Problem
from edge.compare.task import Grade, NotGradedError

__all__ = ["CORRECT", "GROWTH", "TIMES", "grade"]

CORRECT, GROWTH = 0.7, 0.3
"""What the two marks add to the score; growth only where it is correct."""
TIMES = 20.0
"""How many times the reference's CPU time the large case may take: a language's constant factors fit in, a wrong order
does not."""
_REFERENCE_S = 60.0
_YARDSTICK = """
def yardstick():
    total = 0
    for number in range(200_000):
        total += number % 7
    return total
"""
"""Fixed work for the few references that take next to nothing: what else a call costs must not decide there. Measured
and not a number of seconds, which would be strict on a slow board and lax on a fast machine."""


def grade(problem: Problem, reply: str, layers: Collection[str]) -> Grade:
    """The marks of `reply`, whose code is run behind `layers`. Takes a tenth of a second, and some more where the code
    is slow or does not stop. Raises NotGradedError where no process can be started for it."""
    code = code_in(reply, problem.name)
    if code is None:
        return _graded(False, False, f"There is no function {problem.name} in it.")
    calls = [Call(case.arguments) for case in problem.cases]
    try:
        least = _reference(problem, frozenset(layers))
        if least.error:
            return _graded(False, False, f"The reference could not be measured here: {least.error}.")
        large = Call(problem.large(), cpu_s=TIMES * max(least.cpu_s, _yardstick(frozenset(layers))))
        outcomes = run_function(code, problem.name, [*calls, large], layers)
    except NotStartedError as error:
        raise NotGradedError(f"{error}: close what needs the memory, then give the same command again.") from error
    except SandboxError as error:  # the answer brought down what watches it
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
    return f"{_short(asked, 90)} gives {_short(_shown(outcome.value), 60)}, not {_short(repr(case.wanted), 60)}."


def _shown(value: Any) -> str:
    try:
        return repr(value)
    except (ValueError, RecursionError):  # an integer of thousands of digits, or lists within lists
        return "what is too long to be shown"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


@functools.cache
def _reference(problem: Problem, layers: frozenset[str]) -> Outcome:
    """What the reference gives for the large case on this machine, and what it takes: measured once."""
    call = Call(problem.large(), cpu_s=_REFERENCE_S)
    return run_function(problem.reference, problem.name, [call], layers)[0]


@functools.cache
def _yardstick(layers: frozenset[str]) -> float:
    """CPU seconds of the yardstick on this machine."""
    return run_function(_YARDSTICK, "yardstick", [Call((), cpu_s=_REFERENCE_S)], layers)[0].cpu_s
