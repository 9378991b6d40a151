"""A question that nobody of the cloud answered is asked again, and its answer takes the provisional one's place."""

from __future__ import annotations

import json
import sqlite3
import threading
from typing import Any

import pytest

from edge.catalogue.configuring import withdraw
from edge.errors import CloudNotReachableError, UsageError
from edge.events import Face
from edge.offers import Offer
from edge.outbox.pace import Pace
from edge.paths import Paths
from edge.settings import Outbox as OutboxSettings
from edge.turn import Question
from tests.cloud_client.honest_server import HonestServer, eventually
from tests.edge.journal_help import every_byte, record, said, talk
from tests.edge.outbox.conftest import MakeDesk
from tests.edge.outbox.outbox_help import ANSWER, HARD, PROVISIONAL, Desk, configure, nobody


def questions(server: HonestServer) -> list[str]:
    """The last message of each request."""
    return [request.payload["messages"][-1]["content"] for request in server.asked]


def in_flight(desk: Desk, server: HonestServer) -> None:
    """Have a request of the outbox wait in the middle of its answer."""
    server.behaviour.hold_after = 2
    desk.outbox.wake()
    assert server.held.wait(20)
    server.behaviour.hold_after = None


def test_the_answer_takes_the_place_of_the_provisional_one(desk: MakeDesk, lab: HonestServer) -> None:
    home = desk()
    started = home.ask("Mail the proof to anna@example.com.")
    offer = home.offer()
    assert (offer.turn, offer.conversation, offer.question) == (started.turn, started.conversation, started.question)
    kept = offer.record
    assert (kept.text, kept.by, kept.model, kept.complete, kept.outbox) == (ANSWER, "cloud", "test-model", True, None)
    assert kept.faces == (Face("provisional", PROVISIONAL, "local", "builtin"),)
    assert (kept.cut_off, kept.quantization, kept.fallback is not None) == (None, None, True)
    assert kept.egress is not None
    assert (kept.egress.endpoint, kept.egress.masked) == ("lab", {"email": 1})
    assert [one.bytes for one in kept.egress.receipts] == [len(lab.asked[0].body)]
    assert b"anna@" not in lab.asked[0].body
    assert home.journal.turns(started.conversation) == [kept]
    assert said(home.journal, started.conversation)[1:] == [ANSWER]
    assert (home.outbox.rows(), home.outbox.waiting, home.told) == ([], 0, 0)


def test_the_new_reply_has_a_uid_of_its_own_and_the_next_turn_sees_it(desk: MakeDesk, lab: HonestServer) -> None:
    home = desk()
    started = home.ask()
    home.offer()
    assert home.reply(started).uid != f"{started.turn}.reply"
    later = home.journal.begin(Question("And twin primes?", "q2", started.conversation))
    seen = home.journal.transcript(started.conversation, turn=later.turn)
    assert [message.text for message in seen] == [HARD, ANSWER, "And twin primes?"]


def test_a_turn_that_the_cloud_answered_takes_its_question_out(desk: MakeDesk, lab: HonestServer) -> None:
    home = desk()
    question = Question(HARD, "q1")
    started = home.journal.begin(question)
    assert home.outbox.hold(started, question) is not None
    assert [row.state for row in home.outbox.rows()] == ["held"]
    home.journal.finish(record(started, ANSWER, by="cloud"), "r1")
    assert (home.outbox.rows(), lab.requests) == ([], [])


def test_questions_are_asked_in_their_order_one_after_the_other(
    desk: MakeDesk, paths: Paths, server: HonestServer
) -> None:
    home = desk()
    for number in range(4):
        home.ask(f"{HARD} Proof {number}.", conversation="new")
    assert home.outbox.waiting == 4
    configure(paths, server.url)
    assert [home.offer().record.text for _ in range(4)] == [ANSWER] * 4
    assert questions(server) == [f"{HARD} Proof {number}." for number in range(4)]


def test_while_nobody_answers_it_waits_and_says_why(desk: MakeDesk, paths: Paths, server: HonestServer) -> None:
    configure(paths, nobody())
    home = desk()
    started = home.ask()
    assert eventually(lambda: home.outbox.rows()[0].tries >= 2)
    assert "refuses the connection" in (home.outbox.rows()[0].why or "")
    assert (home.reply(started).text, home.receipts(started)) == (PROVISIONAL, ())
    configure(paths, server.url, "other")
    assert home.offer().record.text == ANSWER


