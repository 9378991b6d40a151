"""An answer that was ready before the question: the answerer's shape for a rule."""

from __future__ import annotations

from collections.abc import Iterator

from edge.answerer import Answered, Cancel, Request, Step, Text

__all__ = ["Prepared"]


class Prepared:
    """Says one text, whatever is asked."""

    def __init__(self, text: str, rule: str) -> None:
        """`rule` is named where the record names a model."""
        self._text = text
        self._rule = rule

    def answer(self, _request: Request, _cancel: Cancel) -> Iterator[Step]:
        """See `edge.answerer.Answerer`."""
        yield Text(self._text, "skill", self._rule)
        yield Answered(by="skill", model=self._rule)
