"""The models that the user added: a file in the models folder, in the form of `models.toml`.

`edge models add` writes it, and a user may: an entry with `repository` and `file` can be pulled like those that ship.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from edge.catalogue.folder import locked, replace_text
from edge.catalogue.model import Model
from edge.errors import SettingsError, UsageError

__all__ = ["FILE", "FILES", "enter", "read", "withdraw"]

FILE = "added.toml"
FILES = "added"
"""The folder, in that of the models, of their files: none of them can pass for a model that ships."""


def read(models: Path, shipped: Collection[str]) -> dict[str, Model]:
    """The added models by name.

    models   the folder of the models
    shipped  names that are taken

    Raises SettingsError with one sentence if the file cannot be read or says what cannot be.
    """
    path = models / FILE
    try:
        entries = tomllib.loads(path.read_text("utf-8")).get("models", {})
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SettingsError(f"The list of added models {path} cannot be read: {why}.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The list of added models {path} is not valid TOML: {error}.") from None
    found: dict[str, Model] = {}
    for name, entry in entries.items() if isinstance(entries, Mapping) else ():
        if name in shipped:
            raise SettingsError(f"{path}: the name '{name}' belongs to a model of this program: choose another there.")
        try:
            entry = entry if isinstance(entry, Mapping) else {}
            found[name] = Model.from_entry(name, entry, models / FILES, added=True)
        except (ValueError, TypeError, AttributeError) as error:
            raise SettingsError(f"{path}: {error}.") from None
    return found


def enter(models: Path, name: str, entry: Mapping[str, Any]) -> None:
    """Write an entry into the list; what a user wrote around it stays.

    Raises UsageError if the name is on the list already, SettingsError if the list cannot be written.
    """
    import tomlkit

    with locked(models):
        document = _document(models / FILE)
        table = document.setdefault("models", tomlkit.table(is_super_table=True))
        if name in table:
            raise UsageError(f"There is a model '{name}' already: choose another name with --name.")
        added = tomlkit.table()
        added.update(entry)
        table[name] = added
        _write(models, document)


def withdraw(models: Path, name: str) -> None:
    """Take an entry off the list. Raises SettingsError if the list cannot be written."""
    with locked(models):
        document = _document(models / FILE)
        document.get("models", {}).pop(name, None)
        _write(models, document)


def _document(path: Path) -> Any:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        return tomlkit.parse(path.read_text("utf-8"))
    except FileNotFoundError:
        return tomlkit.document()
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise SettingsError(f"The list of added models {path} cannot be read: {error}.") from None


def _write(models: Path, document: Any) -> None:
    import tomlkit

    try:
        replace_text(models / FILE, tomlkit.dumps(document))
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise SettingsError(f"The list of added models {models / FILE} cannot be written: {why}.") from None
