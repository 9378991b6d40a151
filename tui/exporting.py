"""A conversation written into a file, with the words of the user's language. Not for the event loop."""

from __future__ import annotations

from dataclasses import asdict, dataclass
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

_ENGLISH = Words()


@dataclass(frozen=True, slots=True)
class ExportTexts(Texts):
    """The words of the program in an exported conversation; see `edge.export.markdown.Words`."""

    you: str = _ENGLISH.you
    begun: str = _ENGLISH.begun
    private: str = _ENGLISH.private
    stays: str = _ENGLISH.stays
    files: str = _ENGLISH.files
    incomplete: str = _ENGLISH.incomplete
    no_answer: str = _ENGLISH.no_answer
    under_way: str = _ENGLISH.under_way
    first_word: str = _ENGLISH.first_word
    speed: str = _ENGLISH.speed
    sent: str = _ENGLISH.sent
    masked: str = _ENGLISH.masked
    instead: str = _ENGLISH.instead

    def words(self, strings: Strings) -> Words:
        """The same for `to_markdown`, with the names that the chat has for who answers."""
        return Words(**asdict(self), by=dict(strings.by.items()), faces=strings.faces, sentence_joint=strings.joint)


def export(assistant: AssistantLike, conversation: str, path: Path, ending: str, strings: Strings) -> Path:
    """Write a conversation into a new file, as JSON where `ending` is `.json`, else as Markdown.

    Returns where it is. Raises UsageError where it cannot be written, and what the assistant raises.
    """
    whole, now = gather(assistant, conversation), datetime.now().astimezone()
    if ending == ".json":
        return write_new(path, to_json(whole, now))
    words = translated(ExportTexts, strings.language).words(strings)
    return write_new(path, to_markdown(whole, now, words))
