"""Which replica holds which conversation."""

from __future__ import annotations

from edge.cluster.pins import HOLDERS, Pins, session_of
from edge.transcript import Message
from edge.turn import Question


def question(*said: str, system: str | None = None) -> Question:
    """The last text, behind the others."""
    roles = ("user", "assistant")
    history = tuple(Message(roles[number % 2], text, "") for number, text in enumerate(said[:-1]))  # type: ignore[arg-type]
    return Question(said[-1], "q", history=history, system=system)


def test_who_answered_a_conversation_holds_it_in_its_next_turn() -> None:
    pins = Pins()
    pins.answered(question("hello"), "Hi there.", "a")
    assert pins.holders(question("hello", "Hi there.", "and now?")) == ("a",)
    assert pins.holders(question("hello", "Another reply.", "and now?")) == ()
    assert pins.holders(question("hello")) == ()


def test_the_clients_own_system_prompt_belongs_to_the_conversation() -> None:
    pins = Pins()
    pins.answered(question("hello", system="Be brief."), "Hi.", "a")
    assert pins.holders(question("hello", "Hi.", "and now?", system="Be brief.")) == ("a",)
    assert pins.holders(question("hello", "Hi.", "and now?")) == ()


def test_a_beginning_that_many_conversations_share_has_several_holders_the_last_one_first() -> None:
    pins = Pins()
    names = [f"replica-{number}" for number in range(HOLDERS + 2)]
    for name in [*names, names[-2]]:
        pins.answered(question("hello"), "Hi.", name)
    held = pins.holders(question("hello", "Hi.", "and now?"))
    assert held[:2] == (names[-2], names[-1])
    assert len(held) == HOLDERS


def test_the_oldest_conversations_are_forgotten_where_there_are_too_many() -> None:
    pins = Pins(most=2)
    for text in ("one", "two", "three"):
        pins.answered(question(text), "Yes.", "a")
    assert pins.holders(question("one", "Yes.", "?")) == ()
    assert pins.holders(question("two", "Yes.", "?")) == ("a",)


def test_a_session_is_named_for_the_first_exchange_so_that_its_name_stays() -> None:
    second = question("hello", "Hi.", "and now?", system="Be brief.")
    third = question("hello", "Hi.", "and now?", "Then.", "and then?", system="Be brief.")
    assert session_of(second) == session_of(third)
    assert session_of(second) != session_of(question("hello", "Hello.", "and now?", system="Be brief."))
    assert session_of(question("hello")) is None