def test_a_back_off_ends_when_the_list_of_endpoints_changes_or_a_turn_was_answered(
    desk: MakeDesk, paths: Paths, server: HonestServer
) -> None:
    configure(paths, nobody())
    slow = Pace(quiet=0.0, look=0.02, first=3600.0, longest=3600.0)
    home = desk(pace=slow)
    home.ask()
    assert eventually(lambda: (home.outbox.rows()[0].due or "") > home.outbox.rows()[0].queued)
    withdraw(paths.endpoints, "lab")
    configure(paths, server.url)
    assert home.offer().record.text == ANSWER
    withdraw(paths.endpoints, "lab")
    configure(paths, nobody())
    home.ask("And twin primes?")
    assert eventually(lambda: [(row.state, row.tries) for row in home.outbox.rows()] == [("waiting", 1)])
    home.outbox.cloud_answers()
    assert eventually(lambda: home.outbox.rows()[0].tries == 2)


def test_nothing_is_asked_in_offline_mode(desk: MakeDesk, lab: HonestServer) -> None:
    home = desk()
    home.offline = True
    home.ask()
    home.outbox.wake()
    with pytest.raises(UsageError, match="Offline mode is on"):
        home.outbox.send(home.outbox.rows()[0].uid)
    assert (home.outbox.waiting, lab.requests) == (1, [])
    home.offline = False
    home.outbox.mode_changed()
    assert home.offer().record.text == ANSWER


def test_switching_the_network_off_stops_what_is_in_flight(desk: MakeDesk, lab: HonestServer) -> None:
    home = desk()
    home.ask()
    in_flight(home, lab)
    home.offline = True
    home.outbox.mode_changed()
    assert lab.gone.wait(20)
    assert eventually(lambda: [row.state for row in home.outbox.rows()] == ["waiting"])


@pytest.mark.parametrize("decided", [{"offline": True}, {"private": True}, {"choice": "local"}, {"kept_back": True}])
def test_what_was_to_stay_here_is_not_kept(desk: MakeDesk, lab: HonestServer, decided: dict[str, Any]) -> None:
    home = desk()
    home.ask(**decided)
    assert (home.outbox.rows(), lab.requests) == ([], [])


def test_it_can_be_switched_off_and_be_full(desk: MakeDesk) -> None:
    off = desk(outbox=OutboxSettings(enabled=False))
    off.ask()
    assert off.outbox.rows() == []
    off.close()
    small = desk(outbox=OutboxSettings(limit=2))
    for _ in range(4):
        small.ask()
    assert small.outbox.waiting == 2
    (notice,) = small.outbox.notices
    assert "full" in notice


def test_one_that_is_cancelled_is_not_asked_and_its_request_ends(desk: MakeDesk, lab: HonestServer) -> None:
    home = desk()
    started = home.ask()
    in_flight(home, lab)
    (row,) = home.outbox.rows()
    assert (row.state, row.question, row.tries) == ("asking", HARD, 1)
    assert home.outbox.cancel(row.uid) == 1
    assert lab.gone.wait(20)
    assert (home.outbox.rows(), home.reply(started).text) == ([], PROVISIONAL)
    assert home.journal.turns(started.conversation)[0].outbox is None
    assert home.outbox.cancel(None) == 0


def test_of_a_forgotten_conversation_nothing_is_asked_or_left_in_a_file(
    desk: MakeDesk, lab: HonestServer, paths: Paths
) -> None:
    home = desk()
    kept = talk(home.journal, conversation="new").conversation
    started = home.ask("The canary sings in C sharp.", conversation="new", system="The canary's own prompt.")
    in_flight(home, lab)
    home.outbox.forget(started.conversation)
    assert home.journal.forget(started.conversation) == 1
    assert lab.gone.wait(20)
    home.close()
    assert b"canary" not in every_byte(paths.journal.parent)
    assert [one.uid for one in desk().journal.conversations()] == [kept]
    assert home.told == 0


