"""Adding an endpoint from what a person typed, and taking one off the list.

Nothing secret goes through here: a key stays in its environment variable or its file, and only their names are kept.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.catalogue import Catalogue, Endpoint, configured, configuring
from edge.catalogue.configured import Configured
from edge.errors import CloudNotReachableError, UsageError
from edge.offline import NOTHING_IS_ASKED, OfflineMode
from edge.paths import Paths

__all__ = ["New", "add", "examples", "key_is_missing", "models_at", "named", "remove"]

PROBE_S = 10.0
"""Seconds that a server may take to list its models."""


@dataclass(frozen=True, slots=True)
class New:
    """An endpoint as a person describes it."""

    name: str
    base_url: str
    """Up to and with the version: `https://models.example/v1`."""
    model: str
    """The model's name there."""
    key_env: str | None = None
    """The environment variable that holds its key."""
    key_file: str | None = None
    """The path of a file that holds it, which only this user may be able to read."""
    allow_http: bool = False
    """Whether http is allowed to another machine."""
    context: int | None = None
    """Tokens; None leaves it to the server to say."""
    good_at: Sequence[str] = ()
    """Empty takes what is known of a model of that name."""
    proxy: str | None = None
    price: str | None = None
    """What it costs, in words, for who looks at the list."""

    def entry(self, known: Iterable[Endpoint] = ()) -> dict[str, Any]:
        """The same as the list keeps it. `known` are endpoints whose models' strengths are known.

        Raises UsageError for an address that holds a name or password, and for a key file that cannot be used.
        """
        for what, address in (("base URL", self.base_url), ("proxy", self.proxy or "")):
            if "@" in address.partition("://")[2].partition("/")[0]:
                raise UsageError(
                    f"The {what} holds a name or password, and nothing secret belongs there: name the variable or the"
                    " file that the key is in."
                )
        like = _like(self.model, known)
        values: dict[str, Any] = {
            "base_url": self.base_url.strip().rstrip("/"),
            "model": self.model.strip(),
            "context": self.context,
            "good_at": list(self.good_at) or (sorted(like.good_at) if like else None),
            "key_env": self.key_env or None,
            "key_file": str(Path(self.key_file).expanduser().absolute()) if self.key_file else None,
            "allow_http": self.allow_http or None,
            "proxy": self.proxy,
            "price": self.price or None,
        }
        entry = {key: value for key, value in values.items() if value is not None}
        if self.key_file:
            _check_key_file(self.name, entry)
        return entry


def add(new: New, paths: Paths) -> Configured:
    """Put it on the list; the next question that goes up may be asked there.

    Raises UsageError if there is one of that name or it cannot be used, SettingsError if the list cannot be written.
    """
    return configuring.enter(paths.endpoints, new.name, new.entry(Catalogue.of(paths).endpoints.values()))


def remove(name: str, paths: Paths) -> Configured:
    """Take it off the list. Raises UsageError if it is not on it, SettingsError if the list cannot be written."""
    one = named(configured.read(paths.endpoints), name)
    configuring.withdraw(paths.endpoints, one.name)
    return one


def named(mine: dict[str, Configured], name: str) -> Configured:
    """The endpoint of that name. Raises UsageError with the nearest one."""
    if name in mine:
        return mine[name]
    near = difflib.get_close_matches(name, mine, n=1, cutoff=0.4)
    hint = f"did you mean '{near[0]}'?" if near else "'edge endpoints' lists those there are."
    raise UsageError(f"There is no endpoint '{name}'; {hint}")


def examples(paths: Paths) -> list[Endpoint]:
    """Those of the catalogue that show what an entry looks like, and are not on the user's list."""
    mine = configured.read(paths.endpoints)
    return [one for one in Catalogue.of(paths).endpoints.values() if one.example and one.name not in mine]


def key_is_missing(one: Configured) -> bool:
    """Whether its key is to be read from a variable that is not set here."""
    return bool(one.key_env and one.key_env not in os.environ and not one.key_file)


def models_at(new: New, paths: Paths) -> list[str]:
    """What the server of an endpoint that is not on the list yet calls its models. Waits for the network.

    Raises UsageError if the endpoint cannot be as it is described, or nothing may leave now; CloudNotReachableError if
    the server does not answer with a list.
    """
    from cloud_client import Client, CloudError, Retries

    if OfflineMode(paths.offline).on:
        raise UsageError(NOTHING_IS_ASKED)
    try:
        one = dataclasses.replace(new, name=new.name or "new", model=new.model or "-")
        endpoint = Configured.from_entry(one.name, one.entry()).for_client()
    except (ValueError, TypeError) as error:
        raise UsageError(f"{str(error).rstrip('.')}.") from None
    with Client(endpoint, retries=Retries(tries=1)) as client:
        try:
            return [model.id for model in client.models(deadline=PROBE_S)]
        except CloudError as error:
            raise CloudNotReachableError(str(error)) from None


def _like(model: str, known: Iterable[Endpoint]) -> Endpoint | None:
    """The one with the same model, whoever publishes it: what it is good at is known."""
    return next((one for one in known if _plain(one.model) == _plain(model)), None)


def _plain(model: str) -> str:
    return model.rpartition("/")[2].lower().removesuffix("-hf")


def _check_key_file(name: str, entry: dict[str, Any]) -> None:
    """Look at the file now, while the user is there to mend it."""
    from cloud_client.errors import KeyNotUsableError
    from cloud_client.key import read_key

    one = Configured.from_entry(name or "new", {"base_url": "-", "model": "-", "key_file": entry["key_file"]})
    try:
        read_key(name, None, one.key_file)
    except KeyNotUsableError as error:
        raise UsageError(str(error)) from None
