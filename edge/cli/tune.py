"""`edge models tune`: measure this machine with a model, and keep what is fastest."""

from __future__ import annotations

import argparse
import dataclasses
import os
from collections.abc import Iterator
from contextlib import contextmanager

from edge.catalogue import Catalogue, Model
from edge.catalogue import tuned as tuned_list
from edge.catalogue.checking import now
from edge.catalogue.tuned import Figures, Machine, Tuned
from edge.cli.output import data, data_json, note
from edge.cli.progress import Progress, megabytes
from edge.cli.signals import ended_by_signals
from edge.errors import CancelledError, EngineError, NoSuchModelError, SettingsError, UsageError
from edge.machine import cores
from edge.paths import Paths
from edge.settings import Loaded, load
from edge.tune import BUSY, Effort, Others, Report, compare, tune

__all__ = ["run"]

_LOAD = 0.5
"""Load for each core from which it is said beforehand that measuring now is worth little."""
_SETTINGS = ("engine.threads", "engine.batch", "engine.kv_type", "engine.lookup")


def run(catalogue: Catalogue, paths: Paths, arguments: argparse.Namespace) -> int:
    """Tune, make a variant, or take out what was tuned. Returns the exit code."""
    if arguments.reset:
        return _reset(paths, catalogue.named(arguments.name), as_json=arguments.json)
    model = catalogue.choose(arguments.name)
    if model.name not in catalogue.models:
        raise UsageError(f"Only a model on the list can be tuned: 'edge models add {arguments.name}' puts it there.")
    if not model.here:
        raise NoSuchModelError(f"The file of '{model.name}' is missing: install this program anew.")
    if arguments.type is not None and arguments.requantize is None:
        raise UsageError("--type says what --requantize makes of the embedding: give both.")
    _check_alone(paths)
    loaded = load(paths.config)
    effort = Effort.quick() if arguments.quick else Effort()
    if arguments.requantize:
        return _variant(paths, model, loaded, effort, arguments.type or "q4_0", as_json=arguments.json)
    return _tune(paths, model, loaded, effort, arguments)


def _tune(paths: Paths, model: Model, loaded: Loaded, effort: Effort, arguments: argparse.Namespace) -> int:
    _say_if_busy()
    with _stoppable("Stopped; nothing was written."), Progress(f"edge models tune {model.name}") as line:
        report = tune(model, loaded.settings.engine, effort, line.steps)
    busy = report.others > BUSY
    write = not arguments.dry_run and (arguments.apply or not busy)
    if write:
        tuned_list.enter(paths.models, model.name, _entry(paths, model, report))
    if arguments.json:
        data_json({"name": model.name, "written": write, **report.to_json()})
    else:
        for text in _table(model, report):
            data(text)
    for one in report.measured:
        if one.failed:
            note(f"{one.what} {one.value} was left out: {one.failed}")
    if report.chosen.kv_type == "q8_0" != report.start.kv_type:
        note('A KV cache in q8_0 is a little less exact; engine.kv_type = "f16" overrules it.')
    _say_who_was_busy(report.others)
    if write:
        overruled = [f"{key} ({loaded.sources[key]})" for key in _SETTINGS if key in loaded.sources]
        if overruled:
            note(f"What you set comes first: {', '.join(overruled)}.")
        note(f"Written to {paths.models / tuned_list.FILE}; it counts from the next start on.")
    elif arguments.dry_run:
        note("Nothing was written.")
    else:
        note("Nothing was written: close other programs and try again, or write it all the same with --apply.")
        return 1
    return 0


def _reset(paths: Paths, model: Model, *, as_json: bool) -> int:
    try:
        was_there = tuned_list.withdraw(paths.models, model.name)
    except SettingsError:
        tuned_list.discard(paths.models)  # damaged: there is nothing in it to keep
        was_there = True
    if as_json:
        data_json({"name": model.name, "reset": was_there})
    note(
        f"'{model.name}' runs as the machine suggests, from the next start on."
        if was_there
        else f"'{model.name}' was not tuned: there is nothing to take out."
    )
    return 0


