"""The texts of the chat in English. Their translations are in `locale`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui import language
from tui.language import Texts, table, translated

if TYPE_CHECKING:
    from edge.answerer import CutOff
    from edge.transcript import By

    EN: Strings
    ZH: Strings

__all__ = ["EN", "ZH", "Strings", "for_locale"]


@dataclass(frozen=True, slots=True)
class Strings(Texts):
    """The texts of one language. Names in braces are filled in with `str.format`."""

    language: str = "en"
    """`en` or `zh`."""
    placeholder: str = "Type a message. Enter sends it."
    """In the empty composer."""
    states: Mapping[str, str] = table(
        {
            "opening": "opening",
            "idle": "idle",
            "loading": "loading",
            "ready": "ready",
            "answering": "answering",
            "down": "down",
        }
    )
    """The engine's state in the status line, by `Status.state`; `opening` is this app's own."""
    by: Mapping[By, str] = table({"skill": "skill", "local": "device", "cloud": "cloud"})
    """Who answered."""
    ttft: str = "first word {time}"
    seconds: str = "{value} s"
    milliseconds: str = "{value} ms"
    speed: str = "{value} tok/s"
    memory: str = "memory {mb} MB"
    """`{mb}` is that of the app, or that of the app and of the engine with a plus sign between."""
    memory_only: str = "not saved: in memory only"
    offline: str = "offline"
    """The user switched the network off for the assistant."""
    private: str = "private: stays on this device"
    """The conversation on screen is a private one."""
    private_short: str = "private"
    outbox: str = "outbox {count}"
    """How many questions wait for an endpoint."""
    downloading: str = "download{percent}"
    """A model is fetched in the background; `{percent}` is ` 37%`, or nothing while that is not known."""
    keys_hint: str = "F1 keys"
    """At the right end of the status line."""
    progress: Mapping[str, str] = table(
        {
            "sending": "Sending…",
            "asking": "Asking {detail}…",
            "queued": "Another question is being answered first…",
            "loading": "The model is loading…",
            "prefill": "Reading…",
            "stopping": "Stopping…",
        }
    )
    """What a reply waits for before its first word, by `Waiting.state`; `sending` and `stopping` are this app's own."""
    asking: str = "asking {who}"
    """In the status line: `{who}` is asked, and there is no text yet."""
    meanwhile: str = "asking {who}; the device answers meanwhile"
    """The same, and the device has begun an answer of its own."""
    first_answer: str = "This is a first answer; {who} is still asked."
    """Below that answer, while it is written."""
    still_asked: str = "{who} is still asked. Esc keeps this answer."
    """Below it when it is whole."""
    waiting: str = "waits for its turn · Esc takes it back"
    """Under a message that waits for its turn."""
    cut_off: Mapping[CutOff, str] = table(
        {
            "cancelled": "You stopped it.",
            "length": "The limit of tokens for one reply was reached.",
            "context": "The model's context is full.",
            "died": "The engine ended in the middle.",
            "hung": "The engine gave no sign of life and was ended.",
            "error": "An error ended it.",
        }
    )
    """Why a reply is not complete, where its record has no sentence of its own."""
    incomplete: str = "Incomplete."
    """The mark of a reply that is not complete."""
    was_incomplete: str = "Incomplete: it was cut off."
    """The same for a reply of an earlier session, of which nothing else is known."""
    no_text: str = "No answer."
    seam: str = "Above: {from_}. Below: {to}. {why}"
    """In a reply that another answerer goes on with."""
    dropped: str = "the oldest {count} turns no longer fit the model's context"
    fallback: str = "instead of {who}: {why}"
    queued: str = "asked again when the cloud can be reached"
    """The question is in the outbox."""
    sent: str = "sent {size}"
    sent_masked: str = "sent {size}, {count} masked"
    """In the line below an answer: what left the device."""
    marks: Mapping[str, str] = table(
        {"cloud": "to the cloud", "local": "to the device", "private": "stays on this device"}
    )
    """Beside a message: what the user decided about it."""
    faces: Mapping[str, str] = table(
        {"provisional": "first answer", "short": "short version", "earlier": "earlier answer"}
    )
    """What another text of a reply is."""
    unfinished: str = "not finished"
    """Of a face that was left before its end."""
    face_behind: str = "Ctrl+O shows the {face} ({who})."
    """Below a reply that has another face."""
    face_shown: str = "This is the {face} ({who}). Ctrl+O shows the answer that stands."
    """Below that face."""
    no_face: str = "This message has no other face."
    better: str = "A better answer has come for “{question}”. Ctrl+O shows the first one."
    """A better answer has come for an earlier question; `{question}` is its beginning."""
    better_elsewhere: str = "A better answer has come for an earlier question."
    """The same for a question that is not on screen."""
    commands: Mapping[str, tuple[str, str]] = table(
        {
            "cloud": ("cloud [TEXT]", "the cloud answers; alone: your last question again"),
            "local": ("local [TEXT]", "the device answers; alone: your last question again"),
            "private": ("private TEXT", "stays on this device, with its answer"),
            "again": ("again", "the last answer once more"),
            "edit": ("edit", "change your last message and send it again"),
            "continue": ("continue", "goes on with an answer that was cut off"),
            "copy": ("copy [NUMBER]", "copies the answer, or a block of its code"),
            "offline": ("offline on|off", "lets nothing leave this device until it is off"),
            "why": ("why", "why this answer, and what left the device"),
            "help": ("help", "the keys"),
            "conversations": ("conversations", "all conversations, and search in them"),
            "models": ("models", "the models: get one, choose one"),
            "endpoints": ("endpoints", "larger models elsewhere: add and test them"),
            "dashboard": ("dashboard", "how fast, how warm, who answers"),
            "settings": ("settings", "every setting"),
        }
    )
    """For each of `tui.commands.NAMES`: how it is written behind the slash, and what it does."""
    no_command: str = "There is no {name}. There are {names}. Two slashes begin a message with one."
    """`{name}` with its slash, and `{names}` of those there are."""
    not_like_this: str = "It is written /{usage}. Two slashes begin a message with one."
    """A command that is not written as it has to be."""
    nothing_asked: str = "There is no question yet that could be asked again."
    went_offline: str = "Offline: nothing leaves this device. /offline off ends it."
    went_online: str = "Online again."
    why_title: str = "Why this answer"
    why_left: str = "What left the device"
    why_nothing_left: str = "Nothing left the device."
    why_left_unread: str = "{bytes} bytes left this device for {endpoint}."
    """Of a turn whose receipts are not known."""
    why_under_way: str = "This answer is under way: what left the device is told at its end."
    why_unknown: str = "Nothing is known of this turn but its text."
    why_instead: str = "Why another one answered"
    why_fallback: str = "{who} was to answer: {why}"
    why_faces: str = "Two faces, one message"
    why_face: str = "The {face} is by {who}. Ctrl+O shows it."
    why_others: str = "Somebody else"
    why_again: str = "/cloud asks the cloud your last question again, /local the device."
    no_answer: str = "There is no answer yet to explain."
    """There is none that could be explained."""
    new_conversation: str = "A new conversation. The one before it is kept."
    erased: str = "The conversation is erased. This is a new one."
    """Alone on the screen, once the conversation is erased."""
    rang: str = "Rang at {at}. {text}"
    """A timer, an alarm or a reminder; `{text}` says which, in the language in which it was set."""
    not_kept: str = "This conversation cannot be written to disk and is kept in memory only."
    not_sent: str = "Not sent; the text is back below."
    try_again: str = "Enter tries again."
    taken_back: str = "The message is back below."
    busy: str = "An answer is under way. Esc stops it."
    opening_hint: str = "The last conversation is still being opened."
    nothing_to_stop: str = "Nothing to stop. Ctrl+Q quits."
    copied: str = "Copied."
    copied_link: str = "The address is copied: {address}"
    nothing_to_copy: str = "Nothing is selected. Ctrl+Q quits."
    draft_restored: str = "What you had typed and not sent is back below."
    draft_failed: str = "What you type cannot be kept on disk: {why}."
    help_close: str = "Esc closes"
    crashed: str = "{fault} What you typed and every answer are kept: start the app again to go on."
    closing: str = "Other programs still wait for answers; this ends when they have them. Ctrl+C ends it now."

    @property
    def joint(self) -> str:
        """Between two sentences."""
        return "" if self.language == "zh" else " "


def __getattr__(name: str) -> Strings:
    """`EN` and `ZH`, made when they are asked for: a start in English has no catalogue to read."""
    if name not in ("EN", "ZH"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return translated(Strings, name.lower())


def for_locale(environ: Mapping[str, str] = os.environ) -> Strings:
    """The texts in the language that this locale asks for."""
    return translated(Strings, language.for_locale(environ))
