"""What the checks look at: one home, its settings and catalogue as far as they can be read, and its owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from edge.catalogue import Catalogue, Model
from edge.errors import EdgeError
from edge.paths import Paths
from edge.settings import Loaded, Settings, load
from edge.turn import Status

__all__ = ["Patient"]


@dataclass(frozen=True, slots=True)
class Patient:
    """Read once, for all checks."""

    paths: Paths
    environ: Mapping[str, str]
    loaded: Loaded
    settings_error: EdgeError | None
    catalogue: Catalogue | None
    model: Model | None
    """The one that answers, or would."""
    model_error: EdgeError | None
    """Why there is no catalogue or no model."""
    owner: Status | None
    """What the process that owns the home says, if there is one that answers."""
    owner_error: EdgeError | None
    root: Path
    """Where `proc` and `sys` are."""

    @classmethod
    def of(cls, paths: Paths, environ: Mapping[str, str], root: Path = Path("/")) -> Patient:
        """Look at a home; what is wrong with it is kept for the checks to say. Nothing is written or made."""
        from edge.home import AttachedAssistant

        loaded, settings_error = Loaded(Settings(), {}), None
        try:
            loaded = load(paths.config, environ)
        except EdgeError as error:
            settings_error = error
        catalogue, model, model_error = None, None, None
        try:
            catalogue = Catalogue.of(paths)
            model = catalogue.choose(loaded.settings.model)
        except EdgeError as error:
            model_error = error
        owner, owner_error = None, None
        try:
            attached = AttachedAssistant(paths)
            owner = attached.status() if attached.reachable() else None
        except EdgeError as error:
            owner_error = error
        return cls(paths, environ, loaded, settings_error, catalogue, model, model_error, owner, owner_error, root)
