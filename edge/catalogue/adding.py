"""Adding a GGUF file of the user's own, and removing models."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from edge.answerer import Cancel
from edge.catalogue import added, tuned, verified
from edge.catalogue.catalogue import Catalogue
from edge.catalogue.checking import now, sha256_of
from edge.catalogue.folder import check_space, not_usable
from edge.catalogue.model import Model, check_name
from edge.catalogue.partial import Partial, discard
from edge.catalogue.verified import Verified
from edge.errors import (
    CancelledError,
    DownloadError,
    EdgeError,
    ModelFileError,
    NoSuchModelError,
    SettingsError,
    UsageError,
)
from edge.paths import Paths, make_private

__all__ = ["add", "made", "remove"]

_MAGIC = b"GGUF"
_BLOCK = 1 << 20

Tell = Callable[[int, int], None]
"""Gets the bytes done so far and the bytes in all."""


def add(
    path: Path,
    paths: Paths,
    tell: Tell,
    cancel: Cancel,
    *,
    name: str | None = None,
    copy: bool = False,
    context: int | None = None,
    template: str = "chatml",
) -> Model:
    """Put a file on the list of models, by reference or as a copy in the models folder.

    name     None takes the file's name without `.gguf`
    context  tokens of context by default; None takes 4,096
    template the markup around messages: "chatml", "glm4", or "file" for the program in the file itself
    tell     gets the bytes read so far and the bytes of the file

    Its SHA-256 is written down, so that it can be verified later. Nothing of the file is interpreted: the engine does
    that, in a process of its own. Raises NoSuchModelError if there is no file, ModelFileError if it is not a GGUF file
    or cannot be read, DownloadError if it cannot be copied, UsageError for a name that cannot be or is taken,
    CancelledError.
    """
    path = path.expanduser().absolute()
    name = name or path.stem
    try:
        check_name(name)
    except ValueError as error:
        raise UsageError(f"{error}; --name gives another.") from None
    size = _size_of_gguf(path)
    catalogue = Catalogue.of(paths)
    if name in catalogue.models:
        raise UsageError(f"There is a model '{name}' already: choose another name with --name.")
    where = {"file": f"{name}.gguf", "copied": True} if copy else {"path": str(path)}
    entry: dict[str, Any] = {"title": name, **where, "template": template}
    if context is not None:
        entry["context"] = context
    try:
        model = Model.from_entry(name, entry, paths.models / added.FILES, added=True)
    except ValueError as error:
        raise UsageError(f"{error}.") from None
    if copy:
        digest = _copied(path, model, paths, size, tell, cancel)
    else:
        digest = sha256_of(path, lambda done: tell(done, size), cancel)
    added.enter(paths.models, name, entry)
    verified.keep(paths.models, Verified(name, model.path.name, digest, size, now()))
    return model


def made(paths: Paths, name: str, write: Callable[[Path], dict[str, Any]], cancel: Cancel) -> Model:
    """Put a file on the list of models that is made here, in the models folder.

    write  writes the whole file at the path that it gets, and returns what the list is to say of it, but for `file`,
           `copied` and `sha256`; what it raises, this raises

    The file has its name only when it is whole and on the disk; nothing is left of one that did not come about. Raises
    UsageError for a name that cannot be or is taken, DownloadError if there is no place for it, CancelledError.
    """
    try:
        check_name(name)
    except ValueError as error:
        raise UsageError(f"{error}; take another.") from None
    goal = paths.models / added.FILES / f"{name}.gguf"
    try:
        make_private(paths.models)
        with Partial.taken(goal, paths.models, "made", cancel, lambda: None) as partial:
            try:
                if name in Catalogue.of(paths).models:
                    raise UsageError(f"There is a model '{name}' already: 'edge models remove {name}' takes it away.")
                partial.begin_anew()
                about = write(partial.path)
                partial.resume(sys.maxsize, lambda _done: None, cancel)  # reads and hashes all of it
                partial.finish(goal)
            except BaseException:
                partial.remove()
                raise
            digest, size = partial.sha256(), partial.size
    except EdgeError:
        raise
    except OSError as error:
        raise not_usable(paths.models, error) from None
    try:
        added.enter(paths.models, name, {**about, "file": goal.name, "copied": True, "sha256": digest})
    except BaseException:
        goal.unlink(missing_ok=True)
        raise
    verified.keep(paths.models, Verified(name, goal.name, digest, size, now()))
    return Catalogue.of(paths).named(name)


def remove(model: Model, paths: Paths) -> int:
    """Remove a model's file, or, of one that was added, its copy and its entry. Returns the bytes that were freed.

    A file that was added by reference stays where it is. What was verified of a model from the hub stays known, so that
    a later pull compares with it. What has arrived of an unfinished download goes too. Raises UsageError if there is
    nothing to remove, DownloadError if it cannot be.
    """
    if not model.added and model.repository is None:
        raise UsageError(f"The model '{model.name}' ships inside this program and cannot be removed.")
    ours = model.copied or model.repository is not None
    freed = discard(model.path, paths.models) if ours else 0
    if model.here and ours:
        freed += model.path.stat().st_size
        try:
            model.path.unlink()
        except OSError as error:
            raise not_usable(model.path.parent, error) from None
    elif model.repository is not None and not freed and not model.added:
        raise UsageError(f"The model '{model.name}' is not here: there is nothing to remove.")
    # Of an added entry that can be pulled again, the file goes first, and the entry when it is removed once more.
    if model.added and not (freed and model.repository is not None):
        added.withdraw(paths.models, model.name)
        verified.forget(paths.models, model.name)
    with contextlib.suppress(SettingsError):  # a damaged list of tuned settings counts for nothing anyway
        tuned.withdraw(paths.models, model.name)
    return freed


def _size_of_gguf(path: Path) -> int:
    try:
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                raise ModelFileError(f"{path} is not a model: a GGUF file begins with the letters GGUF.")
            return os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        raise NoSuchModelError(f"There is no model file {path}.") from None
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder: give the path of a GGUF file.") from None
    except ModelFileError:
        raise
    except OSError as error:
        raise ModelFileError(f"The model file {path} cannot be read: {os.strerror(error.errno or 0)}.") from None


def _copied(source: Path, model: Model, paths: Paths, size: int, tell: Tell, cancel: Cancel) -> str:
    """Copy a file and return its SHA-256; the copy has its name only when it is whole and on the disk."""
    try:
        make_private(paths.models)
        check_space(size, paths.models)
        waiting = functools.partial(tell, 0, size)
        with source.open("rb") as original, Partial.taken(model.path, paths.models, "copy", cancel, waiting) as copy:
            try:
                if model.name in Catalogue.of(paths).models:
                    raise UsageError(f"The name '{model.name}' was just taken: choose another with --name.")
                copy.begin_anew()
                while block := original.read(_BLOCK):
                    if cancel.is_set():
                        raise CancelledError("Stopped; nothing was added.")
                    copy.write(block)
                    tell(copy.size, size)
                copy.finish(model.path)
            except BaseException:
                copy.remove()  # the original is at hand: there is no point in keeping half of it
                raise
            return copy.sha256()
    except DownloadError:
        raise
    except OSError as error:
        raise DownloadError(
            f"The file {source} cannot be copied to {paths.models}: {os.strerror(error.errno or 0)}."
        ) from None
