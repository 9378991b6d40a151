"""The settings as the app shows and changes them: those in force, and the user's file, into which changes go."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from edge.settings import Loaded, load, setting
from tui import language

__all__ = ["Preferences", "language_of"]

WHERE = "settings"
"""Where a value comes from, in a sentence about what is wrong with it."""


class Preferences:
    """Reads and writes the settings. Every method but `language_of` may wait for the disk."""

    def __init__(
        self, config: Path, flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] = os.environ
    ) -> None:
        self.config = config
        """The user's file."""
        self._flags = flags
        self._environ = environ

    def load(self) -> Loaded:
        """The settings in force now, were the app started anew in the same way. Raises SettingsError."""
        return load(self.config, self._environ, self._flags)

    def keep(self, key: str, value: Any) -> Any:
        """Check a value as `edge config set` does, write it to the user's file and return it in its type.

        Comments in the file stay. Raises SettingsError, and has then written nothing.
        """
        from edge.settings.changing import change  # a parser of TOML that keeps comments, which a start needs not

        parsed = setting(key, WHERE).parse(value, WHERE)
        change(self.config, key, parsed)
        return parsed

    def reset(self, key: str) -> None:
        """Take it out of the user's file. Raises SettingsError."""
        from edge.settings.changing import change

        if self.config.exists():
            change(self.config, key, None)


def language_of(wanted: str, environ: Mapping[str, str] = os.environ) -> str:
    """The language for the setting `ui.language`: that of the locale for `auto`."""
    return language.for_locale(environ) if wanted == "auto" else wanted
