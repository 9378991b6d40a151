"""Changing one setting in the user's `config.toml`."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from edge.errors import SettingsError
from edge.paths import make_private

__all__ = ["change"]


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
            if not isinstance(table, MutableMapping):
                raise SettingsError(
                    f"{config}: '{section}' is no section, so '{key}' cannot be set; take it out first."
                )
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