def test_a_message_that_a_rule_of_today_keeps_back_is_taken_out(desk: MakeDesk, lab: HonestServer) -> None:
    home = desk()
    home.offline = True
    home.ask("What is project Falcon?")
    home.close()
    later = desk(never_leaves="Falcon").start()
    assert eventually(lambda: not later.outbox.rows())
    (notice,) = later.outbox.notices
    assert "never-leaves" in notice
    assert lab.requests == []


def test_earlier_messages_that_may_not_leave_do_not_go_along(desk: MakeDesk, lab: HonestServer) -> None:
    home = desk()
    before = talk(home.journal, "The code is 1234.", "I keep it.", private=True, conversation="new", uid="q0")
    in_the_open = home.ask(conversation="new")
    assert before.conversation != in_the_open.conversation
    talk(home.journal, "My secret is xyzzy.", "Noted.", private=True, conversation=in_the_open.conversation)
    home.offer()
    home.ask("And twin primes?", conversation=in_the_open.conversation)
    assert home.offer().record.text == ANSWER
    assert b"xyzzy" not in b"".join(request.body for request in lab.asked)
    assert HARD.encode() in lab.asked[-1].body


def test_after_some_days_it_is_given_up_with_one_notice(desk: MakeDesk, paths: Paths) -> None:
    home = desk()
    started = home.ask()
    home.close()
    with sqlite3.connect(paths.journal) as file:
        file.execute("UPDATE outbox SET queued = '2026-01-01T00:00:00.000+00:00'")
    file.close()
    later = desk().start()
    assert eventually(lambda: not later.outbox.rows())
    (notice,) = later.outbox.notices
    assert "given up" in notice
    assert later.journal.turns(started.conversation)[0].outbox is None
    later.close()
    assert desk().start().outbox.notices == []


def test_a_clock_that_nobody_had_set_gives_nothing_up(desk: MakeDesk, lab: HonestServer, paths: Paths) -> None:
    home = desk()
    home.offline = True
    home.ask()
    home.close()
    with sqlite3.connect(paths.journal) as file:
        file.execute(
            "UPDATE outbox SET queued = '1970-01-01T00:01:00.000+00:00', due = '2070-01-01T00:00:00.000+00:00'"
        )
    file.close()
    assert desk().start().offer().record.text == ANSWER


def test_a_turn_that_goes_up_has_the_endpoints_for_itself(desk: MakeDesk, lab: HonestServer) -> None:
    home = desk()
    home.ask()
    in_flight(home, lab)
    home.busy = True
    question = Question("And twin primes?", "q2")
    started = home.journal.begin(question)
    home.outbox.hold(started, question)
    assert lab.gone.wait(20)
    assert eventually(lambda: home.outbox.rows()[0].state == "waiting")
    home.outbox.wake()
    home.journal.finish(record(started, ANSWER, by="cloud"), "r2")
    assert (len(lab.asked), home.told) == (1, 0)
    home.busy = False
    home.outbox.turn_ended()
    assert home.offer().record.text == ANSWER


def test_closing_ends_the_request_and_the_next_process_asks_again(desk: MakeDesk, lab: HonestServer) -> None:
    home = desk()
    started = home.ask()
    in_flight(home, lab)
    home.close()
    assert lab.gone.wait(20)
    later = desk().start()
    assert later.offer().turn == started.turn
    assert (len(lab.asked), len(later.receipts(started))) == (2, 2)


def test_an_answer_that_breaks_off_does_not_count_and_what_left_is_told(desk: MakeDesk, lab: HonestServer) -> None:
    lab.behaviour.finish_reason, lab.behaviour.end_mark = None, False
    home = desk(pace=Pace(quiet=0.0, look=0.01, first=0.01, longest=0.02, sends=3))
    started = home.ask()
    assert eventually(lambda: not home.outbox.rows())
    assert (len(lab.asked), len(home.receipts(started))) == (3, 3)
    assert (home.reply(started).text, home.told) == (PROVISIONAL, 0)
    assert "3 times in vain" in home.outbox.notices[0]


