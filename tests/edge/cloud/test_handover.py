"""What of a conversation goes up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edge.cloud.handover import hand_over
from edge.transcript import Message
from tests.edge.cloud.conftest import message

SYSTEM = message("system", "Be brief.")


def turn(name: str, *, size: int = 10, may_leave: bool = True, answer_may_leave: bool = True) -> list[Message]:
    return [
        message("user", f"{name}? " + "x" * size, may_leave=may_leave),
        message("assistant", f"{name}! " + "y" * size, may_leave=answer_may_leave, by="local"),
    ]


def texts(messages: tuple[Message, ...]) -> str:
    return " ".join(message.text.split()[0] for message in messages)


def test_all_of_a_short_conversation_goes_up() -> None:
    handed = hand_over([SYSTEM, *turn("one"), *turn("two"), message("user", "now?")], 4096, 500)
    assert texts(handed.messages) == "Be one? one! two? two! now?"
    assert (handed.dropped, handed.kept_back) == (0, 0)


def test_the_oldest_turns_are_left_out_whole_when_the_context_is_full() -> None:
    said = [SYSTEM, *turn("one", size=400), *turn("two", size=400), *turn("three", size=400), message("user", "now?")]
    handed = hand_over(said, 1024, 500)
    assert texts(handed.messages) == "Be three? three! now?"
    assert handed.dropped == 2


def test_what_may_not_leave_stays_with_the_whole_turn_it_belongs_to() -> None:
    private, told = turn("one", may_leave=False, answer_may_leave=False), turn("two", answer_may_leave=False)
    handed = hand_over([SYSTEM, *private, *told, *turn("three"), message("user", "now?")], 4096, 500)
    assert texts(handed.messages) == "Be three? three! now?"
    assert (handed.dropped, handed.kept_back) == (0, 2)


def test_the_question_and_the_system_prompt_go_up_whatever_their_length() -> None:
    handed = hand_over([SYSTEM, *turn("one"), message("user", "now? " + "z" * 9000)], 1024, 500)
    assert texts(handed.messages) == "Be now?"


def test_a_question_keeps_its_mark() -> None:
    handed = hand_over([message("user", "now?", may_leave=False)], 1024, 500)
    assert not handed.messages[-1].may_leave


@given(
    st.lists(st.tuples(st.integers(0, 300), st.booleans(), st.booleans(), st.booleans()), max_size=12),
    st.integers(256, 4096),
)
def test_nothing_that_may_not_leave_is_handed_over_and_what_is_are_the_newest_turns(
    turns: list[tuple[int, bool, bool, bool]], context: int
) -> None:
    said: list[Message] = []
    for number, (size, may_leave, answer_may_leave, answered) in enumerate(turns):
        both = turn(str(number), size=size, may_leave=may_leave, answer_may_leave=answer_may_leave)
        said += both if answered else both[:1]
    handed = hand_over([*said, message("user", "now?")], context, 100)
    assert all(message.may_leave for message in handed.messages)
    assert handed.messages[-1].text == "now?"
    numbers = [int(message.text.split()[0][:-1]) for message in handed.messages[:-1] if message.role == "user"]
    assert numbers == sorted(numbers)
    assert len(numbers) + handed.dropped + handed.kept_back == len(turns)
    assert all(message in said for message in handed.messages[:-1])
