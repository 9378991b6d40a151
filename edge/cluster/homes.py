"""A home for each engine replica of a machine: one home has one owner."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from edge.errors import SettingsError
from edge.home import OwnerLock
from edge.paths import Paths

__all__ = ["shared_paths", "take_home"]

MOST = 1000
"""Replicas of one machine."""


def shared_paths(home: str) -> Paths:
    """What all replicas share: settings, endpoints, models, the token. An empty `home` is this environment's.

    Raises SettingsError if it is not an absolute path.
    """
    return Paths.under(Path(home).expanduser()) if home else Paths.default()


def take_home(shared: Paths) -> tuple[Paths, OwnerLock]:
    """The first home below the shared one that nobody owns; it is this process's for as long as the lock is held.

    The home of a replica that has ended is taken again. Raises SettingsError where all are taken, and JournalError
    where the folder cannot be used.
    """
    for number in range(MOST):
        own = Paths.under(shared.journal.parent / "replicas" / str(number))
        lock = OwnerLock(own.lock)
        if lock.try_acquire():
            read = {name: getattr(shared, name) for name in ("config", "endpoints", "calibrated", "models", "offline")}
            return dataclasses.replace(own, **read), lock
    raise SettingsError(f"All {MOST} homes of {shared.journal.parent / 'replicas'} are in use: start fewer replicas.")
