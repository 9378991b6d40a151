"""Turns of guests: who asks brings the conversation along, and nothing of it is kept."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.answerer import Sampling
from edge.assistant import Assistant
from edge.catalogue.configuring import enter
from edge.errors import UsageError
from edge.events import Finished, Route, Started, TurnRecord
from edge.guests import named
from edge.home.wire import encode_request, parse_request
from edge.journal import Journal, figures_only, new_uid
from edge.journal.uid import GUESTS
from edge.paths import Paths
from edge.settings import Engine, Settings
from edge.transcript import Message
from edge.turn import Question
from tests.cloud_client.honest_server import Behaviour, HonestServer

GREEDY = Sampling(temperature=0, top_k=0, top_p=1, repeat_penalty=1, seed=1)
CANARY = "zxqvkwpj"


@pytest.fixture
def assistant(paths: Paths, tiny: Path) -> Iterator[Assistant]:
    made = Assistant(paths, Settings(model=str(tiny), engine=Engine(threads=1)))
    yield made
    made.close()


def question(text: str, *history: str, **more: object) -> Question:
    roles = ("user", "assistant")
    said = tuple(Message(roles[number % 2], one, "") for number, one in enumerate(history))  # type: ignore[arg-type]
    known = {"text": text, "uid": new_uid(), "max_tokens": 16, "sampling": GREEDY, "surface": "http", "history": said}
    return Question(**{**known, **more})  # type: ignore[arg-type]


def ended(assistant: Assistant, asked: Question) -> TurnRecord:
    last = list(assistant.ask(asked))[-1]
    assert isinstance(last, Finished)
    return last.record


def test_the_model_sees_what_was_said_before_and_only_that(assistant: Assistant) -> None:
    alone = ended(assistant, question("tell me more"))
    behind = ended(assistant, question("tell me more", "tell me a story", "Once upon a time."))
    assert behind.tokens.prompt > alone.tokens.prompt
    assert ended(assistant, question("tell me more")).tokens.prompt == alone.tokens.prompt


def test_a_reply_that_comes_back_is_not_evaluated_again(assistant: Assistant) -> None:
    first = ended(assistant, question("tell me a story"))
    second = ended(assistant, question("go on with it", "tell me a story", first.text))
    assert second.tokens.cached >= first.tokens.prompt + first.tokens.completion - 1


def test_a_reply_that_the_client_changed_is_read_as_the_client_says(assistant: Assistant) -> None:
    first = ended(assistant, question("tell me a story"))
    kept = ended(assistant, question("go on with it", "tell me a story", first.text))
    changed = ended(assistant, question("go on with it", "tell me a story", f"{first.text} And so on, for long."))
    assert changed.tokens.prompt > kept.tokens.prompt
    assert changed.tokens.cached < changed.tokens.prompt


def test_nothing_of_it_is_kept(assistant: Assistant, home: Path) -> None:
    record = ended(assistant, question(f"tell me of {CANARY}", f"my name is {CANARY}", f"Hello {CANARY}!"))
    assert record.text
    assert assistant.conversations() == []
    assert assistant.outbox() == []
    assistant.close()
    for file in home.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert CANARY.encode() not in data, file
            assert record.text.encode() not in data, file
    assert not list(home.rglob("*conversation*"))  # no saved state of the engine, which has the tokens in clear


def test_the_conversation_of_the_home_stays_the_last_one(assistant: Assistant) -> None:
    own, *_ = assistant.ask(Question("hello", new_uid(), max_tokens=8, sampling=GREEDY))
    assert isinstance(own, Started)
    ended(assistant, question("tell me a story"))
    assert [one.uid for one in assistant.conversations()] == [own.conversation]
    next_one, *_ = assistant.ask(Question("tell me more", new_uid(), max_tokens=8, sampling=GREEDY))
    assert isinstance(next_one, Started)
    assert next_one.conversation == own.conversation


class TestFigures:
    """How a guest's turn went is kept, for `edge stats`; what was said is not."""

    def test_a_turn_is_counted_with_its_times_and_tokens(self, assistant: Assistant) -> None:
        record = ended(assistant, question(f"tell me of {CANARY}"))
        (row,) = assistant.stats_rows()
        assert (row["by"], row["model"], row["total_ms"]) == (record.by, record.model, record.total_ms)
        assert row["completion_tokens"] == record.tokens.completion

    def test_they_are_no_conversation_that_anybody_can_see_or_go_on_with(self, assistant: Assistant) -> None:
        ended(assistant, question("tell me a story"))
        assert assistant.conversations() == []
        assert assistant.conversation(GUESTS) is None
        assert assistant.exchanges(GUESTS) == []
        with pytest.raises(UsageError):
            assistant.rename(GUESTS, "mine now")
        with pytest.raises(UsageError):
            assistant.ask(Question("hello", new_uid(), conversation=GUESTS))

    def test_they_can_be_forgotten(self, assistant: Assistant) -> None:
        ended(assistant, question("tell me a story"))
        assert assistant.forget(GUESTS) == 1
        assert assistant.stats_rows() == []

    def test_the_slots_of_a_command_are_not_among_them(self, assistant: Assistant, home: Path) -> None:
        ended(assistant, question(f"add {CANARY} to my shopping list", surface="cli"))
        assistant.forget(None)  # the list has it
        ended(assistant, question("what is 7319 times 2?"))
        assistant.close()
        assert b"7319" not in b"".join(file.read_bytes() for file in home.glob("journal.db*"))

    def test_the_oldest_go_when_there_are_too_many(self, tmp_path: Path) -> None:
        journal = Journal.open(tmp_path / "journal.db")
        begun = journal.begin(Question("hello", new_uid()))
        record = TurnRecord("", begun.conversation, "hi", "local", "m", True, Route("local", None, (), "en"))
        journal.finish(dataclasses.replace(record, turn=begun.turn), new_uid())
        for number in range(10):
            journal._storage.write(
                lambda db, n=number: figures_only.keep(db, dataclasses.replace(record, turn=f"g{n}"), most=4)  # type: ignore[misc]
            )
        kept = [row["turn"] for row in journal.stats_rows()]
        assert kept[0] == begun.turn
        assert kept[-1] == "g9"
        assert 4 <= len(kept) - 1 <= 7
        assert journal.last_conversation() == begun.conversation
        journal.close()


