"""`edge models list`: the models, which are here and verified, which one answers, and what each costs."""

from __future__ import annotations

from typing import Any

from edge.catalogue import Catalogue, Model, verified
from edge.catalogue.memory import free_memory, least, need
from edge.catalogue.verified import Verified
from edge.cli.output import data, data_json, note
from edge.cli.progress import megabytes
from edge.errors import EdgeError
from edge.paths import Paths
from edge.settings import load

__all__ = ["show"]


def show(catalogue: Catalogue, paths: Paths, as_json: bool) -> int:
    """Print the list, or one JSON object a model. Returns the exit code."""
    chosen: Model | None = None
    try:
        chosen = catalogue.choose(load(paths.config).settings.model)
    except EdgeError as error:
        note(str(error))  # the list is what helps to choose another
    known: dict[str, Verified] = {}
    try:
        known = verified.read(paths.models)
    except EdgeError as error:
        note(str(error))
    free = free_memory()
    for model in catalogue.models.values():
        row = _row(model, known.get(model.name), free, answers=chosen is not None and model.name == chosen.name)
        if as_json:
            data_json(row)
        else:
            data(_line(model, row))
            if model.about:
                data(f"    {model.about}")
    if chosen is not None and chosen.name not in catalogue.models and not as_json:
        data(f"* {chosen.path}")
    return 0


def _row(model: Model, record: Verified | None, free: int | None, *, answers: bool) -> dict[str, Any]:
    size = model.path.stat().st_size if model.here else None
    needed, can_do_with = need(model), least(model)
    matches = record is not None and record.size == size and record.sha256 == (model.sha256 or record.sha256)
    return {
        "name": model.name,
        "title": model.title,
        "quantization": model.quantization,
        "context": model.context,
        "here": model.here,
        "answers": answers,
        "path": str(model.path),
        "bytes": size if model.here else model.size,
        "verified": record.date if record is not None and matches else None,
        "sha256": model.sha256 or (record.sha256 if record else None),
        "repository": model.repository,
        "added": model.added,
        "memory_bytes": needed.total if needed else None,
        "least_memory_bytes": can_do_with.total if can_do_with else None,
        "fits": None if can_do_with is None or free is None else can_do_with.total <= free,
    }


def _line(model: Model, row: dict[str, Any]) -> str:
    size = megabytes(row["bytes"]) if row["bytes"] is not None else ""
    if model.builtin:
        state = "ships inside"
    elif not model.here:
        state = f"edge models pull {model.name}" if model.repository else "its file is gone"
    else:
        state = f"here, verified {row['verified'][:10]}" if row["verified"] else "here, not verified"
    memory = f"needs {megabytes(row['memory_bytes'])}" if row["memory_bytes"] and not model.builtin else ""
    if row["fits"] is False:
        memory += ": more than is free"
    marks = f"{'*' if row['answers'] else ' '} {model.name:20} {model.quantization or '':7} {size:>8}  {memory:20}"
    return f"{marks}  {state}".rstrip()
