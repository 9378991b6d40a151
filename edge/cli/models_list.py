"""`edge models list`: the models, which are here and verified, which one answers, and what each costs."""

from __future__ import annotations

from typing import Any

from edge.catalogue import Catalogue, Model
from edge.cli.output import data, data_json, note
from edge.cli.progress import megabytes
from edge.errors import EdgeError
from edge.models import Row, answering, shelf
from edge.paths import Paths

__all__ = ["show"]


def show(catalogue: Catalogue, paths: Paths, as_json: bool) -> int:
    """Print the list, or one JSON object a model. Returns the exit code."""
    chosen: Model | None = None
    try:
        chosen = answering(paths)
    except EdgeError as error:
        note(str(error))  # the list is what helps to choose another
    listed = shelf(paths)
    for problem in listed.problems:
        note(problem)
    for model in listed.rows:
        row = _row(model, answers=chosen is not None and model.name == chosen.name)
        if as_json:
            data_json(row)
        else:
            data(_line(model, row))
            if model.about:
                data(f"    {model.about}")
    if chosen is not None and chosen.name not in catalogue.models and not as_json:
        data(f"* {chosen.path}")
    return 0


def _row(model: Row, *, answers: bool) -> dict[str, Any]:
    return {
        "name": model.name,
        "title": model.title,
        "quantization": model.quantization,
        "context": model.context,
        "here": model.here,
        "answers": answers,
        "path": model.path,
        "bytes": model.size,
        "arrived": model.arrived,
        "verified": model.verified,
        "sha256": model.sha256,
        "repository": model.repository,
        "license": model.license or None,
        "added": model.added,
        "memory_bytes": model.memory,
        "least_memory_bytes": model.least_memory,
        "fits": None if model.fit is None else model.fit != "too_large",
    }


def _line(model: Row, row: dict[str, Any]) -> str:
    size = megabytes(row["bytes"]) if row["bytes"] is not None else ""
    if model.builtin:
        state = "ships inside"
    elif not model.here:
        state = f"edge models pull {model.name}" if model.repository else "its file is gone"
        state += f" (goes on from {megabytes(model.arrived)})" if model.arrived else ""
    else:
        state = f"here, verified {row['verified'][:10]}" if row["verified"] else "here, not verified"
    memory = f"needs {megabytes(row['memory_bytes'])}" if row["memory_bytes"] and not model.builtin else ""
    if row["fits"] is False:
        memory += ": more than is free"
    marks = f"{'*' if row['answers'] else ' '} {model.name:20} {model.quantization or '':7} {size:>8}  {memory:20}"
    return f"{marks}  {state}".rstrip()
