"""What there is to choose from: each model with where it is, what it costs, and whether it fits here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edge.catalogue import Catalogue, Model, verified
from edge.catalogue.memory import free_memory, least, need
from edge.catalogue.partial import arrived
from edge.catalogue.verified import Verified
from edge.errors import EdgeError
from edge.models.choosing import given_back
from edge.paths import Paths
from edge.settings import load

__all__ = ["Fit", "Row", "Shelf", "answering", "fit", "shelf"]

Fit = Literal["fits", "tight", "too_large"]
"""`tight`: not as fast as it could be, but with a smaller context, or read instead of mapped."""


@dataclass(frozen=True, slots=True)
class Row:
    """A model as a list shows it. Sizes are in bytes."""

    name: str
    """What --model and the settings take."""
    title: str
    quantization: str | None
    context: int
    """Tokens of context by default."""
    here: bool
    """Whether its file is there."""
    path: str
    """Where its file is, or would be."""
    size: int | None
    """Of its file; None where that is not known before it is fetched."""
    arrived: int
    """What lies here of a download that is not finished."""
    verified: str | None
    """When its hash was found right, ISO 8601 in UTC; None where it was not, or the file is another one now."""
    sha256: str | None
    repository: str | None
    """On the hub, if it can be pulled."""
    license: str
    """Empty where nobody said."""
    about: str
    added: bool
    """Whether the user added it."""
    builtin: bool
    """Whether it is the small one that ships inside."""
    copied: bool
    """Whether its file is a copy that was made when it was added."""
    memory: int | None
    """What it needs to run as fast as it can; None where that is not known."""
    least_memory: int | None
    """The least that it can do with."""
    at_least: bool
    """Whether that is a lower bound only, because nobody knows what its context costs."""
    fit: Fit | None
    """Whether that is free now; None where either is not known."""

    @property
    def can_be_removed(self) -> bool:
        """Whether there is something of it that `remove` takes away."""
        return not self.builtin and (self.added or self.here or self.arrived > 0)


@dataclass(frozen=True, slots=True)
class Shelf:
    """All models, and what was wrong when they were listed."""

    rows: tuple[Row, ...]
    free: int | None
    """Bytes of memory that could still be handed out; None where the system does not tell."""
    disk: int | None
    """Bytes that are free on the disk of the models."""
    problems: tuple[str, ...] = ()
    """Sentences about what could not be read; the list is shown all the same."""


def shelf(paths: Paths, loaded: str | None = None) -> Shelf:
    """The models of a home, those that ship first.

    loaded  the name of the model that is loaded: another one takes its place, and so some of its memory

    Raises SettingsError if the user's list of models is wrong.
    """
    problems = []
    known: dict[str, Verified] = {}
    try:
        known = verified.read(paths.models)
    except EdgeError as error:
        problems.append(str(error))
    models = Catalogue.of(paths).models
    free = free_memory()
    room = None if free is None else free + given_back(models.get(loaded or ""))
    rows = tuple(_row(model, known.get(model.name), room, paths) for model in models.values())
    return Shelf(rows, free, _free_disk(paths), tuple(problems))


def answering(paths: Paths) -> Model:
    """The model that answers by the settings. Raises NoSuchModelError, SettingsError."""
    return Catalogue.of(paths).choose(load(paths.config).settings.model)


def fit(model: Model, free: int | None, size: int | None = None) -> Fit | None:
    """Whether a model runs in so many bytes of memory, its file having `size`; None where one is not known."""
    needed, can_do_with = need(model, size), least(model, size)
    if needed is None or can_do_with is None or free is None:
        return None
    if needed.total <= free:
        return "fits"
    return "tight" if can_do_with.total <= free else "too_large"


def _row(model: Model, record: Verified | None, free: int | None, paths: Paths) -> Row:
    size = model.path.stat().st_size if model.here else None
    needed, can_do_with = need(model), least(model)
    matches = record is not None and record.size == size and record.sha256 == (model.sha256 or record.sha256)
    ours = model.repository is not None
    return Row(
        name=model.name,
        title=model.title,
        quantization=model.quantization,
        context=model.context,
        here=model.here,
        path=str(model.path),
        size=size if model.here else model.size,
        arrived=arrived(model.path, paths.models) if ours else 0,
        verified=record.date if record is not None and matches else None,
        sha256=model.sha256 or (record.sha256 if record else None),
        repository=model.repository,
        license=model.license,
        about=model.about,
        added=model.added,
        builtin=model.builtin,
        copied=model.copied,
        memory=needed.total if needed else None,
        least_memory=can_do_with.total if can_do_with else None,
        at_least=needed.at_least if needed else False,
        fit="fits" if model.builtin else fit(model, free),
    )


def _free_disk(paths: Paths) -> int | None:
    import shutil

    for folder in (paths.models, *paths.models.parents):
        try:
            return shutil.disk_usage(folder).free
        except OSError:
            continue
    return None
