"""A search through everything that was said, without an index: what is not kept twice need not be erased twice.

SQLite looks through 100,000 messages (48 MB) in 0.1 to 0.2 s, from the newest on, and the search stops for breath, so
that turns under way never wait long for the journal's lock. A full-text index of trigrams (FTS5) answers in a tenth of
that or less. It took half as much disk again, 2 ms for each message that is kept, 10 s to make, and tables of its own
that hold what was said, and finds no word of one or two characters, which most Chinese words are.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from edge import search as wording
from edge.archive import Found, Match
from edge.cleaning import clean
from edge.journal import listing
from edge.journal.database import Database

__all__ = ["SLICE_S", "search"]

SLICE_S = 0.1
"""How long one search looks; what is left is left to the next."""
CHUNK = 4_000
"""Messages between two looks at the clock."""

_LITERAL, _ESCAPED = re.compile(r"[%_\\]"), r"\\\g<0>"


def search(db: Database, text: str, limit: int, before: int | None) -> Found:
    """At most `limit` conversations of which a message, or the title, has all words; by their newest such message.

    Those of which only the title has them come first. Looks through CHUNK messages at least, and then no longer than
    SLICE_S; `before` is what an earlier part said.
    """
    deadline = time.monotonic() + SLICE_S
    wanted = _Wanted.of(wording.words(text))
    if not wanted.words or limit < 1:
        return Found((), None)
    newest = int(db.value("SELECT coalesce(max(id), 0) FROM message")) + 1
    matches = _titled(db, wanted, limit) if before is None else []
    high = start = newest if before is None else min(before, newest)
    seen: set[int] = set()
    while high > 0:
        low = max(0, high - CHUNK)
        for conversation, message in _matching(db, wanted, low, high):
            if conversation in seen or (start < newest and _has_newer(db, wanted, conversation, start)):
                continue
            if len(matches) >= limit:
                return Found(tuple(matches), message + 1)
            seen.add(conversation)
            info = listing.info(db, conversation)
            if info is not None:
                said = db.value("SELECT text FROM message WHERE id = :id", {"id": message})
                matches.append(Match(info, wording.around(clean(said), wanted.words)))
        high = low
        if high > 0 and (len(matches) >= limit or time.monotonic() > deadline):
            return Found(tuple(matches), high)
    return Found(tuple(matches), None)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The words of a search, as SQL sees them."""

    words: tuple[str, ...]
    clause: str
    """The condition that `{}` has all of them."""
    values: dict[str, str]
    """The patterns that it names."""

    @classmethod
    def of(cls, words: tuple[str, ...]) -> _Wanted:
        values: dict[str, str] = {}
        each = []
        for number, word in enumerate(words):
            patterns = {f"word_{number}_{n}": pattern for n, pattern in enumerate(_patterns(word))}
            each.append(" OR ".join(f"{{0}} LIKE :{name} ESCAPE '\\'" for name in patterns))
            values |= patterns
        return cls(words, " AND ".join(f"({one})" for one in each), values)

    def stand_in(self, column: str) -> str:
        return self.clause.format(column)


def _patterns(word: str) -> list[str]:
    """What LIKE has to find: it takes capital and small letters for the same in ASCII only."""
    forms = [word] if word.isascii() else dict.fromkeys([word, word.lower(), word.upper(), word.capitalize()])
    return [f"%{_LITERAL.sub(_ESCAPED, form)}%" for form in forms]


def _matching(db: Database, wanted: _Wanted, low: int, high: int) -> list[tuple[int, int]]:
    """Each conversation with a match among these rows of `message`, with the newest of them; the newest first."""
    sql = (
        "SELECT t.conversation, max(m.id) AS newest FROM message m CROSS JOIN turn t ON t.id = m.turn"  # noqa: S608 - our own names
        f" WHERE m.id >= :low AND m.id < :high AND {wanted.stand_in('m.text')}"
        " GROUP BY t.conversation ORDER BY newest DESC"
    )
    return [(row[0], row[1]) for row in db.execute(sql, {"low": low, "high": high, **wanted.values})]


def _has_newer(db: Database, wanted: _Wanted, conversation: int, start: int) -> bool:
    """Whether an earlier part of this search has told of the conversation."""
    sql = (
        "SELECT 1 FROM turn t CROSS JOIN message m ON m.turn = t.id"  # noqa: S608 - our own names
        f" WHERE t.conversation = :conversation AND m.id >= :start AND {wanted.stand_in('m.text')} LIMIT 1"
    )
    return db.value(sql, {"conversation": conversation, "start": start, **wanted.values}) is not None


def _titled(db: Database, wanted: _Wanted, limit: int) -> list[Match]:
    """The newest conversations of which only the title has the words."""
    sql = (
        "SELECT c.id FROM conversation c"  # noqa: S608 - our own names
        f" WHERE {wanted.stand_in('c.title')} AND NOT EXISTS (SELECT 1 FROM turn t CROSS JOIN message m"
        f" ON m.turn = t.id WHERE t.conversation = c.id AND {wanted.stand_in('m.text')})"
        " ORDER BY c.id DESC LIMIT :limit"
    )
    found = [listing.info(db, row[0]) for row in db.execute(sql, {"limit": limit, **wanted.values}).fetchall()]
    return [Match(info, "") for info in found if info is not None]
