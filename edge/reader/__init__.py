"""Reading a message: its language, and what the rest of the ladder needs to know of it."""

from edge.reader.language import language_of

__all__ = ["language_of"]
