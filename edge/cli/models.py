"""`edge models`: what can answer here, choosing among it, fetching more."""

from __future__ import annotations

import argparse
from pathlib import Path

from edge.catalogue import Catalogue
from edge.cli.output import data, data_json, note
from edge.paths import Paths
from edge.settings import load

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """List, use or pull."""
    paths = Paths.default()
    catalogue = Catalogue.of(paths)
    if arguments.action == "use":
        return _use(catalogue, paths, arguments.name)
    if arguments.action == "pull":
        from edge.cli.pull import pull

        return pull(catalogue, arguments.name)
    return _list(catalogue, paths, arguments.json)


def _use(catalogue: Catalogue, paths: Paths, name: str) -> int:
    from edge.cli.config import change

    if "/" in name or name.endswith(".gguf"):
        name = str(Path(name).expanduser().absolute())
    model = catalogue.choose(name)
    change(paths.config, "model", name)
    note(f"{model.title} answers from the next start on.")
    return 0


def _list(catalogue: Catalogue, paths: Paths, as_json: bool) -> int:
    chosen = catalogue.choose(load(paths.config).settings.model)
    for model in catalogue.models.values():
        if as_json:
            data_json(
                {
                    "name": model.name,
                    "title": model.title,
                    "quantization": model.quantization,
                    "context": model.context,
                    "here": model.here,
                    "answers": model.name == chosen.name,
                    "path": str(model.path),
                    "bytes": model.path.stat().st_size if model.here else None,
                }
            )
            continue
        size = f"{model.path.stat().st_size / 1e6:.0f} MB" if model.here else f"edge models pull {model.name}"
        data(f"{'*' if model.name == chosen.name else ' '} {model.name:14} {model.quantization or '':6} {size}")
        data(f"    {model.about}")
    if chosen.name not in catalogue.models and not as_json:
        data(f"* {chosen.path}")
    return 0