def test_a_command_is_carried_out_for_a_guest_too(assistant: Assistant) -> None:
    record = ended(assistant, question("what is 12 times 12?"))
    assert (record.by, "144" in record.text) == ("skill", True)


def test_several_are_served_at_once_and_each_gets_its_own(assistant: Assistant) -> None:
    records: dict[int, TurnRecord] = {}

    def ask(number: int) -> None:
        records[number] = ended(assistant, question(f"what is {number} times 2?"))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {number: str(number * 2) in record.text for number, record in records.items()} == dict.fromkeys(
        range(8), True
    )


@pytest.mark.parametrize("roles", [("assistant",), ("user", "system"), ("assistant", "user")])
def test_a_history_that_is_none_is_refused(assistant: Assistant, roles: tuple[str, ...]) -> None:
    history = tuple(Message(role, "x", "") for role in roles)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="begins with a message of the user"):
        assistant.ask(question("hello", history=history))


def test_a_message_is_named_by_all_that_was_said_up_to_it() -> None:
    first, second, third = (Message("user", "a", ""), Message("assistant", "b", ""), Message("user", "c", ""))
    names = [message.uid for message in named((first, second, third))]
    assert len(set(names)) == 3
    assert names[1] == f"{names[0]}.reply"
    assert [message.uid for message in named((first, second))] == names[:2]
    other = [message.uid for message in named((Message("user", "x", ""), second, third))]
    assert not set(other) & set(names)


