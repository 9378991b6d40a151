"""Nothing leaves that is not certain to be allowed, and no error tells what it was."""

from __future__ import annotations

import base64
import hashlib
import json
import traceback
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_client.gate import EgressGate
from cloud_client.held_back import RULES, HeldBackError
from cloud_client.marks import Marked, Outgoing
from cloud_client.masking import Masker, Own
from cloud_client.payload import Payload
from cloud_client.receipt import Receipt

CANARY = "canary-of-the-mine"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def says(text: str, may_leave: bool = True, role: str = "user", **more: Any) -> Outgoing:
    return Outgoing(role, Marked(text, may_leave), more)


def finished(payload: Payload, **added: Any) -> bytes:
    """The body as the client finishes it."""
    return json.dumps({**payload.body, "model": "m", "stream": True, **added}).encode()


def gate(payload: Payload, *, offline: bool = False, **more: Any) -> EgressGate:
    return EgressGate(payload, offline=lambda: offline, now=lambda: NOON, **more)


def held_back(passing: EgressGate, body: bytes) -> HeldBackError:
    with pytest.raises(HeldBackError) as raised:
        passing(body)
    assert passing.passed == ()
    shown = "".join(traceback.format_exception(raised.value)) + repr(raised.value.__dict__) + repr(passing)
    assert "canary" not in shown.lower()
    return raised.value


def test_what_may_leave_passes_unchanged_and_has_a_receipt() -> None:
    masker = Masker()
    payload = Payload.of(
        [says("Write to a@x.example and b@x.example, 13800138000")], {"temperature": 0.5}, masker=masker
    )
    passing = gate(payload, masker=masker)
    body = finished(payload)
    assert passing(body) is body
    assert json.loads(body)["messages"][0]["content"] == "Write to <EMAIL_1> and <EMAIL_2>, <PHONE_1>"
    (passed,) = passing.passed
    receipt = Receipt.of("qwen7b", passed, payload.masked)
    assert receipt == Receipt(
        "qwen7b", "m", len(body), hashlib.sha256(body).hexdigest(), NOON, {"email": 2, "phone": 1}
    )
    assert Receipt.from_json(json.loads(json.dumps(receipt.to_json()))) == receipt


def test_a_message_that_may_not_leave_is_left_out() -> None:
    payload = Payload.of([says(CANARY, may_leave=False), says("and now?")])
    assert payload.left_out == 1
    assert CANARY.encode() not in gate(payload)(finished(payload))


@pytest.mark.parametrize("mark", [False, None, "yes", 1])
def test_a_question_that_may_not_leave_is_held_back(mark: Any) -> None:
    with pytest.raises(HeldBackError) as raised:
        Payload.of([says("hello"), says(CANARY, may_leave=mark)])
    assert raised.value.rule == "mark"
    assert "canary" not in str(raised.value)


def test_a_text_without_a_mark_does_not_leave() -> None:
    assert not Marked("x").may_leave
    assert not Marked.from_json({"text": "x"}).may_leave
    assert not Marked.from_json({"text": "x", "may_leave": "true"}).may_leave
    assert not Marked.derived("x").may_leave


def test_what_is_made_of_a_private_text_is_private() -> None:
    free, private = Marked("a", True), Marked("b", False)
    assert Marked.derived("ab", free, free).may_leave
    assert not Marked.derived("ab", free, private).may_leave
    assert Marked.from_json(json.loads(json.dumps(free.to_json()))) == free


@pytest.mark.parametrize(
    ("added", "rule"),
    [
        ({"messages": [{"role": "user", "content": CANARY}]}, "mark"),
        ({"messages": [{"role": "user", "content": "hello"}, {"role": "user", "content": CANARY}]}, "mark"),
        ({"messages": [{"role": "system", "content": "hello"}]}, "mark"),
        ({"messages": CANARY}, "altered"),
        ({"prompt": CANARY}, "altered"),
        ({"temperature": 1.0}, "altered"),
        ({"temperature": True}, "altered"),
        ({"model": None}, "altered"),
    ],
)
def test_a_body_that_is_not_the_payload_is_held_back(added: dict[str, Any], rule: str) -> None:
    payload = Payload.of([says("hello")], {"temperature": 1})
    assert held_back(gate(payload), finished(payload, **added)).rule == rule


