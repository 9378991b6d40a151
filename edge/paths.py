"""Where things are kept. With `EDGE_HOME` set, everything that is written lies in that one folder.

Without it, each kind goes where the system keeps its kind (XDG on Linux, Library on macOS).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from edge.errors import SettingsError

__all__ = ["Paths"]

APP = "edge-assistant"


@dataclass(frozen=True, slots=True)
class Paths:
    """The files and folders of one home. Making this makes no folder; `make_private` does."""

    config: Path
    """Settings that the user writes."""
    journal: Path
    """Conversations and turns (SQLite, with its WAL beside it)."""
    skills: Path
    """Timers, alarms, reminders, lists and notes (SQLite, with its WAL beside it)."""
    offline: Path
    """There while the user has switched the network off for the assistant."""
    calibrated: Path
    """The thresholds that `edge calibrate` chose."""
    endpoints: Path
    """The servers with larger models that the user configured; where their keys are, and no key."""
    kiosk: Path
    """What an integrator makes of it: page, commands and answers of a kiosk."""
    pin: Path
    """The PIN that leaves the terminal kiosk, as a salted hash."""
    visits: Path
    """Folder of the names of visitors' conversations that are to be forgotten."""
    models: Path
    """Folder of the model files that were downloaded or added."""
    cache: Path
    """Folder of what can be made again: saved states of the engine."""
    lock: Path
    """Held by the process that owns the home."""
    socket: Path
    """Where other processes of the same user attach to the owner."""
    logs: Path
    """Folder of logs; never what was said, never a secret."""
    drafts: Path
    """Folder of text that was typed and not sent."""
    token: Path
    """The token that clients of `edge serve` have to show."""
    kiosk_link: Path
    """The link that opens the page of `edge kiosk` next; held by the kiosk that runs."""
    samples: Path
    """Memory, load and temperature of the last week, a sample a minute: a file of fixed size."""
    compare: Path
    """Folder of what `edge compare` found; it holds nothing that was said to the assistant."""

    @classmethod
    def default(cls, environ: Mapping[str, str] = os.environ) -> Paths:
        """The paths that this environment asks for. Raises SettingsError if `EDGE_HOME` is not absolute."""
        home = environ.get("EDGE_HOME", "")
        if home:
            return cls.under(Path(home).expanduser())
        import platformdirs  # only here: it is not needed when EDGE_HOME is set

        data = platformdirs.user_data_path(APP)
        state = platformdirs.user_state_path(APP)
        return cls(
            config=platformdirs.user_config_path(APP) / "config.toml",
            journal=data / "journal.db",
            skills=data / "skills.db",
            offline=data / "offline",
            calibrated=data / "calibrated.toml",
            endpoints=platformdirs.user_config_path(APP) / "endpoints.toml",
            kiosk=platformdirs.user_config_path(APP) / "kiosk.toml",
            pin=data / "kiosk.pin",
            visits=state / "visits",
            models=data / "models",
            cache=platformdirs.user_cache_path(APP),
            lock=state / "owner.lock",
            socket=state / "owner.sock",
            logs=state / "logs",
            drafts=state / "drafts",
            token=data / "server.token",
            kiosk_link=state / "kiosk.link",
            samples=state / "samples",
            compare=data / "compare",
        )

    @classmethod
    def under(cls, home: Path) -> Paths:
        """Everything below one folder. Raises SettingsError if it is not an absolute path."""
        if not home.is_absolute():
            raise SettingsError(f"EDGE_HOME is '{home}', which is not an absolute path: give one that begins with '/'.")
        return cls(
            config=home / "config.toml",
            journal=home / "journal.db",
            skills=home / "skills.db",
            offline=home / "offline",
            calibrated=home / "calibrated.toml",
            endpoints=home / "endpoints.toml",
            kiosk=home / "kiosk.toml",
            pin=home / "kiosk.pin",
            visits=home / "visits",
            models=home / "models",
            cache=home / "cache",
            lock=home / "owner.lock",
            socket=home / "owner.sock",
            logs=home / "logs",
            drafts=home / "drafts",
            token=home / "server.token",
            kiosk_link=home / "kiosk.link",
            samples=home / "samples",
            compare=home / "compare",
        )

    def described(self) -> dict[str, tuple[Path, str]]:
        """Each path by its name, with what it holds, for `edge paths`."""
        return {field.name: (getattr(self, field.name), _WHAT[field.name]) for field in fields(self)}


_WHAT = {
    "config": "settings that you write",
    "journal": "conversations and turns",
    "skills": "timers, alarms, reminders, lists and notes",
    "offline": "there while the assistant is in offline mode",
    "calibrated": "thresholds that edge calibrate chose",
    "endpoints": "servers with larger models that you configured",
    "kiosk": "page, commands and answers of a kiosk, which you write",
    "pin": "what leaves the terminal kiosk, as a hash",
    "visits": "names of visitors' conversations that are to be forgotten",
    "models": "model files",
    "cache": "what can be made again",
    "lock": "held by the process that owns this home",
    "socket": "where other edge processes attach",
    "logs": "logs, without what was said",
    "drafts": "text typed and not sent",
    "token": "what clients of edge serve have to show",
    "kiosk_link": "the link that opens the page of edge kiosk next",
    "samples": "memory, load and temperature of the last week",
    "compare": "what edge compare found",
}


def make_private(folder: Path) -> None:
    """Make `folder` and what is missing above it; a folder made here can be entered by this user only."""
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
