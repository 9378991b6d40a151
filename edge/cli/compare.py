"""`edge compare`: the device, the endpoints and the router asked the same, graded, timed and shown side by side."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from edge.cli.output import data, data_json, note
from edge.cli.progress import Progress, duration
from edge.cli.signals import ended_by_signals
from edge.errors import CancelledError, CloudNotReachableError, JournalError, UsageError
from edge.paths import Paths
from edge.settings import load

if TYPE_CHECKING:
    from edge.compare.results import Run
    from edge.compare.routing import Routing
    from edge.compare.store import Places, Store
    from edge.compare.time_left import Estimate
    from edge.compare.wanted import Wanted

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """Compare, or show what was compared. Returns the exit code."""
    _check(arguments)
    if arguments.merge:
        return _merge([Path(name) for name in arguments.merge], arguments)
    if arguments.show:
        from edge.compare.store import read_run

        _show(read_run(Path(arguments.show)), arguments)
        return 0
    from edge.compare.alone import alone

    paths = Paths.default()
    with alone(paths.compare):
        return _compare(paths, arguments)


def _check(arguments: argparse.Namespace) -> None:
    """Raise UsageError for what would be found out only at the end."""
    for option in ("report", "out"):
        named = getattr(arguments, option)
        if named is not None and (Path(named).is_dir() or not Path(named).absolute().parent.is_dir()):
            raise UsageError(f"--{option} takes a file in a folder that is there, and not {named}.")
    read = [name for name in (arguments.out, arguments.show, *(arguments.merge or ())) if name]
    if arguments.report and Path(arguments.report).resolve() in {Path(name).resolve() for name in read}:
        raise UsageError(f"The report would take the place of the result in {arguments.report}: name another file.")


def _compare(paths: Paths, arguments: argparse.Namespace) -> int:
    from edge.compare.available import every_suite, why_not
    from edge.compare.store import Places
    from edge.compare.wanted import Choices, wanted

    settings = load(paths.config, flags={"model": arguments.model}).settings
    choices = Choices(
        subjects=_names(arguments.with_),
        suites=_names(arguments.suite),
        repeat=arguments.repeat,
        limit=arguments.limit,
        dummies=_names(arguments.dummy),
        unconfined=arguments.unconfined,
        command=shlex.join(["edge", *sys.argv[1:]]),
    )
    what, routing = wanted(paths, settings, choices, every_suite(unconfined=choices.unconfined), why_not)
    places = Places(paths.compare, Path(arguments.out) if arguments.out else None)
    with closing(routing):
        try:
            return _go(what, routing, places, arguments)
        except KeyboardInterrupt:
            raise CancelledError(
                "Stopped. What was answered is kept, and the same command goes on from there."
            ) from None


def _go(what: Wanted, routing: Routing, places: Places, arguments: argparse.Namespace) -> int:
    from edge.compare.sending import announced
    from edge.compare.store import Store, read_run, set_aside

    if arguments.new and places.out is not None and places.out.exists():
        read_run(places.out)  # --new replaces a comparison, and no other file
    if not arguments.new:
        finished = _finished(what, places)
        if finished is not None:
            _show(finished, arguments)
            note("This comparison was made before, and nothing was asked again; --new makes another.")
            return 0
    store = None if arguments.new else _unfinished(what, places)
    plan = announced(what, routing, store)
    note(plan.text)
    if plan.leaves and not arguments.yes and not _agreed():
        note("Nothing was sent.")
        return CancelledError.exit_code
    if arguments.new and places.unfinished.exists():
        note(f"What was found before is kept in {set_aside(places.unfinished)}.")
    with closing(store or Store.begin(places.unfinished, what.head)) as store:
        return _run(what, routing, places, store, arguments)


def _run(what: Wanted, routing: Routing, places: Places, store: Store, arguments: argparse.Namespace) -> int:
    from edge.compare.run import Comparison
    from edge.compare.store import write_run

    store.go_on()
    with ended_by_signals(), Progress("edge compare") as line:
        comparison = Comparison(what, routing, store, _Told(line))
        found = comparison.run()
    kept = places.finished(found)
    write_run(kept, found)
    if comparison.complete:
        store.remove()
    _show(found, arguments)
    if comparison.complete:
        note(f"Kept in {kept}.")
        return 0
    note(f"Kept in {kept}. Not everything was asked: the same command tries the rest again.")
    return CloudNotReachableError.exit_code if any(info.kind != "device" for info in comparison.stopped) else 1


def _finished(what: Wanted, places: Places) -> Run | None:
    """The same comparison, if it ran to its end before. Raises UsageError if another one stands where --out points."""
    from edge.compare.identity import differences, same
    from edge.compare.store import finished_runs

    if places.unfinished.exists():
        return None
    for path, before in finished_runs(places):
        if same(before, what.head):
            return before
        if places.out is not None:
            raise UsageError(
                f"{path} holds a comparison that was made with something else ({differences(before, what.head)}):"
                " name another file, or replace it with --new."
            )
    return None


def _unfinished(what: Wanted, places: Places) -> Store | None:
    """What was found before, if a comparison was not brought to its end. Raises UsageError if it is another one."""
    from edge.compare.identity import differences
    from edge.compare.store import Store

    if not places.unfinished.exists():
        return None
    store = Store(places.unfinished)
    changed = differences(store.head, what.head)
    if changed:
        raise UsageError(
            f"The comparison that was begun on {store.head.started} cannot be gone on with, since something is not as"
            f" it was then: {changed}. Put that back, or begin another with --new."
        )
    return store


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise UsageError("Something would leave this device: repeat it with --yes, or compare --with device alone.")
    note("Begin? [y/N]")
    return sys.stdin.readline().strip().lower() in {"y", "yes", "是"}


class _Told:
    """How far it is, drawn over on a terminal, and elsewhere a line for every suite of every subject."""

    def __init__(self, line: Progress) -> None:
        self._line = line
        self._part = ""

    def __call__(self, done: int, total: int, what: str, left: Estimate | None) -> None:
        time = ""
        if left is not None:
            time = f"{'at least ' if left.at_least else ''}{duration(left.seconds)} left, "
        self._line.steps(done, max(1, total), f"{time}{what}")
        who, _, asked = what.partition(": ")
        part = f"{who}: {asked.partition('.')[0]}" if asked else who
        if not sys.stderr.isatty() and part != self._part:
            note(f"edge compare: {done:,} of {total:,} done, {time}{part}.")
        self._part = part


def _merge(files: Sequence[Path], arguments: argparse.Namespace) -> int:
    from edge.compare import merging
    from edge.compare.store import read_run

    runs = [read_run(path) for path in files]
    table = merging.render(runs)
    if arguments.json:
        data_json([each.to_json() for each in runs])
    else:
        data(table)
    _report(runs, arguments)
    return 0


def _show(found: Run, arguments: argparse.Namespace) -> None:
    from edge.compare import table

    if arguments.json:
        data_json(found.to_json())
    else:
        data(table.render(found))
    _report([found], arguments)


def _report(runs: Sequence[Run], arguments: argparse.Namespace) -> None:
    if arguments.report is None:
        return
    from edge.catalogue.folder import replace_text
    from edge.compare.report import html

    path = Path(arguments.report)
    try:
        replace_text(path, html(runs))
    except OSError as error:
        raise JournalError(f"The report {path} cannot be written ({error.strerror or error}): name another.") from None
    note(f"The report is in {path}.")


def _names(given: Sequence[str] | None) -> tuple[str, ...]:
    """What was given with commas between, or by repeating the option."""
    return tuple(name for part in given or () for name in part.split(",") if name)
