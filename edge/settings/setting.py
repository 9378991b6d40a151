"""One setting as it was declared: its key, its type, what it takes, and the nearest one to a key that there is not."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from edge.errors import SettingsError
from edge.settings.checks import Check
from edge.settings.declarations import Settings

__all__ = ["Setting", "declared", "setting"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One key as it was declared."""

    key: str
    """Dotted, for example `engine.threads`."""
    type: type[Any]
    default: Any
    about: str
    check: Check | None
    at_once: bool = False
    """Whether a terminal app that is open takes it over; the others are read when the assistant is started."""

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return "EDGE_" + self.key.replace(".", "_").upper()

    def parse(self, value: Any, where: str) -> Any:
        """`value` (from TOML, or a string from elsewhere) in the declared type. Raises SettingsError."""
        kinds = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}
        wanted = kinds[self.type]
        result: Any = value
        try:
            if isinstance(value, str) and self.type is not str:
                result = _BOOLS[value.lower()] if self.type is bool else self.type(value)
            elif self.type is float and isinstance(value, int) and not isinstance(value, bool):
                result = float(value)
            elif type(value) is not self.type:
                raise ValueError
        except (ValueError, KeyError):
            raise SettingsError(f"{where}: '{self.key}' has to be {wanted}, not {value!r}.") from None
        wrong = self.check(result) if self.check else None
        if wrong:
            raise SettingsError(f"{where}: '{self.key}' {wrong}, and is {value!r}.")
        return result


_BOOLS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def declared() -> dict[str, Setting]:
    """Every setting by its dotted key, in the order of declaration."""
    found: dict[str, Setting] = {}

    def walk(section: Any, prefix: str) -> None:
        for f in dataclasses.fields(section):
            value = getattr(section, f.name)
            if dataclasses.is_dataclass(value):
                walk(value, f"{prefix}{f.name}.")
            else:
                key = prefix + f.name
                found[key] = Setting(key, type(value), value, **f.metadata)

    walk(Settings(), "")
    return found


def setting(key: str, where: str) -> Setting:
    """The declaration of `key`. Raises SettingsError that names the nearest known key."""
    known = declared()
    if key in known:
        return known[key]
    import difflib  # only for a mistake

    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f"did you mean '{near[0]}'?" if near else "'edge config' lists those there are."
    raise SettingsError(f"{where}: there is no setting '{key}'; {hint}")
