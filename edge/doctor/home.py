"""The home: who owns it, who may enter it, and whether the journal is whole."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from edge.doctor.check import Check, bytes_text
from edge.doctor.patient import Patient
from edge.paths import Paths

__all__ = ["folders", "journal", "owner", "sqlite"]

_LOOK_S = 0.3
"""How long the journal may be looked through."""
_MENDED = (3, 51, 3)
"""The first SQLite without the WAL-reset race, which needs two connections that write or checkpoint."""


def owner(patient: Patient) -> Check:
    """The process that owns the home, if there is one."""
    status = patient.owner
    if patient.owner_error is not None:
        return Check("home.owner", "problem", str(patient.owner_error), "end that process, or use another EDGE_HOME")
    if status is not None:
        text = f"process {status.owner_pid} owns this home; its engine is {status.state}"
        if status.state == "down":
            return Check("home.owner", "problem", f"{text}: {status.detail}", "quit it and start it anew")
        if status.notices:
            return Check("home.owner", "warning", f"{text}. {' '.join(status.notices)}", "see what it says")
        return Check("home.owner", "ok", text, values={"pid": status.owner_pid, "state": status.state})
    if _locked(patient.paths.lock):
        from edge.home import OwnerLock

        holder = OwnerLock(patient.paths.lock).holder()
        who = f"process {holder.pid}" if holder is not None else "a process"
        advice = "try again in a moment; if it stays so, end that process"
        return Check("home.owner", "warning", f"{who} owns this home and does not answer", advice)
    return Check("home.owner", "ok", "nobody uses this home at the moment")


def _locked(lock: Path) -> bool:
    """Whether some process holds the lock. It is taken for an instant, shared; who wants it then tries again."""
    try:
        fd = os.open(lock, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(fd)
    return False


def folders(paths: Paths) -> Iterator[Check]:
    """Whether what has to be written can be, and whether others may read what was said."""
    places = {paths.journal.parent, paths.config.parent, paths.models, paths.cache, paths.lock.parent, paths.drafts}
    closed = sorted(str(folder) for folder in places if not _writable(folder))
    if closed:
        text = f"cannot be written by this user: {', '.join(closed)}"
        advice = "make it writable, or set EDGE_HOME to a folder of your own; until then all is kept in memory only"
        yield Check("home.folders", "warning", text, advice)
    else:
        yield Check("home.folders", "ok", f"can be written: {paths.journal.parent}")
    databases = [path.with_name(path.name + end) for path in (paths.journal, paths.skills) for end in ("", "-wal")]
    private = [*databases, paths.cache / "states"]
    open_ = [str(path) for path in private if _others_may_enter(path)]
    if open_:
        advice = f"chmod go= {' '.join(open_)}"
        yield Check("home.private", "warning", f"other users may read {', '.join(open_)}", advice)
    else:
        yield Check("home.private", "ok", "what was said is readable by this user only")


def _writable(folder: Path) -> bool:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent  # what is missing is made below it
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def _others_may_enter(path: Path) -> bool:
    """Whether another user can get at it: by its own mode, and that of the folder that it is in."""
    try:
        mode, above = path.lstat().st_mode, path.parent.stat().st_mode
    except OSError:
        return False
    return bool(mode & (stat.S_IRGRP | stat.S_IROTH)) and bool(above & (stat.S_IXGRP | stat.S_IXOTH))


def sqlite() -> Check:
    """SQLite's version, and what is known of it."""
    version = sqlite3.sqlite_version
    text = f"SQLite {version}"
    if sqlite3.sqlite_version_info < _MENDED:
        text += "; its WAL-reset race (until 3.51.2) needs two writers, and this program has one"
    return Check("journal.sqlite", "ok", text, values={"version": version})


def journal(patient: Patient) -> Check:
    """Whether SQLite finds the journal whole. While a process has it open, no second connection is made."""
    path = patient.paths.journal
    if not path.exists():
        return Check("journal.whole", "ok", "there is no journal yet")
    size = bytes_text(path.stat().st_size)
    if patient.owner is not None or _locked(patient.paths.lock):
        return Check("journal.whole", "ok", f"{size}; in use, so not looked through ({path})")
    deadline = time.monotonic() + _LOOK_S
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=0.2)) as connection:
            connection.set_progress_handler(lambda: time.monotonic() > deadline, 1000)
            found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(1)")]
    except sqlite3.OperationalError as error:
        if time.monotonic() > deadline:
            return Check("journal.whole", "ok", f"{size}; no damage in the part that was looked through ({path})")
        return _damaged(path, str(error))
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return _damaged(path, str(error))
    if found != ["ok"]:
        return _damaged(path, found[0].splitlines()[-1] if found else "it is empty")
    return Check("journal.whole", "ok", f"{size}, whole ({path})")


def _damaged(path: Path, why: str) -> Check:
    advice = "start edge: it sets a damaged journal aside, keeps what can be read of it, and says so"
    return Check("journal.whole", "warning", f"{path} is damaged or cannot be read: {why}", advice)