def test_a_payload_that_was_not_built_from_marked_messages_is_held_back() -> None:
    payload = Payload({"messages": [{"role": "user", "content": CANARY}]})
    assert held_back(gate(payload), finished(payload)).rule == "mark"


def test_a_name_that_stands_twice_is_held_back() -> None:
    payload = Payload.of([says("hello")])
    body = finished(payload).replace(
        b'{"messages"', b'{"messages": [{"role": "user", "content": "canary"}], "messages"', 1
    )
    assert held_back(gate(payload), body).rule == "altered"


def test_offline_mode_holds_from_the_next_try_on() -> None:
    payload = Payload.of([says("hello")])
    modes = iter([False, True])
    passing = EgressGate(payload, offline=lambda: next(modes))
    passing(finished(payload))
    with pytest.raises(HeldBackError) as raised:
        passing(finished(payload))
    assert raised.value.rule == "offline"
    assert len(passing.passed) == 1


def _broken() -> bool:
    raise RuntimeError(CANARY)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", "{}".encode("utf-16"), b"[]", b"[" * 100_000, CANARY.encode()]
)
def test_a_body_that_cannot_be_read_is_held_back(body: bytes) -> None:
    assert held_back(gate(Payload.of([says("hello")])), body).rule in {"fault", "altered"}


@given(st.binary(max_size=80))
def test_no_other_bytes_pass_and_no_other_error_comes(body: bytes) -> None:
    held_back(gate(Payload.of([says("hello")])), body)


def test_what_breaks_inside_holds_everything_back() -> None:
    payload = Payload.of([says("hello")])
    assert held_back(EgressGate(payload, offline=_broken), finished(payload)).rule == "fault"
    assert held_back(EgressGate(payload, offline=lambda: None), finished(payload)).rule == "offline"  # type: ignore[arg-type, return-value]  # what is not surely off is on


WITH_CANARY = [
    says(f"it is {CANARY}"),
    says("CANARY－of－the－mine".replace("CANARY", "ＣＡＮＡＲＹ")),
    says("see", tool_calls=[{"function": {"name": "f", "arguments": json.dumps({"q": ["x", CANARY]})}}]),
    says("see", tool_calls=[{"function": {"name": "f", "arguments": '{"q": "\\u0063anary-of-the-mine"}'}}]),
    says("see", tool_calls=[{"function": {"name": "f", "arguments": json.dumps({CANARY: 1})}}]),
    says("see", name=CANARY),
    says("data:text/plain;base64," + base64.b64encode(f"note: {CANARY}.".encode()).decode()),
]


@pytest.mark.parametrize("message", WITH_CANARY, ids=range(len(WITH_CANARY)))
@pytest.mark.parametrize("never", [Own([CANARY]), Own(patterns=["(?i)canary.of.the.[a-z]+"])], ids=["word", "pattern"])
def test_what_never_leaves_is_found_however_it_is_packed(message: Outgoing, never: Own) -> None:
    payload = Payload.of([says("before"), message, says("after")])
    assert held_back(gate(payload, never=never), finished(payload)).rule == "never_leaves"


def test_what_never_leaves_is_found_in_tools_and_in_escaped_text() -> None:
    payload = Payload.of([says("凤凰计划")], {"tools": [{"function": {"description": "x"}}]})
    assert b"\\u51e4" in finished(payload)
    assert held_back(gate(payload, never=Own(["凤凰计划"])), finished(payload)).rule == "never_leaves"
    payload = Payload.of([says("hi")], {"tools": [{"function": {"description": CANARY}}]})
    assert held_back(gate(payload, never=Own([CANARY])), finished(payload)).rule == "never_leaves"


