"""What has to be the same for a run to be gone on with, and the sentence that says what is not."""

from __future__ import annotations

from typing import Any

from edge.compare.results import Run, SubjectInfo

__all__ = ["differences", "same"]


def same(one: Run, other: Run) -> bool:
    """Whether both were made of the same models, suites and settings, on the same machine by the same program."""
    return _identity(one) == _identity(other)


def differences(before: Run, now: Run) -> str:
    """What is not the same, in words with `, ` between them; empty where everything is."""
    old, new = _identity(before), _identity(now)
    return ", ".join(
        f"{name} ({_said(old.get(name))}, now {_said(new.get(name))})"
        for name in [*old, *(name for name in new if name not in old)]
        if old.get(name) != new.get(name)
    )


def _identity(run: Run) -> dict[str, Any]:
    """By what it is called in a sentence. What is learnt only while it runs is not among it."""
    found: dict[str, Any] = {
        "who is compared": ", ".join(subject.name for subject in run.subjects),
        **{f"the model of {subject.name}": _model(subject) for subject in run.subjects},
        "the suites": ", ".join(suite.name for suite in run.suites),
        **{f"the version of suite {suite.name}": suite.version for suite in run.suites},
        **{f"the tasks of suite {suite.name}": suite.tasks for suite in run.suites},
        "--repeat": run.repeat,
        "the router's threshold": None if run.threshold is None else f"{run.threshold:.4f}",
        **{f"the setting {name}": value for name, value in run.settings.items()},
        "the machine": f"{run.machine.get('processor')}, {run.machine.get('logical_cores')} logical cores",
        **{f"the version of {name}": run.versions.get(name) for name in ("edge", "llama_cpp_python", "reader")},
    }
    return found


def _model(subject: SubjectInfo) -> str:
    parts = [subject.model]
    if subject.sha256 is not None:
        parts.append(f"SHA-256 {subject.sha256[:12]}…")
    if subject.meaningless:
        parts.append("with scores that mean nothing")
    return ", ".join(parts)


def _said(value: Any) -> str:
    return "none" if value is None or value == "" else str(value)
