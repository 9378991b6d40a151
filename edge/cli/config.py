"""`edge config`: the settings, where each comes from, and changing them in `config.toml`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from edge.cli.output import data, data_json, note
from edge.errors import SettingsError
from edge.paths import Paths, make_private
from edge.settings import Loaded, declared, load, setting

__all__ = ["change", "run"]


def run(arguments: argparse.Namespace) -> int:
    """List, get, set or unset."""
    paths = Paths.default()
    if arguments.action == "set":
        value = setting(arguments.key, "command line").parse(arguments.value, "command line")
        change(paths.config, arguments.key, value)
        note(f"{arguments.key} = {value!r} is written to {paths.config}.")
    elif arguments.action == "unset":
        setting(arguments.key, "command line")
        change(paths.config, arguments.key, None)
        note(f"{arguments.key} is not set in {paths.config} any more.")
    elif arguments.action == "get":
        setting(arguments.key, "command line")
        value = _value(load(paths.config), arguments.key)
        data_json(value) if arguments.json else data(str(value))
    else:
        _list(load(paths.config), arguments.json)
    return 0


def _list(loaded: Loaded, as_json: bool) -> None:
    rows = {
        key: {
            "value": _value(loaded, key),
            "source": loaded.sources.get(key, "default"),
            "default": known.default,
            "variable": known.variable,
            "about": known.about,
        }
        for key, known in declared().items()
    }
    if as_json:
        data_json(rows)
        return
    for key, row in rows.items():
        source = "" if row["source"] == "default" else f"  (from {row['source']})"
        data(f"{key} = {row['value']!r}{source}\n    {row['about']}")


def _value(loaded: Loaded, key: str) -> Any:
    value: Any = loaded.settings
    for name in key.split("."):
        value = getattr(value, name)
    return value


def change(config: Path, key: str, value: Any) -> None:
    """Set a key in the user's file, or take it out where `value` is None; comments and order stay.

    The file is replaced when the new one is whole. Raises SettingsError.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(config.read_text("utf-8")) if config.exists() else tomlkit.document()
        section, _, name = key.rpartition(".")
        table: Any = document
        if section:
            if section not in document:
                document[section] = tomlkit.table()
            table = document[section]
        if value is None:
            table.pop(name, None)
        else:
            table[name] = value
        make_private(config.parent)
        new = config.with_suffix(".new")
        new.write_text(tomlkit.dumps(document), "utf-8")
        new.replace(config)
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        why = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        raise SettingsError(f"The settings file {config} cannot be changed: {why}.") from None
