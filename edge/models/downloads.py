"""Downloads in the background of a program that does other things: begun, paused, gone on with, cancelled.

What has arrived stays on disk when a download is paused, fails, or the program ends, and the next one goes on from
there, in whichever process.
"""

from __future__ import annotations

import contextlib
import dataclasses
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from edge.answerer import Cancel
from edge.catalogue import Catalogue
from edge.catalogue.partial import discard
from edge.errors import CancelledError, EdgeError
from edge.faults import fault
from edge.paths import Paths

__all__ = ["Download", "Downloads"]

_End = Literal["paused", "failed", "done", "cancelled"]

_LAST_WAIT_S = 2.0
"""How long `close` waits for the last bytes to be written; what is not waited for is kept as well."""


@dataclass(frozen=True, slots=True)
class Download:
    """Where one stands."""

    name: str
    """The model's."""
    state: Literal["running", "paused", "failed", "done", "cancelled"]
    step: Literal["asking", "queued", "checking", "fetching", "waiting", "done"] = "asking"
    """What it does while it runs; see `edge.download.Progress`."""
    done: int = 0
    """Bytes that are here, or, while `checking`, that were read."""
    total: int | None = None
    """Bytes of the whole file, once the hub has told."""
    speed: float | None = None
    """Bytes a second over the last 10 s; None while it is not known."""
    seconds_left: float | None = None
    why: str = ""
    """The sentence of a failure, or, while `waiting`, of what happened."""

    @property
    def share(self) -> float | None:
        """How much of the file is here, 0 to 1; None while that is not known."""
        return min(1.0, self.done / self.total) if self.total and self.step != "checking" else None


class Downloads:
    """Those of one program, a thread each. All calls may come from any thread and return at once.

    told  called with every change, in a thread of the download's
    """

    def __init__(self, paths: Paths, told: Callable[[Download], None]) -> None:
        self._paths = paths
        self._told = told
        self._lock = threading.Lock()
        self._now: dict[str, Download] = {}
        self._running: dict[str, _Running] = {}

    def all(self) -> tuple[Download, ...]:
        """Every download since the start, as it is now; of each model the last."""
        with self._lock:
            return tuple(self._now.values())

    def start(self, name: str) -> bool:
        """Fetch a model, from what has arrived on. Returns False if it is being fetched already."""
        with self._lock:
            if name in self._running:
                return False
            before = self._now.get(name)
            kept = before if before is not None and before.state in ("paused", "failed") else Download(name, "running")
            begun = dataclasses.replace(kept, state="running", step="asking", speed=None, seconds_left=None, why="")
            self._now[name] = begun
            running = self._running[name] = _Running()
        running.thread = threading.Thread(target=self._run, args=(name, running), name="model-download", daemon=True)
        running.thread.start()
        self._told(begun)
        return True

    def pause(self, name: str) -> None:
        """Stop it and keep what has arrived; does nothing where it does not run."""
        self._stop(name, discards=False)

    def cancel(self, name: str) -> None:
        """Stop it, and remove what has arrived of it, also of an earlier time."""
        if not self._stop(name, discards=True):
            threading.Thread(target=self._cancelled, args=(name,), name="model-download", daemon=True).start()

    def close(self) -> None:
        """Stop all of them and keep what has arrived. Waits a moment for that."""
        with self._lock:
            running = list(self._running.values())
        for one in running:
            one.cancel.set()
        for one in running:
            if one.thread is not None:
                one.thread.join(_LAST_WAIT_S)

    def _stop(self, name: str, *, discards: bool) -> bool:
        with self._lock:
            running = self._running.get(name)
            if running is None:
                return False
            running.discards = running.discards or discards
        running.cancel.set()
        return True

    def _run(self, name: str, running: _Running) -> None:
        from edge.download import Progress, download  # it imports what speaks HTTP

        def report(progress: Progress) -> None:
            self._change(
                name,
                state="running",
                step=progress.state,
                done=progress.done if progress.state not in ("asking", "queued") else self._now[name].done,
                total=progress.total or self._now[name].total,
                speed=progress.speed,
                seconds_left=progress.seconds_left,
                why=progress.why,
            )

        try:
            download(Catalogue.of(self._paths).named(name), self._paths, report, running.cancel)
        except CancelledError:
            self._ended(name, "cancelled" if running.discards else "paused")
        except EdgeError as error:
            self._ended(name, "cancelled" if running.discards else "failed", str(error))
        except Exception as error:  # noqa: BLE001 - no thread may end in a traceback over the screen
            self._ended(name, "failed", fault(error, self._paths.logs))
        else:
            self._ended(name, "done")

    def _ended(self, name: str, state: _End, why: str = "") -> None:
        if state == "cancelled":
            self._cancelled(name)
        else:
            self._change(name, state=state, why=why, speed=None, seconds_left=None)

    def _cancelled(self, name: str) -> None:
        with contextlib.suppress(EdgeError, ValueError):  # off the list, or of no repository: there is nothing of it
            discard(Catalogue.of(self._paths).named(name).path, self._paths.models)
        self._change(name, state="cancelled", done=0, speed=None, seconds_left=None, why="")

    def _change(self, name: str, **changes: object) -> None:
        with self._lock:
            if changes["state"] != "running":
                self._running.pop(name, None)
            before = self._now.get(name, Download(name, "cancelled"))
            now = self._now[name] = dataclasses.replace(before, **changes)  # type: ignore[arg-type]  # its own fields
        self._told(now)


class _Running:
    """What stops a download that runs."""

    def __init__(self) -> None:
        self.cancel = Cancel()
        self.discards = False
        self.thread: threading.Thread | None = None
