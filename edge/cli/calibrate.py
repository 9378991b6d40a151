"""`edge calibrate`: choose from past turns or a comparison what goes up, show what that changes, and take it back."""

from __future__ import annotations

import argparse
import dataclasses
from contextlib import closing
from typing import Any

from edge.catalogue.checking import now
from edge.cli.output import data, data_json, note
from edge.errors import SettingsError, UsageError
from edge.paths import Paths
from edge.router import calibrated
from edge.router.calibrated import Choice
from edge.router.calibration import Figures, Past, calibrate, figures, past
from edge.settings import load

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """Calibrate, or undo. Exit 1 where past turns are too few."""
    _check(arguments)
    paths = Paths.default()
    loaded = load(paths.config)
    if arguments.undo:
        return _undo(paths, as_json=arguments.json)
    from edge.router.late_reader import LateReader

    reader = LateReader(loaded.settings.router, paths.calibrated)
    reader.start()
    cloud = None
    try:
        if arguments.from_compare:
            known, cloud = _compared(arguments)
        else:
            known = past(_rows(paths, arguments.since))
    finally:
        reader.close()
    for notice in reader.notices:
        note(notice)
    if not reader.ready:
        return 1
    before = reader.threshold
    try:
        if cloud is not None:
            from edge.compare import labels

            labels.check(known, arguments.aim)
        threshold = calibrate(known, arguments.aim, arguments.value, before)
    except LookupError as why:
        note(str(why.args[0]))
        return 1
    written = threshold != before and not arguments.dry_run
    if written:
        choice = Choice(
            threshold=round(threshold, 4),
            aim=arguments.aim,
            value=arguments.value or 0.0,
            turns=len(known.shares),
            labels=known.labels.count,
            measured=now(),
            reader=calibrated.reader_id(),
        )
        calibrated.enter(paths.calibrated, choice)
    _show(known, figures(known, before), figures(known, threshold), written, arguments, cloud)
    if written and "router.wasted" in loaded.sources:
        note(f"What you set comes first: router.wasted ({loaded.sources['router.wasted']}).")
    if written:
        note(f"Written to {paths.calibrated}; it counts from the next start on, and --undo takes it back.")
    elif threshold == before:
        note("Nothing was written: what is in force is the best for it already.")
    else:
        note("Nothing was written.")
    return 0


def _check(arguments: argparse.Namespace) -> None:
    """Raise UsageError for what has no meaning together."""
    if arguments.anyway and not arguments.from_compare:
        raise UsageError("--anyway is about a comparison's scores: it needs --from-compare.")
    if arguments.undo and arguments.from_compare:
        raise UsageError("--undo takes back what was chosen last, from whatever it was: leave --from-compare out.")


def _compared(arguments: argparse.Namespace) -> tuple[Past, str]:
    """What a comparison's tasks say, and which endpoint it is from. Raises UsageError if nothing can be learnt."""
    from pathlib import Path

    from edge.compare import labels
    from edge.compare.store import read_run

    return labels.past(read_run(Path(arguments.from_compare)), anyway=arguments.anyway)


def _rows(paths: Paths, since: str | None) -> list[dict[str, Any]]:
    from edge import open_assistant
    from edge.journal import stats

    moment = stats.parse_since(since) if since else None
    with closing(open_assistant(paths)) as assistant:
        return assistant.stats_rows(moment)


def _undo(paths: Paths, *, as_json: bool) -> int:
    taken = calibrated.withdraw(paths.calibrated)
    try:
        left = calibrated.in_force(paths.calibrated)
    except SettingsError:
        left = None
    if as_json:
        data_json(
            {
                "undone": taken and dataclasses.asdict(taken),
                "in_force": left and dataclasses.asdict(left),
            }
        )
    if taken is None:
        note("Nothing was calibrated: there is nothing to take back.")
    elif left is None:
        note("Taken back: what ships with the reader counts again, from the next start on.")
    else:
        note(f"Taken back: the choice of {left.measured} counts again ({left.threshold:.0%}), from the next start on.")
    return 0


def _show(
    known: Past, before: Figures, after: Figures, written: bool, arguments: argparse.Namespace, cloud: str | None
) -> None:
    if arguments.json:
        data_json(
            {
                "aim": arguments.aim,
                "value": arguments.value,
                "written": written,
                "turns": len(known.shares),
                "from_compare": None if cloud is None else {"file": arguments.from_compare, "cloud": cloud},
                "labels": {"cloud": len(known.labels.up), "local": len(known.labels.stay)},
                "device_s": known.device_s,
                "cloud_s": known.cloud_s,
                "before": dataclasses.asdict(before),
                "after": dataclasses.asdict(after),
            }
        )
        return
    rows = [
        ("", "before", "after"),
        ("goes up from a likelihood of", _percent(before.threshold), _percent(after.threshold)),
        (
            "messages that go up" if cloud is None else "tasks that go up",
            _percent(before.up_share),
            _percent(after.up_share),
        ),
        (
            "agrees with your --cloud and --local" if cloud is None else "agrees with who is better",
            _percent(before.agreement),
            _percent(after.agreement),
        ),
        ("a whole answer, on average", _seconds(before.seconds), _seconds(after.seconds)),
    ]
    for name, one, other in rows:
        data(f"{name:38}{one:>10}{other:>10}".rstrip())
    if cloud is None:
        data(f"From {len(known.shares):,} turns, {known.labels.count:,} of them with --cloud or --local.")
    else:
        data(
            f"From {len(known.shares):,} tasks: {cloud} answered {len(known.labels.up):,} better, the device"
            f" {len(known.labels.stay):,} as well."
        )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f} s"
