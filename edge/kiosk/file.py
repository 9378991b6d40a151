"""What an integrator says of their kiosk: `kiosk.toml`, read and checked.

The file says what the page shows, which places and things commands can name, what a command does, and what is answered
to questions that visitors are expected to ask. docs/kiosk_commands.md has the format. Sentence files are named here and
read by `edge.kiosk.sentences`, since that takes longer than a first screen may wait.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = [
    "DEFAULT_IDLE_S",
    "LANGUAGES",
    "Answer",
    "CommandEntry",
    "House",
    "Kiosk",
    "Localized",
    "Named",
    "Page",
    "Place",
    "Spoken",
    "Thing",
    "read",
    "said",
]

Localized = Mapping[str, str]
"""A text by language (`en`, `zh`, `ja`); the first one is said where a language is missing."""
Spoken = Mapping[str, tuple[str, ...]]
"""What is said for something, by language: at least one text in one language."""

LANGUAGES = ("en", "zh", "ja")
"""The languages that a kiosk can have."""
DEFAULT_IDLE_S = 60.0


def said(text: Localized, language: str) -> str:
    """The text in this language, or in the kiosk's first where it has none in this."""
    return text.get(language) or next(iter(text.values()), "")


def _title() -> Localized:
    return {"en": "Edge Assistant", "zh": "Edge 助手", "ja": "Edge アシスタント"}


def _greeting() -> Localized:
    return {
        "en": "Hello. Touch the screen and ask me something.",
        "zh": "您好，请触摸屏幕向我提问。",
        "ja": "こんにちは。画面に触れて質問してください。",
    }


def _suggestions() -> tuple[Localized, ...]:
    """What the program can do with no file and no network."""
    return (
        {"en": "What can you do?", "zh": "你能做什么？", "ja": "何ができますか？"},
        {"en": "What time is it?", "zh": "现在几点了？", "ja": "今何時ですか？"},
        {"en": "Set a timer for 5 minutes", "zh": "定一个5分钟的计时器", "ja": "5分のタイマーをセットして"},
        {"en": "How many kilometres is 10 miles?", "zh": "10英里是多少公里？", "ja": "10マイルは何キロメートル？"},
    )


@dataclass(frozen=True, slots=True)
class Page:
    """What visitors see."""

    title: Localized = field(default_factory=_title)
    greeting: Localized = field(default_factory=_greeting)
    """On the screen that waits for a visitor."""
    languages: tuple[str, ...] = LANGUAGES
    """At least one of `LANGUAGES`; the first is the one that a visit begins with."""
    idle_s: float = DEFAULT_IDLE_S
    """Seconds without a touch or a key after which a visit ends and is forgotten, 10 to 3600."""
    suggestions: tuple[Localized, ...] = field(default_factory=_suggestions)
    """Questions on buttons, so that nobody has to type."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something that sentences can name."""

    id: str
    """What a command's slot holds, whatever it was called and in whichever language."""
    names: Spoken


@dataclass(frozen=True, slots=True)
class Place(Named):
    """An area, on a floor or on none that has a name."""

    floor: str | None = None
    """The floor's id."""


@dataclass(frozen=True, slots=True)
class Thing(Named):
    """A lamp, a door, a counter, a machine: what `{name}` in a sentence stands for."""

    area: str | None = None
    """The area's id."""
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What a sentence may ask of it with `requires_context`: `domain`, `device_class`, each one word or several."""


@dataclass(frozen=True, slots=True)
class House:
    """The places and things that commands can name."""

    areas: tuple[Place, ...] = ()
    floors: tuple[Named, ...] = ()
    names: tuple[Thing, ...] = ()
    here: str | None = None
    """The id of the area that the kiosk stands in: what "here" means."""


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """What is done when a sentence of an intent was said: exactly one of `webhook` and `python` is set."""

    intent: str
    webhook: str | None = None
    """An address that gets the intent and its slots as JSON."""
    python: str | None = None
    """`package.module:function`, called with the slots as keyword arguments."""
    reply: Localized | None = None
    """What is said when it was done; `{slot}` stands for a slot's value. None leaves it to whatever carries it out."""
    token_env: str | None = None
    """The environment variable that holds the bearer token for the webhook."""
    timeout_s: float = 5.0
    """Seconds until it counts as failed, 0.1 to 60."""
    line: int = 0
    """Where it stands in the file."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question that visitors ask."""

    name: str
    questions: Spoken
    """Examples of how it is asked; other wordings are compared with them."""
    text: Localized
    line: int = 0
    """Where it stands in the file."""


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A whole `kiosk.toml`; without any argument, what there is without one."""

    page: Page = field(default_factory=Page)
    house: House = field(default_factory=House)
    sentences: tuple[Path, ...] = ()
    """Files and folders, in the order in which they are named."""
    commands: tuple[CommandEntry, ...] = ()
    answers: tuple[Answer, ...] = ()
    folder: Path = field(default_factory=Path)
    """The folder of the file: what the paths in it are relative to."""


def read(path: Path) -> Kiosk:
    """What the file says; `Kiosk()` where there is none.

    Raises KioskFileError with every fault, each with its line, if the file cannot be read or says what cannot be.
    """
    from edge.kiosk.reading import reading  # with the readers of TOML: most homes have no kiosk

    return reading(path)
