"""ChatML, ours: the markup around messages is made here, never taken from a model's file.

A chat template inside a GGUF is a Jinja program written by whoever made the file (CVE-2024-34359). And text that a
user typed must never become a special token: markup and text are kept apart until each has been tokenized in its way.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["END", "OPEN_REPLY", "START", "Part", "message_parts", "reply_parts"]

START = "<|im_start|>"
END = "<|im_end|>"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the prompt: one special token by name, or text in which nothing is special."""

    text: str
    special: bool = False


def message_parts(role: str, text: str) -> list[Part]:
    """One finished message with its markup."""
    return [Part(START, special=True), Part(f"{role}\n{text}"), Part(END, special=True), Part("\n")]


OPEN_REPLY = (Part(START, special=True), Part("assistant\n"))
"""What stands before a reply."""

CLOSE_REPLY = (Part(END, special=True), Part("\n"))
"""What stands behind it."""


def reply_parts(text: str) -> list[Part]:
    """A reply whose token ids are not known, with the text tokenized as if it had just been written."""
    return [*OPEN_REPLY, Part(text), *CLOSE_REPLY]
