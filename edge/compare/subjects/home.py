"""A home for one subject: the user's models, thresholds and settings, and only the endpoints that it may ask."""

from __future__ import annotations

import dataclasses
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from edge.bench.home import temporary_homes
from edge.errors import SettingsError
from edge.paths import Paths
from edge.settings import Settings
from edge.settings.declarations import DEFAULT_SYSTEM

__all__ = ["Home", "settings_for", "subject_home"]


@dataclasses.dataclass(frozen=True, slots=True)
class Home:
    """Where a subject lives."""

    own: Paths
    """For this process. The switch for offline mode is the user's own: it counts here from the moment it is set."""
    child: Path
    """The `EDGE_HOME` of processes that are started."""


@contextmanager
def subject_home(user: Paths, endpoints: Sequence[str], contexts: Mapping[str, int | None]) -> Iterator[Home]:
    """The home, removed at the end whatever ends it.

    endpoints  names of those that may be asked
    contexts   what their servers say of their contexts, in tokens, where they were asked

    Raises SettingsError if the user's list of endpoints cannot be read, or this one not be written.
    """
    with temporary_homes(user) as homes:
        own = dataclasses.replace(homes.own, offline=user.offline)
        try:
            if endpoints:
                own.endpoints.write_text(_entries(user.endpoints, endpoints, contexts), "utf-8")
            if user.calibrated.is_file():
                shutil.copyfile(user.calibrated, own.calibrated)
        except (OSError, ValueError) as error:
            raise SettingsError(f"The endpoints of {user.endpoints} cannot be handed on: {error}.") from None
        yield Home(own, homes.child)


def settings_for(settings: Settings, model: str) -> Settings:
    """The user's settings as far as a comparison takes them.

    What is to be carried out, queued or made besides the answer is off, and the instructions are the usual ones, so
    that those of the comparison are others (see `asking.SYSTEM`).
    """
    return dataclasses.replace(
        settings,
        model=model,
        reply=dataclasses.replace(settings.reply, wrap_up="off", system=DEFAULT_SYSTEM),
        outbox=dataclasses.replace(settings.outbox, enabled=False),
        router=dataclasses.replace(settings.router, second_reader="off"),
    )


def _entries(path: Path, names: Sequence[str], contexts: Mapping[str, int | None]) -> str:
    import tomlkit  # for the quotes

    entries: dict[str, Any] = tomllib.loads(path.read_text("utf-8")).get("endpoints", {})
    gone = [name for name in names if name not in entries]
    if gone:
        raise ValueError(f"'{gone[0]}' is not there any more")
    kept = {name: dict(entries[name]) for name in names}
    for name, entry in kept.items():
        known = contexts.get(name)
        if known:
            entry["context"] = known
    return tomlkit.dumps({"endpoints": kept})
