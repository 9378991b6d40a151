"""`/why`: the decision in words, and the receipt of what left the device."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from edge.events import Egress, Face, Fallback, Piece, Reason, Receipt, Route, Routed, TurnRecord
from edge.turn import Question
from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import Scripted, Shown, in_loop, showing
from tui.strings import EN, ZH, Strings
from tui.why import WhyScreen

DIGEST = "3f1c0d8e5b6a7948" * 4
RECEIPT = Receipt("lab", "Qwen2.5-7B", 1234, DIGEST, "2026-11-22T12:41:03+00:00", {"email": 2, "phone": 1})
EGRESS = Egress("lab", 1234, {"email": 2, "phone": 1}, (RECEIPT,))
ROUTE = Route("cloud", 0.93, (Reason("score", "It is hard.", decides=True), Reason("x", "LAB is good at it.")), "en")


def sent(**more: object) -> Callable[[TurnRecord], TurnRecord]:
    return lambda record: replace(record, route=ROUTE, by="cloud", model="big", egress=EGRESS, **more)  # type: ignore[arg-type]


async def panel(shown: Shown, key: str = "ctrl+r") -> str:
    """Open it and read all of it, scrolling down."""
    await shown.press(key)
    await shown.until(lambda: isinstance(shown.app.screen, WhyScreen))
    await shown.pilot.pause()
    texts = [shown.text]
    for _ in range(6):
        await shown.press("pagedown")
        await shown.pilot.pause()
        texts.append(shown.text)
    await shown.press("escape")
    await shown.until(lambda: shown.app.screen is shown.chat)
    return "\n".join(texts)


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (140, 45)])
@pytest.mark.parametrize("strings", [EN, ZH], ids=["en", "zh"])
@in_loop
async def test_it_tells_the_decision_and_what_left_and_all_of_it_can_be_read(
    strings: Strings, size: tuple[int, int]
) -> None:
    first = Face("provisional", "A first answer.", "local", "tiny", complete=False)
    fake = Scripted(
        Piece("Done.", "cloud", "big"), ends=sent(faces=(first,), fallback=Fallback("cloud", "LAB is down."))
    )
    async with showing(fake, size=size, strings=strings) as shown:
        await shown.send("Hi")
        await shown.answered(1)
        told = "".join((await panel(shown)).split()).replace("│", "")
        wanted = [
            "It is hard.",
            "LAB is good at it.",
            "1,234",
            "lab",
            "Qwen2.5-7B",
            "2026-11-22",
            "LAB is down.",
            "tiny",
        ]
        wanted += [strings.why_title, strings.why_left, strings.unfinished, strings.faces["provisional"], "× 2", "× 1"]
        for words in wanted:
            assert "".join(words.split()) in told, words
        assert sum(line.count("3f1c0d8e5b6a7948") for line in told.split("SHA-256")[1:]) >= 1
        assert all(line.rstrip().endswith(("│", "╮", "╯")) for line in shown.text.splitlines()[-4:-1])


@in_loop
async def test_a_turn_of_which_nothing_left_says_so() -> None:
    async with showing(FakeAssistant()) as shown:
        await shown.send("Hi")
        await shown.answered(1)
        told = await panel(shown, "f2")
        assert "The device answers." in told
        assert "Nothing left the device." in told


@in_loop
async def test_it_opens_by_name_for_a_turn_that_is_under_way() -> None:
    gate = threading.Event()
    fake = Scripted(Routed(ROUTE), Piece("So far.", "cloud", "big"), gate)
    async with showing(fake) as shown:
        await shown.send("Hi")
        await shown.sees("So far.")
        await shown.send("/why")
        await shown.sees("It is hard.", EN.why_under_way)
        await shown.press("escape")
        await shown.until(lambda: shown.app.screen is shown.chat)
        assert shown.typed == ""


@in_loop
async def test_it_is_about_the_answer_that_was_chosen_also_of_an_earlier_session() -> None:
    fake = FakeAssistant(egress=EGRESS)
    list(fake.ask(Question("one", uid="one")))
    fake.egress = None
    list(fake.ask(Question("two", uid="two")))
    async with showing(fake) as shown:
        await shown.until(lambda: len(shown.chat.transcript.answers) == 2)
        assert "Nothing left the device." in await panel(shown)
        await shown.press("ctrl+up", "ctrl+up")
        assert "1,234 bytes left this device for lab" in await panel(shown)


@in_loop
async def test_an_older_turn_without_receipts_says_what_is_known() -> None:
    async with showing(FakeAssistant(egress=Egress("lab", 4321, {"email": 1}))) as shown:
        await shown.send("Hi")
        await shown.answered(1)
        assert "4,321 bytes left this device for lab." in await panel(shown)


@in_loop
async def test_with_no_answer_there_is_nothing_to_explain() -> None:
    async with showing(FakeAssistant()) as shown:
        await shown.press("ctrl+r")
        await shown.sees(EN.no_answer)


@pytest.mark.parametrize(("masked", "said"), [({}, "sent 1.2 kB"), ({"email": 2, "phone": 1}, "sent 1.2 kB, 3 masked")])
def test_the_line_below_an_answer_says_what_left(masked: dict[str, int], said: str) -> None:
    @in_loop
    async def test() -> None:
        fake = FakeAssistant(by="cloud", model="big", egress=Egress("lab", 1234, masked))
        async with showing(fake) as shown:
            await shown.send("Hi")
            await shown.answered(1)
            await shown.sees(f"cloud · big · first word 2 ms · 20.0 tok/s · {said}")
            assert said in shown.text.replace("\n", " ")

    test()


@pytest.mark.parametrize(
    ("key", "choice", "goes_on"), [("c", "cloud", False), ("d", "local", False), ("t", None, False), ("s", None, True)]
)
def test_what_it_offers_is_done_with_one_key(key: str, choice: str | None, goes_on: bool) -> None:
    @in_loop
    async def test() -> None:
        async with showing(FakeAssistant(["So far"], cut_off="length"), size=(60, 18), strings=ZH) as shown:
            await shown.send("Hi")
            await shown.answered(1)
            await shown.press("ctrl+r")
            await shown.sees("C 云端 · D 本机 · T 重答 · S 续写 · L 复制 · Esc")
            await shown.press(key)
            await shown.until(lambda: len(shown.fake.asked) == 2 and shown.app.screen is shown.chat)
            asked = shown.fake.asked[1]
            assert (asked.choice, asked.goes_on, asked.replaces) == (choice, goes_on, shown.fake.asked[0].uid)

    test()


@in_loop
async def test_a_click_does_it_too_and_what_is_private_is_not_offered_to_the_cloud() -> None:
    async with showing(FakeAssistant()) as shown:
        await shown.send("/private Hi")
        await shown.answered(1)
        await shown.press("ctrl+r")
        await shown.sees("D device · T again · L copy · Esc")
        assert "cloud instead" not in shown.text
        await shown.pilot.click(next(one for one in shown.app.screen.query(".way") if "device" in str(one.render())))
        await shown.until(lambda: len(shown.fake.asked) == 2)
        assert (shown.fake.asked[1].choice, shown.fake.asked[1].private) == ("local", True)


@in_loop
async def test_of_an_earlier_answer_only_copying_is_offered() -> None:
    async with showing(FakeAssistant()) as shown:
        for count, text in enumerate(("one", "two"), 1):
            await shown.send(text)
            await shown.answered(count)
        await shown.press("ctrl+up", "ctrl+up", "ctrl+r")
        await shown.sees("L copy · Esc")
        assert "D device" not in shown.text
