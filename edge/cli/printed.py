"""A turn on standard output and standard error while it goes on."""

from __future__ import annotations

from edge.cli.output import data, note
from edge.events import Event, Finished, Notice, Piece, Routed, Switched

__all__ = ["Printed"]


class Printed:
    """Prints the pieces of an answer as they come.

    A provisional answer of the device may be replaced by a better one. On a terminal it is shown meanwhile, and the
    better one stands below it; what goes into a file or another program is the answer that stands. Only what an
    endpoint wrote before another one began anew, which is rare, stays above that, as it was printed when it came.
    """

    def __init__(self, *, quiet: bool, terminal: bool) -> None:
        """`quiet` prints no text of the answer at all; `terminal` says whether standard output is one."""
        self._quiet = quiet
        self._terminal = terminal
        self._went_up = False
        self._open = False
        """Whether the last line has no end."""
        self._held: list[str] = []

    def hear(self, event: Event) -> None:
        """Print what there is to print of it."""
        match event:
            case Routed():
                self._went_up = event.route.to == "cloud"
            case Piece():
                self._piece(event)
            case Notice():
                self._say(event.text)
            case Switched():
                if event.anew:
                    self._held.clear()
                self._say(event.why, ends_line=event.anew)
            case Finished():
                self._print("".join(self._held))
                if event.record.text and not self._quiet:
                    data("")

    def _piece(self, piece: Piece) -> None:
        if self._went_up and piece.by == "local" and not self._terminal:
            self._held.append(piece.text)
        else:
            self._print(piece.text)

    def _print(self, text: str) -> None:
        if text and not self._quiet:
            data(text, end="")
            self._open = not text.endswith("\n")

    def _say(self, text: str, *, ends_line: bool = False) -> None:
        """A sentence to standard error. On a terminal it gets a line of its own, as far as that is the answer's too."""
        if self._open and (self._terminal or ends_line) and not self._quiet:
            data("")
            self._open = False
        note(text)
