"""A long conversation: what the reader needs is mounted, everything can be reached, and nothing moves before them."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from textual.events import MouseScrollUp

from edge.archive import Exchange
from edge.errors import OwnerGoneError
from edge.rings import Ring
from edge.turn import Question
from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import Shown, in_loop, showing
from tui import window
from tui.message import UserMessage

TURNS = 40
SAYS = "Answer to {}.\n\nIts second line.\n\nIts third line."
TEA = Ring("timer", "Tea is ready.", "", datetime(2026, 11, 23, 12, 8, tzinfo=UTC), 0.0, "en")


def long_past(turns: int = TURNS) -> FakeAssistant:
    """One whose last conversation has so many turns: question 0, question 1 …"""
    fake = FakeAssistant(lambda question: [SAYS.format(question.text)])
    for number in range(turns):
        list(fake.ask(Question(f"question {number}", uid=f"q{number}")))
    return fake


def questions(shown: Shown) -> list[int]:
    """The numbers of the questions on screen."""
    return [int(number) for number in re.findall(r"^ ▌ question (\d+) ", shown.text, re.MULTILINE)]


def read(shown: Shown) -> list[str]:
    """The lines of the transcript on screen, without the scroll bar."""
    return [line[:76].rstrip() for line in shown.text.splitlines()[:-4]]


def mounted(shown: Shown) -> list[str]:
    return [child.uid for child in shown.chat.transcript.children if isinstance(child, UserMessage)]


async def rests(shown: Shown) -> None:
    """Wait until nothing is mounted or taken away any more."""
    await shown.pilot.pause()
    await shown.until(lambda: not shown.chat.transcript._at_work and not shown.chat.transcript._owed)
    await shown.pilot.pause()


@contextmanager
def frames(shown: Shown) -> Iterator[list[list[str]]]:
    """The lines of the transcript in every frame that is drawn."""
    drawn: list[list[str]] = []
    display = shown.app._display

    def spy(*args: object) -> None:
        drawn.append(read(shown))
        display(*args)  # type: ignore[arg-type]  # only passed on

    shown.app._display = spy  # type: ignore[method-assign,assignment]  # for the time of a test
    try:
        yield drawn
    finally:
        shown.app._display = display  # type: ignore[method-assign]  # as it was


@in_loop
async def test_of_a_long_conversation_only_what_the_screen_needs_is_mounted() -> None:
    async with showing(long_past()) as shown:
        await rests(shown)
        assert questions(shown)[-1] == TURNS - 1
        assert 5 < len(mounted(shown)) < 20


@in_loop
async def test_page_up_reaches_the_first_message_and_leaves_out_none() -> None:
    async with showing(long_past(24)) as shown:
        seen = set(questions(shown))
        while 0 not in seen:
            before = questions(shown)
            await shown.press("pageup")
            await rests(shown)
            seen |= set(questions(shown))
            assert questions(shown)[-1] >= before[0] - 1  # a page goes on where the one before it ended
        assert seen == set(range(24))
        await shown.press("pageup")
        await shown.sees("question 0")


@in_loop
async def test_pages_that_are_turned_faster_than_they_are_read_all_count() -> None:
    async with showing(long_past()) as shown:
        await rests(shown)
        await shown.type(*["pageup"] * 12)
        await shown.until(lambda: bool(questions(shown)) and questions(shown)[0] < TURNS - 20)
        await rests(shown)
        assert questions(shown)[0] > TURNS - 35


@in_loop
async def test_no_frame_shows_other_lines_while_earlier_messages_are_mounted_above() -> None:
    async with showing(long_past()) as shown:
        await rests(shown)
        count = len(mounted(shown))
        await shown.press("pageup")
        with frames(shown) as drawn:
            shown.chat.transcript.scroll_to(y=1, animate=False, immediate=True)
            await shown.until(lambda: len(mounted(shown)) > count)
            await rests(shown)
        settled = drawn[drawn.index(read(shown)) :]  # before that it was not scrolled
        assert len(settled) > 3
        assert all(lines == settled[0] for lines in settled)


@in_loop
async def test_the_newest_line_and_the_end_of_the_scroll_bar_are_seen_while_the_composer_grows() -> None:
    async with showing(long_past(4)) as shown:
        await rests(shown)
        transcript = shown.chat.transcript
        with frames(shown) as drawn:
            for height in (2, 3):
                await shown.press("ctrl+j")
                await shown.until(lambda height=height: shown.chat.composer.content_size.height == height)  # type: ignore[misc]
                await rests(shown)
        assert all("20.0 tok/s" in "".join(lines[-5:]) for lines in drawn)
        seen = shown.text
        transcript.vertical_scrollbar.refresh()
        await rests(shown)
        assert shown.text == seen


@in_loop
async def test_the_mouse_wheel_reaches_earlier_messages() -> None:
    async with showing(long_past()) as shown:
        await rests(shown)
        first = mounted(shown)[0]
        for _ in range(40):
            wheel = MouseScrollUp(shown.chat.transcript, 10, 5, 0, -1, 0, False, False, False)
            shown.chat.transcript.post_message(wheel)
        await shown.until(lambda: mounted(shown)[0] != first)
        await rests(shown)
        assert questions(shown)[-1] < TURNS - 3


@pytest.fixture
def near(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns are taken away sooner than usual, so that few of them are enough for a test."""
    monkeypatch.setattr(window, "FAR", 4)
    monkeypatch.setattr(window, "KEPT", 3)


