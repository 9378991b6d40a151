r"""What goes over the owner's socket: one call per connection, in lines of JSON (UTF-8, each ended by `\n`).

    client → {"v": 1, "call": "ask", "args": {"question": {"text": "hi", "uid": "q1"}}}
    owner  → {"asked": true}                       the message is kept; what follows belongs to the turn
    owner  → {"event": "started", …}               events as `edge.events.to_json` writes them, `finished` last
    client → {"cancel": true}                      at any time; closing its side cancels the turn, too

    client → {"v": 1, "call": "status", "args": {}}
    owner  → {"result": {…}}                       every call but `ask` and those that listen has one line as answer

    client → {"v": 1, "call": "listen", "args": {}}
    owner  → {"listening": true}                   then, until either side closes, what rings:
    owner  → {"ring": {…}, "number": 1}            as `edge.rings.to_json` writes it
    client → {"taken": 1}                          it is shown; what no client takes stays set, and rings again
    owner  → {"silence": true}                     the user wants quiet

    client → {"v": 1, "call": "listen_offers", "args": {}}
    owner  → {"listening": true}                   then, until either side closes, late answers of the cloud:
    owner  → {"offer": {…}}                        as `edge.offers.to_json` writes it

    owner  → {"error": "usage", "text": "…"}       instead of any line: the kind of `edge.errors` and its sentence

An owner that closes the connection without a whole answer is going; the call may be made again to the next one.
The line of the error and the keys `v` and `call` stay as they are in every version, so that each version can tell the
other what is wrong.
"""

from __future__ import annotations

import dataclasses
import json
import math
import socket
import time
import types
import typing
from dataclasses import dataclass
from typing import Any, Literal

from edge.errors import EdgeError, OwnerRefusedError, UsageError
from edge.events import build
from edge.turn import Choice, Question

__all__ = [
    "MAX_REQUEST",
    "PROTOCOL",
    "Call",
    "LineReader",
    "encode",
    "encode_error",
    "encode_request",
    "is_cancel",
    "parse_request",
    "taken_number",
]

PROTOCOL = 1
"""The version of all this. A program that speaks another one is refused."""

MAX_REQUEST = 16 * 1024 * 1024
"""Bytes that a request's line may have, its end included: as many files as a message may have, and the message."""

CALLS: dict[str, dict[str, Any]] = {
    "ask": {"question": Question},
    "warm": {},
    "status": {},
    "conversations": {"limit": int, "before": int | None},
    "conversation": {"uid": str},
    "search": {"text": str, "limit": int, "before": int | None},
    "exchanges": {"conversation": str, "limit": int, "before": str | None, "after": str | None},
    "rename": {"conversation": str, "title": str},
    "messages": {"conversation": str, "limit": int},
    "turns": {"conversation": str, "limit": int},
    "stats_rows": {"since": float | None},
    "timings": {"since": float | None, "last": int | None},
    "samples": {"since": float | None},
    "receipts": {"since": float | None},
    "set_offline": {"offline": bool},
    "forget": {"conversation": str | None},
    "listen": {},
    "listen_offers": {},
    "use_model": {"name": str},
    "endpoints": {},
    "test_endpoint": {"name": str},
    "destination": {"tokens": int, "conversation": str | None, "choice": Choice | None, "private": bool},
    "outbox": {},
    "outbox_send": {"uid": str},
    "outbox_cancel": {"uid": str | None},
}
"""Every call with the types of its arguments; the names are those of `AssistantLike`. All of them have to be given."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was found in order."""

    name: str
    args: dict[str, Any]
    """By name, in the types that `AssistantLike` takes."""


def encode(data: dict[str, Any]) -> bytes:
    """One line."""
    return json.dumps(data, separators=(",", ":")).encode() + b"\n"


def encode_error(error: EdgeError) -> bytes:
    """The line that tells an error."""
    return encode({"error": error.kind, "text": str(error), "v": PROTOCOL})


def encode_request(name: str, args: dict[str, Any]) -> bytes:
    """The line that makes a call. Raises UsageError if it is longer than an owner reads."""
    line = encode({"v": PROTOCOL, "call": name, "args": args})
    if len(line) > MAX_REQUEST:
        raise _too_long()
    return line


