"""What plain mode says in its own words. It has no keys but Ctrl-C and Ctrl-D, so that it names commands instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edge.transcript import By
from tui.language import Texts, table

__all__ = ["PlainTexts"]


@dataclass(frozen=True, slots=True)
class PlainTexts(Texts):
    """Names in braces are filled in with `str.format`."""

    prompt: str = "You: "
    """Also in front of a message from a pipe."""
    more: str = "... "
    """The prompt of a further line of the same message."""
    speaks: Mapping[By, str] = table({"skill": "Skill:", "local": "Device:", "cloud": "Cloud:"})
    """The line above an answer."""
    ends: str = "({parts})"
    """The line below it: who answered, how fast, what left."""
    comma: str = ", "
    """Between the parts of that line."""

    greeting: str = "Edge, plain mode. {model} answers on this device."
    greeting_without: str = "Edge, plain mode."
    leaving: str = "Type a message and press Enter. /help lists the commands, Ctrl-D leaves."
    how_to_leave: str = "Ctrl-D leaves, and so does /quit."
    dropped: str = "What you had typed is dropped. Ctrl-D leaves."
    because_dumb: str = "The full screen cannot be drawn on this terminal (TERM is '{term}'), so this is plain mode."
    goes_on: str = "This goes on with a conversation in which you said last: “{last}”. /new begins another."
    restored: str = "What you had typed and not sent is back at the prompt."
    not_sent: str = "It was not sent: “{text}”"
    not_text: str = "That was no UTF-8 text, and was not sent."

    attached: str = "{name} goes with it."
    """A file that the message names with an @."""
    still_asked: str = "{who} is still asked. Ctrl-C keeps this answer."
    begins_anew: str = "That was a first answer. A better one follows."
    faces: str = "This message has another text, the {face} by {who}. /face reads it."
    face_begins: str = "The {face} by {who}:"
    no_face: str = "The last answer has no other text."
    better: str = "A better answer to “{question}” has come."
    better_elsewhere: str = "A better answer to an earlier question has come."
    no_answer: str = "There is no answer yet to explain."

    not_twice: str = "A command is not carried out twice. /local has the device answer, /edit changes the message."
    whole: str = "The last answer is whole: there is nothing to go on with."
    nothing_written: str = "Nothing was written yet that could be gone on with. /again asks again."
    editing: str = "This replaces your last message and its answer. Ctrl-C leaves it as it is."
    restored_answer: str = "The answer before it stands."

    commands: Mapping[str, tuple[str, str]] = table(
        {
            "help": ("help", "these commands"),
            "face": ("face", "reads the other text of the last answer"),
            "new": ("new", "begins another conversation"),
            "conversations": ("conversations [NUMBER]", "lists them; with a number, goes on with that one"),
            "quit": ("quit", "leaves"),
        }
    )
    """Those that only plain mode has: how each is written behind the slash, and what it does."""
    lines: str = (
        'Several lines make one message where a line ends with a backslash, or between two lines of """ or of ```. '
        "A message that begins with a slash is written with two."
    )
    interrupts: str = "Ctrl-C stops an answer."
    no_command: str = "There is no {name}. /help lists the commands. Two slashes begin a message with one."
    not_here: str = "/{name} is a command of the full screen: start it with 'edge chat' on a terminal."
    began_anew: str = "A new conversation. The one before it is kept."
    no_conversations: str = "There are no conversations yet."
    conversation: str = "{number}. {title} ({turns} turns)"
    private: str = "private"
    no_such_conversation: str = "There is no conversation {number}. /conversations lists those there are."
    output_failed: str = "The output cannot be written: {why}."