@pytest.mark.usefixtures("near")
@in_loop
async def test_what_is_far_away_is_taken_away_on_both_sides() -> None:
    async with showing(long_past(24)) as shown:
        most = 0
        while 0 not in questions(shown):
            await shown.press("pageup")
            await rests(shown)
            most = max(most, len(mounted(shown)))
        assert "q14" not in mounted(shown)
        while 23 not in questions(shown):
            await shown.press("pagedown")
            await rests(shown)
            most = max(most, len(mounted(shown)))
        assert "q0" not in mounted(shown)
        assert most < 20
        assert mounted(shown) == sorted(mounted(shown), key=lambda uid: int(uid[1:]))


@in_loop
async def test_ctrl_home_goes_to_the_first_message_and_ctrl_end_to_the_newest() -> None:
    async with showing(long_past()) as shown:
        await shown.press("ctrl+home")
        await shown.sees("question 0", "Answer to question 1.")
        await rests(shown)
        assert questions(shown)[0] == 0
        assert shown.chat.transcript.scroll_y == 0
        await shown.press("pagedown")
        await rests(shown)
        assert questions(shown)[0] in (2, 3)
        await shown.press("ctrl+end")
        await shown.sees(f"question {TURNS - 1}")
        await rests(shown)
        assert len(mounted(shown)) < 30
        await shown.send("one more")
        await shown.sees("one more", "Answer to one more.")


@in_loop
async def test_an_answer_goes_on_while_the_reader_is_at_the_beginning() -> None:
    fake = long_past()
    gate = threading.Event()
    async with showing(fake) as shown:
        await rests(shown)
        fake.pieces, fake.gates = ["First part.", " Second part."], {1: gate}
        await shown.send("under way")
        await shown.sees("First part.")
        await shown.press("ctrl+home")
        await shown.sees("question 0")
        await rests(shown)
        before = read(shown)
        fake.ring(TEA)
        gate.set()
        await shown.until(lambda: fake.finished.qsize() == TURNS + 1)
        await rests(shown)
        assert read(shown) == before
        await shown.press("ctrl+end")
        await shown.sees("under way", "First part. Second part.", "Tea is ready.")


@in_loop
async def test_who_sends_a_message_from_far_above_is_taken_to_it() -> None:
    async with showing(long_past()) as shown:
        await shown.press("ctrl+home")
        await shown.sees("question 0")
        await shown.send("from above")
        await shown.sees(f"question {TURNS - 1}", "from above", "Answer to from above.")
        await shown.press("ctrl+home")
        await shown.sees("question 0")


