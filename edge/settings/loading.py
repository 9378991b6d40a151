"""The settings in force: the defaults, then the user's file, then variables, then flags."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.errors import SettingsError
from edge.settings.declarations import Settings
from edge.settings.setting import declared, setting

__all__ = ["Loaded", "load"]

_NOT_SETTINGS = frozenset({"EDGE_HOME"})
"""Variables of that prefix that are no settings."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings in force, and where each that is not a default came from."""

    settings: Settings
    sources: dict[str, str]
    """By dotted key: the path of the file, the name of the variable, or `flag`."""

    def value(self, key: str) -> Any:
        """What is in force for a dotted key."""
        value: Any = self.settings
        for name in key.split("."):
            value = getattr(value, name)
        return value


def load(config: Path, environ: Mapping[str, str] = os.environ, flags: Mapping[str, Any] | None = None) -> Loaded:
    """The settings of this file, these variables and these flags (by dotted key; None means not given).

    Raises SettingsError with one sentence for a file that is not TOML, an unknown key, a wrong type or range.
    """
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}

    def put(key: str, value: Any, where: str) -> None:
        values[key] = setting(key, where).parse(value, where)
        sources[key] = where

    for key, value in _flat(_read(config)).items():
        put(key, value, str(config))
    by_variable = {s.variable: s for s in declared().values()}
    for name in sorted(environ):
        if not name.startswith("EDGE_") or name in _NOT_SETTINGS:
            continue
        if name not in by_variable:
            import difflib  # only for a mistake

            near = difflib.get_close_matches(name, [*by_variable, *_NOT_SETTINGS], n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else "'edge config' lists those there are."
            raise SettingsError(f"The environment sets {name}, and there is no such setting; {hint}")
        put(by_variable[name].key, environ[name], name)
    for key, value in (flags or {}).items():
        if value is not None:
            put(key, value, "flag")
    return Loaded(_build(values), sources)


def _read(config: Path) -> dict[str, Any]:
    try:
        written = config.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SettingsError(f"The settings file {config} cannot be read: {why}.") from None
    import tomllib  # only where there is a file

    try:
        return tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The settings file {config} is not valid TOML: {error}.") from None


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            flat.update(_flat(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = value
    return flat


def _build(values: Mapping[str, Any]) -> Settings:
    sections: dict[str, dict[str, Any]] = {}
    for key, value in values.items():
        section, _, name = key.rpartition(".")
        sections.setdefault(section, {})[name] = value
    settings = Settings(**sections.pop("", {}))
    for section, changed in sections.items():
        part = dataclasses.replace(getattr(settings, section), **changed)
        settings = dataclasses.replace(settings, **{section: part})
    return settings
