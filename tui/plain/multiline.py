'''Which lines make one message.

A line that ends with a backslash goes on in the next one, as in a shell. A block of code goes on to its closing fence,
as in Markdown. What stands between two lines of """ is one message, as in other chats for the terminal.
'''

from __future__ import annotations

import re

__all__ = ["Multiline"]

_QUOTES = '"""'
_FENCE = re.compile(r" {0,3}(?P<marks>`{3,}|~{3,})(?P<info>[^`]*)$")


class Multiline:
    """`feed` it lines without their ends."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._quoted = False
        self._fence = ""
        self._continued = False

    @property
    def open(self) -> bool:
        """Whether a message has been begun and is not whole."""
        return self._quoted or bool(self._fence) or self._continued

    @property
    def text(self) -> str:
        """What there is of it."""
        return "\n".join(self._lines)

    def feed(self, line: str) -> str | None:
        """The message, if this line is its last one."""
        self._continued = False
        if self._quoted:
            self._quoted = not line.rstrip().endswith(_QUOTES)
            self._lines += [line] if self._quoted else self._unless_empty(line.rstrip().removesuffix(_QUOTES))
        elif self._fence:
            self._lines.append(line)
            self._fence = "" if self._closes(line) else self._fence
        elif not self._lines and line.lstrip().startswith(_QUOTES):
            self._begin_quoted(line.strip().removeprefix(_QUOTES))
        else:
            self._begin(line)
        return None if self.open else self.end()

    def end(self) -> str:
        """What there is of the message, although nothing closes it."""
        text = self.text
        self.drop()
        return text

    def drop(self) -> None:
        """Forget what was begun."""
        self._lines.clear()
        self._quoted, self._fence, self._continued = False, "", False

    def _begin_quoted(self, rest: str) -> None:
        self._quoted = not rest.endswith(_QUOTES)
        self._lines += self._unless_empty(rest.removesuffix(_QUOTES))

    def _begin(self, line: str) -> None:
        slashes = len(line) - len(line.rstrip("\\"))
        self._continued = slashes % 2 == 1
        self._lines.append(line[:-1] if self._continued else line)
        fence = _FENCE.match(line)
        if fence is not None and not self._continued:
            self._fence = fence["marks"]

    def _closes(self, line: str) -> bool:
        fence = _FENCE.match(line)
        return fence is not None and not fence["info"].strip() and fence["marks"].startswith(self._fence)

    @staticmethod
    def _unless_empty(line: str) -> list[str]:
        return [line] if line else []
