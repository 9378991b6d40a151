"""Conversations through the owner's socket: pages, search, titles, turn by turn."""

from __future__ import annotations

import json

import pytest

from edge.archive import Exchange, Found, Match
from edge.errors import UsageError
from edge.home import open_home
from edge.home.wire import encode
from edge.paths import Paths
from edge.turn import AssistantLike, ConversationInfo, Question
from tests.stubs.assistant import FakeAssistant
from tests.stubs.home import said_to, served


def talked() -> FakeAssistant:
    """One with five conversations; the first is private."""
    fake = FakeAssistant(["A needle, ", "and 你好。"])
    for number in range(5):
        list(fake.ask(Question(f"Talk {number}", f"q{number}", conversation="new", private=number == 0)))
    return fake


def same(one: AssistantLike, other: AssistantLike) -> None:
    """Both give the same."""
    page = one.conversations(2)
    assert [info.title for info in page] == ["Talk 4", "Talk 3"]
    rest = one.conversations(9, page[-1].place)
    assert [(info.title, info.private) for info in rest] == [("Talk 2", False), ("Talk 1", False), ("Talk 0", True)]
    assert [*page, *rest] == other.conversations()
    uid = page[0].uid
    assert one.conversation(uid) == other.conversation(uid) == page[0]
    assert one.conversation("none") is other.conversation("none") is None
    found = one.search("needle", 2)
    assert found == other.search("needle", 2)
    assert found.before is not None
    assert isinstance(found, Found)
    assert [type(match) for match in found.matches] == [Match, Match]
    assert one.search("needle", 9, found.before) == other.search("needle", 9, found.before)
    turns = one.exchanges(uid)
    assert turns == other.exchanges(uid)
    assert [type(turn) for turn in turns] == [Exchange]
    assert one.exchanges(uid, 9, turns[0].turn) == []
    assert one.exchanges(uid, 9, after=turns[0].turn) == []
    assert one.exchanges(uid, 9, after="") == turns
    assert one.rename(uid, "旅行") == "旅行"
    assert other.conversations(1)[0].title == "旅行"
    with pytest.raises(UsageError, match="was deleted"):
        one.rename("none", "Title")


def test_a_client_gets_what_the_owner_has(paths: Paths) -> None:
    fake = talked()
    with served(fake, paths) as attached:
        same(attached, fake)


def test_a_home_gives_what_its_assistant_has(paths: Paths) -> None:
    fake = talked()
    home = open_home(paths, lambda: fake)
    same(home, fake)
    home.close()


def test_an_owner_that_knows_nothing_of_places_and_times_is_understood(paths: Paths) -> None:
    class Older(FakeAssistant):
        def conversations(self, limit: int = 50, before: int | None = None) -> list[ConversationInfo]:
            return [ConversationInfo("c1", "Title", "2026-01-01T00:00:00Z", 1)]

    with served(Older(), paths) as attached:
        assert attached.conversations() == [ConversationInfo("c1", "Title", "2026-01-01T00:00:00Z", 1)]


@pytest.mark.parametrize(
    "request_",
    [
        {"call": "rename", "args": {"conversation": "c1"}},
        {"call": "rename", "args": {"conversation": None, "title": "x"}},
        {"call": "search", "args": {"text": 7, "limit": 1, "before": None}},
        {"call": "conversations", "args": {"limit": 1, "before": -1}},
        {"call": "exchanges", "args": {"conversation": "c1", "limit": 1, "before": 2, "after": None}},
    ],
)
def test_a_request_that_is_not_in_order_is_refused(paths: Paths, request_: dict[str, object]) -> None:
    with served(talked(), paths):
        (said,) = said_to(paths, encode({"v": 1, **request_}))
    assert json.loads(json.dumps(said))["error"] == "usage"
