"""An assistant whose conversations are in a real journal, and one with as many as a test wants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from edge.archive import Exchange, Found
from edge.journal import Journal
from edge.turn import ConversationInfo
from tests.stubs.assistant import FakeAssistant

__all__ = ["Archived", "Many"]


class Archived(FakeAssistant):
    """Lists, searches, renames and erases in a journal."""

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self.journal = journal

    def conversations(self, limit: int = 50, before: int | None = None) -> list[ConversationInfo]:
        return self.journal.conversations(limit, before)

    def conversation(self, uid: str) -> ConversationInfo | None:
        return self.journal.conversation(uid)

    def search(self, text: str, limit: int = 50, before: int | None = None) -> Found:
        return self.journal.search(text, limit, before)

    def exchanges(
        self, conversation: str, limit: int = 200, before: str | None = None, after: str | None = None
    ) -> list[Exchange]:
        return self.journal.exchanges(conversation, limit, before, after)

    def rename(self, conversation: str, title: str) -> str:
        return self.journal.rename(conversation, title)

    def forget(self, conversation: str | None) -> int:
        return self.journal.forget(conversation)


class Many(FakeAssistant):
    """Has so many conversations, one an hour before the next."""

    def __init__(self, count: int, now: datetime) -> None:
        super().__init__()
        self.pages: list[int] = []
        """How many were asked for, each time."""
        self._count = count
        self._newest = now.astimezone(UTC)

    def conversations(self, limit: int = 50, before: int | None = None) -> list[ConversationInfo]:
        self.pages.append(limit)
        top = self._count if before is None else before - 1
        return [self._made(place) for place in range(top, max(0, top - limit), -1)]

    def _made(self, place: int) -> ConversationInfo:
        when = (self._newest - timedelta(hours=self._count - place)).isoformat()
        return ConversationInfo(f"c{place}", f"Talk {place}", when, place % 7 + 1, place % 5 == 0, when, place)
