"""Turns that go up: what is sent, what is kept, and what happens when the endpoint fails."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge.answerer import Sampling
from edge.assistant import Assistant
from edge.catalogue.configuring import enter, withdraw
from edge.errors import SettingsError
from edge.events import Event, Fallback, Finished, Notice, Piece, Switched, TurnRecord, Waiting
from edge.journal import new_uid
from edge.paths import Paths
from edge.settings import Cloud, Engine, Settings
from edge.turn import Question
from tests.cloud_client.bad_server import BadServer
from tests.cloud_client.honest_server import Behaviour, HonestServer

HARD = "Prove step by step that there are infinitely many primes."
GREEDY = Sampling(temperature=0, top_k=0, top_p=1, repeat_penalty=1, seed=1)
Make = Callable[..., Assistant]


@pytest.fixture
def make(paths: Paths, tiny: Path) -> Iterator[Make]:
    made: list[Assistant] = []

    def begin(model: str = "", **cloud: object) -> Assistant:
        settings = Settings(model=model or str(tiny), engine=Engine(threads=1), cloud=Cloud(**cloud))  # type: ignore[arg-type]
        made.append(Assistant(paths, settings))
        return made[-1]

    yield begin
    for assistant in made:
        assistant.close()


@pytest.fixture
def server(paths: Paths) -> Iterator[HonestServer]:
    """An endpoint that is configured."""
    with HonestServer(Behaviour()) as server:
        configure(paths, server.url)
        yield server


def configure(paths: Paths, url: str, name: str = "lab", **more: object) -> None:
    enter(paths.endpoints, name, {"base_url": url, "model": "test-model", **more})


def nobody() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/v1"


def events(assistant: Assistant, text: str, **more: object) -> list[Event]:
    known = {"text": text, "uid": new_uid(), "conversation": "new", "max_tokens": 8}
    return list(assistant.ask(Question(**{**known, **more})))  # type: ignore[arg-type]


def record_of(events: list[Event]) -> TurnRecord:
    assert isinstance(events[-1], Finished)
    return events[-1].record


def ask(assistant: Assistant, text: str, **more: object) -> TurnRecord:
    return record_of(events(assistant, text, **more))


def contents(server: HonestServer) -> list[str]:
    """Of the messages in the last request."""
    return [one["content"] for one in server.asked[-1].payload["messages"]]


def test_what_is_hard_goes_up_and_the_record_says_what_left(make: Make, server: HonestServer) -> None:
    assistant = make()
    told = events(assistant, f"{HARD} Send it to anna@example.com.")
    record = record_of(told)
    assert (record.by, record.model, record.text, record.complete) == ("cloud", "test-model", "Hello, world.", True)
    assert (record.route.to, record.route.endpoint, record.fallback) == ("cloud", "lab", None)
    assert {(event.by, event.model) for event in told if isinstance(event, Piece)} == {("cloud", "test-model")}
    assert record.egress is not None
    assert (record.egress.endpoint, record.egress.masked) == ("lab", {"email": 1})
    assert record.egress.bytes == len(server.asked[0].body)
    assert b"anna@example.com" not in server.asked[0].body
    assert assistant.turns(record.conversation)[-1].egress == record.egress
    assert assistant.stats_rows()[-1]["egress_endpoint"] == "lab"


def test_sampling_of_the_local_model_does_not_go_along(make: Make, server: HonestServer) -> None:
    ask(make("builtin"), HARD)
    assert "temperature" not in server.asked[-1].payload
    ask(make(), HARD, sampling=GREEDY)
    assert server.asked[-1].payload["temperature"] == 0


def test_a_conversation_goes_up_with_what_the_device_said_and_comes_down_again(
    make: Make, server: HonestServer
) -> None:
    assistant = make("builtin")
    first = ask(assistant, "hello", choice="local")
    second = ask(assistant, HARD, conversation=first.conversation)
    third = ask(assistant, "thanks", conversation=first.conversation, choice="local")
    assert contents(server)[1:] == ["hello", first.text, HARD]
    assert (second.by, third.by, third.complete) == ("cloud", "local", True)


@pytest.mark.parametrize("more", [{"choice": "local"}, {"offline": True}, {"private": True}])
def test_what_has_to_stay_opens_no_connection(make: Make, server: HonestServer, more: dict[str, object]) -> None:
    record = ask(make(), HARD, **more)
    assert (record.by, record.egress, server.requests) == ("local", None, [])


def test_the_offline_mode_of_the_home_opens_no_connection(make: Make, server: HonestServer) -> None:
    assistant = make()
    assistant.set_offline(True)
    assert ask(assistant, HARD).by == "local"
    refused = ask(assistant, HARD, choice="cloud")
    assert (refused.error, server.requests) == ("usage", [])


def test_a_private_message_and_its_answer_do_not_go_up_with_a_later_one(make: Make, server: HonestServer) -> None:
    assistant = make("builtin")
    first = ask(assistant, "hello", choice="local")
    ask(assistant, "my secret is xyzzy", private=True, conversation=first.conversation)
    ask(assistant, HARD, conversation=first.conversation)
    assert contents(server)[1:] == ["hello", first.text, HARD]


def test_a_never_leaves_pattern_keeps_a_message_and_its_answer_here_for_good(
    make: Make, server: HonestServer, paths: Paths
) -> None:
    assistant = make("builtin", never_leaves="(?i)falcon\nheron")
    kept = ask(assistant, f"{HARD} This is for project Falcon.")
    assert (kept.by, [reason.rule for reason in kept.route.reasons]) == ("local", ["kept_back"])
    refused = ask(assistant, "falcon?", choice="cloud")
    assert (refused.error, server.requests) == ("usage", [])
    ask(assistant, HARD, conversation=kept.conversation)
    assert contents(server)[1:] == [HARD]
    assistant.close()
    without_the_rule = make("builtin")
    ask(without_the_rule, HARD, conversation=kept.conversation)
    assert contents(server)[1:] == [HARD, "Hello, world.", HARD]


def test_an_endpoint_that_is_down_costs_a_seam_and_the_device_answers(make: Make, paths: Paths) -> None:
    configure(paths, nobody())
    assistant = make("builtin")
    told = events(assistant, HARD, max_tokens=64)
    record = record_of(told)
    (seam,) = [event for event in told if isinstance(event, Switched)]
    assert (seam.from_, seam.to) == ("cloud", "local")
    assert "refuses the connection" in seam.why
    assert (record.by, record.complete, record.egress) == ("local", True, None)
    assert record.fallback == Fallback("cloud", seam.why)
    assert record.choice is not None  # the built-in model's gate chose what it said: that it is not up to it
    assert assistant.turns(record.conversation)[-1].fallback == record.fallback


def test_an_endpoint_that_failed_twice_is_left_alone(make: Make, paths: Paths) -> None:
    configure(paths, nobody())
    assistant = make()
    assert [ask(assistant, HARD).fallback is not None for _ in range(2)] == [True, True]
    third = ask(assistant, HARD)
    assert (third.by, third.fallback, third.route.reasons[-1].rule) == ("local", None, "endpoint_down")


def test_the_second_endpoint_takes_over(make: Make, paths: Paths, server: HonestServer) -> None:
    configure(paths, nobody(), name="a-first", good_at=["reasoning", "maths", "languages"])
    record = ask(make(), HARD)
    assert (record.route.endpoint, record.by, record.fallback) == ("a-first", "cloud", None)
    assert record.egress is not None
    assert record.egress.endpoint == "lab"


def test_who_insists_gets_the_cloud_or_one_sentence(make: Make, paths: Paths, server: HonestServer) -> None:
    assistant = make()
    assert ask(assistant, "hello", choice="cloud").by == "cloud"
    withdraw(paths.endpoints, "lab")
    configure(paths, nobody())
    failed = ask(assistant, "hello", choice="cloud")
    assert (failed.by, failed.text, failed.error, failed.fallback) == ("cloud", "", "cloud_not_reachable", None)
    assert failed.why is not None
    assert "refuses the connection" in failed.why


def test_who_insists_keeps_the_text_of_an_answer_that_dies(make: Make, paths: Paths) -> None:
    with BadServer() as bad:
        configure(paths, bad.url("closed", 2))
        assistant = make()
        told = events(assistant, HARD, choice="cloud")
    record = record_of(told)
    assert record.text.startswith("片0入")
    assert (record.by, record.complete, record.cut_off, record.fallback) == ("cloud", False, "died", None)
    assert record.error == "cloud_not_reachable"
    assert not any(isinstance(event, Switched) for event in told)
    (_, reply) = assistant.messages(record.conversation)
    assert (reply.text, reply.complete, reply.by) == (record.text, False, "cloud")


def test_the_device_goes_on_with_an_answer_that_dies(make: Make, paths: Paths) -> None:
    with BadServer() as bad:
        configure(paths, bad.url("closed", 2))
        assistant = make()
        told = events(assistant, HARD)
    record = record_of(told)
    (seam,) = [event for event in told if isinstance(event, Switched)]
    assert (seam.from_, seam.to, seam.anew) == ("cloud", "local", False)
    written = {by: "".join(e.text for e in told if isinstance(e, Piece) and e.by == by) for by in ("cloud", "local")}
    assert written["cloud"].startswith("片0入")
    assert len(written["local"]) > 0
    assert record.text == written["cloud"] + written["local"]
    assert (record.by, record.faces) == ("local", ())
    assert record.fallback is not None
    assert record.outbox is not None
    (_, reply) = assistant.messages(record.conversation)
    assert reply.text == record.text


def test_the_model_that_ships_inside_does_not_go_on(make: Make, paths: Paths) -> None:
    with BadServer() as bad:
        configure(paths, bad.url("closed", 2))
        record = ask(make("builtin"), HARD)
    assert (record.by, record.cut_off, record.error) == ("cloud", "died", "cut_in_the_middle")
    assert record.outbox is not None


def test_an_endpoint_that_is_late_takes_the_place_of_the_provisional_answer(make: Make, server: HonestServer) -> None:
    server.behaviour.hold_after = 0
    assistant = make(deadline=0.2)
    turn = assistant.ask(Question(HARD, new_uid(), "new", max_tokens=8))
    told: list[Event] = []
    for event in turn:
        told.append(event)
        if isinstance(event, Piece) and event.by == "local":
            server.release()
    record = record_of(told)
    late, came = [event for event in told if isinstance(event, Switched)]
    assert (late.from_, late.to, late.anew) == ("cloud", "local", False)
    assert (came.from_, came.to, came.anew) == ("local", "cloud", True)
    assert (record.by, record.text, record.complete, record.fallback) == ("cloud", "Hello, world.", True, None)
    assert record.outbox is None
    (face,) = record.faces
    assert (face.kind, face.by, bool(face.text)) == ("provisional", "local", True)
    assert record.ttft_ms is not None
    assert record.ttft_ms >= 200
    (kept,) = assistant.turns(record.conversation)
    assert kept.faces == record.faces
    assert [message.text for message in assistant.messages(record.conversation)] == [HARD, "Hello, world."]


def test_the_answer_of_the_device_stands_where_the_endpoint_never_comes(make: Make, server: HonestServer) -> None:
    server.behaviour.hold_after = 0
    assistant = make(deadline=0.2)
    turn = assistant.ask(Question(HARD, new_uid(), "new", max_tokens=8))
    told: list[Event] = []
    for event in turn:
        told.append(event)
        if isinstance(event, Waiting) and any(isinstance(one, Piece) for one in told):
            turn.cancel()  # the device has answered; the user does not wait any longer
    record = record_of(told)
    assert (record.by, record.complete or record.cut_off == "length", record.faces) == ("local", True, ())
    assert record.fallback is not None
    assert record.egress is not None  # it was asked all the same
    assert server.gone.wait(20)


def test_what_does_not_fit_its_schema_twice_is_left_to_the_device(make: Make, server: HonestServer) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    record = ask(make(), HARD, schema=schema, max_tokens=64)
    assert (record.by, record.complete, len(server.asked)) == ("local", True, 2)
    assert ask(make(), HARD, schema=schema, choice="cloud").error == "reply_not_valid"
    server.behaviour.pieces = ('{"n": ', "3}")
    record = ask(make(), HARD, schema=schema)
    assert (record.by, record.text, record.complete) == ("cloud", '{"n": 3}', True)


def test_control_characters_of_a_server_are_not_shown(make: Make, server: HonestServer) -> None:
    server.behaviour.pieces = ("a\x1b[3", "1mb\u202ec", "\x07")
    assert ask(make(), HARD).text == "abc"


def test_an_endpoint_counts_from_the_next_question_on(make: Make, paths: Paths, server: HonestServer) -> None:
    withdraw(paths.endpoints, "lab")
    assistant = make()
    assert ask(assistant, HARD).by == "local"
    configure(paths, server.url)
    assert ask(assistant, HARD).by == "cloud"
    withdraw(paths.endpoints, "lab")
    assert ask(assistant, HARD).by == "local"


def test_an_entry_that_cannot_be_used_does_not_stop_the_device(make: Make, paths: Paths) -> None:
    paths.endpoints.write_text("[endpoints.a]\nbase_url = 'http://models.example/v1'\nmodel = 'm'\n")
    record = ask(make(), HARD)
    assert record.by == "local"
    assert record.fallback is not None
    assert "without encryption" in record.fallback.why


def test_a_list_that_is_wrong_is_told_and_stops_only_who_wants_the_cloud(make: Make, paths: Paths) -> None:
    paths.endpoints.write_text("[endpoints")
    assistant = make()
    told = events(assistant, HARD)
    assert record_of(told).by == "local"
    assert any("is not valid TOML" in event.text for event in told if isinstance(event, Notice))
    assert ask(assistant, HARD, choice="cloud").error == SettingsError.kind


def test_that_a_larger_model_could_be_asked_is_said_once_in_a_home(make: Make) -> None:
    def notices(text: str) -> list[str]:
        return [event.text for event in events(assistant, text) if isinstance(event, Notice)]

    assistant = make()
    assert notices("hello there") == []
    (said,) = notices("证明素数有无穷多个。")
    assert "edge endpoints" in said
    assert notices(HARD) == []
    assistant.close()
    assistant = make()
    assert notices(HARD) == []


def test_a_note_and_the_reply_that_reads_it_out_do_not_go_up_with_a_later_question(
    make: Make, server: HonestServer
) -> None:
    assistant = make("builtin")
    noted = ask(assistant, "take a note: the spare key lies under the fern")
    assert [intent.name for intent in noted.intents] == ["note.add"]
    listed = ask(assistant, "show my notes", conversation=noted.conversation)
    assert "under the fern" in listed.text
    ask(assistant, HARD, conversation=noted.conversation)
    assert contents(server)[1:] == [HARD]
    assert [message.may_leave for message in assistant.messages(noted.conversation)][:4] == [False] * 4


def test_who_insists_while_all_endpoints_rest_is_refused_and_the_question_waits(make: Make, paths: Paths) -> None:
    configure(paths, nobody())
    assistant = make()
    records = [ask(assistant, HARD, choice="cloud") for _ in range(4)]
    assert {record.error for record in records} == {"cloud_not_reachable"}
    assert all(record.outbox for record in records)
    assert len(assistant.outbox()) == 4


def test_what_the_gate_keeps_back_does_not_wait_in_the_outbox(make: Make, server: HonestServer) -> None:
    assistant = make(never_leaves="falcon")
    schema = {"type": "object", "properties": {"falcon": {"type": "integer"}}, "required": ["falcon"]}
    record = ask(assistant, HARD, schema=schema, max_tokens=64)
    assert (record.by, record.outbox, server.requests) == ("local", None, [])
    assert assistant.outbox() == []


def test_who_does_not_wait_for_the_cloud_is_not_asked_for_later(make: Make, server: HonestServer) -> None:
    server.behaviour.hold_after = 0
    assistant = make(deadline=0.2)
    turn = assistant.ask(Question(HARD, new_uid(), "new", max_tokens=8))
    told: list[Event] = []
    for event in turn:
        told.append(event)
        if isinstance(event, Piece):
            turn.cancel()
    assert record_of(told).outbox is None
    assert assistant.outbox() == []
