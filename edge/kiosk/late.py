"""The kiosk of a home, read when the first message comes, or before it by whoever has time.

A home without a `kiosk.toml` costs one look at the disk when the process begins, and nothing in a turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from edge.errors import EdgeError

if TYPE_CHECKING:
    from edge.kiosk.loaded import LoadedKiosk
    from edge.kiosk.skill import KioskSkill
    from edge.reader import Reading
    from edge.skills.names import Command
    from edge.skills.recognition.one import Match

__all__ = ["LateKiosk"]


class LateKiosk:
    """All calls may come from any thread."""

    def __init__(
        self, path: Path, read: Callable[[str], Reading | None], fault: Callable[[BaseException], str]
    ) -> None:
        """Where its file is, and what it needs.

        read   what the reader says of a message, or None while it is not there
        fault  gets what nobody foresaw; returns a sentence
        """
        self._path = path
        self._read = read
        self._fault = fault
        self._lock = threading.Lock()
        self._loaded: LoadedKiosk | None = None
        self._wrong: list[str] = []
        self.there = path.is_file()
        """Whether there is a kiosk; one that is written later is seen by the next process."""

    @property
    def notices(self) -> list[str]:
        """What is wrong with its files, as far as they were read."""
        return self._wrong if self._loaded is None else [*self._wrong, *self._loaded.notices]

    def load(self) -> LoadedKiosk | None:
        """What the files say; None where they cannot be used. The first call takes up to a second."""
        if self._loaded is not None or self._wrong:
            return self._loaded
        with self._lock:
            if self._loaded is None and not self._wrong:
                from edge.kiosk.loaded import LoadedKiosk  # with hassil; most homes have no kiosk

                try:
                    self._loaded = LoadedKiosk.read(self._path, self._read)
                except EdgeError as error:
                    self._wrong.append(f"The kiosk's commands and answers are left out: {error}")
                except Exception as error:  # noqa: BLE001 - a fault of ours must not cost the turn
                    self._wrong.append(self._fault(error))
        return self._loaded

    def skill(self) -> KioskSkill | None:
        """What carries out its commands and gives its answers."""
        loaded = self.load()
        if loaded is None:
            return None
        from edge.kiosk.skill import KioskSkill

        return KioskSkill(loaded.kiosk, self._fault)

    def may_match(self, message: str) -> bool:
        """See `edge.skills.recognition.Listed`."""
        loaded = self.load()
        return loaded is not None and loaded.may_match(message)

    def match(self, part: str) -> Match | None:
        """See `edge.skills.recognition.Listed`."""
        loaded = self.load()
        return None if loaded is None else loaded.match(part)

    def may_answer(self, message: str) -> bool:
        """Whether a message may be a question of the file in other words, as far as is known without the reader."""
        loaded = self.load()
        return loaded is not None and loaded.may_answer(message)

    def answer(self, message: str, reading: Reading) -> Command | None:
        """The answer to a question in other words than the file's, by the reader's vector."""
        loaded = self.load()
        return None if loaded is None else loaded.answer(message, reading)
