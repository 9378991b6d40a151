"""Questions with files, from the home's one door: who answers, what the models get, what is told, and what stays."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from edge.assistant import Assistant
from edge.catalogue.configuring import enter, withdraw
from edge.errors import UsageError
from edge.events import Event, Finished, Notice, TurnRecord
from edge.journal import new_uid
from edge.paths import Paths
from edge.settings import Cloud, Engine, Settings
from edge.transcript import Attachment
from edge.turn import Question
from tests.cloud_client.honest_server import Behaviour, HonestServer
from tests.edge.attachments.texts import CHINESE, ENGLISH, long
from tests.edge.journal_help import every_byte
from tests.stubs.gguf_files import write_qwen2

CHOIR = Attachment("choir.md", ENGLISH)
LOG = Attachment("log.txt", long(ENGLISH)[0])
PIANO = "When is the piano tuned?"
Make = Callable[..., Assistant]


@pytest.fixture(scope="session")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model whose tokens are bytes, with room for some 1,500 words."""
    path = tmp_path_factory.mktemp("models") / "wide.gguf"
    write_qwen2(path, context=8192)
    return path


@pytest.fixture
def make(paths: Paths, tiny: Path) -> Iterator[Make]:
    made: list[Assistant] = []

    def begin(model: str = "", **cloud: object) -> Assistant:
        limits: dict[str, Any] = {"deadline": 30, **cloud}
        settings = Settings(model=model or str(tiny), engine=Engine(threads=1), cloud=Cloud(**limits))
        made.append(Assistant(paths, settings))
        return made[-1]

    yield begin
    for assistant in made:
        assistant.close()


@pytest.fixture
def server(paths: Paths) -> Iterator[HonestServer]:
    """An endpoint that is configured."""
    with HonestServer(Behaviour()) as server:
        enter(paths.endpoints, "lab", {"base_url": server.url, "model": "test-model"})
        yield server


def events(assistant: Assistant, text: str, *files: Attachment, **more: object) -> list[Event]:
    known = {"text": text, "uid": new_uid(), "conversation": "new", "max_tokens": 8, "attachments": files}
    return list(assistant.ask(Question(**{**known, **more})))  # type: ignore[arg-type]


def record_of(events: list[Event]) -> TurnRecord:
    assert isinstance(events[-1], Finished)
    return events[-1].record


def ask(assistant: Assistant, text: str, *files: Attachment, **more: object) -> TurnRecord:
    return record_of(events(assistant, text, *files, **more))


def notices(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, Notice)]


def contents(server: HonestServer) -> list[str]:
    """Of the messages in the last request."""
    return [one["content"] for one in server.asked[-1].payload["messages"]]


def test_a_question_with_a_file_goes_up_with_all_of_it_masked(make: Make, server: HonestServer) -> None:
    contact = Attachment("contact.txt", f"{ENGLISH}\nThe librarian is anna@example.com.\n")
    told = events(make(), PIANO, contact)
    record = record_of(told)
    assert (record.by, record.route.reasons[0].rule) == ("cloud", "attachment")
    assert "[contact.txt, lines " in contents(server)[-1]
    assert "tuned in March" in contents(server)[-1]
    assert contents(server)[-1].endswith(f"\n\n{PIANO}")
    assert record.egress is not None
    assert record.egress.masked == {"email": 1}
    assert b"anna@example.com" not in server.asked[-1].body
    assert notices(told) == []


def test_later_questions_of_the_conversation_still_see_it(make: Make, server: HonestServer) -> None:
    assistant = make()
    first = ask(assistant, PIANO, CHOIR)
    ask(assistant, "Who may join?", conversation=first.conversation, choice="cloud")
    assert "tuned in March" in contents(server)[-3]
    assert contents(server)[-1] == "Who may join?"
    (kept, *_) = assistant.messages(first.conversation)
    assert (kept.text, kept.attachments) == (PIANO, (CHOIR,))


def test_what_is_too_long_for_the_endpoint_goes_up_in_passages_and_that_is_told(
    make: Make, server: HonestServer, paths: Paths
) -> None:
    withdraw(paths.endpoints, "lab")
    enter(paths.endpoints, "lab", {"base_url": server.url, "model": "test-model", "context": 4096})
    told = events(make(), PIANO, LOG)
    assert record_of(told).route.reasons[0].rule == "too_long"
    assert "tuned in March" in contents(server)[-1]
    assert len(contents(server)[-1]) < len(LOG.text) / 2
    assert [
        one
        for one in notices(told)
        if "for the endpoint to read whole; the model there saw only these parts: log.txt line" in one
    ] != []


def test_what_is_too_long_for_the_device_goes_to_the_endpoint_with_the_longest_context(
    make: Make, server: HonestServer, paths: Paths
) -> None:
    with HonestServer(Behaviour()) as other:
        enter(paths.endpoints, "more", {"base_url": other.url, "model": "test-model", "context": 65536})
        record = ask(make(), PIANO, LOG)
        assert record.route.endpoint == "more"
        assert all(line in contents(other)[-1] for line in LOG.text.split("\n"))


