"""Choosing the local model that answers: whether it can, and keeping the choice in the settings."""

from __future__ import annotations

from pathlib import Path

from edge.catalogue import Catalogue, Model
from edge.catalogue.memory import free_memory, need
from edge.engine.plan import check, plan
from edge.engine.wanted import wanted
from edge.machine import cores
from edge.paths import Paths
from edge.settings import Engine, load
from edge.settings.changing import change

__all__ = ["checked_for", "given_back", "kept", "pinned_by"]


def checked_for(catalogue: Catalogue, name: str, settings: Engine, loaded: Path | None) -> tuple[str, Model]:
    """The model of that name or path, as the setting takes it, and whether it can be loaded now.

    loaded  the file of the model whose place it would take; None where there is none

    Raises NoSuchModelError, and NotEnoughMemoryError where memory is checked and the model does not fit.
    """
    if name not in catalogue.models and ("/" in name or name.endswith(".gguf")):
        name = str(Path(name).expanduser().absolute())
    model = catalogue.choose(name)
    options = wanted(model, settings)
    free = free_memory()
    if options.check_memory and options.shape is not None and free is not None and model.path != loaded:
        before = next((one for one in catalogue.models.values() if one.path == loaded), None)
        check(plan(options, options.shape, cores(), free + given_back(before)), model.name)
    return name, model


def given_back(model: Model | None) -> int:
    """Bytes of memory that come free when this model, if there is one, is not loaded any more, about.

    The pages of its mapped file count as free already.
    """
    needed = need(model) if model is not None else None
    return needed.total - needed.weights if needed is not None else 0


def kept(paths: Paths, name: str) -> None:
    """Write the choice into the user's settings. Raises SettingsError."""
    change(paths.config, "model", name)


def pinned_by(paths: Paths) -> str | None:
    """The environment variable that says which model answers after the next start, whatever was chosen; or None.

    Raises SettingsError.
    """
    source = load(paths.config).sources.get("model")
    return source if source is not None and source != str(paths.config) else None
