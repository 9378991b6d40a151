"""The list of conversations in pages, the search through them, their titles, and a conversation turn by turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.archive import Match
from edge.errors import UsageError
from edge.events import Egress
from edge.journal import Journal, exchanges, new_uid, searching
from edge.paths import Paths
from edge.search import spans, words
from edge.transcript import Attachment
from tests.edge.journal_help import FACE, RECEIPT, every_byte, question, record, talk


@pytest.fixture
def journal(paths: Paths) -> Iterator[Journal]:
    journal = Journal.open(paths.journal)
    yield journal
    journal.close()


def titles(journal: Journal, limit: int, before: int | None = None) -> list[str]:
    return [info.title for info in journal.conversations(limit, before)]


def matches(journal: Journal, text: str) -> list[Match]:
    """All of them, however often the search stops for breath."""
    found: list[Match] = []
    before: int | None = None
    while True:
        part = journal.search(text, 50, before)
        found += part.matches
        before = part.before
        if before is None:
            return found


def passages(journal: Journal, text: str) -> list[str]:
    return [match.passage for match in matches(journal, text)]


# -- the list


def test_the_list_goes_on_where_the_page_before_it_ended(journal: Journal) -> None:
    for number in range(7):
        talk(journal, f"Talk {number}", conversation="new")
    first = journal.conversations(3)
    assert [info.title for info in first] == ["Talk 6", "Talk 5", "Talk 4"]
    assert titles(journal, 3, first[-1].place) == ["Talk 3", "Talk 2", "Talk 1"]
    assert titles(journal, 3, journal.conversations(6)[-1].place) == ["Talk 0"]
    assert titles(journal, 3, journal.conversations(7)[-1].place) == []


def test_pages_stay_in_order_while_others_are_talked_in_or_deleted(journal: Journal) -> None:
    old = [talk(journal, f"Talk {number}", conversation="new").conversation for number in range(5)]
    page = journal.conversations(2)
    talk(journal, "once more", conversation=old[0])
    journal.forget(old[4])
    journal.forget(old[3])  # the last one of the page
    assert titles(journal, 9, page[-1].place) == ["Talk 2", "Talk 1"]


def test_a_conversation_says_when_it_was_talked_in_last(journal: Journal) -> None:
    begun = talk(journal).conversation
    (before,) = journal.conversations()
    assert before.last >= before.started
    talk(journal)
    after = journal.conversation(begun)
    assert after is not None
    assert (after.started, after.turns) == (before.started, 2)
    assert after.last >= before.last
    assert after.place > before.place
    assert journal.conversation("none") is None


# -- titles


def test_a_conversation_gets_the_title_that_the_user_gives_it(journal: Journal) -> None:
    uid = talk(journal, "How do I read a file?").conversation
    assert journal.rename(uid, "  Files\nand\tmore\x1b[2J ") == "Files"
    assert titles(journal, 1) == ["Files"]
    assert journal.rename(uid, "   ") == "How do I read a file?"
    with pytest.raises(UsageError, match="was deleted"):
        journal.rename("none", "Title")


def test_the_title_that_was_given_outlives_the_program(paths: Paths) -> None:
    journal = Journal.open(paths.journal)
    journal.rename(talk(journal).conversation, "旅行计划")
    journal.close()
    again = Journal.open(paths.journal)
    assert titles(again, 1) == ["旅行计划"]
    again.close()


# -- the search


def test_the_search_finds_what_was_asked_and_what_was_answered(journal: Journal) -> None:
    talk(journal, "Where is the Zambezi?", "In Africa.", conversation="new")
    talk(journal, "And rivers?", "The Rhine, the zambezi.", conversation="new")
    talk(journal, "Nothing", "of it", conversation="new")
    assert passages(journal, "zambezi") == ["The Rhine, the zambezi.", "Where is the Zambezi?"]
    assert passages(journal, "Kilimanjaro") == []
    assert passages(journal, "   ") == []


def test_chinese_and_japanese_are_found_without_blanks_also_a_single_character(journal: Journal) -> None:
    talk(journal, "今天天气怎么样？", "晴，二十度。", conversation="new")
    talk(journal, "明日の天気は？", "曇りのち雨です。", conversation="new")
    assert passages(journal, "天气") == ["今天天气怎么样？"]
    assert passages(journal, "天") == ["明日の天気は？", "今天天气怎么样？"]
    assert passages(journal, "雨") == ["曇りのち雨です。"]
    assert passages(journal, "二十度 晴") == ["晴，二十度。"]


def test_all_words_have_to_be_in_one_message_in_any_order(journal: Journal) -> None:
    talk(journal, "red apples", "green pears", conversation="new")
    assert passages(journal, "apples red") == ["red apples"]
    assert passages(journal, "red pears") == []


def test_capital_letters_are_the_same_as_small_ones_in_every_script(journal: Journal) -> None:
    talk(journal, "ÜBER Москва", conversation="new")
    for text in ("über", "Über", "ÜBER", "москва", "МОСКВА"):
        assert passages(journal, text) == ["ÜBER Москва"]


@pytest.mark.parametrize("sign", ["%", "_", "\\", "'", '"', "100%", "a_b", "*", "?", "[x]"])
def test_signs_are_looked_for_as_they_are(journal: Journal, sign: str) -> None:
    talk(journal, f"before {sign} behind", "Fine.", conversation="new")
    talk(journal, "a1b xx 1000", "Fine.", conversation="new")
    assert passages(journal, sign) == [f"before {sign} behind"]


def test_of_a_long_message_the_passage_begins_a_little_before_the_word(journal: Journal) -> None:
    talk(journal, "word " * 1000 + "the needle\nis  here " + "more " * 1000, conversation="new")
    (passage,) = passages(journal, "needle")
    assert passage.startswith("…word word")
    assert "the needle is here more" in passage
    assert passage.endswith("…")
    assert len(passage) < 220
    assert [passage[begin:end] for begin, end in spans(passage, words("needle"))] == ["needle"]


def test_a_title_that_the_user_gave_is_found_as_well(journal: Journal) -> None:
    uid = talk(journal, "How do I read a file?").conversation
    journal.rename(uid, "Homework")
    (match,) = matches(journal, "homework")
    assert (match.conversation.title, match.passage) == ("Homework", "")


def test_the_search_stops_for_breath_and_goes_on_without_losing_or_repeating_any(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "SLICE_S", 0.0)
    monkeypatch.setattr(searching, "CHUNK", 3)
    for number in range(30):
        talk(journal, f"Talk {number}", "needle" if number % 3 == 0 else "hay", conversation="new")
    part = journal.search("needle")
    assert len(part.matches) <= 1
    assert part.before is not None
    assert [match.conversation.title for match in matches(journal, "needle")] == [
        f"Talk {number}" for number in reversed(range(0, 30, 3))
    ]


def test_a_search_gives_no_more_than_it_is_asked_for(journal: Journal) -> None:
    for number in range(5):
        talk(journal, f"Talk {number}", conversation="new")
    part = journal.search("talk", 2)
    assert [match.conversation.title for match in part.matches] == ["Talk 4", "Talk 3"]
    assert [match.conversation.title for match in journal.search("talk", 9, part.before).matches] == [
        "Talk 2",
        "Talk 1",
        "Talk 0",
    ]


def test_each_conversation_is_found_once_however_many_of_its_messages_match(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "CHUNK", 3)
    uids = [talk(journal, f"needle {number}", conversation="new").conversation for number in range(3)]
    for number in range(3, 12):
        talk(journal, f"needle {number}", "a needle", conversation=uids[number % 3])
    for limit in (1, 2, 9):
        found: list[str] = []
        part = journal.search("needle", limit)
        while part.before is not None:
            assert len(part.matches) <= limit
            found += [match.conversation.uid for match in part.matches]
            part = journal.search("needle", limit, part.before)
        found += [match.conversation.uid for match in part.matches]
        assert found == [uids[2], uids[1], uids[0]]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40), st.text(max_size=300))
def test_any_text_can_be_looked_for(journal: Journal, text: str, other: str) -> None:
    for part in (text, text * 100, f"{text}\0"):
        journal.search(part)
    assert all(0 <= begin < end <= len(other) for begin, end in spans(other, words(text)))


def test_searching_and_renaming_leave_nothing_that_forgetting_would_miss(paths: Paths, home: Path) -> None:
    journal = Journal.open(paths.journal)
    kept = talk(journal, "Something else", conversation="new").conversation
    uid = talk(journal, "the canary sings", "and sings", conversation="new").conversation
    journal.rename(uid, "a canary in a title")
    journal.rename(uid, "another title")
    assert passages(journal, "canary") == ["the canary sings"]
    assert b"canary" in every_byte(home)
    journal.forget(uid)
    assert b"canary" not in every_byte(home)
    assert b"another title" not in every_byte(home)
    assert passages(journal, "canary") == []
    assert journal.conversation(kept) is not None
    journal.close()


# -- turn by turn


def test_a_conversation_can_be_read_turn_by_turn(journal: Journal) -> None:
    files = (Attachment("notes.txt", "some notes"),)
    started = journal.begin(question("Read this", attachments=files))
    whole = record(started, "Done.", faces=(FACE,), egress=Egress.of([RECEIPT]))
    journal.finish(whole, new_uid())
    cut = journal.begin(question("And this"))
    journal.finish(record(cut, "", complete=False, cut_off="cancelled"), new_uid())
    under_way = journal.begin(question("And?"))
    first, second, third = journal.exchanges(started.conversation)
    assert (first.turn, first.question.text, first.question.attachments) == (started.turn, "Read this", files)
    assert first.reply is not None
    assert (first.reply.text, first.record) == ("Done.", whole)
    assert first.begun <= second.begun <= third.begun
    assert (second.reply, second.record) == (None, journal.turns(started.conversation)[-1])
    assert (third.turn, third.reply, third.record) == (under_way.turn, None, None)


def test_turns_are_read_in_pages_from_the_last_one_back(journal: Journal) -> None:
    uids = [talk(journal, f"{number}").turn for number in range(5)]
    talk(journal, "elsewhere", conversation="new")
    conversation = journal.conversations(2)[1].uid
    assert [one.turn for one in journal.exchanges(conversation, 2)] == uids[3:]
    assert [one.turn for one in journal.exchanges(conversation, 2, uids[3])] == uids[1:3]
    assert [one.turn for one in journal.exchanges(conversation, 2, uids[0])] == []
    assert journal.exchanges(conversation, 0) == journal.exchanges("none") == []
    assert journal.exchanges(conversation, 9, "none") == []


def test_turns_are_read_in_pages_from_the_first_one_on(journal: Journal) -> None:
    uids = [talk(journal, f"{number}").turn for number in range(5)]
    talk(journal, "elsewhere", conversation="new")
    conversation = journal.conversations(2)[1].uid
    assert [one.turn for one in journal.exchanges(conversation, 2, after="")] == uids[:2]
    assert [one.turn for one in journal.exchanges(conversation, 2, after=uids[1])] == uids[2:4]
    assert [one.turn for one in journal.exchanges(conversation, 9, after=uids[1], before=uids[4])] == uids[2:4]
    assert journal.exchanges(conversation, 9, after=uids[4]) == []
    assert journal.exchanges(conversation, 9, after="none") == []


def test_a_page_of_a_long_conversation_costs_no_more_than_one_of_a_short_one(journal: Journal) -> None:
    place = {"conversation": "c", "above": 1, "below": 9, "limit": 2}
    for order in ("ASC", "DESC"):
        sql = exchanges._TURNS.format(order=order)
        plan = journal._storage.db.execute(f"EXPLAIN QUERY PLAN {sql}", place).fetchall()
        steps = [row[-1] for row in plan]
        assert "SEARCH t USING INDEX turn_of_conversation (conversation=? AND rowid>? AND rowid<?)" in steps
        assert not [step for step in steps if "SCAN" in step or "TEMP B-TREE" in step]
