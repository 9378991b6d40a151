"""Notes: `note.add`, `note.list`, `note.remove`."""

from __future__ import annotations

from datetime import UTC, datetime

from edge.skills.keeping import no_room, with_caveats
from edge.skills.matching import matches, means_all
from edge.skills.names import Command
from edge.skills.replies.notes import TEXTS
from edge.skills.skill import Outcome, Surroundings
from edge.skills.slots import text_slot
from edge.skills.store import Note
from edge.skills.wording import day, either, quoted, say

__all__ = ["Notes"]

_MOST_QUOTED = 40


class Notes:
    """Texts to keep."""

    names = ("note.add", "note.list", "note.remove")

    def carry_out(self, command: Command, surroundings: Surroundings) -> Outcome:
        """See `edge.skills.skill.Skill`."""
        match command.name:
            case "note.add":
                return self._add(command, surroundings)
            case "note.list":
                return self._list(surroundings)
            case _:
                return self._remove(command, surroundings)

    def _add(self, command: Command, s: Surroundings) -> Outcome:
        text = text_slot(command, "text", lines=True)
        if not text:
            return Outcome(say(TEXTS, "add_what", s.language), done=False, asks="text")
        refused = no_room(s, Note, [text])
        if refused is not None:
            return refused
        note = s.store.add_note(text, s.now.timestamp(), s.conversation)
        said = say(TEXTS, "added", s.language, text=text)
        return Outcome(with_caveats(said, s, rings=False), {"id": note.id, "text": text})

    def _list(self, s: Surroundings) -> Outcome:
        notes = s.store.notes()
        if not notes:
            return Outcome(say(TEXTS, "none", s.language))
        lines = [say(TEXTS, "list", s.language, count=len(notes))]
        for number, note in enumerate(notes, 1):
            made = datetime.fromtimestamp(note.made, UTC).astimezone(s.now.tzinfo).date()
            written = day(made, s.now.date(), s.language)
            lines.append(say(TEXTS, "one", s.language, number=number, text=note.text, day=written))
        return Outcome("\n".join(lines), {"notes": [note.text for note in notes]})

    def _remove(self, command: Command, s: Surroundings) -> Outcome:
        notes, text = s.store.notes(), text_slot(command, "text")
        if not notes:
            return Outcome(say(TEXTS, "none", s.language), done=False)
        if means_all(text):
            count = s.store.remove_notes(notes)
            return Outcome(say(TEXTS, "removed_all", s.language, count=count), {"removed": count})
        candidates = matches(text, notes, lambda note: note.text) if text else notes
        if not candidates:
            return Outcome(say(TEXTS, "unknown", s.language, text=quoted(text, s.language)), done=False)
        if len(candidates) > 1 and not text:
            last = [note for note in candidates if note.id == s.last_data("note").get("id")]
            candidates = last or candidates
        if len(candidates) > 1:
            which = either([quoted(_short(note.text), s.language) for note in candidates], s.language)
            return Outcome(say(TEXTS, "which", s.language, notes=which), done=False, asks="text")
        s.store.remove_notes(candidates)
        return Outcome(say(TEXTS, "removed", s.language, text=candidates[0].text), {"removed": 1})


def _short(text: str) -> str:
    return text if len(text) <= _MOST_QUOTED else text[: _MOST_QUOTED - 1].rstrip() + "…"
