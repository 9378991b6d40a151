"""Names of conversations, turns and messages."""

from __future__ import annotations

import os
import re

__all__ = ["GUESTS", "is_uid", "new_uid"]

GUESTS = "guests"
"""The conversation of turns of which only figures are kept (`edge.journal.figures_only`). No list shows it and nobody
can talk in it; `edge forget` takes it as any other."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # no i, l, o, u: they are misread, and no word appears by chance
_LENGTH = 12

_SHAPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}", re.ASCII)


def new_uid() -> str:
    """A random name of 12 digits and small letters (60 bits).

    It goes into an address and a file name as it is, and never begins with a hyphen, so that a command line does not
    take it for an option. Among a million names, two are the same with a probability of 4 in 10 million.
    """
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in os.urandom(_LENGTH))  # 32 of them: none is likelier


def is_uid(text: str) -> bool:
    """Whether `text` can be a name: what `new_uid` makes, and what others use (UUIDs, ULIDs), up to 128 characters."""
    return _SHAPE.fullmatch(text) is not None
