"""Whether the values of a run that came from a file are of the kinds that everything else counts on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

__all__ = ["check"]

_MOST = 1e15
"""Beyond it nothing was measured."""


def check(run: Any) -> None:
    """Raise ValueError with what is wrong with a run of `edge.compare.results`, if anything is."""
    for name in ("started", "command", "format"):
        _need(isinstance(getattr(run, name), str), name)
    for name in ("machine", "versions", "settings", "endpoint_metrics"):
        _need(_named(getattr(run, name)), name)
    _need(all(isinstance(one, str) for one in run.versions.values()), "versions")
    _need(all(_numbers(one) for one in run.endpoint_metrics.values()), "endpoint_metrics")
    _need(all(isinstance(one, str) for one in run.not_run), "not_run")
    _need(run.ended is None or isinstance(run.ended, str), "ended")
    _need(run.threshold is None or _number(run.threshold), "threshold")
    _need(_number(run.took_s) and _count(run.interrupted) and _count(run.repeat), "took_s, interrupted or repeat")
    for one in run.subjects:
        _need(_texts(one, "name", "model", "meaningless") and one.kind in ("device", "cloud", "auto"), "subjects")
        _need(all(text is None or isinstance(text, str) for text in (one.quantization, one.sha256)), "subjects")
        _need(one.context is None or _count(one.context), "subjects")
    for one in run.suites:
        _need(_texts(one, "name", "title") and _count(one.version) and _count(one.tasks), "suites")
    for one in run.tasks:
        _need(_texts(one, "uid") and all(isinstance(text, str) for text in one.messages), "tasks")
    for one in run.results:
        _check_result(one)
    for one in run.speed:
        _need(_texts(one, "subject", "key", "unit", "note") and _count(one.parallel) and _count(one.samples), "speed")
        _need(all(value is None or _number(value) for value in (one.p50, one.p95)), "speed")


def _check_result(one: Any) -> None:
    _need(_texts(one, "subject", "suite", "task", "language", "why", "error"), "results")
    _need(_number(one.score) and 0 <= one.score <= 1, f"the score of {one.task}, which has to lie between 0 and 1")
    _need(_named(one.marks) and _numbers(one.marks), f"the marks of {one.task}")
    _need(all(isinstance(text, str) for text in (*one.replies, *one.by)), f"the replies of {one.task}")
    _need(one.forced in (None, "local", "cloud"), f"where {one.task} is sent")
    times = (one.p_cloud, one.ttft_ms, one.total_ms, one.tok_s)
    _need(all(value is None or (_number(value) and value >= 0) for value in times), f"the times of {one.task}")
    counts = (one.repeat, one.prompt_tokens, one.completion_tokens, one.bytes_sent)
    _need(all(map(_count, counts)), f"the counts of {one.task}")


def _need(right: bool, what: str) -> None:
    if not right:
        raise ValueError(f"{what} cannot be right in it")


def _texts(value: Any, *names: str) -> bool:
    return all(isinstance(getattr(value, name), str) for name in names)


def _named(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(name, str) for name in value)


def _numbers(value: Any) -> bool:
    return _named(value) and all(_number(one) for one in value.values())


def _number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and abs(value) <= _MOST


def _count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= _MOST
