"""What recognition reads from disk when a message needs it, for whoever has time to read it before."""

from __future__ import annotations

from edge.skills.recognition.cues import CUES, FOLLOW_UP
from edge.skills.recognition.reading import Language
from edge.skills.recognition.templates import load

__all__ = ["warm_one", "worth_warming"]


def worth_warming(language: str) -> list[tuple[Language, str]]:
    """The files of templates that messages in this language are compared with, the commonest skills first.

    Chinese characters alone may be Japanese as well, so both are looked at for them.
    """
    spoken: dict[str, tuple[Language, ...]] = {"zh": ("zh", "ja"), "ja": ("ja",)}
    return [(each, name) for each in spoken.get(language, ("en",)) for name in (*CUES[each], FOLLOW_UP)]


def warm_one(language: Language, name: str) -> None:
    """Read one file; some 5 ms, and the first 0.1 s more for hassil."""
    load(language, name)
