"""Server-sent events from bytes, as the HTML standard reads them (chapter "Server-sent events").

The same bytes give the same events however they are cut into chunks. Lines end with CR, LF or CRLF and with nothing
else: libraries that decode first take U+2028 or the byte 0x85, which is part of many Chinese characters, for the end of
a line. An event that the end of the stream cuts off is not handed out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["LIMIT", "Event", "LineTooLong", "NotUtf8", "Reader", "events"]

LIMIT = 1 << 20
"""Bytes that a line, and the data of an event, may have."""

_BOM = b"\xef\xbb\xbf"


class LineTooLong(ValueError):
    """A line, or the data of one event, is longer than the limit; reading on would only fill the memory."""


class NotUtf8(ValueError):
    """An event is not UTF-8."""


class Event(NamedTuple):
    """One event."""

    data: str
    """The lines of data, joined by line breaks."""
    event: str = "message"
    """Its type."""
    id: str = ""
    """The last id that came with this or an earlier event."""


class Reader:
    """Takes chunks of bytes, gives events. After an error it is not to be used again.

    limit  bytes that a line, and the data of one event, may have; it holds about twice that at most
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._rest: list[bytes] = []  # of a line that has not ended; joined once, so that tiny chunks cost no more
        self._rest_size = 0
        self._after_cr = False
        self._first = True
        self._data: list[bytes] = []
        self._data_size = 0
        self._event = b""
        self._id = ""
        self.retry: int | None = None
        """Milliseconds to wait before connecting again, as the server last asked for."""

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """The events that end in this chunk. Iterate to the end before the next chunk is fed.

        Raises LineTooLong or NotUtf8, after the events that stand before the fault.
        """
        if self._after_cr and chunk:
            # A CR has ended its line at once, so that no event waits for a byte that may never come; an LF right after
            # it belongs to it.
            self._after_cr = False
            if chunk[0] == 0x0A:
                chunk = chunk[1:]
        if not chunk:
            return
        self._after_cr = chunk[-1] == 0x0D
        lines = chunk.splitlines()  # of bytes: CR, LF and CRLF only
        rest = b"" if chunk[-1] in b"\r\n" else lines.pop()
        if lines and self._rest:
            lines[0] = b"".join([*self._rest, lines[0]])
            self._rest.clear()
            self._rest_size = 0
        for line in lines:
            if not line:
                yield from self._dispatch()
            elif line.startswith(b"data: "):
                self._add(line, 6)
            else:
                self._field(line)
            self._first = False
        if rest:
            self._rest.append(rest)
            self._rest_size += len(rest)
            if self._rest_size > self._limit:
                raise LineTooLong(f"a line of more than {self._limit} bytes")

    def _add(self, line: bytes, start: int) -> None:
        """Keep a line of data that begins at `start`."""
        self._check(line)
        self._data.append(line[start:])
        self._data_size += len(line)
        if self._data_size > self._limit:
            raise LineTooLong(f"an event of more than {self._limit} bytes")

    def _field(self, line: bytes) -> None:
        """A line of any other kind."""
        self._check(line)
        if self._first:
            line = line.removeprefix(_BOM)
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._add(line, len(line) - len(value))
        elif name == b"event":
            self._event = value
        elif name == b"id" and b"\0" not in value:
            self._id = _text(value)
        elif name == b"retry" and value.isdigit() and len(value) < 16:
            self.retry = int(value)
        # Else a comment, whose name is empty, or a field that nobody knows.

    def _check(self, line: bytes) -> None:
        if len(line) > self._limit:
            raise LineTooLong(f"a line of more than {self._limit} bytes")

    def _dispatch(self) -> Iterator[Event]:
        """An empty line: what was gathered is an event, if it has data."""
        data, name = self._data, self._event
        self._event = b""
        if data:
            self._data, self._data_size = [], 0
            yield Event(_text(data[0] if len(data) == 1 else b"\n".join(data)), _text(name) or "message", self._id)


def events(chunks: Iterable[bytes], limit: int = LIMIT) -> Iterator[Event]:
    """The events of a whole stream. Raises LineTooLong or NotUtf8."""
    reader = Reader(limit)
    for chunk in chunks:
        yield from reader.feed(chunk)


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise NotUtf8(f"not UTF-8 at byte {error.start} of {len(value)}") from None
