"""A kiosk that was read: what a message is of its commands and questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from edge.kiosk.answers import Answers
from edge.kiosk.faults import Faults
from edge.kiosk.file import Kiosk, read
from edge.kiosk.matching import Matching, load_grammars
from edge.kiosk.names import ANSWER, COMMAND
from edge.skills.names import Command
from edge.skills.recognition.one import Match

if TYPE_CHECKING:
    from edge.reader import Reading

__all__ = ["LoadedKiosk"]

SURE = 0.99
WITH_OWN_WORDS = 0.95


@dataclass(frozen=True, slots=True)
class LoadedKiosk:
    """Any thread may call it, several at once."""

    kiosk: Kiosk
    matching: Matching
    answers: Answers
    notices: tuple[str, ...] = ()
    """What is wrong in the sentence files; the rest works without it."""

    @classmethod
    def read(cls, path: Path, reading: Callable[[str], Reading | None]) -> LoadedKiosk:
        """Read all files. Raises KioskFileError if `kiosk.toml` is wrong."""
        kiosk = read(path)
        faults = Faults()
        intents = [entry.intent for entry in kiosk.commands]
        grammars = (
            load_grammars(kiosk.sentences, kiosk.house, kiosk.page.languages, intents, faults)[1] if intents else {}
        )
        found = sorted(faults.found)
        more = f" ({len(found) - 1} more: 'edge kiosk check' lists all.)" if len(found) > 1 else ""
        notices = (f"Some of the kiosk's sentences are left out: {found[0]}{more}",) if found else ()
        return cls(kiosk, Matching(grammars), Answers(kiosk.answers, reading), notices)

    def may_match(self, message: str) -> bool:
        """See `edge.skills.recognition.Listed`."""
        return self.answers.may_be_literal(message) or self.matching.may_match(message)

    def match(self, part: str) -> Match | None:
        """See `edge.skills.recognition.Listed`: a question as the file has it, or a sentence."""
        name = self.answers.literal(part)
        if name is not None:
            return Match((Command(ANSWER + name),), len(part), own_words=False)
        found = self.matching.match(part)
        if found is None:
            return None
        sure = WITH_OWN_WORDS if found.own_words else SURE
        return Match((Command(COMMAND + found.intent, dict(found.slots), sure),), found.score, found.own_words)

    def may_answer(self, message: str) -> bool:
        """Whether the message may be a question of the file in other words; without the reader it is not known."""
        return self.answers.may_be_near(message)

    def answer(self, message: str, reading: Reading) -> Command | None:
        """The answer to a question in other words than the file's."""
        near = self.answers.nearest(message, reading)
        return None if near is None else Command(ANSWER + near.name, confidence=near.likeness)
