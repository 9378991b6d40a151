"""The tables of the journal.

A conversation has turns, a turn has messages: the question, and the reply if there was any text. Row ids give the
order, never the wall clock, which on a board without a network is wrong; it is kept (`begun`, ISO 8601 in UTC) to be
shown. Because messages are ordered by their turn first, a reply stands behind its question even when another question
came before it was finished.

A change here raises `VERSION`, and what was written before is brought up to it at opening.
"""

from __future__ import annotations

import functools
import sqlite3

__all__ = ["APPLICATION_ID", "VERSION", "create", "matches", "objects", "update"]

APPLICATION_ID = 0x45444745
"""`EDGE`, in the header of the file: it tells this journal from any other SQLite database."""

VERSION = 5

_STATEMENTS = (
    """
    CREATE TABLE conversation (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        begun TEXT NOT NULL,
        private INTEGER NOT NULL -- begun with a private question: no message of it may leave
    )
    """,
    """
    CREATE TABLE turn (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        state TEXT NOT NULL, -- open; finished; died: closed when the next process found it open
        begun TEXT NOT NULL,
        by TEXT,
        model TEXT,
        quantization TEXT,
        complete INTEGER NOT NULL DEFAULT 0,
        cut_off TEXT,
        why TEXT,
        error TEXT,
        route_to TEXT,
        p_cloud REAL,
        reasons TEXT NOT NULL DEFAULT '[]', -- JSON
        language TEXT NOT NULL,
        intents TEXT NOT NULL DEFAULT '[]', -- JSON
        ttft_ms REAL,
        total_ms REAL,
        load_ms REAL,
        prefill_ms REAL,
        decode_ms REAL,
        prompt_tokens INTEGER NOT NULL DEFAULT 0,
        cached_tokens INTEGER NOT NULL DEFAULT 0,
        completion_tokens INTEGER NOT NULL DEFAULT 0,
        tok_s REAL,
        rss_mb REAL,
        peak_mb REAL,
        engine_rss_mb REAL,
        engine_peak_mb REAL,
        free_mb REAL,
        cpu_load REAL,
        temperature_c REAL,
        dropped_turns INTEGER NOT NULL DEFAULT 0,
        choice TEXT,
        confidence REAL,
        egress_endpoint TEXT,
        egress_bytes INTEGER,
        egress_masked TEXT, -- JSON
        fallback_from TEXT,
        fallback_why TEXT,
        outbox TEXT
    )
    """,
    "CREATE INDEX turn_of_conversation ON turn (conversation)",
    "CREATE INDEX turn_unfinished ON turn (id) WHERE state = 'open'",
    """
    CREATE TABLE message (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        turn INTEGER NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
        role TEXT NOT NULL,
        text TEXT NOT NULL,
        may_leave INTEGER NOT NULL,
        complete INTEGER NOT NULL DEFAULT 1,
        by TEXT,
        model TEXT
    )
    """,
    "CREATE INDEX message_of_turn ON message (turn)",
    "CREATE INDEX message_kept_back ON message (turn) WHERE NOT may_leave",
    """
    CREATE TABLE partial ( -- the reply of an unfinished turn so far; apart, so that saving it rewrites little
        turn INTEGER PRIMARY KEY REFERENCES turn (id) ON DELETE CASCADE,
        text TEXT NOT NULL,
        by TEXT,
        model TEXT
    )
    """,
    "CREATE TABLE chore (name TEXT PRIMARY KEY) -- what has to be done at the next opening if it was not done before",
)


_CHANGES = {
    2: (
        "ALTER TABLE turn ADD COLUMN forced_tokens INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE turn ADD COLUMN drafted_tokens INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE turn ADD COLUMN accepted_tokens INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE turn ADD COLUMN uncertainty TEXT NOT NULL DEFAULT '[]'",
    ),
    3: (
        "ALTER TABLE turn ADD COLUMN task TEXT",
        "ALTER TABLE turn ADD COLUMN route_endpoint TEXT",
        "ALTER TABLE turn ADD COLUMN route_model TEXT",
        "ALTER TABLE turn ADD COLUMN route_choice TEXT",  # who the user wanted to answer
        "ALTER TABLE turn ADD COLUMN second_reading TEXT",  # JSON
    ),
    4: (
        """
        CREATE TABLE face ( -- a text of a reply beside the one that stands
            id INTEGER PRIMARY KEY,
            turn INTEGER NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            by TEXT NOT NULL,
            model TEXT NOT NULL,
            complete INTEGER NOT NULL
        )
        """,
        "CREATE INDEX face_of_turn ON face (turn)",
        """
        CREATE TABLE receipt ( -- a request that left the device
            id INTEGER PRIMARY KEY,
            turn INTEGER NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
            endpoint TEXT NOT NULL,
            model TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            sha256 TEXT NOT NULL,
            sent TEXT NOT NULL, -- ISO 8601 in UTC
            masked TEXT NOT NULL -- JSON
        )
        """,
        "CREATE INDEX receipt_of_turn ON receipt (turn)",
        """
        CREATE TABLE outbox ( -- questions that deserved the cloud and did not get it
            id INTEGER PRIMARY KEY, -- the order in which they are asked
            uid TEXT NOT NULL UNIQUE,
            turn INTEGER NOT NULL UNIQUE REFERENCES turn (id) ON DELETE CASCADE,
            state TEXT NOT NULL, -- held: its turn is under way; waiting; asking: a request is in flight
            asked TEXT NOT NULL DEFAULT '{}', -- JSON: what the user decided about the reply: its length, a schema
            queued TEXT NOT NULL, -- ISO 8601 in UTC
            tries INTEGER NOT NULL DEFAULT 0, -- since its turn
            sent INTEGER NOT NULL DEFAULT 0, -- those of them in which something may have left the device
            due TEXT, -- not before this moment
            why TEXT -- the sentence of the last failure
        )
        """,
        """
        CREATE TABLE attachment ( -- the text of a file that went with a message
            id INTEGER PRIMARY KEY,
            message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            text TEXT NOT NULL
        )
        """,
        "CREATE INDEX attachment_of_message ON attachment (message)",
    ),
    5: (
        # The turn that stands in the place of this one. No foreign key: what can be read of a damaged file is written
        # row by row, in any order.
        "ALTER TABLE turn ADD COLUMN replaced_by INTEGER",
        "CREATE INDEX turn_replaced ON turn (replaced_by) WHERE replaced_by IS NOT NULL",
    ),
}
"""What each version changes of the one before it. New databases go the same way, so that both end alike."""


def create(connection: sqlite3.Connection, version: int = VERSION) -> None:
    """Make the tables of this version in an empty database, within the caller's transaction."""
    for statement in _STATEMENTS:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    update(connection, 1, version)


def update(connection: sqlite3.Connection, version: int, wanted: int = VERSION) -> None:
    """Bring the tables from this version to the wanted one, within the caller's transaction."""
    for later in range(version + 1, wanted + 1):
        for statement in _CHANGES[later]:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {wanted}")


def objects(connection: sqlite3.Connection) -> dict[str, str]:
    """The tables and indexes of a database by their names, as the SQL that made them."""
    return dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"))


def matches(found: dict[str, str], version: int) -> bool:
    """Whether every table and index of a version is among those found, exactly; others do no harm."""
    return 1 <= version <= VERSION and _expected(version).items() <= found.items()


@functools.cache
def _expected(version: int) -> dict[str, str]:
    connection = sqlite3.connect(":memory:")
    create(connection, version)
    try:
        return objects(connection)
    finally:
        connection.close()
