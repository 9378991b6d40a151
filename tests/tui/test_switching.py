"""Going on in another conversation: nothing that is under way, sent or typed in the one before it is lost."""

from __future__ import annotations

import os
import threading

from edge.errors import OwnerGoneError
from edge.paths import Paths
from edge.turn import Question
from tests.stubs.assistant import FakeAssistant, FakeTurn
from tests.tui.pilot import Shown, in_loop, showing
from tests.tui.test_draft import ended_process
from tui.elsewhere import ElsewhereTexts
from tui.strings import EN

TEXTS = ElsewhereTexts()


def with_two(**known: object) -> FakeAssistant:
    """One in which two conversations were had: about rivers, and then about files."""
    fake = FakeAssistant(lambda question: ["Begun: ", f"{question.text}."])
    list(fake.ask(Question("rivers", "q1", conversation="new")))
    list(fake.ask(Question("files", "q2", conversation="new")))
    return fake


async def open_first(shown: Shown) -> None:
    """Open the one about rivers, which stands second in the list."""
    await shown.press("f4")
    await shown.sees("rivers", "files", "Enter open")
    await shown.press("down", "enter")
    await shown.until(lambda: shown.app.screen is shown.chat)


async def open_last(shown: Shown) -> None:
    """Open the one at the top of the list."""
    await shown.press("f4")
    await shown.sees("Enter open")
    await shown.press("enter")
    await shown.until(lambda: shown.app.screen is shown.chat)


@in_loop
async def test_enter_goes_on_with_a_conversation() -> None:
    fake = with_two()
    async with showing(fake) as shown:
        await shown.sees("Begun: files.")
        await open_first(shown)
        await shown.sees("Begun: rivers.")
        assert "files" not in shown.text
        await shown.send("deltas")
        await shown.sees("Begun: deltas.")
        assert [message.text for message in fake.messages(fake.asked[0].conversation or "")] == []
        rivers = fake.search("rivers").matches[0].conversation.uid
        assert fake.asked[-1].conversation == rivers


@in_loop
async def test_what_was_sent_before_in_it_comes_back_with_up() -> None:
    async with showing(with_two()) as shown:
        await open_first(shown)
        await shown.sees("Begun: rivers.")
        await shown.press("up")
        await shown.holds("rivers")


@in_loop
async def test_an_answer_under_way_goes_on_in_its_conversation_and_what_is_sent_here_waits() -> None:
    fake = with_two()
    gate = threading.Event()
    fake.gates = {1: gate}
    async with showing(fake) as shown:
        await shown.send("long question")
        await shown.sees("● answering", "Begun:")
        await open_first(shown)
        await shown.sees("Begun: rivers.", TEXTS.goes_on)
        await shown.send("deltas")
        await shown.sees("deltas", EN.waiting)
        assert [question.text for question in fake.asked[2:]] == ["long question"]
        gate.set()
        await shown.sees("Begun: deltas.")
        files = fake.search("files").matches[0].conversation.uid
        rivers = fake.search("rivers").matches[0].conversation.uid
        assert [question.conversation for question in fake.asked[2:]] == [files, rivers]
        assert [message.text for message in fake.messages(files)][-1] == "Begun: long question."


@in_loop
async def test_who_comes_back_sees_the_answer_grow() -> None:
    fake = with_two()
    gate = threading.Event()
    fake.gates = {1: gate}
    async with showing(fake, size=(80, 40)) as shown:
        await shown.send("long question")
        await shown.send("next question")
        await shown.sees("Begun:", EN.waiting)
        await open_first(shown)
        await shown.sees("Begun: rivers.")
        assert "long question" not in shown.text
        await open_last(shown)
        await shown.sees("Begun: files.", "long question", "Begun:", "● answering", "next question", EN.waiting)
        gate.set()
        await shown.sees("Begun: long question.", "Begun: next question.")
        await shown.until(lambda: EN.waiting not in shown.text)
        assert shown.text.count("Begun: long question.") == 1


@in_loop
async def test_messages_that_wait_are_asked_where_they_were_sent() -> None:
    fake = with_two()
    gate = threading.Event()
    fake.gates = {1: gate}
    async with showing(fake) as shown:
        await shown.send("one")
        await shown.send("two")
        await shown.sees("Begun:", EN.waiting)
        await open_first(shown)
        await shown.send("here")
        gate.set()
        await shown.sees("Begun: here.")
        files, rivers = (fake.search(text).matches[0].conversation.uid for text in ("files", "rivers"))
        asked = [(question.text, question.conversation) for question in fake.asked[2:]]
        assert asked == [("one", files), ("two", files), ("here", rivers)]


@in_loop
async def test_what_is_typed_stays_with_its_conversation_on_screen_and_on_disk(paths: Paths) -> None:
    fake = with_two()
    files, rivers = (info.uid for info in fake.conversations())
    async with showing(fake) as shown:
        shown.chat.composer.insert("about files")
        await open_first(shown)
        await shown.holds("")
        shown.chat.composer.insert("about rivers")
        await open_last(shown)
        await shown.holds("about files")
        await open_first(shown)
        await shown.holds("about rivers")
    found = {path.name: path.read_text("utf-8") for path in paths.drafts.iterdir()}
    assert found == {f"{files}.{os.getpid()}.txt": "about files", f"{rivers}.{os.getpid()}.txt": "about rivers"}


