"""The messages of a request are checked by hand: exactly as the description says."""

from __future__ import annotations

from typing import Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from edge.server import conversation
from edge.server.problem import Problem
from edge.server.schemas import COMPLETION, TURN

_NOTHING: st.SearchStrategy[Any] = st.sampled_from([None, 1, []])
_TEXTS: st.SearchStrategy[Any] = st.text(max_size=5) | _NOTHING
_KINDS = st.sampled_from(["text", "image_url", 1])
_PARTS = st.lists(st.fixed_dictionaries({}, optional={"type": _KINDS, "text": _TEXTS}), max_size=3)
_ARGUMENTS = st.one_of(st.just("{}"), st.none())
_CALLS = st.one_of(
    st.none(),
    st.just("garbage"),
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "id": st.one_of(st.just("call"), st.none()),
                "type": st.sampled_from(["function", "other"]),
                "function": st.one_of(
                    st.none(),
                    st.fixed_dictionaries({}, optional={"name": st.just("send"), "arguments": _ARGUMENTS}),
                ),
            },
        ),
        max_size=2,
    ),
)
_MESSAGES = st.one_of(
    st.none(),
    st.lists(
        st.one_of(
            st.integers(),
            st.fixed_dictionaries(
                {},
                optional={
                    "role": st.sampled_from(["user", "assistant", "system", "developer", "tool", "root", None]),
                    "content": st.one_of(_TEXTS, _PARTS),
                    "tool_calls": _CALLS,
                    "tool_call_id": st.one_of(st.just("call"), st.none()),
                },
            ),
        ),
        max_size=3,
    ),
)


def accepts(messages: Any, *, chat: bool) -> bool:
    try:
        conversation.check(messages, "messages", chat=chat)
    except Problem:
        return False
    return True


@given(_MESSAGES)
def test_a_chat_is_accepted_as_its_schema_says(messages: Any) -> None:
    schema = jsonschema.Draft202012Validator(COMPLETION["properties"]["messages"])
    assert accepts(messages, chat=True) == schema.is_valid(messages)


@given(_MESSAGES.filter(lambda messages: messages is not None))
def test_a_history_is_accepted_as_its_schema_says(messages: Any) -> None:
    schema = jsonschema.Draft202012Validator(TURN["properties"]["history"])
    assert accepts(messages, chat=False) == schema.is_valid(messages)
