"""A vocabulary on disk, so that a start need not read it: see `edge.engine.vocabulary.index`."""

from edge.engine.vocabulary.index import Index, Special

__all__ = ["Index", "Special"]
