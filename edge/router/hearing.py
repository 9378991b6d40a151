"""What is made of a message before it is routed: commands by templates, else by the reader's intent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from edge.reader.labels import NO_INTENT
from edge.reader.language import language_of
from edge.router.heard import Heard
from edge.settings import Router

if TYPE_CHECKING:
    from edge.reader.reading import Reading
    from edge.skills.names import Command

__all__ = ["hear"]


def hear(
    text: str,
    commands: Sequence[Command],
    reading: Reading | None,
    now: datetime,
    settings: Router | None,
    listed: Callable[[str, Reading], Command | None] | None = None,
) -> Heard:
    """The message with what is known of it.

    commands  those that the sentence templates recognized; the reader is asked only where there are none
    reading   None where the reader is not there
    now       aware; times in commands are resolved against it
    settings  None where it is to be no command, whatever the reader says
    listed    what a kiosk's file answers to questions that are like its own; it comes before our guesses
    """
    language = language_of(text) if reading is None else reading.language
    if commands:
        return Heard(text, language, tuple(commands), "templates", reading)
    if listed is not None and reading is not None and settings is not None:
        answer = listed(text, reading)
        if answer is not None:
            return Heard(text, language, (answer,), "likeness", reading)
    command = None
    if reading is not None and settings is not None and _may_be(reading, settings):
        from edge.skills.by_reader import command_of  # the grammars, which most turns do without

        command = command_of(text, reading, now, settings.command)
    if command is not None:
        return Heard(text, language, (command,), "reader", reading)
    return Heard(text, language, (), "templates", reading)


def _may_be(reading: Reading, settings: Router) -> bool:
    """Whether the reader is anywhere near sure enough of a command: what looks closer takes 0.1 s to import."""
    return reading.intent != NO_INTENT and reading.intents[0].confidence >= settings.command / 2
