"""Figures of a reader on labelled messages: device or cloud, calibration, tasks, intents."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from edge.reader import INTENTS, NO_INTENT, Reading

_TASK_NAMES = {
    "small talk": "chitchat", "smalltalk": "chitchat", "small_talk": "chitchat", "short fact": "fact",
    "short_fact": "fact", "rewriting": "rewrite", "maths": "math", "long document": "longdoc",
    "long_document": "longdoc", "structured output": "structured", "structured_output": "structured",
    "follow-up": "followup", "follow_up": "followup",
}  # fmt: skip
_DEVICE = frozenset({"local", "device", "skill", "edge"})


@dataclass(frozen=True)
class Labelled:
    """A message of a file to be evaluated. What its file does not say is None."""

    text: str
    lang: str
    cloud: bool | None
    task: str | None
    intent: str | None


def read_labelled(paths: Iterable[Path]) -> list[Labelled]:
    """Files of JSON lines: `text`, `lang` (or `language`), `label` (or `to`: local or cloud), `task`, `intent`."""
    found = []
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            if not line.strip():
                continue
            one = json.loads(line)
            where = one.get("label", one.get("to"))
            task = one.get("task")
            intent = one.get("intent")
            if intent is None and one.get("intents"):
                intent = one["intents"][0] if isinstance(one["intents"][0], str) else one["intents"][0]["name"]
            found.append(
                Labelled(
                    one["text"],
                    one.get("lang", one.get("language", "und")),
                    None if where is None else where not in _DEVICE,
                    _TASK_NAMES.get(task, task) if task else None,
                    intent or None,
                )
            )
    return found


@dataclass(frozen=True)
class Scores:
    """The figures of one language."""

    messages: int
    accuracy: float
    """Device or cloud, at the threshold."""
    escalated: float
    """Share of the cloud's messages above the threshold under which 95% of the device's stay."""
    calibration: float
    """Expected calibration error of p_cloud, ten bins of equal width."""
    language: float
    task: float
    """Share of right tasks, of those whose file names one."""
    intent: float
    """Share of right intents among the messages that have one."""
    intents: int
    """How many those are."""
    false_intents: float
    """Share of the messages without an intent for which one is likeliest."""


def score(messages: Sequence[Labelled], readings: Sequence[Reading], threshold: float) -> Scores:
    """The figures of these messages."""
    labelled = [(bool(m.cloud), r.p_cloud) for m, r in zip(messages, readings, strict=True) if m.cloud is not None]
    cloud = np.array([is_cloud for is_cloud, _ in labelled])
    p_cloud = np.array([p for _, p in labelled])
    device = p_cloud[~cloud]
    edge = np.quantile(device, 0.95) if len(device) else 1.0
    tasks = [m.task == r.task for m, r in zip(messages, readings, strict=True) if m.task]
    named = [
        (m.intent, r.intent)
        for m, r in zip(messages, readings, strict=True)
        if m.intent in INTENTS and m.intent != NO_INTENT
    ]
    without = [
        r.intent != NO_INTENT
        for m, r in zip(messages, readings, strict=True)
        if m.intent == NO_INTENT or (m.intent is None and m.cloud)
    ]
    return Scores(
        len(messages),
        _mean((p_cloud >= threshold) == cloud),
        _mean(p_cloud[cloud] > edge),
        calibration_error(p_cloud, cloud),
        _mean([m.lang == r.language for m, r in zip(messages, readings, strict=True)]),
        _mean(tasks),
        _mean([mine == theirs for mine, theirs in named]),
        len(named),
        _mean(without),
    )


def calibration_error(p_cloud: npt.NDArray[np.float64], cloud: npt.NDArray[np.bool_]) -> float:
    """Mean distance between what is said and what is true, over ten bins (Naeini et al. 2015)."""
    if not len(p_cloud):
        return float("nan")
    bins = np.minimum((p_cloud * 10).astype(int), 9)
    return float(
        sum(
            np.sum(bins == at) / len(p_cloud) * abs(np.mean(p_cloud[bins == at]) - np.mean(cloud[bins == at]))
            for at in range(10)
            if np.any(bins == at)
        )
    )


def confusion(messages: Sequence[Labelled], readings: Sequence[Reading]) -> Counter[tuple[str, str]]:
    """How often a task was taken for another."""
    return Counter((m.task, r.task) for m, r in zip(messages, readings, strict=True) if m.task and m.task != r.task)


def _mean(values: Sequence[bool] | npt.NDArray[np.bool_]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")
