"""Typing in a kiosk: questions of a bounded length and its few commands. No files, and nothing on disk."""

from __future__ import annotations

from pathlib import Path

from tui.commands import Said
from tui.composer import Composer
from tui.draft import Draft
from tui.files import Files
from tui.kiosk import commands
from tui.kiosk.texts import kiosk_texts
from tui.palette import Palette

__all__ = ["LONGEST", "KioskComposer", "KioskPalette", "NoDraft", "NoFiles"]

LONGEST = 2000
"""Characters of a question."""


class NoDraft(Draft):
    """Keeps nothing."""

    def __init__(self) -> None:
        super().__init__(Path())

    def restore(self) -> str:
        """Nothing."""
        return ""

    def keep(self, text: str, conversation: str | None) -> None:
        """Nothing is kept."""

    def switch(self, conversation: str) -> str:  # noqa: ARG002  there is one
        """Nothing."""
        return ""

    def keep_aside(self, text: str, conversation: str) -> None:
        """Nothing is kept."""


class NoFiles(Files):
    """A question goes alone: an `@` is a sign like any other."""

    def paste(self, text: str) -> None:
        """As much as a question may have."""
        self._composer.insert(text[: max(0, LONGEST - len(self._composer.text))])

    def restored(self, text: str) -> str:
        """The text."""
        return text

    async def follow(self, conversation: str | None) -> None:
        """Nothing is looked for."""

    async def complete(self) -> None:
        """There is nothing to complete."""

    async def enclosed(self, said: Said) -> Said | str:
        """The question."""
        return said


class KioskComposer(Composer):
    """Tab writes out the kiosk's commands and no path."""

    def _complete(self) -> bool:
        command = commands.completed(self.text)
        if command is not None:
            self.put(command)
        return True  # Tab leads nowhere else


class KioskPalette(Palette):
    """Explains the kiosk's commands."""

    def suggested(self, text: str) -> tuple[str, ...]:
        """Of the kiosk's own."""
        return commands.suggested(text)

    def explained(self, name: str) -> tuple[str, str]:
        """In the language of the visit."""
        return kiosk_texts(self._strings.language).commands[name]

    def what_is_wrong(self, text: str) -> str:
        """The sentence about a command that is none; empty for a question."""
        found = commands.parse(text)
        if found is None or found.known:
            return ""
        names = " ".join(f"/{name}" for name in commands.COMMANDS)
        return kiosk_texts(self._strings.language).no_command.format(name=f"/{found.name}", names=names)
