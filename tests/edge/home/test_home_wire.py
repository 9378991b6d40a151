"""The lines that go over the owner's socket."""

from __future__ import annotations

import dataclasses
import json
import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.answerer import Sampling
from edge.attachments.file import MOST_BYTES
from edge.errors import EdgeError, OwnerRefusedError, UsageError
from edge.home.wire import MAX_REQUEST, PROTOCOL, LineReader, encode_request, is_cancel, parse_request
from edge.transcript import Attachment
from edge.turn import Question

text = st.text(st.characters(exclude_categories=["Cs"]))
samplings = st.builds(
    Sampling,
    temperature=st.floats(0, 2),
    top_k=st.integers(0, 1000),
    top_p=st.floats(0, 1),
    min_p=st.floats(0, 1),
    repeat_penalty=st.floats(0.5, 2),
    seed=st.none() | st.integers(0, 2**32 - 2),
)
schemas = st.dictionaries(text, st.recursive(st.none() | st.booleans() | st.integers() | text, st.lists, max_leaves=5))
questions = st.builds(
    Question,
    text=text,
    uid=text,
    conversation=st.none() | text,
    choice=st.sampled_from([None, "local", "cloud"]),
    offline=st.booleans(),
    private=st.booleans(),
    model=st.none() | text,
    system=st.none() | text,
    schema=st.none() | schemas,
    grammar=st.none() | text,
    max_tokens=st.none() | st.integers(0, 2**31),
    sampling=st.none() | samplings,
    surface=st.sampled_from(["terminal", "cli", "http", "kiosk"]),
    attachments=st.lists(st.builds(Attachment, text, text), max_size=3).map(tuple),
)


def line(**changes: Any) -> bytes:
    return json.dumps({"v": PROTOCOL, "call": "status", "args": {}, **changes}).encode()


@given(questions)
def test_a_question_comes_out_as_it_went_in(question: Question) -> None:
    call = parse_request(encode_request("ask", {"question": dataclasses.asdict(question)}))
    assert call.name == "ask"
    assert call.args == {"question": question}


