"""`edge config`: the settings, where each comes from, and changing them in `config.toml`."""

from __future__ import annotations

import argparse

from edge.cli.output import data, data_json, note
from edge.paths import Paths
from edge.settings import Loaded, declared, load, setting
from edge.settings.changing import change

__all__ = ["run"]


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
        value = load(paths.config).value(arguments.key)
        data_json(value) if arguments.json else data(str(value))
    else:
        _list(load(paths.config), arguments.json)
    return 0


def _list(loaded: Loaded, as_json: bool) -> None:
    rows = {
        key: {
            "value": loaded.value(key),
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