def test_a_question_that_is_refused_does_not_keep_the_next_one_waiting(desk: MakeDesk, lab: HonestServer) -> None:
    refusal: tuple[int, dict[str, str], bytes] = (
        400,
        {},
        json.dumps({"error": {"message": "no", "type": "BadRequestError", "code": 400}}).encode(),
    )
    lab.behaviour.answers = [refusal]
    home = desk(pace=Pace(quiet=0.0, look=0.02, first=3600.0, longest=3600.0))
    home.ask("One that is refused.", conversation="new")
    home.ask(conversation="new")
    assert home.offer().record.text == ANSWER
    (row,) = home.outbox.rows()
    assert row.question == "One that is refused."


def test_what_the_user_decided_about_the_reply_goes_along(desk: MakeDesk, lab: HonestServer) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    lab.behaviour.pieces = ('{"n": ', "3}")
    home = desk()
    home.ask(system="Answer with numbers.", schema=schema, max_tokens=7)
    assert json.loads(home.offer().record.text) == {"n": 3}
    payload = lab.asked[0].payload
    assert (payload["messages"][0]["content"], payload["max_tokens"]) == ("Answer with numbers.", 7)
    assert payload["response_format"]["type"] == "json_schema"


def test_asking_now_tells_what_came(desk: MakeDesk, paths: Paths, server: HonestServer) -> None:
    home = desk(pace=Pace(quiet=3600.0))
    started = home.ask()
    (row,) = home.outbox.rows()
    with pytest.raises(CloudNotReachableError, match="No endpoint is configured"):
        home.outbox.send(row.uid)
    configure(paths, nobody())
    failed = home.outbox.send(row.uid)
    assert (failed.state, "refuses the connection" in (failed.why or "")) == ("waiting", True)
    withdraw(paths.endpoints, "lab")
    configure(paths, server.url)
    tried = home.outbox.send(row.uid)
    assert tried.state == "answered"
    assert tried.offer is not None
    assert (tried.offer.turn, home.offer()) == (started.turn, tried.offer)
    with pytest.raises(UsageError, match="There is no question"):
        home.outbox.send(row.uid)


def test_one_whose_turn_is_under_way_is_not_sent_and_can_be_cancelled(desk: MakeDesk, lab: HonestServer) -> None:
    home = desk()
    question = Question(HARD, "q1")
    started = home.journal.begin(question)
    uid = home.outbox.hold(started, question)
    assert uid is not None
    with pytest.raises(UsageError, match="just being answered"):
        home.outbox.send(uid)
    assert home.outbox.cancel(uid) == 1
    home.end(started, uid)
    assert home.journal.turns(started.conversation)[0].outbox is None
    assert home.outbox.rows() == []


def test_a_question_that_is_asked_again_after_its_process_died_is_its_turns_again(desk: MakeDesk) -> None:
    first = desk()
    question = Question(HARD, "q1")
    uid = first.outbox.hold(first.journal.begin(question), question)
    first.close()
    later = desk()
    assert [(row.uid, row.state) for row in later.outbox.rows()] == [(uid, "waiting")]
    again = later.journal.begin(question)
    assert [row.state for row in later.outbox.rows()] == ["held"]
    assert later.outbox.hold(again, question) == uid
    later.journal.finish(record(again, ANSWER, by="cloud"), "r1")
    assert later.outbox.rows() == []


def test_each_listener_hears_of_an_answer_once_whatever_the_others_do(desk: MakeDesk, lab: HonestServer) -> None:
    home = desk()
    first: list[Offer] = []
    broken = threading.Event()

    def breaks(_: Offer) -> None:
        assert not broken.is_set()
        broken.set()
        raise ZeroDivisionError

    stop = home.hear(first.append)
    home.hear(breaks)
    home.ask()
    assert eventually(lambda: bool(home.faults))
    stop()
    home.ask("And twin primes?")
    assert [home.offer().record.text for _ in range(2)] == [ANSWER] * 2
    assert [type(fault) for fault in home.faults] == [ZeroDivisionError]
    home.faults.clear()
    assert (len(first), broken.is_set()) == (1, True)


def test_without_questions_there_is_no_thread(desk: MakeDesk, lab: HonestServer) -> None:
    home = desk().start()
    home.outbox.turn_ended()
    home.outbox.cloud_answers()
    assert all(thread.name != "outbox" for thread in threading.enumerate())
