"""The one gate: everything that is sent passes it, in its final form, and nothing passes that is not certain.

An `EgressGate` is made for one payload and handed to `Client.stream`. It gets the finished body's bytes and returns the
same bytes, or raises HeldBackError; whatever goes wrong inside it, nothing is sent. It is asked anew before each try:
offline mode holds that was switched on meanwhile.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cloud_client.held_back import HeldBackError
from cloud_client.masking import Masker, Own, TooMuchWorkError
from cloud_client.masking.folded import Folded
from cloud_client.payload import Payload, digest

__all__ = ["EgressGate", "Passed"]

_CLIENTS = frozenset({"model", "stream", "stream_options"})
"""What the client adds to a payload."""
_EMBEDDED = re.compile(r";base64,([A-Za-z0-9+/_=-]{8,}+)")


@dataclass(frozen=True, slots=True)
class Passed:
    """One body that was let through."""

    model: str
    bytes: int
    sha256: str
    """Of the bytes, in hex."""
    when: datetime
    """UTC."""


class EgressGate:
    """What may leave, for one payload. Called from any thread; its `repr` shows nothing of the payload.

    payload  what may be sent; a body that holds anything else is held back
    offline  whether nothing may leave now
    never    the user's never-leaves words and patterns, looked for in the finished text: in every text and key of the
             body as JSON means it, in tool calls' arguments as they are written and as they are meant, and in what
             is embedded in base64
    masker   the conversation's, where masking is on: then nothing may be left that it would mask
    now      the time, in UTC
    """

    def __init__(
        self,
        payload: Payload,
        *,
        offline: Callable[[], bool],
        never: Own | None = None,
        masker: Masker | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._payload = payload
        self._offline = offline
        self._never = never
        self._masker = masker
        self._now = now
        self._passed: tuple[Passed, ...] = ()

    def __repr__(self) -> str:
        return f"EgressGate({len(self._passed)} passed)"

    @property
    def passed(self) -> tuple[Passed, ...]:
        """What was let through so far, a try each, the oldest first."""
        return self._passed

    def __call__(self, body: bytes) -> bytes:
        """The same bytes. Raises HeldBackError, and nothing else."""
        try:
            passed = self._check(body)
        except HeldBackError:
            raise
        except TooMuchWorkError:
            raise HeldBackError("too_much_work") from None
        except Exception as error:  # noqa: BLE001 - what is not certain does not leave; the error may hold what was said
            fault = type(error).__name__
        else:
            self._passed = (*self._passed, passed)
            return body
        raise HeldBackError("fault", fault)

    def _check(self, body: bytes) -> Passed:
        if self._offline() is not False:
            raise HeldBackError("offline")
        content = json.loads(body.decode("utf-8"), object_pairs_hook=_no_name_twice)
        self._is_the_payload(content)
        for message in content["messages"]:
            _only_text(message)
        for text in _texts(content):
            if self._never and self._never.search(Folded.of(text).plain):
                raise HeldBackError("never_leaves")
            left = self._masker.left(text) if self._masker is not None else None
            if left:
                raise HeldBackError("unmasked", ", ".join(sorted(left)))
        return Passed(content["model"], len(body), hashlib.sha256(body).hexdigest(), self._now())

    def _is_the_payload(self, content: Any) -> None:
        """Every message has to be one that was built from a marked one, and all the rest as it was."""
        checked = self._payload.body
        if not isinstance(content, dict) or not isinstance(content.get("model"), str):
            raise HeldBackError("altered")
        if not isinstance(content.get("messages"), list):
            raise HeldBackError("altered")
        if any(digest(message) not in self._payload.vouched for message in content["messages"]):
            raise HeldBackError("mark")
        if not checked.keys() <= content.keys() <= checked.keys() | _CLIENTS:
            raise HeldBackError("altered")
        if any(digest(content[name]) != digest(value) for name, value in checked.items() if name not in _CLIENTS):
            raise HeldBackError("altered")


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object. With a name twice, the server might read the one that was not checked."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise HeldBackError("altered")
    return found


def _only_text(message: Mapping[str, Any]) -> None:
    content = message.get("content")
    parts = content if isinstance(content, list) else []
    if any(not isinstance(part, dict) or part.keys() != {"type", "text"} or part["type"] != "text" for part in parts):
        raise HeldBackError("not_text")
    if content is not None and not isinstance(content, str | list):
        raise HeldBackError("not_text")


def _texts(value: Any, name: str = "") -> Iterator[str]:
    """Every text in it, names of fields and long numbers included, and what is embedded in a text."""
    if isinstance(value, str):
        yield value
        yield from _embedded(value)
        if name == "arguments":
            yield from _meant(value)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _texts(one, key)
    elif isinstance(value, list):
        parts = [part["text"] for part in value if isinstance(part, dict) and isinstance(part.get("text"), str)]
        if len(parts) > 1:
            yield "".join(parts)  # what is cut in two is still there
        for one in value:
            yield from _texts(one)
    elif isinstance(value, int) and name not in {"seed", "created"}:
        yield str(value)


def _meant(arguments: str) -> Iterator[str]:
    try:
        inside = json.loads(arguments)
    except ValueError:
        return
    if not isinstance(inside, str):
        yield from _texts(inside)


def _embedded(text: str) -> Iterator[str]:
    for found in _EMBEDDED.finditer(text):
        data = found[1].rstrip("=").replace("-", "+").replace("_", "/")
        try:
            yield base64.b64decode(data + "=" * (-len(data) % 4)).decode("utf-8", "replace")
        except binascii.Error:
            raise HeldBackError("not_text") from None
