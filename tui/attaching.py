"""The files that a message names: read, counted, and sent along with it.

The text of the message says which they are (`tui.mentions`): what is deleted there does not go along, what is kept as a
draft or brought back with Up does. A text that is too long for the composer is pasted as a file that is nowhere on
disk, and what went with a message that is edited is known by its name as well.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from edge.errors import UsageError
from edge.transcript import Attachment
from tui.commands import Said
from tui.mentions import Mention, mentions, renamed, written

__all__ = ["Attaching", "Looked", "Named"]

_REMEMBERED = 32
"""Files that are not read again as long as they do not change."""


@dataclass(frozen=True, slots=True)
class Named:
    """A file that is named, or something else that is and cannot go along."""

    start: int
    end: int
    """Of the place that names it, in characters."""
    name: str
    """As it is typed."""
    bytes: int = 0
    tokens: int = 0
    """About how many."""
    attachment: Attachment | None = None
    why: str = ""
    """The sentence that says why it cannot go along."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a text names."""

    files: tuple[Named, ...] = ()
    missing: tuple[str, ...] = ()
    """What looks like a path, and is not there: that is text."""

    @property
    def tokens(self) -> int:
        """Of all files."""
        return sum(file.tokens for file in self.files)

    @property
    def why(self) -> str:
        """Why the message cannot be sent with all of them; empty where it can."""
        return next((file.why for file in self.files if file.why), "")


class Attaching:
    """The files of the messages of one app. `look` waits for the disk, so not in the event loop."""

    def __init__(self) -> None:
        self._known: dict[str, Attachment] = {}
        self._pasted: set[str] = set()
        self._read: OrderedDict[tuple[str, int, int], Named] = OrderedDict()

    def know(self, attachments: Iterable[Attachment]) -> None:
        """These are files by their names, wherever they are."""
        self._known.update((one.name, one) for one in attachments)

    def fold(self, text: str) -> str:
        """Keep a text as a file. How it is named in a message."""
        name = f"pasted-{len(self._pasted) + 1}.txt"
        self._pasted.add(name)
        self._known[name] = Attachment(name, text)
        return written(name)

    def unfold(self, text: str) -> str:
        """`text` with what was pasted in the place of its names, so that it can be kept without this process."""
        if not self._pasted or "@" not in text:
            return text
        texts = {
            one.start: (end, self._known[name].text)
            for one in mentions(text)
            for name, end in one.names
            if name in self._pasted
        }
        return renamed(text, texts)

    def look(self, text: str, cursor: int | None = None) -> Looked:
        """What `text` names. Of what ends at the `cursor`, and may not be whole, only what can go along."""
        from edge.attachments.file import MOST_BYTES  # few messages have files

        files: list[Named] = []
        missing: list[str] = []
        for mention in mentions(text):
            found = self._found(mention)
            typed = mention.end == cursor
            if found is not None and not (typed and found.why):
                files.append(found)
            elif found is None and mention.is_path and not typed:
                missing.append(mention.name)
        if sum(file.bytes for file in files) > MOST_BYTES:
            why = f"The attached files are longer than {MOST_BYTES // 2**20} MB together: attach less."
            files[-1] = replace(files[-1], why=files[-1].why or why)
        return Looked(tuple(files), tuple(missing))

    def said(self, said: Said, looked: Looked) -> Said:
        """The message with its files; in the text, each is called by its name alone.

        looked  of `said.text`
        """
        attachments: list[Attachment] = []
        called: dict[int, tuple[int, str]] = {}
        for file in looked.files:
            if file.attachment is None:
                continue
            one = _among(file.attachment, attachments)
            if one not in attachments:
                attachments.append(one)
            called[file.start] = (file.end, one.name)
        return replace(said, text=renamed(said.text, called), attachments=tuple(attachments))

    def wording(self, text: str, attachments: Iterable[Attachment]) -> str:
        """A message that was sent as it would be typed: `said` gives it back."""
        files = tuple(attachments)
        self.know(files)
        for file in files:
            named = f'@"{file.name}"'
            text = text.replace(file.name, named, 1) if file.name in text else f"{named} {text}"
        return text

    def _found(self, mention: Mention) -> Named | None:
        """The file or folder that is named; None where there is none."""
        for name, end in mention.names:
            if (known := self._known.get(name)) is not None:
                return _named(mention.start, end, name, known)
            if (found := self._on_disk(name)) is not None:
                return replace(found, start=mention.start, end=end)
        return None

    def _on_disk(self, name: str) -> Named | None:
        from edge.attachments.file import read_file

        try:
            path = Path(name).expanduser()
            known = path.stat()
        except (OSError, ValueError, RuntimeError):
            return None
        key = (str(path), known.st_mtime_ns, known.st_size)
        if key in self._read:
            self._read.move_to_end(key)
            return replace(self._read[key], name=name)
        try:
            named = _named(0, 0, name, read_file(path).attachment, known.st_size)
        except UsageError as error:
            return Named(0, 0, name, why=str(error))
        self._read[key] = named
        if len(self._read) > _REMEMBERED:
            self._read.popitem(last=False)
        return named


def _named(start: int, end: int, name: str, file: Attachment, size: int | None = None) -> Named:
    from edge.attachments.counting import file_tokens  # few messages have files

    size = len(file.text.encode("utf-8", "replace")) if size is None else size
    return Named(start, end, name, size, file_tokens(file), file)


def _among(file: Attachment, others: list[Attachment]) -> Attachment:
    """The same under a name that none of the others has; the same file twice is one."""
    name, number = file.name, 1
    while any(one.name == name and one.text != file.text for one in others):
        number += 1
        name = f"{file.name} ({number})"
    return replace(file, name=name)
