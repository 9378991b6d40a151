"""The reader of a home, loaded in a thread when something is going to need it.

numpy and onnxruntime take 0.2 s to import: that is begun once the model is loaded, or with the first message that is no
command, which waits for it while the model loads. Without the reader the turn goes on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from edge.errors import EdgeError, SettingsError
from edge.router.decision import THRESHOLD
from edge.settings import Router

if TYPE_CHECKING:
    from edge.reader import Reader, Reading

__all__ = ["WASTED", "LateReader"]

WASTED = 0.05
"""The share of what the device could do that may go up where neither the user nor a calibration says another."""


class LateReader:
    """The reader of one home. All calls may come from any thread."""

    def __init__(self, settings: Router, choices: Path, load: Callable[[], Reader] | None = None) -> None:
        """`choices` is the file of `edge.router.calibrated`; `load` is called once, in a thread; None is what ships."""
        self._settings = settings
        self._choices = choices
        self._load = load or _shipped
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._done = threading.Event()
        self._reader: Reader | None = None
        self.threshold = THRESHOLD
        """The `p_cloud` from which a message goes up; known once it is loaded."""
        self.notices: list[str] = []
        """What is wrong with the reader or its thresholds, one sentence each."""

    @property
    def ready(self) -> bool:
        """Whether it can read now."""
        return self._reader is not None

    @property
    def done(self) -> bool:
        """Whether it is loaded, or turned out not to be: nothing is left to wait for."""
        return self._done.is_set()

    def start(self) -> None:
        """Begin to load it, and return at once. Calling it again does nothing."""
        with self._lock:
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._begin, name="reader", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> None:
        """Begin to load it, and wait until it is loaded or turned out not to be; at most `seconds`."""
        self.start()
        if self._thread is not None:
            self._done.wait(seconds)

    def read(self, text: str) -> Reading | None:
        """What the reader makes of a message, or None if it is not there; does not wait."""
        reader = self._reader
        if reader is None:
            return None
        try:
            return reader.read(text)
        except Exception as error:  # noqa: BLE001 - a file that was damaged just so raises whatever onnxruntime has
            self._reader = None
            self.notices.append(_broken(error))
            return None

    def close(self) -> None:
        """Begin nothing any more, and wait for a loading under way.

        A thread in the middle of an import must not outlive the interpreter.
        """
        with self._lock:
            self._closed = True
        if self._thread is not None:
            self._thread.join()

    def _begin(self) -> None:
        try:
            reader = self._load()
            reader.read("")  # the first one takes longer
            self.threshold = self._chosen(reader)
            self._reader = reader
        except EdgeError as error:
            self.notices.append(str(error))
        except Exception as error:  # noqa: BLE001 - nor do numpy and onnxruntime say what their import can raise
            self.notices.append(_broken(error))
        finally:
            self._done.set()

    def _chosen(self, reader: Reader) -> float:
        """What the user set, else what was calibrated, else what ships with the reader."""
        if self._settings.wasted:
            return reader.threshold(self._settings.wasted)
        from edge.router import calibrated

        try:
            choice = calibrated.in_force(self._choices)
        except SettingsError as error:
            self.notices.append(str(error))
            choice = None
        return reader.threshold(WASTED) if choice is None else choice.threshold


def _shipped() -> Reader:
    from edge.reader import Reader  # here, in the thread: no other part of a start needs it

    return Reader.load()


def _broken(error: Exception) -> str:
    return (
        f"The reader cannot be used ({type(error).__name__}), so messages are routed without it: install the program"
        " again."
    )
