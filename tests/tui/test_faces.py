"""Seams, and two faces of one message: while it is answered, when it is shown again, and when a better one comes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.events import Face, Fallback, Notice, Piece, Switched, TurnRecord, Waiting
from edge.offers import Offer
from edge.turn import Question
from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import Scripted, Shown, Step, in_loop, showing
from tests.tui.test_transcript import HOSTILE, LONG, assert_only_text
from tui.answer import Answer
from tui.markdown import ReplyText, open_fence
from tui.markdown.block import Prose
from tui.markdown.code import Code
from tui.strings import EN, ZH

ASKING = Waiting("asking", "LAB")
LATE = Switched("cloud", "local", "LAB has not begun after 2 s; the device answers meanwhile.")
CAME = Switched("local", "cloud", "LAB answers now.", anew=True)
FIRST = Face("provisional", "A first answer.", "local", "tiny", complete=False)


def by_cloud(*faces: Face) -> Callable[[TurnRecord], TurnRecord]:
    return lambda record: replace(record, by="cloud", model="big", text="The better answer.", faces=faces)


def turns_out_better(*gates: threading.Event) -> Scripted:
    """The device begins, and the cloud comes after all; each gate stops it once."""
    first: list[Step] = [ASKING, LATE, ASKING, Piece("A first ", "local", "tiny"), *gates[:1]]
    better: list[Step] = [CAME, Piece("The better ", "cloud", "big"), *gates[1:2]]
    ends = (Piece("answer.", "local", "tiny"), Piece("answer.", "cloud", "big"))
    return Scripted(*first, ends[0], *better, ends[1], ends=by_cloud(FIRST))


@in_loop
async def test_a_seam_says_who_wrote_above_who_goes_on_below_and_why() -> None:
    pieces = (Piece("From above", "cloud", "big"), Switched("cloud", "local", "LAB broke off."))
    async with showing(Scripted(*pieces, Waiting("prefill"), Piece("and from here.", "local", "tiny"))) as shown:
        await shown.send("Hi")
        await shown.answered(1)
        lines = [line.strip() for line in shown.text.splitlines()]
        above, seam, below = (
            lines.index(one) for one in ("From above", "Above: cloud. Below: device. LAB broke off.", "and from here.")
        )
        assert above < seam < below
        assert set(lines[seam - 1]) == {"─"}
        assert EN.progress["prefill"] not in shown.text


@in_loop
async def test_code_stays_code_below_a_seam() -> None:
    pieces = (
        Piece("```py\na = 1\n", "cloud", "big"),
        Switched("cloud", "cloud", "LAB broke off. B goes on from here."),
    )
    async with showing(Scripted(*pieces, Piece("# not a title\n```\nend", "cloud", "b"))) as shown:
        await shown.send("Hi")
        await shown.answered(1)
        await shown.sees("LAB broke off. B goes on from here.", "# not a title", "end")
        above, below = shown.chat.query(ReplyText)
        assert [type(block) for block in above.blocks] == [Code]
        assert [type(block) for block in below.blocks] == [Code, Prose]


@given(st.lists(st.sampled_from(["```py", "```", "~~~", "````", "text", "# h", "  ```", "``` a`b"]), max_size=8))
def test_a_fence_is_open_where_the_parser_says_so(lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(f"{text}END-MARK\n")
    inside = [token for token in tokens if token.type == "fence" and "END-MARK" in token.content]
    opened = open_fence(text)
    assert bool(opened) == bool(inside)
    if inside:
        assert opened.strip() == (inside[0].markup + inside[0].info).strip() or inside[0].info.strip() in opened


@in_loop
async def test_a_cause_without_text_before_it_is_no_seam_and_stands_in_the_line_below() -> None:
    fallback = Switched("cloud", "local", "LAB refuses the connection.")
    fake = Scripted(
        *(ASKING, fallback, Waiting("prefill"), gate := threading.Event(), Piece("Here.", "local", "tiny")),
        ends=lambda record: replace(record, fallback=Fallback("cloud", fallback.why)),
    )
    async with showing(fake) as shown:
        await shown.send("Hi")
        await shown.sees("LAB refuses the connection. Reading…")
        gate.set()
        await shown.sees("Here.", "instead of cloud: LAB refuses the connection.")
        assert not shown.chat.query(".seam")


@in_loop
async def test_while_the_cloud_is_asked_the_status_line_says_so_and_that_the_device_answers() -> None:
    gates = [threading.Event(), threading.Event(), threading.Event()]
    first = (ASKING, gates[0], LATE, ASKING, Piece("A first answer.", "local", "tiny"), gates[1])
    fake = Scripted(*first, ASKING, gates[2], CAME, Piece("The better answer.", "cloud", "big"), ends=by_cloud(FIRST))
    async with showing(fake) as shown:
        await shown.send("Hi")
        await shown.sees("Asking LAB…", "● asking LAB")
        gates[0].set()
        await shown.sees("This is a first answer; LAB is still asked.", "● asking LAB; the device answers meanwhile")
        gates[1].set()
        await shown.sees("LAB is still asked. Esc keeps this answer.")
        gates[2].set()
        await shown.sees("The better answer.", "● ready")
        assert "still asked" not in shown.text


@in_loop
async def test_esc_keeps_the_answer_of_the_device() -> None:
    fake = Scripted(ASKING, LATE, ASKING, Piece("A first answer.", "local", "tiny"), ASKING, threading.Event())
    fake.ends = lambda record: replace(record, complete=True, cut_off=None, why=None)
    async with showing(fake) as shown:
        await shown.send("Hi")
        await shown.sees("Esc keeps this answer.")
        await shown.press("escape")
        await shown.answered(1)
        await shown.sees("A first answer.", "device · fake")
        assert "Incomplete" not in shown.text


@in_loop
async def test_the_better_text_grows_in_the_place_of_the_first_which_is_one_key_away() -> None:
    first, second = threading.Event(), threading.Event()
    async with showing(turns_out_better(first, second)) as shown:
        await shown.send("Hi")
        await shown.sees("A first")
        first.set()
        await shown.sees("The better", "Ctrl+O shows the first answer (device · not finished).")
        assert "A first answer." not in shown.text
        await shown.press("ctrl+o")
        await shown.sees("A first answer.", "This is the first answer (device · tiny · not finished).")
        assert "The better" not in shown.text
        second.set()
        await shown.sees("The better answer.", "cloud · big · first word")  # its end shows the text that stands
        await shown.press("ctrl+o")
        await shown.sees("A first answer.")
        assert "cloud · big" not in shown.text
        await shown.press("ctrl+o")
        await shown.sees("The better answer.", "cloud · big")


@in_loop
async def test_two_faces_are_one_message_when_the_conversation_is_shown_again() -> None:
    fake = turns_out_better()
    short = Face("short", "In short.", "local", "tiny")
    fake.ends = by_cloud(FIRST, short)
    list(fake.ask(Question("Hi", uid="q")))
    async with showing(fake, strings=ZH) as shown:
        await shown.sees("The better answer.", "按 Ctrl+O 查看最初的回答（本机 · 未写完）。")
        assert len(shown.chat.query(Answer)) == 1
        for text in ("A first answer.", "In short.", "The better answer."):
            await shown.press("f3")
            await shown.sees(text)


@in_loop
async def test_faces_of_a_model_are_text_too() -> None:
    face = Face("provisional", HOSTILE, "local", "[b]m\x1b[0m")
    fake = Scripted(ASKING, Piece(HOSTILE, "local", "m"), replace(CAME, why=HOSTILE), Notice(HOSTILE))
    fake.ends = lambda record: replace(record, faces=(face,), fallback=Fallback(HOSTILE, HOSTILE))
    async with showing(fake, size=(100, 40)) as shown:
        await shown.send("Hi")
        await shown.answered(1)
        await shown.press("ctrl+o")
        await shown.sees("[/nothing]")
        assert_only_text(shown)
        await shown.press("ctrl+r")
        await shown.sees("Why this answer")
        assert_only_text(shown)


@in_loop
async def test_with_no_other_face_the_key_says_so() -> None:
    async with showing(FakeAssistant()) as shown:
        await shown.press("ctrl+o")
        await shown.sees(EN.no_face)


# Offers


def lines(shown: Shown) -> list[str]:
    """What is on screen of the conversation, without its scrollbar."""
    return [line[:-2].strip() for line in shown.text.splitlines()[:-4]]


def better_than(record: TurnRecord, question: str, text: str = "The better answer.") -> Offer:
    face = Face("provisional", record.text, record.by, record.model, record.complete)
    better = replace(record, text=text, by="cloud", model="big", faces=(face,), fallback=None, outbox=None)
    return Offer(record.turn, record.conversation, question, better)


@pytest.mark.parametrize("past", [False, True], ids=["of this session", "of an earlier one"])
def test_a_better_answer_takes_the_place_of_the_one_on_screen(past: bool) -> None:
    @in_loop
    async def test() -> None:
        fake = FakeAssistant(["A first answer."])
        if past:
            list(fake.ask(Question("What is it?", uid="q")))
        async with showing(fake) as shown:
            if not past:
                await shown.send("What is it?")
                await shown.answered(1)
            await shown.sees("A first answer.")
            shown.chat.composer.insert("a draft")
            fake.offer(better_than(fake.finished.get(timeout=5), fake.asked[0].uid))
            await shown.sees("The better answer.", "cloud · big", "A better answer has come for “What is it?”.")
            assert "A first answer." not in shown.text
            assert shown.typed == "a draft"
            await shown.press("ctrl+o")
            await shown.sees("A first answer.")
            assert len(shown.chat.query(Answer)) == 1

    test()


@in_loop
async def test_a_better_answer_moves_no_reader() -> None:
    fake = FakeAssistant(lambda question: [LONG if "long" in question.text else "Short."])
    async with showing(fake) as shown:
        for text in ("one", "long", "two"):
            await shown.send(text)
        await shown.answered(3)
        record = fake.finished.get(timeout=5)
        await shown.press("pageup", "pageup")
        await shown.until(lambda: "Paragraph 39." not in shown.text and "Paragraph" in shown.text)
        before = lines(shown)
        assert "one" not in shown.text
        fake.offer(better_than(record, fake.asked[0].uid, LONG.replace("Paragraph", "Better")))
        await shown.until(lambda: bool(shown.chat.query("Note.offer")))
        await shown.pilot.pause()
        await shown.until(lambda: lines(shown) == before)
        await shown.press("ctrl+end")
        await shown.sees("A better answer has come for “one”.")


@in_loop
async def test_a_better_answer_for_what_is_not_on_screen_is_told() -> None:
    fake = FakeAssistant(["A first answer."])
    async with showing(fake) as shown:
        await shown.send("Hi")
        await shown.answered(1)
        await shown.press("ctrl+n")
        await shown.sees("A new conversation.")
        fake.offer(better_than(fake.finished.get(timeout=5), fake.asked[0].uid))
        await shown.sees("A better answer has come for an earlier question.")
        assert "The better answer." not in shown.text


# Choosing


async def chosen(shown: Shown) -> int | None:
    answers = shown.chat.transcript.answers
    found = [number for number, answer in enumerate(answers) if answer.has_class("chosen")]
    return found[0] if found else None


@in_loop
async def test_an_earlier_answer_can_be_chosen_and_esc_chooses_none() -> None:
    async with showing(FakeAssistant(lambda question: [f"Answer to {question.text}."])) as shown:
        for text in ("one", "two", "three"):
            await shown.send(text)
        await shown.answered(3)
        places = []
        for key in ("ctrl+up", "ctrl+up", "ctrl+up", "ctrl+up", "ctrl+down", "ctrl+down", "ctrl+down"):
            await shown.press(key)
            places.append(await chosen(shown))
        assert places == [2, 1, 0, 0, 1, 2, None]
        await shown.press("ctrl+up", "escape")
        assert await chosen(shown) is None
