"""Files in a conversation: where a model sees them, and what of it is told."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from edge.attachments.placing import Placed, for_device, placed
from edge.cloud.handover import hand_over
from edge.router.text import tokens_of
from edge.transcript import Attachment, Message
from tests.edge.attachments.texts import ENGLISH, JAPANESE, long

CHOIR = Attachment("choir.md", ENGLISH)
LOG = Attachment("log.txt", long(ENGLISH)[0])
SYSTEM = Message("system", "Be brief.", "system")


def asked(text: str, *files: Attachment, may_leave: bool = True) -> Message:
    return Message("user", text, f"uid of {text}", attachments=files, may_leave=may_leave)


def answered(text: str) -> Message:
    return Message("assistant", text, f"uid of {text}", by="local")


def texts(found: Placed) -> list[str]:
    assert not any(message.attachments for message in found.messages)
    return [message.text for message in found.messages]


def test_without_files_nothing_is_changed() -> None:
    said = (SYSTEM, asked("hello"))
    assert placed(said, 4096, 512) == Placed(said, None)


def test_a_file_that_fits_stands_whole_before_its_question_in_every_later_turn() -> None:
    first = [SYSTEM, asked("How much is the fee?", CHOIR)]
    one = for_device(first, 4096, 512)
    two = for_device([*first, answered("60 euros [choir.md, lines 5-8]"), asked("And for students?")], 4096, 512)
    assert one.sentence("en") is two.sentence("en") is None
    assert texts(two)[:2] == texts(one)
    assert texts(two)[-1] == "And for students?"
    assert "Students and pensioners" in texts(one)[1]


def test_of_a_file_that_does_not_fit_every_question_sees_its_own_passages() -> None:
    first = [SYSTEM, asked("When is the piano tuned?", LOG)]
    one = for_device(first, 2048, 512)
    assert one.sentence("en") is not None
    assert "tuned in March" in texts(one)[1]
    two = for_device([*first, answered("In March and October."), asked("What colour is the scarf?")], 2048, 512)
    assert texts(two)[:2] == texts(one)
    assert "blue scarf" in texts(two)[-1]
    assert two.sentence("ja") is not None
    thanks = for_device([*first, answered("In March and October."), asked("Thanks a lot!")], 2048, 512)
    assert texts(thanks)[-1] == "Thanks a lot!"
    assert thanks.sentence("en") is None


def test_a_file_that_the_conversation_has_pushed_out_of_sight_is_still_found() -> None:
    talk = [message for n in range(12) for message in (asked(f"{n} " + "why " * 150), answered("because " * 150))]
    seen = for_device([SYSTEM, asked("About the choir:", CHOIR), *talk, asked("When is the piano tuned?")], 4096, 512)
    assert "tuned in March" in texts(seen)[-1]


def test_words_around_a_file_are_in_the_language_of_its_message() -> None:
    seen = texts(placed([asked("風呂は温泉ですか？", Attachment("山の家.md", JAPANESE))], 4096, 512))[-1]
    assert seen.startswith("添付ファイル：山の家.md（全23行、全文）。\n\n[山の家.md、1-")
    assert seen.endswith("\n\n風呂は温泉ですか？")
    assert texts(placed([asked("42?", CHOIR)], 4096, 512, "zh"))[-1].startswith("附件：choir.md，全文共29行。")


SHORT_LOG = Attachment("log.txt", long(ENGLISH, 12)[0])
FILES = {"none": (), "short": (CHOIR,), "long": (SHORT_LOG,), "both": (CHOIR, SHORT_LOG)}
TURNS = st.lists(st.tuples(st.integers(0, 400), st.sampled_from(sorted(FILES)), st.booleans()), max_size=6)
"""Of each turn: how many words question and answer have, which files go with it, and whether it may leave."""


def conversation(turns: Sequence[tuple[int, str, bool]]) -> list[Message]:
    said = [SYSTEM]
    for words, files, may_leave in turns:
        said += [asked("why? " + "piano " * words, *FILES[files], may_leave=may_leave), answered("so " * words)]
    return said


@settings(deadline=None)
@given(TURNS, st.integers(512, 16000), st.sampled_from(sorted(FILES)))
def test_what_is_put_in_fits_where_the_messages_themselves_do(
    turns: Sequence[tuple[int, str, bool]], context: int, own: str
) -> None:
    said = [*conversation(turns), asked("piano", *FILES[own])]
    seen = placed(said, context, context // 4)
    assert [message.uid for message in seen.messages] == [message.uid for message in said]
    for before, after in zip(said, seen.messages, strict=True):
        assert after.text.endswith(before.text)
        assert tokens_of(after.text) <= max(tokens_of(before.text), context - context // 4)
    assert seen == placed(said, context, context // 4)


@settings(deadline=None)
@given(TURNS, st.integers(1024, 16000))
def test_no_file_is_handed_over_that_came_with_a_message_that_may_not_leave(
    turns: Sequence[tuple[int, str, bool]], context: int
) -> None:
    secret = Attachment("secret.txt", "The piano code is HERON-7. " * 3)
    system, *others = conversation(turns)
    said = [system, asked("Keep this.", secret, may_leave=False), answered("ok"), *others, asked("piano code?")]
    handed = hand_over(said, context, context // 4)
    assert not any("HERON-7" in message.text or "secret.txt" in message.text for message in handed.messages)
    assert not any(message.attachments for message in handed.messages)


def test_a_document_goes_up_whole_where_the_endpoint_has_room_and_else_in_passages() -> None:
    whole = hand_over([SYSTEM, asked("When is the piano tuned?", LOG)], 32768, 1024)
    assert whole.selection is not None
    assert whole.selection.whole
    assert all(line in whole.messages[-1].text for line in LOG.text.split("\n"))
    parts = hand_over([SYSTEM, asked("When is the piano tuned?", LOG)], 4096, 1024)
    assert parts.selection is not None
    assert not parts.selection.whole
    assert "tuned in March" in parts.messages[-1].text
    assert sum(tokens_of(message.text) for message in parts.messages) <= 4096 - 1024