def parse_request(line: bytes) -> Call:
    """The call that a line makes.

    Raises OwnerRefusedError for another version and UsageError for everything else that is wrong: no JSON, an unknown
    call, an argument that is missing or of another type, text that is no Unicode.
    """
    try:
        request = json.loads(line.decode(), parse_constant=_no_number)
        json.dumps(request, ensure_ascii=False).encode()  # half of a surrogate pair is valid JSON and cannot be stored
    except (ValueError, RecursionError):
        raise UsageError("The request is not a line of JSON in UTF-8; send one object and a newline.") from None
    if not isinstance(request, dict):
        raise UsageError("The request is not a JSON object; send one with 'v', 'call' and 'args'.")
    version, name, args = request.get("v"), request.get("call"), request.get("args")
    if type(version) is not int or version != PROTOCOL:
        raise OwnerRefusedError(
            f"Two versions of this program meet on one home (protocol {_short(version)} and {PROTOCOL}): quit the other"
            " one and try again."
        )
    if not isinstance(name, str) or name not in CALLS:
        raise UsageError(f"There is no call {_short(name)}; there are {', '.join(CALLS)}.")
    if not isinstance(args, dict):
        raise UsageError(f"The call '{name}' has no 'args'; send an object, an empty one if it takes none.")
    missing = CALLS[name].keys() - args.keys()
    if missing:  # a `forget` without its argument must not erase everything
        raise UsageError(f"The call '{name}' lacks {', '.join(sorted(missing))}; give null where nothing is meant.")
    return Call(name, {key: _typed(hint, args[key], key) for key, hint in CALLS[name].items()})


def is_cancel(line: bytes) -> bool:
    """Whether a line that comes after the request asks for the end of the turn. Any other line means nothing."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("cancel") is True


def taken_number(line: bytes) -> int | None:
    """The number of the ring that a line says was taken, or None if it says something else."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    number = said.get("taken") if isinstance(said, dict) else None
    return number if type(number) is int else None


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _typed(hint: Any, value: Any, name: str) -> Any:
    """`value` if it is of the type that `hint` names; raises UsageError otherwise."""
    origin, choices = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        return _typed(next(choice for choice in choices if choice is not type(None)), value, name)
    if origin is Literal and value in choices:
        return value
    if origin is tuple and isinstance(value, list):  # of any length, as `edge.events.build` reads it
        return tuple(_typed(choices[0], item, name) for item in value)
    if dataclasses.is_dataclass(hint) and isinstance(value, dict):
        return _object(typing.cast("type[Any]", hint), value)
    if origin is dict and isinstance(value, dict):
        return value
    if hint in (bool, str) and isinstance(value, hint):
        return value
    if hint is int and type(value) is int and 0 <= value < 2**63:  # what the journal's integers hold
        return value
    if hint is float and type(value) in (int, float) and abs(value) < 1e300 and math.isfinite(value):
        return float(value)
    raise UsageError(f"The request's '{name}' cannot be {_short(value)}.")


def _object(kind: type[Any], data: dict[str, Any]) -> Any:
    hints = typing.get_type_hints(kind)
    known = {name: _typed(hint, data[name], name) for name, hint in hints.items() if name in data}
    try:
        return build(kind, known)
    except ValueError as error:
        raise UsageError(f"The request is not whole: {error}.") from None


def _short(value: Any) -> str:
    return repr(value if value is None or isinstance(value, int | float) else str(value)[:40])


def _too_long() -> UsageError:
    return UsageError(f"The request is longer than {MAX_REQUEST // 2**20} MB; send a shorter text.")


class LineReader:
    """Lines from a socket. `limit` is the most bytes that one may have; None is no limit."""

    def __init__(self, sock: socket.socket, limit: int | None = None) -> None:
        self._sock = sock
        self._limit = limit
        self._buffer = bytearray()

    def line(self, within_s: float | None = None) -> bytes | None:
        """The next line without its end, or None when the other side has closed.

        Raises TimeoutError when it is not whole after `within_s` seconds (None waits for ever), UsageError when it is
        too long, OSError when the connection broke.
        """
        deadline = None if within_s is None else time.monotonic() + within_s
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if self._limit is not None and searched >= self._limit:
                raise _too_long()
            if deadline is not None and time.monotonic() >= deadline:
                raise TimeoutError
            self._sock.settimeout(None if deadline is None else max(deadline - time.monotonic(), 0.001))
            chunk = self._sock.recv(64 * 1024)
            if not chunk:
                return None
            self._buffer += chunk
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line
