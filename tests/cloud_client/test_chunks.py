"""What a server's chunks mean, also where they are odd."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_client.chunks import Assembly
from cloud_client.faults import Fault
from cloud_client.sse import Event


def assembled(*chunks: Any) -> tuple[Assembly, list[str]]:
    """What comes of these chunks, and the pieces of text."""
    assembly, texts = Assembly(), []
    for chunk in chunks:
        delta = assembly.take(Event(chunk if isinstance(chunk, str) else json.dumps(chunk)))
        if delta is not None:
            texts.append(delta.text)
    return assembly, texts


def piece(text: Any, **more: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {"content": text}, **more}]}


def test_a_character_whose_halves_come_apart_is_put_together() -> None:
    _, texts = assembled(piece("a\ud83d"), piece("\ude42b"), piece("\ude42"), piece("c\ud83d"), piece("d"))
    assert texts == ["a", "🙂b", "\ufffd", "c", "\ufffdd"]


def test_only_the_first_choice_counts() -> None:
    other = {"choices": [{"index": 1, "delta": {"content": "other"}, "finish_reason": "stop"}]}
    assembly, texts = assembled(piece("one"), other)
    assert (texts, assembly.complete) == (["one"], False)


@pytest.mark.parametrize("chunk", [{}, {"choices": []}, {"choices": None}, piece(""), piece(None), piece(3), {"a": 1}])
def test_chunks_without_a_piece_are_none(chunk: Any) -> None:
    assert assembled(chunk)[1] == []


@pytest.mark.parametrize("reason", ["stop", "eos", "model_length"])
def test_a_reason_that_nobody_knows_is_an_end_too(reason: str) -> None:
    assembly, _ = assembled(piece("a", finish_reason=reason))
    assert (assembly.complete, assembly.finish_reason) == (True, "stop")


@pytest.mark.parametrize("usage", [{"prompt_tokens": None}, {"prompt_tokens": -1}, {"prompt_tokens_details": 3}, {}])
def test_counts_that_are_none_are_nought(usage: Any) -> None:
    assembly, _ = assembled({"choices": [], "usage": usage})
    found = assembly.completion(None, 1).usage
    assert found is not None
    assert (found.prompt, found.completion, found.cached) == (0, 0, 0)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ("[", "invalid_json"),
        ("[]", "invalid_json"),
        ("null", "invalid_json"),
        ("1" * 5000, "invalid_json"),
        ('{"choices": [3]}', "invalid_json"),
        ('{"choices": [{"delta": "x"}]}', "invalid_json"),
        ('{"error": "down"}', "error_in_stream"),
        ('{"error": {}, "choices": []}', ""),
        ('{"object": "error", "message": "down"}', "error_in_stream"),
    ],
)
def test_what_is_no_chunk_is_a_fault(data: str, kind: str) -> None:
    found = ""
    try:
        assembled(data)
    except Fault as fault:
        found = fault.error.kind
    assert found == kind


def test_an_event_of_the_type_error_is_one() -> None:
    with pytest.raises(Fault) as raised:
        Assembly().take(Event('{"message": "down"}', "error"))
    assert (raised.value.error.kind, raised.value.detail) == ("error_in_stream", "down")


KEYS = st.sampled_from(
    [
        *("choices", "delta", "content", "tool_calls", "function", "name", "arguments", "index", "finish_reason"),
        *("usage", "prompt_tokens", "prompt_tokens_details", "error", "message", "model", "object", "reasoning"),
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(KEYS, JSON, max_size=5), max_size=4))
@settings(max_examples=40, deadline=None)
def test_nothing_that_a_server_can_send_is_more_than_a_fault(chunks: list[Any]) -> None:
    assembly = Assembly()
    for chunk in chunks:
        try:
            assembly.take(Event(json.dumps(chunk)))
        except Fault:
            continue
    completion = assembly.completion(None, 1)
    completion.text.encode()
    completion.reasoning.encode()