@pytest.mark.parametrize("more", [{"offline": True}, {"private": True}, {"choice": "local"}])
def test_a_file_that_has_to_stay_is_answered_here_from_the_best_passages(
    make: Make, server: HonestServer, wide: Path, more: dict[str, object]
) -> None:
    told = events(make(str(wide)), PIANO, LOG, **more)
    record = record_of(told)
    assert (record.by, record.error, server.requests) == ("local", None, [])
    assert record.tokens.prompt > 100
    (sentence,) = notices(told)
    assert sentence.startswith("The file is too long for the device to read whole; the model there saw only these")


def test_a_file_that_fits_on_the_device_is_read_whole_there(make: Make) -> None:
    told = events(make(), "How much?", Attachment("price.txt", "The ticket is 4 euros."), offline=True)
    assert record_of(told).by == "local"
    assert notices(told) == []


def test_a_file_with_more_tokens_than_were_counted_still_gets_an_answer(make: Make) -> None:
    record = ask(make(), "What is it?", Attachment("blob.txt", "QmFzZTY0IGlz" * 200), offline=True)
    assert (record.by, record.error) == ("local", None)


def test_the_built_in_model_does_not_pretend_and_the_best_lines_are_shown(make: Make) -> None:
    assistant = make("builtin")
    record = ask(assistant, PIANO, LOG)
    assert (record.by, record.model, record.complete) == ("skill", "passages", True)
    assert record.text.startswith("The built-in model cannot read documents. These lines match your question best:")
    assert "> The piano belongs to the parish. It is tuned in March and in October" in record.text
    assert "edge models pull qwen2.5-0.5b" in record.text
    asked = ask(assistant, "一次可以借几本书？", Attachment("办法.md", CHINESE), offline=True)
    assert asked.text.startswith("内置模型读不了文档。")
    assert "[办法.md，第" in asked.text
    assert "> 每位读者一次最多借五本书" in asked.text
    later = ask(assistant, "hello", conversation=record.conversation)
    assert (later.by, later.choice is not None) == ("local", True)
    more = ask(assistant, "What colour is the scarf?", conversation=record.conversation)
    assert "the blue scarf" in more.text


def test_where_no_word_matches_the_built_in_answer_shows_the_beginning(make: Make) -> None:
    record = ask(make("builtin"), "Summarize it", CHOIR)
    assert record.text.startswith("The built-in model cannot read documents, and no line has words of your question.")
    assert "> # Handbook of the Harbour Lights choir" in record.text


def test_an_endpoint_that_is_down_leaves_the_file_to_the_device(make: Make, paths: Paths) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    enter(paths.endpoints, "lab", {"base_url": url, "model": "test-model"})
    record = ask(make("builtin"), PIANO, CHOIR)
    assert record.fallback is not None
    assert "tuned in March" in record.text


@pytest.mark.parametrize("where", ["text", "name"])
def test_a_never_leaves_pattern_in_a_file_keeps_the_turn_here_for_good(
    make: Make, server: HonestServer, where: str
) -> None:
    assistant = make(never_leaves="(?i)heron")
    file = Attachment("a.txt", f"{ENGLISH}\nProject Heron.") if where == "text" else Attachment("heron.txt", ENGLISH)
    kept = ask(assistant, PIANO, file)
    assert (kept.by, kept.route.reasons[0].rule) == ("local", "kept_back")
    ask(assistant, "Prove that there are infinitely many primes.", conversation=kept.conversation, choice="cloud")
    assert not any("piano" in text for text in contents(server))
    assert server.asked[-1].body.lower().count(b"heron") == 0


def test_a_private_file_does_not_go_up_with_a_later_question(make: Make, server: HonestServer) -> None:
    assistant = make()
    first = ask(assistant, "hello", choice="local")
    canary = Attachment("diary.txt", "CANARY-9X1 is the word. " * 3)
    ask(assistant, "What is the word?", canary, private=True, conversation=first.conversation)
    ask(assistant, "And what is the word canary?", conversation=first.conversation, choice="cloud")
    assert b"CANARY-9X1" not in server.asked[-1].body
    assert b"diary" not in server.asked[-1].body


def test_what_is_forgotten_is_in_no_file_of_the_home(make: Make, server: HonestServer, home: Path) -> None:
    assistant = make()
    canary = Attachment("CANARY-9X1.txt", "CANARY-9X1 said nothing. " * 200)
    kept = ask(assistant, "What did it say?", canary, offline=True)
    ask(assistant, "And then?", conversation=kept.conversation)
    assert every_byte(home).count(b"CANARY-9X1") > 100
    assert assistant.forget(kept.conversation) == 1
    assert every_byte(home).count(b"CANARY-9X1") == 0
    assistant.close()
    assert every_byte(home).count(b"CANARY-9X1") == 0


def test_what_another_program_attaches_is_made_safe_and_bounded(make: Make) -> None:
    assistant = make("builtin")
    record = ask(assistant, PIANO, Attachment("../a\x1b[2J].txt", "The piano\x07 is tuned\u202e twice."), offline=True)
    assert "[../a).txt, line 1]\n> The piano is tuned twice." in record.text
    with pytest.raises(UsageError, match="longer than 4 MB together"):
        assistant.ask(Question("hi", new_uid(), attachments=(Attachment("a", "x" * (13 * 2**20)),)))
