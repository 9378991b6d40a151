"""Taking a model away, and with it the choice of it."""

from __future__ import annotations

from dataclasses import dataclass

from edge.catalogue import Catalogue, adding
from edge.paths import Paths
from edge.settings import load
from edge.settings.changing import change

__all__ = ["Removed", "remove"]


@dataclass(frozen=True, slots=True)
class Removed:
    """What came of it."""

    name: str
    freed: int
    """Bytes that are free again on the disk."""
    file_kept: bool
    """Whether its file stays where it is, because it was added from there."""
    listed: bool
    """Whether it is still on the list, to be fetched again."""
    was_chosen: bool
    """Whether the settings named it: from the next start on the best one that is here answers."""


def remove(name: str, paths: Paths) -> Removed:
    """Remove a model's file and what has arrived of it, or, of one that was added, its copy and its entry.

    Raises NoSuchModelError, UsageError if there is nothing to remove, DownloadError if it cannot be removed,
    SettingsError.
    """
    model = Catalogue.of(paths).named(name)
    loaded = load(paths.config)
    freed = adding.remove(model, paths)
    was_chosen = loaded.settings.model == name and loaded.sources.get("model") == str(paths.config)
    if was_chosen:
        change(paths.config, "model", None)
    return Removed(
        name=name,
        freed=freed,
        file_kept=model.added and model.repository is None and not model.copied,
        listed=name in Catalogue.of(paths).models,
        was_chosen=was_chosen,
    )
