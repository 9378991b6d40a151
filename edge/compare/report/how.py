"""Machine, versions, models, settings, dates; what was not run, and which scores mean nothing."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from edge.compare.columns import Column, letter, line, machine_line, moment
from edge.compare.figures import several
from edge.compare.report.markup import Markup, tag
from edge.compare.report.tables import table
from edge.compare.results import Run, SuiteInfo

__all__ = ["how", "machines", "remarks"]


def machines(runs: Sequence[Run]) -> list[Markup]:
    """A line for each run: its machine and its date."""
    return [
        tag(
            "p",
            f"{f'{letter(index)}: ' if len(runs) > 1 else ''}{machine_line(run)}, {moment(run.started)}",
            class_="quiet",
        )
        for index, run in enumerate(runs)
    ]


def remarks(runs: Sequence[Run], shown: Sequence[Column]) -> list[Markup]:
    """What has to be known before a score is read."""
    sentences: dict[str, list[str]] = {}
    for column in shown:
        if column.subject.meaningless:
            sentences.setdefault(line(column.subject.meaningless), []).append(column.title)
    parts = [
        tag(
            "p",
            tag("strong", f"The scores of {', '.join(titles)} mean nothing"),
            f" (marked *). {sentence}",
            class_="note",
        )
        for sentence, titles in sentences.items()
    ]
    for index, run in enumerate(runs):
        if run.ended is None:
            name = f"Run {letter(index)}" if len(runs) > 1 else "The run"
            parts.append(tag("p", f"{name} is not at its end: what is missing counts for nobody.", class_="note"))
    return parts


def how(runs: Sequence[Run], shown: Sequence[Column]) -> list[Markup]:
    """Tables of models, suites, machines, versions and settings, and what was left out."""
    head = [letter(index) for index in range(len(runs))] if len(runs) > 1 else [""]
    models = [
        [
            column.title,
            line(column.subject.model),
            line(column.subject.quantization or "–"),
            f"{column.subject.context:,}" if column.subject.context else "–",
            column.subject.sha256 or "–",
        ]
        for column in shown
    ]
    parts = [
        table("Models", ["", "model", "quantization", "context", "SHA-256 of the file"], models, words=True),
        _facts("Machine", [_machine(run) for run in runs], head),
        _facts("Versions", [{name.replace("_", "-"): one for name, one in run.versions.items()} for run in runs], head),
        _facts("Settings", [dict(run.settings) for run in runs], head),
        _facts("Suites (version, tasks)", [_suites(run) for run in runs], head),
        _facts("The run", [_run(run) for run in runs], head),
        tag("h3", "What was not run"),
    ]
    left_out: dict[str, list[str]] = {}
    for index, run in enumerate(runs):
        for sentence in run.not_run:
            left_out.setdefault(sentence, []).append(letter(index))
    several_runs = len(runs) > 1
    if left_out:
        items = [
            tag("li", f"{', '.join(where)}: {sentence}" if several_runs else sentence)
            for sentence, where in left_out.items()
        ]
        parts.append(tag("ul", *items))
    else:
        parts.append(tag("p", "Everything that was asked for was run."))
    return parts


def _facts(caption: str, found: Sequence[Mapping[str, Any]], head: Sequence[str]) -> Markup:
    names = list(dict.fromkeys(name for one in found for name in one))
    rows = [[line(name).replace("_", " "), *(_shown(one.get(name)) for one in found)] for name in names]
    return table(caption, [caption, *(head if len(found) > 1 else ["value"])], rows, hidden_caption=True, words=True)


def _machine(run: Run) -> dict[str, Any]:
    return {name: value for name, value in run.machine.items() if value is not None}


def _suites(run: Run) -> dict[str, Any]:
    return {line(one.title): _suite(one) for one in run.suites}


def _command(command: str) -> str:
    """The command without the folders of its files: a report is sent to others."""
    try:
        words = shlex.split(command)
    except ValueError:
        words = command.split()
    options = [word.partition("=") for word in words]
    return shlex.join(f"{name.rpartition('/')[2]}{sign}{value.rpartition('/')[2]}" for name, sign, value in options)


def _suite(suite: SuiteInfo) -> str:
    return f"version {suite.version}" + (f", {several(suite.tasks, 'task')}" if suite.tasks else "")


def _run(run: Run) -> dict[str, Any]:
    return {
        "command": _command(run.command),
        "started": moment(run.started),
        "ended": moment(run.ended) if run.ended else "not at its end",
        "took": _duration(run.took_s),
        "interrupted": several(run.interrupted, "time"),
        "each task was asked": several(run.repeat, "time"),
        "threshold of the router": "–" if run.threshold is None else f"{run.threshold:.1%}",
    }


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return line(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list, tuple, bool)) else f"{value:,}"
