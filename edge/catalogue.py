"""What can answer here: the models of `models.toml`, and any GGUF file by its path."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from edge.answerer import Sampling
from edge.errors import NoSuchModelError
from edge.paths import Paths

__all__ = ["Catalogue", "Model"]

PREFERRED = "qwen2.5-0.5b"
"""What `auto` takes if its file is there."""
BUILTIN = "builtin"


@dataclass(frozen=True, slots=True)
class Model:
    """A local model."""

    name: str
    """What --model and the settings take."""
    title: str
    path: Path
    """Where its file is, or would be."""
    quantization: str | None
    """As the catalogue says; the engine reports what the file says."""
    context: int
    """Tokens of context by default."""
    threads: int = 0
    """Threads that suit it, where it is too small for all cores: waiting for each other would cost more; 0 is none."""
    builtin: bool = False
    """Whether it is the small one that ships inside; it never stands in for an answer of the cloud."""
    sampling: Sampling | None = None
    """How its tokens are to be chosen, where the settings' values do not suit it."""
    about: str = ""
    repository: str | None = None
    """On the hub, if it comes from there."""

    @property
    def here(self) -> bool:
        """Whether its file is there."""
        return self.path.is_file()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The models by name, as they would lie in one home."""

    models: dict[str, Model] = field(default_factory=dict)

    @classmethod
    def of(cls, paths: Paths) -> Catalogue:
        """The catalogue that ships inside, with its files where `paths` has them."""
        entries: dict[str, dict[str, Any]] = _shipped()["models"]
        return cls({name: _model(name, entry, paths) for name, entry in entries.items()})

    def choose(self, wanted: str) -> Model:
        """The model of that name or path; `auto` is Qwen if it is there, else the built-in one.

        Raises NoSuchModelError with what to do.
        """
        if wanted == "auto":
            preferred = self.models[PREFERRED]
            return preferred if preferred.here else self.models[BUILTIN]
        if wanted in self.models:
            model = self.models[wanted]
            if not model.here and model.repository is not None:
                raise NoSuchModelError(
                    f"The model '{wanted}' is not installed: fetch it with 'edge models pull {wanted}',"
                    f" or put {model.path.name} of {model.repository} into {model.path.parent}."
                )
            return model
        if "/" in wanted or wanted.endswith(".gguf"):
            path = Path(wanted).expanduser().absolute()
            if not path.exists():
                raise NoSuchModelError(f"There is no model file {path}.")
            return Model(name=path.stem, title=path.name, path=path, quantization=None, context=4096)
        near = difflib.get_close_matches(wanted, self.models, n=1, cutoff=0.4)
        hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(self.models)}."
        raise NoSuchModelError(f"There is no model '{wanted}'; {hint}")


def _model(name: str, entry: dict[str, Any], paths: Paths) -> Model:
    inside = bool(entry.get("inside"))
    folder = Path(__file__).parent / "data" if inside else paths.models
    return Model(
        name=name,
        title=entry["title"],
        path=folder / entry["file"],
        quantization=entry["quantization"],
        context=entry["context"],
        threads=entry.get("threads", 0),
        builtin=bool(entry.get("builtin")),
        sampling=Sampling(**entry["sampling"]) if "sampling" in entry else None,
        about=entry["about"],
        repository=entry.get("repository"),
    )


@cache
def _shipped() -> dict[str, Any]:
    """`models.toml`: in a wheel beside the other data, in a checkout at its top."""
    here = Path(__file__).parent
    for path in (here / "data" / "models.toml", here.parent / "models.toml"):
        if path.is_file():
            return tomllib.loads(path.read_text("utf-8"))
    raise FileNotFoundError("models.toml is missing from this installation: install it anew.")
