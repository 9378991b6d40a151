"""A conversation written into a file, with the words of the user's language. Not for the event loop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from edge.export.document import to_json
from edge.export.file import write_new
from edge.export.gather import gather
from edge.export.markdown import Words, to_markdown
from edge.turn import AssistantLike
from tui.language import Texts, translated
from tui.strings import Strings

__all__ = ["ExportTexts", "export"]


@dataclass(frozen=True, slots=True)
class ExportTexts(Texts):
    """The words of the program in an exported conversation; see `edge.export.markdown.Words`."""

    you: str = "You"
    begun: str = "Begun {when}, exported {exported}."
    private: str = "Private: nothing of it may leave the device."
    stays: str = "stays on this device"
    files: str = "Files: {names}"
    incomplete: str = "Incomplete."
    no_answer: str = "No answer."
    under_way: str = "Not answered yet."
    first_word: str = "first word {seconds} s"
    speed: str = "{tok_s} tok/s"
    sent: str = "sent {bytes} bytes to {endpoint}"
    masked: str = "{count} masked"
    instead: str = "instead of {who}: {why}"

    def words(self, strings: Strings) -> Words:
        """The same for `to_markdown`, with the names that the chat has for who answers."""
        return Words(
            you=self.you,
            by=dict(strings.by.items()),
            faces=strings.faces,
            begun=self.begun,
            private=self.private,
            stays=self.stays,
            files=self.files,
            incomplete=self.incomplete,
            no_answer=self.no_answer,
            under_way=self.under_way,
            first_word=self.first_word,
            speed=self.speed,
            sent=self.sent,
            masked=self.masked,
            instead=self.instead,
            sentence_joint=strings.joint,
        )


def export(assistant: AssistantLike, conversation: str, path: Path, ending: str, strings: Strings) -> Path:
    """Write a conversation into a new file, as JSON where `ending` is `.json`, else as Markdown.

    Returns where it is. Raises UsageError where it cannot be written, and what the assistant raises.
    """
    whole, now = gather(assistant, conversation), datetime.now().astimezone()
    if ending == ".json":
        return write_new(path, to_json(whole, now))
    words = translated(ExportTexts, strings.language).words(strings)
    return write_new(path, to_markdown(whole, now, words))