def _variant(paths: Paths, model: Model, loaded: Loaded, effort: Effort, kind: str, *, as_json: bool) -> int:
    from edge.tune.variant import requantized, variant_name

    with _stoppable("Stopped; nothing was kept."), Progress(variant_name(model, kind)) as line:
        made = requantized(model, paths, kind, lambda done, total: line.steps(done, total, "converting"))
    _say_if_busy()
    others = Others()
    with (
        _stoppable(f"Stopped; '{made.name}' is on the list, and was not compared."),
        Progress(f"comparing with {model.name}") as line,
    ):
        before, after, turn = compare(model, made, loaded.settings.engine, effort, line.steps)
    share = others.share()
    sizes = {each.name: each.path.stat().st_size for each in (model, made)}
    if as_json:
        figures = {model.name: dataclasses.asdict(before), made.name: dataclasses.asdict(after)}
        data_json(
            {
                "name": made.name,
                "from": model.name,
                "path": str(made.path),
                "sha256": made.sha256,
                "bytes": sizes,
                "figures": figures,
                "turn_ratio": round(turn.value, 4),
                "turn_ratio_spread": round(turn.spread, 4),
                "others": round(share, 3),
            }
        )
    else:
        rows = [("", model.name, made.name), ("file", *(megabytes(size) for size in sizes.values()))]
        for text in _columns([*rows, *_speeds(before, after)]):
            data(text)
    _say_who_was_busy(share)
    note(f"'{made.name}' is on the list: {made.path}. How much quality it costs was not measured.")
    note(f"'edge models use {made.name}' makes it the one that answers; 'edge models remove' takes it away again.")
    return 0


def _entry(paths: Paths, model: Model, report: Report) -> Tuned:
    return Tuned(
        threads=report.chosen.threads,
        batch=report.chosen.batch,
        kv_type=report.chosen.kv_type,
        lookup="auto" if report.lookup.same else "off",
        measured=now(),
        machine=Machine.here(),
        bytes=model.path.stat().st_size,
        sha256=tuned_list.hashes_of(paths.models).get(model.name, ""),
        before=report.before,
        after=report.after,
    )


def _table(model: Model, report: Report) -> Iterator[str]:
    start, chosen = report.start, report.chosen
    rows = [
        ("", "before", "now"),
        ("threads", str(start.threads), str(chosen.threads)),
        ("batch", str(start.batch), str(chosen.batch)),
        ("KV cache", start.kv_type, chosen.kv_type),
        *_speeds(report.before, report.after, report.long_tokens),
    ]
    machine = Machine.here()
    counted = f"{machine.physical_cores} physical cores, {machine.logical_cores} logical"
    yield f"{model.name} on {machine.processor}, {counted}"
    yield from _columns(rows)
    if start == chosen:
        yield "Nothing is faster here than what is taken without tuning."
    found = report.lookup
    if found.failed:
        yield f"Lookup speculation: off, as the engine failed with it: {found.failed}"
    elif not found.drafted:
        yield "Lookup speculation: nothing was guessed, so no texts could be compared; it stays on auto."
    elif found.same:
        yield f"Lookup speculation: {found.replies} replies are the same with and without its {found.drafted} guesses."
    else:
        yield "Lookup speculation: off, as a reply came out otherwise with it; both are right, but not the same."


def _speeds(before: Figures, after: Figures, long_tokens: int | None = None) -> list[tuple[str, ...]]:
    behind = f", {long_tokens:,} tokens" if long_tokens else ""
    return [
        ("typical turn", f"{before.turn_ms:,.0f} ms", f"{after.turn_ms:,.0f} ms"),
        ("prefill", f"{before.prefill_tok_s:,.1f} tok/s", f"{after.prefill_tok_s:,.1f} tok/s"),
        ("decode", f"{before.decode_tok_s:,.1f} tok/s", f"{after.decode_tok_s:,.1f} tok/s"),
        (f"long prompt{behind}", f"{before.long_tok_s:,.1f} tok/s", f"{after.long_tok_s:,.1f} tok/s"),
    ]


def _columns(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        yield "  ".join([row[0].ljust(widths[0]), *cells]).rstrip()


def _check_alone(paths: Paths) -> None:
    """Raise EngineError if another process has this home: beside its engine, nothing can be measured."""
    from edge.home import AttachedAssistant

    if AttachedAssistant(paths).reachable():
        raise EngineError(
            "Another edge is open on this home, and beside its engine nothing can be measured: close it, and try again."
        )


def _say_if_busy() -> None:
    load = os.getloadavg()[0]
    if load > _LOAD * cores().logical:
        note(
            f"The machine is busy (load {load:.1f} on {cores().logical} cores): what is measured now is worth little;"
            " better close other programs and try again."
        )


def _say_who_was_busy(others: float) -> None:
    if others > BUSY:
        note(f"Other programs took {others:.0%} of this machine meanwhile, so these figures are worth little.")


@contextmanager
def _stoppable(says: str) -> Iterator[None]:
    try:
        with ended_by_signals():
            yield
    except KeyboardInterrupt:
        raise CancelledError(says) from None
