"""What is told between two turns: rings, late answers, sentences about the home."""

from __future__ import annotations

from collections.abc import Callable

from edge.offers import Offer
from edge.turn import Status
from tui.figures import beginning
from tui.plain.teller import Teller
from tui.plain.texts import PlainTexts
from tui.plain.writer import Writer
from tui.reports import Hinted, Offered, Rang, Report, StatusNow, Told
from tui.strings import Strings

__all__ = ["News", "worth_telling"]

QUOTED = 60
"""Cells of a question that a sentence about it repeats."""


def worth_telling(report: Report, before: Status | None) -> bool:
    """Whether a person should hear of this report, other than of a status whose memory is another one only."""
    if not isinstance(report, StatusNow):
        return True
    now = report.status
    return before is None or (now.notices, now.state == "down", now.detail) != (
        before.notices,
        before.state == "down",
        before.detail,
    )


class News:
    """`tell` writes what a report says that is of no turn."""

    def __init__(
        self, out: Writer, strings: Strings, texts: PlainTexts, question_of: Callable[[Offer], str | None]
    ) -> None:
        self._out = out
        self._strings = strings
        self._texts = texts
        self._question_of = question_of
        self._told: set[str] = set()

    def tell(self, report: Report) -> None:
        """Write it. Each notice is told once."""
        match report:
            case Rang(ring, at):
                self._out.bell()
                self._out.line(self._strings.rang.format(at=at, text=ring.text))
            case Offered(offer):
                self._better(offer)
            case Told(text):
                self.notices(text)
            case Hinted(text):
                self._out.line(text)
            case StatusNow(status):
                self.status(status)
            case _:
                pass  # of a turn that is over

    def status(self, status: Status) -> None:
        """The sentences of a status."""
        self.notices(*status.notices)
        if status.state == "down" and status.detail:
            self.notices(status.detail)

    def notices(self, *notices: str) -> None:
        """Each sentence once."""
        for notice in notices:
            if notice not in self._told:
                self._told.add(notice)
                self._out.line(notice)

    def _better(self, offer: Offer) -> None:
        """A late answer is read at once: it is what was asked for."""
        texts, question = self._texts, self._question_of(offer)
        quoted = beginning(question, QUOTED) if question else ""
        self._out.line(texts.better.format(question=quoted) if quoted else texts.better_elsewhere)
        if quoted:
            Teller(self._out, self._strings, texts).whole(offer.record)
