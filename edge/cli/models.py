"""`edge models`: what can answer here, choosing among it, fetching more, checking, removing and tuning."""

from __future__ import annotations

import argparse
from pathlib import Path

from edge.answerer import Cancel
from edge.catalogue import Catalogue, Model
from edge.cli.output import data, data_json, note
from edge.cli.progress import Progress, megabytes
from edge.errors import NoSuchModelError
from edge.paths import Paths

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """List, pull, verify, remove, use, add or tune. Returns the exit code."""
    paths = Paths.default()
    catalogue = Catalogue.of(paths)
    as_json: bool = arguments.json
    match arguments.action:
        case "pull":
            from edge.cli.pull import pull

            return pull(catalogue, paths, arguments.name, force=arguments.force, as_json=as_json)
        case "verify":
            return _verify(catalogue, paths, arguments.name, as_json)
        case "remove":
            return _remove(catalogue, paths, arguments.name, as_json)
        case "use":
            return _use(catalogue, paths, arguments.name, as_json)
        case "add":
            return _add(paths, arguments, as_json)
        case "tune":
            from edge.cli.tune import run as tune

            return tune(catalogue, paths, arguments)
        case _:
            from edge.cli.models_list import show

            return show(catalogue, paths, as_json)


def _use(catalogue: Catalogue, paths: Paths, name: str, as_json: bool) -> int:
    if name not in catalogue.models and ("/" in name or name.endswith(".gguf")):
        name = str(Path(name).expanduser().absolute())
    model = catalogue.choose(name)
    at_once = _told_owner(paths, name)
    if as_json:
        data_json({"name": model.name, "path": str(model.path)})
    note(f"{_called(model)} answers {'from the next turn on' if at_once else 'from now on'}.")
    return 0


def _told_owner(paths: Paths, name: str) -> bool:
    """Write the choice down; where another process owns the home, have it do so and go by it at once."""
    from edge.errors import OwnerError
    from edge.home.client import AttachedAssistant
    from edge.models.choosing import kept

    try:
        AttachedAssistant(paths).use_model(name)
    except OwnerError:  # nobody is there, or nobody who understands
        kept(paths, name)
        return False
    return True


def _verify(catalogue: Catalogue, paths: Paths, name: str | None, as_json: bool) -> int:
    from edge.catalogue.checking import check

    if name is None:
        models = [model for model in catalogue.models.values() if model.here and not model.builtin]
    else:
        models = [catalogue.named(name)]
        if not models[0].here:
            catalogue.choose(name)  # says what to do
            raise NoSuchModelError(f"The file of '{name}' is missing: install this program anew.")
    wrong = 0
    for model in models:
        with Progress(model.name) as line:
            checked = check(model, paths, line.count, Cancel())
        wrong += checked.state == "damaged"
        if as_json:
            data_json(
                {
                    "name": model.name,
                    "state": checked.state,
                    "sha256": checked.sha256,
                    "expected": checked.expected,
                    "path": str(model.path),
                }
            )
        else:
            data(f"{model.name}: {_FOUND[checked.state]} (SHA-256 {checked.sha256})")
        if checked.state == "damaged":
            note(_repair(model))
    if not models:
        note("No model was fetched or added, so there is nothing to verify.")
    return 1 if wrong else 0


_FOUND = {
    "ok": "as it should be",
    "damaged": "DAMAGED or exchanged",
    "unknown": "not known yet, there is nothing to compare it with",
}


def _repair(model: Model) -> str:
    if model.repository is not None:
        return f"Fetch '{model.name}' anew with 'edge models pull {model.name} --force'."
    if model.added:
        return (
            f"If you changed {model.path} yourself, 'edge models remove {model.name}' and add it again;"
            " else restore it from where it came."
        )
    return "Install this program anew."


def _remove(catalogue: Catalogue, paths: Paths, name: str, as_json: bool) -> int:
    from edge.models.removing import remove

    model = catalogue.named(name)
    removed = remove(name, paths)
    kept = removed.file_kept
    if as_json:
        told = {"freed": removed.freed, "path": str(model.path), "file_kept": kept, "listed": removed.listed}
        data_json({"name": name, **told})
    if kept:
        note(f"'{name}' is off the list; its file stays where it is: {model.path}")
    elif removed.freed:
        note(f"{_called(model)} is removed; {megabytes(removed.freed)} are free again.")
    elif not removed.listed:
        note(f"'{name}' is off the list.")
    if removed.was_chosen:
        note("It was the chosen model: from the next start on the best one that is here answers.")
    return 0


def _add(paths: Paths, arguments: argparse.Namespace, as_json: bool) -> int:
    from edge.catalogue.adding import add

    with Progress(Path(arguments.path).name) as line:
        model = add(
            Path(arguments.path),
            paths,
            line.count,
            Cancel(),
            name=arguments.name,
            copy=arguments.copy,
            context=arguments.context,
            template=arguments.template,
        )
    if as_json:
        data_json({"name": model.name, "path": str(model.path), "bytes": model.path.stat().st_size})
    from edge.cli.pull import fits

    note(f"'{model.name}' is on the list: {model.path}. {fits(model)}")
    note(f"'edge models use {model.name}' makes it the one that answers.")
    return 0


def _called(model: Model) -> str:
    return f"{model.title} {model.quantization}" if model.quantization else model.title
