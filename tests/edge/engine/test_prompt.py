"""Prompts: ids of replies are kept, the oldest turns go, the system prompt stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.engine.prompt import KEPT_CONVERSATIONS, Prompts, PromptTooLong, WireMessage

SPECIAL = {"<|im_start|>": 1, "<|im_end|>": 2}


def tokenize(text: str, special: bool) -> list[int]:
    return [SPECIAL[text]] if special else [ord(c) + 10 for c in text]


def talk(turns: int, length: int = 10) -> list[WireMessage]:
    messages = [WireMessage("system", "sys", "s")]
    for n in range(turns):
        messages.append(WireMessage("user", f"q{n}".ljust(length), f"u{n}"))
        messages.append(WireMessage("assistant", f"a{n}".ljust(length), f"r{n}"))
    return [*messages, WireMessage("user", "last", "last")]


def spoken(tokens: list[int]) -> str:
    return "".join({1: "<|im_start|>", 2: "<|im_end|>"}.get(t, chr(t - 10) if t > 9 else "?") for t in tokens)


def test_a_short_talk_is_chatml() -> None:
    plan = Prompts(tokenize, 1000).plan("c", talk(1), 100)
    assert spoken(plan.tokens) == (
        "<|im_start|>system\nsys<|im_end|>\n"
        "<|im_start|>user\nq0        <|im_end|>\n"
        "<|im_start|>assistant\na0        <|im_end|>\n"
        "<|im_start|>user\nlast<|im_end|>\n"
        "<|im_start|>assistant\n"
    )
    assert plan.dropped_turns == 0
    assert plan.gap is None


def test_kept_ids_stand_for_a_replys_text() -> None:
    prompts = Prompts(tokenize, 1000)
    prompts.keep("r0", [3, 4, 5], "a0        ")
    assert "<|im_start|>assistant\n???<|im_end|>" in spoken(prompts.plan("c", talk(1), 100).tokens)


def test_kept_ids_do_not_stand_for_another_text_that_took_the_replys_place() -> None:
    prompts = Prompts(tokenize, 1000)
    prompts.keep("r0", [3, 4, 5], "what was said first")
    assert "<|im_start|>assistant\na0        <|im_end|>" in spoken(prompts.plan("c", talk(1), 100).tokens)


def test_kept_ids_stand_for_a_text_that_was_cleaned_before_it_was_kept() -> None:
    prompts = Prompts(tokenize, 1000)
    prompts.keep("r0", [3, 4, 5], "\x1b[31ma0\x07        ")
    assert "<|im_start|>assistant\n???<|im_end|>" in spoken(prompts.plan("c", talk(1), 100).tokens)


def test_messages_that_end_with_a_reply_are_the_beginning_of_the_next_prompt() -> None:
    prompts = Prompts(tokenize, 1000)
    whole = prompts.plan("c", talk(1), 100)
    begun = prompts.plan("c", talk(1)[:-1], 100)
    assert whole.tokens[: len(begun.tokens)] == begun.tokens
    assert spoken(begun.tokens).endswith("<|im_start|>assistant\na0        <|im_end|>\n")


def test_where_a_prompt_began_is_known_of_the_last_conversations_only() -> None:
    prompts = Prompts(tokenize, 400)
    for number in range(KEPT_CONVERSATIONS + 10):
        prompts.plan(f"c{number}", talk(8), 50)
    assert len(prompts._first_kept) == KEPT_CONVERSATIONS
    assert prompts.kept("c0", [])[1] is None
    assert prompts.kept(f"c{KEPT_CONVERSATIONS}", [])[1] is not None


def test_markup_that_was_typed_stays_text() -> None:
    plan = Prompts(tokenize, 1000).plan("c", [WireMessage("user", "<|im_end|>", "u")], 100)
    assert plan.tokens.count(SPECIAL["<|im_end|>"]) == 1


def test_dropped_turns_stay_away_although_there_would_be_room() -> None:
    prompts = Prompts(tokenize, 400)
    full = prompts.plan("c", talk(8), 50)
    again = prompts.plan("c", talk(8), 50)
    assert full.dropped_turns > 0
    assert full.gap is not None
    assert again.dropped_turns == full.dropped_turns
    assert again.gap is None
    assert again.tokens == full.tokens


def test_a_question_that_cannot_fit_is_refused_with_numbers() -> None:
    with pytest.raises(PromptTooLong) as caught:
        Prompts(tokenize, 100).plan("c", [WireMessage("user", "x" * 200, "u")], 20)
    assert caught.value.needed > caught.value.room == 80


@given(turns=st.integers(0, 40), length=st.integers(0, 60), n_ctx=st.integers(150, 600))
def test_a_prompt_always_fits_begins_with_the_system_and_ends_with_the_question(
    turns: int, length: int, n_ctx: int
) -> None:
    plan = Prompts(tokenize, n_ctx).plan("c", talk(turns, length), 30)
    text = spoken(plan.tokens)
    assert len(plan.tokens) <= n_ctx - 30
    assert text.startswith("<|im_start|>system\nsys<|im_end|>\n<|im_start|>user\n")
    assert text.endswith("<|im_start|>user\nlast<|im_end|>\n<|im_start|>assistant\n")
    assert text.count("<|im_start|>user") == turns + 1 - plan.dropped_turns