@pytest.mark.usefixtures("near")
@in_loop
async def test_many_turns_in_one_sitting_keep_a_bounded_number_mounted() -> None:
    fake = FakeAssistant(lambda question: [SAYS.format(question.text) + "\n\nMore." * 5])
    async with showing(fake) as shown:
        for number in range(12):
            await shown.send(f"question {number}")
            await shown.sees(f"question {number}", f"Answer to question {number}.", "20.0 tok/s")
        await rests(shown)
        assert len(mounted(shown)) < 8
        await shown.press("ctrl+home")
        await shown.sees("question 0")


@in_loop
async def test_notes_come_back_with_the_messages_that_they_stand_below() -> None:
    fake = long_past()
    async with showing(fake) as shown:
        await rests(shown)
        fake.ring(TEA)
        await shown.sees("Tea is ready.")
        await shown.send("one more")
        await shown.sees("Answer to one more.")
        await shown.press("ctrl+home")
        await shown.sees("question 0")
        await shown.press("ctrl+end")
        await shown.sees("Tea is ready.", "Answer to one more.")


@in_loop
async def test_choosing_goes_on_beyond_what_is_mounted() -> None:
    async with showing(long_past(24)) as shown:
        await rests(shown)
        for number in range(23, 9, -1):
            await shown.press("ctrl+up")
            chosen = f"Answer to question {number}."
            await shown.until(lambda chosen=chosen: _chosen(shown).startswith(chosen))  # type: ignore[misc]
        await shown.type("ctrl+up", "ctrl+up", "ctrl+up", "ctrl+down")
        await shown.until(lambda: _chosen(shown).startswith("Answer to question 8."))
        await shown.sees("Answer to question 8.")


def _chosen(shown: Shown) -> str:
    chosen = shown.chat.transcript.chosen
    return chosen.record.text if chosen is not None and chosen.record is not None else ""


@in_loop
async def test_choosing_from_far_above_begins_with_the_last_answer() -> None:
    async with showing(long_past()) as shown:
        await shown.press("ctrl+home")
        await shown.sees("question 0")
        await shown.press("ctrl+up")
        await shown.sees(f"question {TURNS - 1}")
        await rests(shown)
        assert _chosen(shown).startswith(f"Answer to question {TURNS - 1}.")


@in_loop
async def test_what_cannot_be_read_is_said_and_read_when_it_can() -> None:
    class Away(FakeAssistant):
        gone = False

        def exchanges(
            self, conversation: str, limit: int = 200, before: str | None = None, after: str | None = None
        ) -> list[Exchange]:
            if self.gone:
                raise OwnerGoneError("The edge process that owned this home has ended.")
            return super().exchanges(conversation, limit, before, after)

    fake = Away(lambda question: [SAYS.format(question.text)])
    for number in range(TURNS):
        list(fake.ask(Question(f"question {number}", uid=f"q{number}")))
    async with showing(fake) as shown:
        await rests(shown)
        fake.gone = True
        for _ in range(4):
            await shown.press("pageup")
        await shown.sees("The edge process that owned this home has ended.")
        fake.gone = False
        while min(questions(shown), default=TURNS) > TURNS - 12:
            await shown.press("pageup")
            await rests(shown)


@pytest.mark.parametrize("key", ["ctrl+n", "ctrl+end"])
@in_loop
async def test_a_key_while_the_beginning_is_being_read_wins(key: str) -> None:
    held = threading.Event()
    held.set()

    class Slow(FakeAssistant):
        def exchanges(
            self, conversation: str, limit: int = 200, before: str | None = None, after: str | None = None
        ) -> list[Exchange]:
            held.wait(5)
            return super().exchanges(conversation, limit, before, after)

    fake = Slow(lambda question: [SAYS.format(question.text)])
    for number in range(TURNS):
        list(fake.ask(Question(f"question {number}", uid=f"q{number}")))
    async with showing(fake) as shown:
        await rests(shown)
        held.clear()
        await shown.press("ctrl+home", key)
        held.set()
        await shown.sees("A new conversation." if key == "ctrl+n" else f"question {TURNS - 1}")
        await rests(shown)
        assert 0 not in questions(shown)
