"""In which language a message is answered that is in none: a calculation, an emoji, a number."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from edge.reader import language_of
from edge.transcript import Message

__all__ = ["locale_language", "reply_language"]


def reply_language(language: str, before: Iterable[Message], environ: Mapping[str, str] = os.environ) -> str:
    """`en`, `zh` or `ja`: the message's own language, else the conversation's, else the system's, else English.

    The conversation's is that of the last message of the user that had one; `before` are its messages, the oldest
    first, and is looked at only where it is needed.
    """
    if language != "und":
        return language
    for message in reversed(list(before)):
        if message.role == "user" and (spoken := language_of(message.text)) != "und":
            return spoken
    return locale_language(environ)


def locale_language(environ: Mapping[str, str] = os.environ) -> str:
    """The language that the first of LC_ALL, LC_MESSAGES and LANG that is set asks for, if we speak it, else `en`."""
    value = next(filter(None, (environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    spoken = value[:2].lower()
    return spoken if spoken in {"zh", "ja"} else "en"