def test_a_guests_question_goes_over_the_homes_socket_as_it_is() -> None:
    asked = question("go on", "tell me a story", "Once upon a time.", sampling=None)
    line = encode_request("ask", {"question": dataclasses.asdict(asked)})
    assert parse_request(line).args["question"] == asked


class TestWhatIsSavedOfTheEngine:
    """The state of the last conversation is written at the end: never a guest's, whoever was there before."""

    @pytest.fixture
    def slow_one(self, paths: Paths, slow: Path) -> Iterator[Assistant]:
        made = Assistant(paths, Settings(model=str(slow), engine=Engine(threads=1)))
        yield made
        made.close()

    def saved(self, home: Path) -> bytes:
        return b"".join(file.read_bytes() for file in home.rglob("*.state"))

    def test_a_conversation_of_the_home_is_saved(self, slow_one: Assistant, home: Path) -> None:
        *_, last = slow_one.ask(Question("tell me of " + "corn " * 80, new_uid(), max_tokens=4, sampling=GREEDY))
        assert isinstance(last, Finished)
        slow_one.close()
        assert last.record.conversation.encode() in self.saved(home)

    def test_a_guest_behind_it_is_not(self, slow_one: Assistant, home: Path) -> None:
        *_, last = slow_one.ask(Question("tell me of " + "corn " * 80, new_uid(), max_tokens=4, sampling=GREEDY))
        assert isinstance(last, Finished)
        guest = question(
            "and of " + "rye " * 80, "tell me a story", "Once.", system=f"A {CANARY} speaks.", max_tokens=4
        )
        ended(slow_one, guest)
        slow_one.close()
        saved = self.saved(home)
        assert b"guest" not in saved
        assert last.record.conversation.encode() not in saved  # what the cache held of it is gone


class TestWhatMayNotLeave:
    """The client sends everything back; what had to stay then stays now."""

    @pytest.fixture
    def going_up(self, paths: Paths, tiny: Path) -> Iterator[tuple[Assistant, HonestServer]]:
        with HonestServer(Behaviour()) as server:
            enter(paths.endpoints, "lab", {"base_url": server.url, "model": "test-model"})
            made = Assistant(paths, Settings(model=str(tiny), engine=Engine(threads=1)))
            yield made, server
            made.close()

    def test_a_note_does_not_go_up_with_a_later_question(self, going_up: tuple[Assistant, HonestServer]) -> None:
        assistant, server = going_up
        note = f"take a note: the {CANARY} is behind the door"
        noted = ended(assistant, question(note))
        assert noted.by == "skill"
        asked = question("Why is the sky blue?", note, noted.text, choice="cloud")
        assert ended(assistant, asked).by == "cloud"
        assert CANARY not in server.asked[0].body.decode()

    def test_not_even_where_it_was_made_before_a_restart(self, going_up: tuple[Assistant, HonestServer]) -> None:
        assistant, server = going_up
        note = f"take a note: the {CANARY} is behind the door"
        ended(assistant, question("Why is the sky blue?", note, f"Noted: {CANARY}", choice="cloud"))
        assert CANARY not in server.asked[0].body.decode()

    def test_what_left_the_device_is_told_with_its_receipt(self, going_up: tuple[Assistant, HonestServer]) -> None:
        assistant, server = going_up
        ended(assistant, question("Why is the sky blue?", choice="cloud"))
        list(assistant.relay([{"role": "user", "content": "weather?"}], {"tools": []}, "en"))
        sent = [len(one.body) for one in server.asked]
        assert [receipt.bytes for receipt in assistant.receipts()] == sent
        assert [row["egress_bytes"] for row in assistant.stats_rows()] == sent

    def test_nor_does_what_was_said_in_private(self, going_up: tuple[Assistant, HonestServer]) -> None:
        assistant, server = going_up
        secret = f"my name is {CANARY}"
        said = ended(assistant, question(secret, private=True))
        ended(assistant, question("Why is the sky blue?", secret, f"{said.text} {CANARY}", choice="cloud"))
        assert CANARY not in server.asked[0].body.decode()
