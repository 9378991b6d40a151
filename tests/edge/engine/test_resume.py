"""Saved states: a restart goes on where the last process stopped, and a damaged file costs nothing but time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edge.conftest import Start
from tests.edge.engine.requests import Seen, message, request, run

SYSTEM = message("system", "You are a patient assistant who likes long system prompts. " * 6, "s")
QUESTION = message("user", "Tell me a long story about a lighthouse keeper and his radio. " * 6, "a")


def talk(reply: Seen) -> list[dict[str, str]]:
    return [SYSTEM, QUESTION, message("assistant", reply.text, "r1"), message("user", "and then?", "b")]


def test_a_new_process_goes_on_with_the_conversation_and_writes_the_same(
    start: Start, slow: Path, tmp_path: Path
) -> None:
    states = tmp_path / "states"
    first = start(slow, n_ctx=2048, states=states)
    reply = run(first, request([SYSTEM, QUESTION], "r1"))
    assert first.save() > 0
    warm = run(first, request(talk(reply), "r2"))
    first.close()
    resumed = run(start(slow, n_ctx=2048, states=states), request(talk(reply), "r2"))
    assert resumed.prompt == warm.prompt | {"id": 1}
    assert resumed.text == warm.text


def test_another_conversation_gets_the_system_prompts_state_only(start: Start, slow: Path, tmp_path: Path) -> None:
    states = tmp_path / "states"
    first = start(slow, n_ctx=2048, states=states)
    reply = run(first, request([SYSTEM, QUESTION], "r1"))
    first.save()
    first.close()
    other = run(
        start(slow, n_ctx=2048, states=states),
        request([SYSTEM, message("user", "something else", "x")], conversation="another"),
    )
    assert reply.prompt["cached"] == 0  # its system prompt was evaluated, though first and alone
    assert 0 < other.prompt["cached"] < reply.prompt["prompt"]


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "other", "header"])
def test_a_damaged_state_is_removed_and_the_conversation_is_evaluated_again(
    start: Start, slow: Path, tmp_path: Path, damage: str
) -> None:
    states = tmp_path / "states"
    first = start(slow, n_ctx=2048, states=states)
    reply = run(first, request([SYSTEM, QUESTION], "r1"))
    first.save()
    warm = run(first, request(talk(reply), "r2"))
    first.close()
    for path in states.iterdir():
        whole = path.read_bytes()
        path.write_bytes(
            {
                "cut": whole[: len(whole) // 2],
                "flip": whole[:-100] + bytes([whole[-100] ^ 1]) + whole[-99:],
                "empty": b"",
                "other": b"not a state\n" * 50,
                "header": whole.replace(b'"conversation"', b'"konversation"', 1),
            }[damage]
        )
    again = start(slow, n_ctx=2048, states=states)
    assert run(again, request(talk(reply), "r2")).text is not None
    assert warm.text
    assert again.alive
    assert not (states / "conversation.state").exists()


def test_a_state_made_with_another_context_is_not_used(start: Start, slow: Path, tmp_path: Path) -> None:
    states = tmp_path / "states"
    first = start(slow, n_ctx=2048, states=states)
    reply = run(first, request([SYSTEM, QUESTION], "r1"))
    first.save()
    first.close()
    other = run(start(slow, n_ctx=1536, states=states), request(talk(reply), "r2"))
    assert other.last["ev"] == "done"
    assert other.prompt["cached"] < reply.prompt["prompt"]


def test_a_state_over_the_limit_is_not_written(start: Start, slow: Path, tmp_path: Path) -> None:
    process = start(slow, n_ctx=2048, states=tmp_path / "states", states_limit=1000)
    run(process, request([SYSTEM, QUESTION], "r1"))
    assert process.save() == 0
    assert not list((tmp_path / "states").glob("*"))


def test_a_forgotten_conversation_is_not_saved(start: Start, slow: Path, tmp_path: Path) -> None:
    process = start(slow, n_ctx=2048, states=tmp_path / "states")
    run(process, request([SYSTEM, QUESTION], "r1"))
    process.forget()
    assert process.save() == 0
    assert not (tmp_path / "states" / "conversation.state").exists()
    assert run(process, request([SYSTEM, QUESTION], "r1")).last["ev"] == "done"


def test_what_is_quickly_evaluated_again_is_not_saved(start: Start, tiny: Path, tmp_path: Path) -> None:
    process = start(tiny, states=tmp_path / "states")
    run(process, request([message("user", "hi", "a")], "r1"))
    assert process.save() == 0
