"""`edge bench`: how fast this machine is with a model, measured through the assistant."""

from __future__ import annotations

import argparse
import shlex
import sys

from edge.cli.output import data, data_json, note
from edge.cli.progress import Progress
from edge.cli.signals import ended_by_signals
from edge.errors import CancelledError, UsageError
from edge.paths import Paths
from edge.settings import load

__all__ = ["run"]

BUSY = 0.25
"""Load average a core, from which what is measured is not the machine's alone."""


def run(arguments: argparse.Namespace) -> int:
    """Measure, and print a table or one JSON object. Returns the exit code."""
    from edge.bench import Plan, run
    from edge.bench.table import render

    repeat = arguments.repeat
    if repeat is not None and not 1 <= repeat <= 1000:
        raise UsageError(f"--repeat has to lie between 1 and 1000, and is {repeat}.")
    plan = Plan.quick(repeat or 1) if arguments.quick else Plan(repeat or 5)
    paths = Paths.default()
    settings = load(paths.config, flags={"model": arguments.model}).settings
    command = shlex.join(["edge", *sys.argv[1:]])
    try:
        with ended_by_signals(), Progress("edge bench") as line:
            report = run(paths, settings, plan, command=command, tell=line.steps)
    except KeyboardInterrupt:
        raise CancelledError("Stopped; nothing was kept.") from None
    if arguments.json:
        data_json(report.to_json())
    else:
        data(render(report))
        if report.machine["load_1min"] > BUSY * report.machine["cores"]:
            note("The machine was busy when this began: it can do more than these figures say.")
    return 0
