"""What of the cloud's answers enters the device's context."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edge.cloud.downward import SHARE, shortened
from edge.router.text import tokens_of
from edge.transcript import Message

LONG = (
    "\n".join(f"Step {n}: multiply all the primes so far and add one." for n in range(100)) + "\nSo there is no last."
)


def answer(text: str, by: str = "cloud") -> Message:
    return Message("assistant", text, "a", by=by)  # type: ignore[arg-type]


def test_of_a_long_answer_the_device_sees_beginning_and_end() -> None:
    (seen,) = shortened([answer(LONG)], 1024)
    assert seen.text.startswith("Step 0:")
    assert seen.text.endswith("So there is no last.")
    assert "[…]" in seen.text
    assert seen.uid != "a"  # the engine knows texts by their uid


def test_it_is_always_the_same_part() -> None:
    assert shortened([answer(LONG)], 1024) == shortened([answer(LONG)], 1024)


def test_short_answers_and_those_of_the_device_stay_whole() -> None:
    messages = [answer("42"), answer(LONG, by="local"), Message("user", LONG, "q")]
    assert shortened(messages, 1024) == messages


@given(st.text(max_size=4000), st.integers(256, 4096))
def test_the_budget_holds_for_any_text(text: str, context: int) -> None:
    (seen,) = shortened([answer(text)], context)
    assert tokens_of(seen.text) <= max(context // SHARE, 1) + 8  # for the mark of what was left out