def test_parts_of_a_message_are_read_together_and_have_to_be_text() -> None:
    parts = [{"type": "text", "text": "canary-of"}, {"type": "text", "text": "-the-mine"}]
    payload = _with_content(parts)
    assert held_back(gate(payload, never=Own([CANARY])), finished(payload)).rule == "never_leaves"
    payload = _with_content([{"type": "image_url", "image_url": {"url": "https://x.example/canary.png"}}])
    assert held_back(gate(payload), finished(payload)).rule == "not_text"


def _with_content(content: Any) -> Payload:
    from cloud_client.payload import digest

    message = {"role": "user", "content": content}
    return Payload({"messages": [message]}, frozenset({digest(message)}))


def test_what_was_not_masked_is_held_back_where_masking_is_on() -> None:
    payload = Payload.of([says("canary@example.com or 13800138000")])
    error = held_back(gate(payload, masker=Masker()), finished(payload))
    assert (error.rule, error.detail) == ("unmasked", "email, phone")


def test_values_in_tool_calls_and_schemas_are_masked_and_the_json_stays_json() -> None:
    masker = Masker()
    arguments = json.dumps({"to": "a@x.example", "phone": 13800138000, "n": 3, "password": "hunter2!"})
    messages = [says("", role="assistant", tool_calls=[{"id": "1", "function": {"name": "f", "arguments": arguments}}])]
    schema = {"schema": {"enum": ["a@x.example", "other"]}}
    payload = Payload.of([*messages, says("go on")], {"response_format": schema}, masker=masker)
    gate(payload, masker=masker)(finished(payload))
    sent = json.loads(payload.body["messages"][0]["tool_calls"][0]["function"]["arguments"])
    assert sent == {"to": "<EMAIL_1>", "phone": "<PHONE_1>", "n": 3, "password": "<PASSWORD_1>"}
    assert payload.body["response_format"]["schema"]["enum"] == ["<EMAIL_1>", "other"]
    assert payload.masked == {"email": 1, "phone": 1, "password": 1}


@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=60), min_size=1, max_size=4))
def test_whatever_was_masked_passes(said: list[str]) -> None:
    masker = Masker()
    payload = Payload.of([says(text) for text in said], masker=masker)
    assert gate(payload, masker=masker)(finished(payload))


def test_a_pattern_that_takes_too_long_holds_everything_back() -> None:
    payload = Payload.of([says("a" * 20_000)])
    slow = Own(patterns=["(a+)+b"])
    assert held_back(gate(payload, never=slow), finished(payload)).rule == "too_much_work"
    with pytest.raises(HeldBackError, match="takes too long"):
        Payload.of([says("a" * 20_000)], masker=Masker(slow))


def test_every_rule_has_a_sentence_that_begins_alike() -> None:
    for rule in RULES:
        sentence = str(HeldBackError(rule, "phone"))
        assert sentence.startswith("Nothing was sent: ")
        assert sentence.endswith(".")


def test_nothing_shows_what_is_to_be_sent() -> None:
    payload = Payload.of([says(CANARY)], {"user": CANARY})
    passing = gate(payload, never=Own(["other"]))
    passing(finished(payload))
    assert CANARY not in repr([payload, passing, passing.passed, says(CANARY), Marked(CANARY, True)])


@pytest.mark.parametrize(
    "damage", [{"bytes": "1"}, {"when": "2026-01-01"}, {"when": "x"}, {"masked": {"name": 1}}, {"model": None}]
)
def test_a_damaged_receipt_is_refused(damage: dict[str, Any]) -> None:
    whole = Receipt("e", "m", 1, "00", NOON).to_json()
    with pytest.raises(ValueError):
        Receipt.from_json({**whole, **damage})
