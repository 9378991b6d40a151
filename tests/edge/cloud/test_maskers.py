"""Placeholders of a conversation: given once, kept from turn to turn, forgotten with it."""

from __future__ import annotations

from cloud_client.masking import Masked, Masker
from edge.cloud.maskers import BEGINNING, KEPT, Maskers
from edge.transcript import Attachment, Message, Transcript
from tests.edge.cloud.conftest import message

ANNA, BEN, CARL = "anna@example.com", "ben@example.com", "carl@example.com"


class Counting(Masker):
    """Keeps the texts that it was asked to mask."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def mask(self, text: str) -> Masked:
        self.texts.append(text)
        return super().mask(text)


def said(*messages: Message, conversation: str = "one") -> Transcript:
    return Transcript(conversation, messages)


def test_a_value_keeps_its_placeholder_when_what_named_it_is_no_longer_in_the_transcript() -> None:
    maskers = Maskers(Masker)
    first, second = message("user", f"I am {ANNA}."), message("user", f"And {BEN}.")
    maskers.of(said(first))
    masker = maskers.of(said(second))
    assert masker.mask(f"{BEN} {ANNA}").text == "<EMAIL_2> <EMAIL_1>"


def test_after_a_restart_the_numbers_are_those_of_before() -> None:
    messages = [
        message("user", f"I am {ANNA}."),
        message("assistant", f"Hello! {BEN} asked for you."),
        message("user", CARL),
    ]
    before, after = Maskers(Masker), Maskers(Masker)
    for turn in (1, 3):
        before.of(said(*messages[:turn]))
    assert before.of(said(*messages)).to_json() == after.of(said(*messages)).to_json()


def test_a_message_is_looked_through_once_and_again_when_it_has_another_text() -> None:
    maskers = Maskers(Counting)
    question, begun = message("user", "One?"), Message("assistant", "It i", "reply")
    maskers.of(said(question, begun))
    masker = maskers.of(said(question, Message("assistant", "It is two.", "reply"), message("user", "Why?")))
    assert isinstance(masker, Counting)
    assert masker.texts == ["One?", "It i", "It is two.", "Why?"]


def test_what_may_not_leave_is_not_looked_at() -> None:
    masker = Maskers(Counting).of(said(Message("user", ANNA, "note", may_leave=False), message("user", BEN)))
    assert masker.mask(f"{BEN} {ANNA}").text == "<EMAIL_1> <EMAIL_2>"


def test_conversations_have_placeholders_of_their_own() -> None:
    maskers = Maskers(Masker)
    assert maskers.of(said(message("user", ANNA))).mask(ANNA).text == "<EMAIL_1>"
    assert maskers.of(said(message("user", BEN), conversation="two")).mask(BEN).text == "<EMAIL_1>"


def test_a_forgotten_conversation_leaves_no_value_behind() -> None:
    for forgotten in ("one", None):
        maskers = Maskers(Masker)
        maskers.of(said(message("user", ANNA)))
        maskers.forget(forgotten)
        assert maskers.of(said(message("user", BEN))).to_json()["values"] == {"EMAIL_1": BEN}


def test_only_the_last_conversations_are_kept() -> None:
    maskers = Maskers(Masker)
    first = maskers.of(said(message("user", ANNA)))
    for number in range(KEPT - 1):
        maskers.of(said(message("user", BEN), conversation=str(number)))
    assert maskers.of(said(message("user", ANNA))) is first
    for number in range(KEPT):
        maskers.of(said(message("user", BEN), conversation=str(number)))
    assert maskers.of(said(message("user", ANNA))) is not first


def test_of_a_file_only_the_beginning_is_looked_through() -> None:
    text = f"{ANNA} {'x ' * BEGINNING} {BEN}"
    question = Message("user", CARL, "question", attachments=(Attachment("a.txt", text),))
    masker = Maskers(Masker).of(said(question))
    assert masker.to_json()["values"] == {"EMAIL_1": ANNA, "EMAIL_2": CARL}
