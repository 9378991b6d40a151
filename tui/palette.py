"""Above the composer, while a command is typed: which there are, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import Horizontal, Vertical

from tui.message import Line
from tui.strings import Strings

__all__ = ["Palette"]

MOST = 6
"""Commands that are explained at once; the names of the others stand below them."""


class Palette(Vertical):
    """Takes no room unless the text in the composer begins like a command. Tab writes the first one out."""

    def __init__(self, strings: Strings) -> None:
        super().__init__(id="palette")
        self._strings = strings
        self._shown: tuple[str, ...] | str = ()
        self.display = False

    async def follow(self, text: str) -> None:
        """Show what fits to the text in the composer."""
        wanted: tuple[str, ...] | str = self.suggested(text) or self.what_is_wrong(text)
        if wanted == self._shown:
            return
        self._shown = wanted
        self.display = bool(wanted)
        await self.remove_children()
        if isinstance(wanted, str):
            await self.mount(Line(wanted, classes="warning"))
            return
        for name in wanted[:MOST]:
            usage, does = self.explained(name)
            await self.mount(Horizontal(Line(f"/{usage}", classes="key"), Line(does)))
        if len(wanted) > MOST:
            await self.mount(Line(" ".join(f"/{name}" for name in wanted[MOST:]), classes="badge"))

    async def offer(self, found: Sequence[tuple[str, str]]) -> None:
        """Show these names, each with what is said of it."""
        wanted = tuple(name for name, _ in found)
        if wanted == self._shown:
            return
        self._shown = wanted
        self.display = bool(wanted)
        await self.remove_children()
        for name, what in found:
            await self.mount(Horizontal(Line(name, classes="path"), Line(what, classes="badge"), classes="file"))

    def suggested(self, text: str) -> tuple[str, ...]:
        """The commands that the text may become; see `tui.commands.suggested`."""
        from tui import commands  # not needed for the first screen

        return commands.suggested(text)

    def explained(self, name: str) -> tuple[str, str]:
        """How a command is written behind the slash, and what it does."""
        return self._strings.commands[name]

    def what_is_wrong(self, text: str) -> str:
        """The sentence about a command that is none, or is written otherwise; empty where it is in order."""
        from tui import commands  # not needed for the first screen

        match commands.parse(text):
            case commands.Wrong(name, known=True):
                return self._strings.not_like_this.format(usage=self._strings.commands[name][0])
            case commands.Wrong(name):
                names = " ".join(f"/{known}" for known in commands.NAMES)
                return self._strings.no_command.format(name=f"/{name}", names=names)
            case _:
                return ""
