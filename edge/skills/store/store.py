"""What the skills keep: timers, alarms, reminders, lists and notes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from edge.errors import JournalError
from edge.journal import failing, rescue
from edge.skills.store.records import Alert, Item, Kind, Note, Record
from edge.skills.store.shelf import ERRORS, Shelf
from edge.skills.values import fold

__all__ = ["MOST_ENTRIES", "MOST_TEXT", "Forgotten", "SkillStore"]

MOST_ENTRIES = 2000
"""Timers, alarms and reminders together, items of all lists, notes: that many of each."""
MOST_TEXT = 4000
"""Characters of one entry."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was erased."""

    alerts: int = 0
    """Timers, alarms and reminders; of one conversation reminders only."""
    items: int = 0
    notes: int = 0
    unnamed: int = 0
    """Timers and alarms that go on without the name that they had."""


class SkillStore:
    """Timers, alarms, reminders, lists and notes of one home. All calls may come from any thread.

    Only the process that owns the home opens the file. Whatever happens to it, what was kept goes on in memory, and
    `notices` gets one sentence. Entries come in the order in which they were made. What changes something raises
    JournalError once the store is closed.
    """

    def __init__(self, path: Path, *, in_memory: str | None = None) -> None:
        """Open the file in `path`, made if it is not there. Never raises for what is wrong with it.

        With `in_memory`, a sentence that says why, the file is never touched.
        """
        self.alerts_changed: Callable[[], None] | None = None
        """Called after timers, alarms or reminders changed, in the thread that changed them."""
        self._shelf = Shelf(path, in_memory=in_memory)
        self._lock = self._shelf.lock

    @property
    def notices(self) -> list[str]:
        """One sentence for each thing that went wrong with the file; the oldest is first."""
        return self._shelf.notices

    @property
    def memory_only(self) -> bool:
        """Whether what is kept now is lost when the process ends."""
        return self._shelf.memory_only

    def close(self) -> None:
        """Let go of the file; closing again does nothing."""
        with self._lock:
            self._shelf.close()

    # -- timers, alarms, reminders -------------------------------------------------------------------------------------

    def alerts(self, *kinds: Kind) -> list[Alert]:
        """Those of these kinds, or all."""
        with self._lock:
            return [alert for alert in self._shelf.all(Alert) if not kinds or alert.kind in kinds]

    def add_alert(self, alert: Alert) -> Alert:
        """Keep it under a new id (the one it has does not count)."""
        with self._lock:
            kept = dataclasses.replace(alert, id=self._shelf.next_id())
            self._shelf.change([kept])
        self._tell()
        return kept

    def change_alert(self, alert: Alert) -> bool:
        """Put it in the place of the one with its id. Returns False if that is gone, because it rang meanwhile."""
        with self._lock:
            if not self._shelf.has(alert):
                return False
            self._shelf.change([alert])
        self._tell()
        return True

    def remove_alerts(self, alerts: Iterable[Alert]) -> int:
        """Take them out. Returns how many were still there."""
        removed = self._remove(alerts)
        if removed:
            self._tell()
        return removed

    # -- lists ---------------------------------------------------------------------------------------------------------

    def lists(self) -> list[str]:
        """The names of all lists that hold something, in the order of their oldest items."""
        with self._lock:
            names: dict[str, str] = {}
            for item in self._shelf.all(Item):
                names.setdefault(fold(item.list), item.list)
            return list(names.values())

    def items(self, name: str) -> list[Item]:
        """What is on a list; capitals and width of its name do not count."""
        wanted = fold(name)
        with self._lock:
            return [item for item in self._shelf.all(Item) if fold(item.list) == wanted]

    def add_items(self, name: str, texts: Sequence[str], conversation: str) -> list[Item]:
        """Put texts on a list, which is made by that. Returns the new items."""
        with self._lock:
            known = self.items(name)
            name = known[0].list if known else name
            added = [Item(self._shelf.next_id(), name, text, conversation) for text in texts]
            self._shelf.change(added)
        return added

    def remove_items(self, items: Iterable[Item]) -> int:
        """Take them off. Returns how many were still there."""
        return self._remove(items)

    # -- notes ---------------------------------------------------------------------------------------------------------

    def notes(self) -> list[Note]:
        """All notes."""
        with self._lock:
            return self._shelf.all(Note)

    def add_note(self, text: str, made: float, conversation: str) -> Note:
        """Keep a note; `made` in seconds since 1970."""
        with self._lock:
            note = Note(self._shelf.next_id(), text, made, conversation)
            self._shelf.change([note])
        return note

    def remove_notes(self, notes: Iterable[Note]) -> int:
        """Take them out. Returns how many were still there."""
        return self._remove(notes)

    # -- limits and forgetting -----------------------------------------------------------------------------------------

    def has_room(self, kind: type[Record], more: int = 1) -> bool:
        """Whether `more` entries of this kind can still be kept."""
        with self._lock:
            return len(self._shelf.all(kind)) + more <= MOST_ENTRIES

    def kept_in(self, conversation: str) -> Forgotten:
        """What forgetting this conversation would erase."""
        with self._lock:
            return _count(*_parted(self._shelf.of(conversation)))

    def forget(self, conversation: str | None) -> Forgotten:
        """Erase what was said in a conversation, or everything where None, from all files of the store.

        Of one conversation its reminders, items and notes go; its timers and alarms go on without their names.
        Files that were set aside as damaged go when everything goes; else a notice says that they may hold a copy.
        Raises JournalError when something of it may be left in a file, with what to do.
        """
        with self._lock:
            self._shelf.check_open()
            try:
                forgotten = self._forget_all() if conversation is None else self._forget_one(conversation)
            except ERRORS as error:
                raise JournalError(
                    f"What was to be forgotten may still be in {self._shelf.path} ({failing.reason(error)}): put this"
                    " right and forget it again."
                ) from error
        self._tell()
        return forgotten

    def _forget_one(self, conversation: str) -> Forgotten:
        gone, timed = _parted(self._shelf.of(conversation))
        self._shelf.erase([dataclasses.replace(alert, text="", conversation="") for alert in timed], gone)
        if rescue.files_set_aside(self._shelf.path):
            self.notices.append(
                f"Stores that were set aside as damaged may hold a copy of what was forgotten: they lie beside"
                f" {self._shelf.path}, and go when everything is forgotten."
            )
        return _count(gone, timed)

    def _forget_all(self) -> Forgotten:
        counts = [len(self._shelf.all(kind)) for kind in (Alert, Item, Note)]
        self._shelf.erase_all()
        return Forgotten(*counts)

    def _remove(self, records: Iterable[Record]) -> int:
        with self._lock:
            there = [record for record in records if self._shelf.has(record)]
            if there:
                self._shelf.change((), there)
            return len(there)

    def _tell(self) -> None:
        if self.alerts_changed is not None:
            self.alerts_changed()


def _parted(said: list[Record]) -> tuple[list[Record], list[Alert]]:
    """What goes with its conversation, and the timers and alarms that only lose their names."""
    timed = [record for record in said if isinstance(record, Alert) and record.kind != "reminder"]
    return [record for record in said if record not in timed], timed


def _count(gone: list[Record], timed: list[Alert]) -> Forgotten:
    return Forgotten(
        alerts=sum(isinstance(record, Alert) for record in gone),
        items=sum(isinstance(record, Item) for record in gone),
        notes=sum(isinstance(record, Note) for record in gone),
        unnamed=sum(bool(alert.text) for alert in timed),
    )
