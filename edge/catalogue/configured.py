"""The endpoints that the user configured: a list of their own in the home, and what each says of how it is reached.

`edge endpoints add` writes it, and a user may: each entry has the form of the examples in `models.toml`, and besides
what `Configured` holds. No key stands in it, only where a key is read from.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge.catalogue.endpoint import Endpoint
from edge.errors import SettingsError

if TYPE_CHECKING:  # whoever has no endpoint does not wait for it
    from cloud_client import Endpoint as ClientEndpoint

__all__ = ["ASSUMED_CONTEXT", "Configured", "read"]

ASSUMED_CONTEXT = 32_768
"""Tokens that an endpoint is thought to take until its server was asked: what Qwen2.5-7B has. If it is less, the server
says so, and the question is put again in a shorter form."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,99}")
_WAITS = ("connect", "first_token", "between_tokens", "total")
_KINDS: dict[type[Any], str] = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}
_KEYS: dict[str, type[Any]] = {
    "title": str,
    "base_url": str,
    "model": str,
    "context": int,
    "good_at": list,
    "key_env": str,
    "key_file": str,
    "allow_http": bool,
    "proxy": str,
    "ca_file": str,
    "timeouts": dict,
    "price": str,
}


@dataclass(frozen=True, slots=True)
class Configured:
    """An endpoint that may be asked, and how it is reached."""

    endpoint: Endpoint
    context_known: bool = False
    """Whether the user or the server said how long its context is."""
    key_env: str | None = None
    """The environment variable that holds its key."""
    key_file: Path | None = None
    """The file that holds it, which only the user may be able to read."""
    allow_http: bool = False
    """Whether http is allowed to another machine."""
    proxy: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    """Certificates (PEM) to trust in place of the usual ones."""
    timeouts: tuple[tuple[str, float], ...] = ()
    """Seconds by the names of `cloud_client.Timeouts`, those that are not the usual ones."""
    price: str | None = None
    """What it costs, in the user's words, for who looks at the list; nothing is reckoned with it."""

    @property
    def name(self) -> str:
        """What settings, errors and receipts call it."""
        return self.endpoint.name

    @property
    def key_from(self) -> str | None:
        """Where its key is read from, in words; None if it takes none."""
        places = [f"the variable {self.key_env}"] if self.key_env else []
        places += [str(self.key_file)] if self.key_file else []
        return " or ".join(places) or None

    @classmethod
    def from_entry(cls, name: str, entry: Mapping[str, Any]) -> Configured:
        """What an entry says. Raises ValueError with the reason if it cannot be; `for_client` looks at the address."""
        _check(name, entry)
        timeouts = entry.get("timeouts", {})
        key_file, ca_file = entry.get("key_file"), entry.get("ca_file")
        return cls(
            endpoint=Endpoint.from_entry(name, {"context": ASSUMED_CONTEXT, **entry}),
            context_known="context" in entry,
            key_env=entry.get("key_env"),
            key_file=Path(key_file).expanduser() if key_file else None,
            allow_http=entry.get("allow_http", False),
            proxy=entry.get("proxy"),
            ca_file=Path(ca_file).expanduser() if ca_file else None,
            price=entry.get("price"),
            timeouts=tuple((wait, float(timeouts[wait])) for wait in _WAITS if wait in timeouts),
        )

    def for_client(self) -> ClientEndpoint:
        """The same as `cloud_client` takes it. Raises ValueError with the reason if the address cannot be used."""
        from cloud_client import Endpoint as ClientEndpoint
        from cloud_client import Timeouts

        return ClientEndpoint(
            name=self.name,
            base_url=self.endpoint.base_url,
            model=self.endpoint.model,
            key_env=self.key_env,
            key_file=self.key_file,
            context=self.endpoint.context if self.context_known else None,
            good_at=self.endpoint.good_at,
            allow_http=self.allow_http,
            proxy=self.proxy,
            ca_file=self.ca_file,
            timeouts=Timeouts(**dict(self.timeouts)),
        )


def read(path: Path) -> dict[str, Configured]:
    """The configured endpoints by name; none where there is no file.

    Raises SettingsError with one sentence if the file cannot be read or says what cannot be.
    """
    try:
        entries = tomllib.loads(path.read_text("utf-8")).get("endpoints", {})
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SettingsError(f"The list of endpoints {path} cannot be read: {why}.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The list of endpoints {path} is not valid TOML: {error}.") from None
    found: dict[str, Configured] = {}
    for name, entry in entries.items() if isinstance(entries, Mapping) else ():
        try:
            found[name] = Configured.from_entry(name, entry if isinstance(entry, Mapping) else {})
        except (ValueError, TypeError) as error:
            raise SettingsError(f"{path}: {str(error).rstrip('.')}.") from None
    return found


def _check(name: str, entry: Mapping[str, Any]) -> None:
    """Raise ValueError for what a user may have written by mistake; nothing of a value that might be a key is said."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"'{name[:64]}' cannot be an endpoint's name: take letters, digits, '.', '_' and '-'")
    for key in entry:
        if key in ("key", "api_key", "token", "password"):
            raise ValueError(f"'{name}' holds a key: name the variable ('key_env') or the file ('key_file') it is in")
        if key not in _KEYS:
            raise ValueError(f"'{name}' has the key '{key}', which means nothing here")
        if type(entry[key]) is not _KEYS[key]:
            raise ValueError(f"'{key}' of '{name}' has to be {_KINDS[_KEYS[key]]}")
    if not _VARIABLE.fullmatch(entry.get("key_env", "X")):
        raise ValueError(
            f"'key_env' of '{name}' has to be the name of an environment variable, in capital letters, and not the key"
        )
    for wait, value in entry.get("timeouts", {}).items():
        if wait not in _WAITS or type(value) not in (int, float) or not 0 < value <= 86_400:
            raise ValueError(f"'timeouts' of '{name}' takes seconds for {', '.join(_WAITS)}")