@in_loop
async def test_a_draft_of_an_earlier_run_opens_its_conversation_and_others_wait_in_theirs(paths: Paths) -> None:
    fake = with_two()
    files, rivers = (info.uid for info in fake.conversations())
    paths.drafts.mkdir()
    for age, (uid, text) in enumerate(((rivers, "about rivers"), (files, "about files"))):
        path = paths.drafts / f"{uid}.{ended_process()}.txt"
        path.write_text(text, "utf-8")
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    async with showing(fake) as shown:
        await shown.sees("Begun: rivers.")
        await shown.holds("about rivers")
        await open_last(shown)
        await shown.sees("Begun: files.")
        await shown.holds("about files")


@in_loop
async def test_a_private_conversation_says_so_as_long_as_it_is_open_and_asks_in_private() -> None:
    fake = with_two()
    async with showing(fake, size=(120, 24)) as shown:
        await shown.press("f4")
        await shown.sees("p new private")
        await shown.press("p")
        await shown.sees(TEXTS.private, EN.private)
        await shown.send("my diary")
        await shown.sees("Begun: my diary.", EN.marks["private"], EN.private)
        await shown.send("more of it")
        await shown.sees("Begun: more of it.")
        assert [(question.private, question.conversation == "new") for question in fake.asked[2:]] == [
            (True, True),
            (True, False),
        ]
        assert fake.conversations()[0].private
        await shown.press("ctrl+n")
        await shown.sees("A new conversation.")
        assert EN.private not in shown.text
        await open_last(shown)
        await shown.sees("Begun: my diary.", EN.private, TEXTS.private)
    async with showing(fake, size=(120, 24)) as again:
        await again.sees("Begun: my diary.", EN.private)


@in_loop
async def test_what_was_typed_for_a_private_conversation_is_private_after_a_crash(paths: Paths) -> None:
    paths.drafts.mkdir()
    (paths.drafts / f"private.{ended_process()}.txt").write_text("my secret", "utf-8")
    fake = with_two()
    gate = threading.Event()

    def open_slowly() -> FakeAssistant:
        gate.wait()
        return fake

    async with showing(open_slowly, opened=False, size=(120, 24)) as shown:
        await shown.holds("my secret")
        await shown.press("enter")
        gate.set()
        await shown.sees("Begun: my secret.", TEXTS.private)
        assert (fake.asked[-1].private, fake.asked[-1].conversation) == (True, "new")


@in_loop
async def test_esc_stops_no_answer_that_is_not_on_screen() -> None:
    fake = with_two()
    gate = threading.Event()
    fake.gates = {1: gate}
    async with showing(fake) as shown:
        await shown.send("long question")
        await shown.sees("Begun:")
        await open_first(shown)
        await shown.sees("Begun: rivers.")
        await shown.press("escape")
        await shown.sees(TEXTS.stop_there)
        gate.set()
        await shown.sees(TEXTS.answered)
        assert fake.messages(fake.conversations()[0].uid)[-1].complete


@in_loop
async def test_a_message_that_is_refused_elsewhere_is_in_the_composer_there() -> None:
    class Gone(FakeAssistant):
        def ask(self, question: Question) -> FakeTurn:
            if question.text == "two":
                raise OwnerGoneError("The owner is gone.")
            return super().ask(question)

    fake = Gone(["Begun: ", "rest."])
    for text in ("rivers", "files"):
        list(fake.ask(Question(text, text, conversation="new")))
    gate = threading.Event()
    fake.gates = {1: gate}
    async with showing(fake, size=(140, 24)) as shown:
        await shown.send("one")
        await shown.send("two")
        await shown.sees("Begun:", EN.waiting)
        await open_first(shown)
        gate.set()
        await shown.sees("The owner is gone. Your message in the other conversation was not sent")
        await open_last(shown)
        await shown.holds("two")


@in_loop
async def test_deleting_the_conversation_on_screen_leaves_a_new_one() -> None:
    fake = with_two()
    async with showing(fake) as shown:
        await shown.sees("Begun: files.")
        await shown.press("f4")
        await shown.sees("Del delete", "files")
        await shown.press("delete", "y")
        await shown.sees("“files” is deleted.")
        await shown.press("escape")
        await shown.sees(EN.erased)
        assert "Begun: files." not in shown.text
        await shown.send("anew")
        await shown.sees("Begun: anew.")
        assert fake.asked[-1].conversation == "new"


@in_loop
async def test_a_conversation_that_was_deleted_elsewhere_is_not_opened() -> None:
    fake = with_two()
    async with showing(fake) as shown:
        await shown.press("f4")
        await shown.sees("rivers", "Enter open")
        fake.forget(fake.conversations()[1].uid)
        await shown.press("down", "enter")
        await shown.sees(TEXTS.gone, "Begun: files.")
