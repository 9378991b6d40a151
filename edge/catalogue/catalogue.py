"""The models by name, as they would lie in one home."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from edge.catalogue import added, endpoint, tuned
from edge.catalogue.endpoint import Endpoint
from edge.catalogue.model import Model
from edge.errors import NoSuchModelError
from edge.paths import Paths

__all__ = ["PREFERRED", "Catalogue"]

PREFERRED = "qwen2.5-0.5b"
"""What `auto` takes if its file is there."""
BUILTIN = "builtin"

_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The models by name."""

    models: dict[str, Model] = field(default_factory=dict)
    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    """The examples among them too: see `Endpoint.example`."""

    @classmethod
    def of(cls, paths: Paths) -> Catalogue:
        """The catalogue that ships inside and what the user added, with the files where `paths` has them, and with the
        settings that were found fastest on this machine.

        Raises SettingsError if the user's list of models is wrong.
        """
        shipped = {
            name: Model.from_entry(name, entry, _PACKAGE / "data" if entry.get("inside") else paths.models)
            for name, entry in _shipped()["models"].items()
        }
        return cls(
            tuned.applied({**shipped, **added.read(paths.models, shipped)}, paths.models),
            endpoint.read(_shipped().get("endpoints", {})),
        )

    def named(self, name: str) -> Model:
        """The model of that name, whether its file is here or not. Raises NoSuchModelError with the nearest name."""
        if name in self.models:
            return self.models[name]
        near = difflib.get_close_matches(name, self.models, n=1, cutoff=0.4)
        hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(self.models)}."
        raise NoSuchModelError(f"There is no model '{name}'; {hint}")

    def choose(self, wanted: str) -> Model:
        """The model of that name or path; `auto` is Qwen if it is there, else the built-in one.

        Raises NoSuchModelError with what to do.
        """
        if wanted == "auto":
            preferred = self.models[PREFERRED]
            return preferred if preferred.here else self.models[BUILTIN]
        if wanted not in self.models and ("/" in wanted or wanted.endswith(".gguf")):
            return _by_path(Path(wanted).expanduser().absolute())
        model = self.named(wanted)
        if not model.here and model.repository is not None:
            raise NoSuchModelError(
                f"The model '{wanted}' is not installed: fetch it with 'edge models pull {wanted}',"
                f" or put {model.path.name} of {model.repository} into {model.path.parent}."
            )
        if not model.here and model.added:
            raise NoSuchModelError(
                f"The file of '{wanted}', {model.path}, is gone: put it back,"
                f" or take the model off the list with 'edge models remove {wanted}'."
            )
        return model


def _by_path(path: Path) -> Model:
    if not path.exists():
        raise NoSuchModelError(f"There is no model file {path}.")
    return Model(name=path.stem, title=path.name, path=path, quantization=None, context=4096)


@cache
def _shipped() -> dict[str, Any]:
    """`models.toml`: in a wheel beside the other data, in a checkout at its top."""
    for path in (_PACKAGE / "data" / "models.toml", _PACKAGE.parent / "models.toml"):
        if path.is_file():
            return tomllib.loads(path.read_text("utf-8"))
    raise FileNotFoundError("models.toml is missing from this installation: install it anew.")
