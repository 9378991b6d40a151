"""Pictures of the conversation and of what is opened over it, in both languages."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from edge.events import Egress, Face, Fallback, Piece, Reason, Receipt, Route, TurnRecord
from edge.offers import Offer
from edge.turn import Question
from tests.stubs.assistant import FakeAssistant
from tests.tui.demo import script
from tests.tui.pilot import Scripted, Shown, in_loop, showing
from tests.tui.snapshot import IN_BOTH, LooksLike
from tui.strings import EN, ZH, Strings
from tui.why import WhyScreen

ASKED = {"en": "How do I read a file line by line?", "zh": "怎样用 Python 逐行读取一个文件？"}


def past(strings: Strings) -> FakeAssistant:
    """One that has answered a question with Markdown of every kind."""
    fake = FakeAssistant(script, model="qwen2.5-0.5b")
    list(fake.ask(Question(ASKED[strings.language], uid="q")))
    return fake


async def rests(shown: Shown) -> None:
    """Wait until as much of the conversation is mounted as the screen needs."""
    await shown.until(lambda: not shown.chat.transcript._at_work)


@IN_BOTH
@pytest.mark.parametrize("size", [(60, 18), (80, 40), (140, 40)], ids=["60x18", "80x40", "140x40"])
@in_loop
async def test_an_answer_with_code_a_list_and_a_table(
    looks_like: LooksLike, strings: Strings, size: tuple[int, int]
) -> None:
    async with showing(past(strings), strings=strings, size=size) as shown:
        await rests(shown)
        await looks_like(shown)


@pytest.mark.parametrize("theme", ["light", "contrast"])
@in_loop
async def test_the_same_in_the_other_themes(looks_like: LooksLike, theme: str) -> None:
    async with showing(past(ZH), strings=ZH, size=(80, 40), theme=theme) as shown:
        await rests(shown)
        await looks_like(shown)


@IN_BOTH
@in_loop
async def test_an_answer_under_way_and_a_message_that_waits(looks_like: LooksLike, strings: Strings) -> None:
    gate = threading.Event()
    fake = FakeAssistant(script, gates={30: gate}, model="qwen2.5-0.5b")
    async with showing(fake, strings=strings) as shown:
        await shown.send(ASKED[strings.language])
        await shown.sees("pathlib" if strings is EN else "逐行读取")
        await shown.send("/cloud …")
        await shown.sees(strings.waiting)
        await looks_like(shown)
        gate.set()


@IN_BOTH
@in_loop
async def test_an_answer_that_was_stopped_one_with_two_faces_and_a_chosen_one(
    looks_like: LooksLike, strings: Strings
) -> None:
    fake = FakeAssistant(["So far."], cut_off="length")
    async with showing(fake, strings=strings, size=(80, 30)) as shown:
        await shown.send("1")
        await shown.answered(1)
        fake.cut_off, fake.pieces = None, ["First answer."]
        await shown.send("2")
        await shown.answered(2)
        record = [fake.finished.get(timeout=5) for _ in range(2)][-1]
        face = Face("provisional", record.text, record.by, record.model)
        better = replace(record, text="**A better one.**", by="cloud", model="glm4", faces=(face,))
        fake.offer(Offer(record.turn, record.conversation, "q", better))
        await shown.sees("A better one.")
        await shown.press("ctrl+up", "ctrl+up")
        await looks_like(shown)


SENT = Receipt("lab", "large", 4321, "ab" * 32, "2026-11-07T11:00:00+00:00", {"email": 2})


def sent(record: TurnRecord) -> TurnRecord:
    """A turn of which something left the device, and that the device answered in the end."""
    reasons = (
        Reason("hard", "It asks for long reasoning.", {"p_cloud": 0.93}, decides=True),
        Reason("length", "It fits the device."),
    )
    return replace(
        record,
        route=Route("cloud", 0.93, reasons, "en", endpoint="lab", model="large"),
        egress=Egress.of([SENT]),
        fallback=Fallback("cloud", "lab broke off in the middle."),
        faces=(Face("provisional", "Short.", "local", "qwen2.5-0.5b", complete=False),),
    )


@IN_BOTH
@pytest.mark.parametrize("size", [(60, 18), (80, 40)], ids=["60x18", "80x40"])
@in_loop
async def test_why_an_answer_and_what_left(looks_like: LooksLike, strings: Strings, size: tuple[int, int]) -> None:
    fake = Scripted(Piece("Because.", "local", "qwen2.5-0.5b"), ends=sent)
    async with showing(fake, strings=strings, size=size) as shown:
        await shown.send("Why?")
        await shown.answered(1)
        await shown.type("f2")
        await shown.until(lambda: isinstance(shown.app.screen, WhyScreen))
        await looks_like(shown)
