"""The files of the message that is being written, on screen: what there is, what goes along and where, and what not."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.cleaning import clean
from edge.errors import EdgeError
from tui import commands
from tui.attaching import Attaching, Looked, Named
from tui.background import in_background
from tui.commands import Said
from tui.completing import Completion, completions
from tui.composer import FOLD, Composer
from tui.figures import SEPARATOR, size
from tui.language import Texts, table, translated
from tui.mentions import at_cursor, written
from tui.palette import MOST, Palette
from tui.session import Session
from tui.status import StatusLine
from tui.strings import Strings
from tui.tray import Item, Tray

if TYPE_CHECKING:
    from edge.attachments.destination import Destination

__all__ = ["FileTexts", "Files"]

PATIENCE_S = 5.0
"""How long a message waits for its files. A disk behind a network may not answer at all."""


@dataclass(frozen=True, slots=True)
class FileTexts(Texts):
    """What is said of files."""

    tokens: str = "{count} tokens"
    goes: Mapping[str, str] = table(
        {
            "device": "the device reads it",
            "device_parts": "too long for the device: it reads the parts that match",
            "cloud": "goes to {endpoint}",
            "cloud_long": "too long for the device: goes to {endpoint}",
            "cloud_parts": "goes to {endpoint}, which reads the parts that match",
            "nowhere": "goes nowhere: the cloud cannot be reached",
        }
    )
    """Where files go: each of the device and the cloud, as a whole and in parts."""
    missing: str = "There is no file {name}; this is sent as text."
    slow: str = "The files could not be read in time."


class Files:
    """Over one composer."""

    def __init__(
        self, session: Session, strings: Strings, composer: Composer, palette: Palette, tray: Tray, status: StatusLine
    ) -> None:
        self.attaching = Attaching()
        self._session = session
        self._strings = strings
        self._composer = composer
        self._palette = palette
        self._tray = tray
        self._status = status
        self._missing: set[str] = set()

    @property
    def _texts(self) -> FileTexts:
        return translated(FileTexts, self._strings.language)

    def paste(self, text: str) -> None:
        """What is too long to be shown in the composer goes along as a file."""
        self._composer.insert(self.attaching.fold(clean(text)))

    def restored(self, text: str) -> str:
        """A draft of before as the composer can show it."""
        return self.attaching.fold(text) if len(text) > 2 * FOLD else text

    async def follow(self, conversation: str | None) -> None:
        """Show what the text in the composer names, and what a path that is being typed may become."""
        text, cursor = self._composer.text, self._composer.cursor_at
        if "@" not in text:
            self._tray.show(())
            return
        mention = at_cursor(text, cursor)
        if mention is not None:
            found = await in_background(lambda: completions(mention.name, MOST))
            if self._composer.text == text:
                await self._palette.offer([self._listed(one) for one in found])
        looked = await in_background(lambda: self.attaching.look(text, cursor))
        if self._composer.text != text:
            return
        self._show(looked, "")
        for name in looked.missing:
            if name not in self._missing:
                self._missing.add(name)
                self._status.tell(self._texts.missing.format(name=clean(name)))
        if looked.files and not looked.why:
            goes = await self._goes(text, looked.tokens, conversation)
            if self._composer.text == text:
                self._show(looked, goes)

    async def complete(self) -> None:
        """Tab: write out the path that is begun."""
        text, cursor = self._composer.text, self._composer.cursor_at
        mention = at_cursor(text, cursor)
        if mention is None:
            return
        found = await in_background(lambda: completions(mention.name, MOST))
        if self._composer.text != text or not found:
            return
        common = _common([one.name for one in found])
        if len(found) > 1 and len(common) > len(mention.name):
            name, ended = common, False
        else:
            name, ended = found[0].name, not found[0].is_folder
        self._composer.write_over(mention.start, cursor, written(name, ended=ended))

    async def enclosed(self, said: Said) -> Said | str:
        """The message with its files, or a sentence that says why it cannot be sent with them."""
        if "@" not in said.text:
            return said
        looking = in_background(lambda: self.attaching.look(said.text))
        try:
            looked = await asyncio.wait_for(looking, PATIENCE_S)
        except TimeoutError:
            return self._texts.slow
        return looked.why or self.attaching.said(said, looked)

    def remove(self, key: str) -> None:
        """A click on the mark of an item: what names it is taken out of the text."""
        start, end = (int(place) for place in key.split(":"))
        self._composer.write_over(start, end, "")

    async def _goes(self, text: str, tokens: int, conversation: str | None) -> str:
        parsed = commands.parse(text)
        said = parsed if isinstance(parsed, Said) else Said(text)
        try:
            found = await self._session.with_assistant(
                lambda assistant: assistant.destination(tokens, conversation, said.choice, said.private)
            )
        except EdgeError:
            return ""  # it is said when it is sent
        return self._texts.goes[_way(found)].format(endpoint=clean(found.endpoint or ""))

    def _show(self, looked: Looked, goes: str) -> None:
        self._tray.show([self._item(file) for file in looked.files], goes)

    def _item(self, file: Named) -> Item:
        key = f"{file.start}:{file.end}"
        if file.why:
            return Item(key, clean(file.why), wrong=True)
        name = clean(file.attachment.name if file.attachment is not None else file.name)
        tokens = self._texts.tokens.format(count=f"{file.tokens:,}")
        return Item(key, SEPARATOR.join([name, size(file.bytes), tokens]))

    def _listed(self, one: Completion) -> tuple[str, str]:
        return one.name, "" if one.bytes is None else size(one.bytes)


def _way(found: Destination) -> str:
    if found.to == "nowhere":
        return "nowhere"
    if not found.whole:
        return f"{found.to}_parts"
    return "cloud_long" if found.to == "cloud" and not found.fits_device else found.to


def _common(names: list[str]) -> str:
    """What all of them begin with, in the letters of the first one."""
    first, least = names[0], min(len(name) for name in names)
    same = (at for at in range(least) if any(name[at].lower() != first[at].lower() for name in names))
    return first[: next(same, least)]
