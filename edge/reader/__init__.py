"""Reading a message: its language, and what the rest of the ladder needs to know of it.

`language_of` needs nothing but the standard library; `Reader.load` imports numpy and onnxruntime.
"""

from typing import TYPE_CHECKING

from edge.reader.labels import CLOUD_TASKS, INTENTS, LANGUAGES, NO_INTENT, TASKS
from edge.reader.language import language_of
from edge.reader.reading import Guess, Reading

if TYPE_CHECKING:
    from edge.reader.model import Reader

__all__ = [
    "CLOUD_TASKS",
    "INTENTS",
    "LANGUAGES",
    "NO_INTENT",
    "TASKS",
    "Guess",
    "Reader",
    "Reading",
    "language_of",
]


def __getattr__(name: str) -> type:
    """`Reader`, imported when it is asked for: the language of a message is wanted long before a model is."""
    if name == "Reader":
        from edge.reader.model import Reader

        return Reader
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