@pytest.mark.parametrize("character", ["x", '"', "é", "字"])
def test_as_many_files_as_a_message_may_have_go_through(character: str) -> None:
    text = character * (MOST_BYTES // len(character.encode("gb18030")))
    question = Question("hi", "q", attachments=(Attachment("a.txt", text),))
    call = parse_request(encode_request("ask", {"question": dataclasses.asdict(question)}))
    assert call.args == {"question": question}


@given(st.binary())
def test_no_bytes_do_more_than_raise_one_of_our_errors(data: bytes) -> None:
    with pytest.raises(EdgeError):
        parse_request(data)


scalars: st.SearchStrategy[Any] = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
names = st.sampled_from(
    [
        *("ask", "warm", "status", "conversations", "messages", "turns", "stats_rows", "receipts", "forget", "listen"),
        *("listen_offers", "outbox", "outbox_send", "outbox_cancel"),
        *("use_model", "endpoints", "test_endpoint"),
    ]
)
keys = st.sampled_from(
    [
        "question",
        "limit",
        "conversation",
        "since",
        "text",
        "uid",
        "choice",
        "schema",
        "sampling",
        "seed",
        "offline",
        "surface",
    ]
)


@given(names, st.dictionaries(keys, scalars | st.dictionaries(keys, scalars, max_size=5), max_size=3))
def test_no_arguments_get_through_with_another_type(name: str, args: dict[str, Any]) -> None:
    try:
        call = parse_request(json.dumps({"v": PROTOCOL, "call": name, "args": args}).encode())
    except UsageError:
        return
    for key, value in call.args.items():
        match key:
            case "question":
                assert isinstance(value.text, str)
                assert isinstance(value.uid, str)
                assert value.choice in (None, "local", "cloud")
                assert value.surface in ("terminal", "cli", "http", "kiosk")
            case "limit":
                assert type(value) is int
            case "conversation":
                assert isinstance(value, str) or (value is None and name == "forget")
            case "since":
                assert value is None or type(value) is float
            case "uid":
                assert isinstance(value, str) or (value is None and name == "outbox_cancel")


@pytest.mark.parametrize(
    ("request_line", "sentence"),
    [
        (b"", "not a line of JSON"),
        (b"\xff\xfe{}", "not a line of JSON"),
        (b"[" * 100_000, "not a line of JSON"),
        (b'{"v": NaN}', "not a line of JSON"),
        (b"9" * 5000, "not a line of JSON"),
        (b'{"v": 1, "call": "forget", "args": {"conversation": "\\ud800"}}', "not a line of JSON"),
        (b"[]", "not a JSON object"),
        (line(call="shutdown"), "There is no call 'shutdown'; there are ask, warm, status"),
        (line(call=["ask"]), "There is no call"),
        (line(call="__class__"), "There is no call"),
        (line(args=[]), "has no 'args'"),
        (line(call="messages", args={"limit": 5, "conversation": None}), "'conversation' cannot be None"),
        (line(call="forget"), "'forget' lacks conversation"),
        (line(call="conversations", args={"before": None, "limit": -1}), "'limit' cannot be -1"),
        (line(call="conversations", args={"before": None, "limit": True}), "'limit' cannot be True"),
        (line(call="conversations", args={"before": None, "limit": 10**30}), "'limit' cannot be"),
        (b'{"v": 1, "call": "stats_rows", "args": {"since": 1e999}}', "'since' cannot be inf"),
        (line(call="ask", args={"question": {"text": "hi"}}), "not whole"),
        (
            line(call="ask", args={"question": {"text": "hi", "uid": "q", "choice": "moon"}}),
            "'choice' cannot be 'moon'",
        ),
        (
            line(call="ask", args={"question": {"text": "hi", "uid": "q", "attachments": "a"}}),
            "'attachments' cannot be",
        ),
        (
            line(call="ask", args={"question": {"text": "hi", "uid": "q", "attachments": [1]}}),
            "'attachments' cannot be",
        ),
        (line(call="ask", args={"question": {"text": "hi", "uid": "q", "attachments": [{}]}}), "not whole"),
    ],
)
def test_what_is_wrong_with_a_request_is_said(request_line: bytes, sentence: str) -> None:
    with pytest.raises(UsageError, match=r"^The") as raised:
        parse_request(request_line)
    assert sentence in str(raised.value)


@pytest.mark.parametrize("version", [0, 2, "1", None, True])
def test_another_version_is_told_to_quit_the_other_program(version: object) -> None:
    with pytest.raises(OwnerRefusedError, match="quit the other one"):
        parse_request(line(v=version, call="a call of the future"))


def test_keys_that_a_newer_program_adds_are_ignored() -> None:
    call = parse_request(line(call="ask", args={"question": {"text": "hi", "uid": "q1", "mood": 1}, "also": 2}, more=3))
    assert call.args == {"question": Question("hi", "q1")}


def test_a_request_that_the_owner_would_not_read_is_not_sent() -> None:
    with pytest.raises(UsageError, match="longer than 16 MB"):
        encode_request("forget", {"conversation": "x" * MAX_REQUEST})


@given(st.binary() | (scalars | st.lists(scalars, max_size=3)).map(lambda value: json.dumps(value).encode()))
def test_only_a_cancel_is_a_cancel(data: bytes) -> None:
    assert not is_cancel(data)
    assert is_cancel(b'{"cancel": true}')


@given(st.lists(st.binary().map(lambda data: data.replace(b"\n", b"")), max_size=5), st.binary(max_size=10))
def test_lines_come_out_whole_however_they_were_sent(lines: list[bytes], rest: bytes) -> None:
    rest = rest.replace(b"\n", b"")
    one, two = socket.socketpair()
    with one, two:
        one.sendall(b"".join(part + b"\n" for part in lines) + rest)
        one.shutdown(socket.SHUT_WR)
        reader = LineReader(two)
        assert [reader.line(5) for _ in lines] == lines
        assert reader.line(5) is None


def test_a_line_over_the_limit_is_refused_and_a_late_one_is_late() -> None:
    one, two = socket.socketpair()
    with one, two:
        with pytest.raises(TimeoutError):
            LineReader(two).line(0.01)
        one.sendall(b"x" * 100)
        with pytest.raises(UsageError):
            LineReader(two, limit=99).line(5)
