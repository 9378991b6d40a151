"""The transcript: earlier messages, following the tail, and text that is text whatever it contains."""

from __future__ import annotations

import random
import threading

from rich.cells import cell_len

from edge.cleaning import clean
from edge.turn import Question
from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import Shown, in_loop, showing
from tui.message import UserMessage
from tui.reply import PastReply
from tui.strings import ZH

LONG = "\n\n".join(f"Paragraph {number}." for number in range(40))
HOSTILE = (
    "\x1b]0;title\x07\x1b[31mred\x1b[0m\x9b2J\u202eoverride\u2066isolate\x00\x08\x7f "
    "[red]not markup[/red] [/nothing] [@click=app.quit]x[/] <b>tag</b> \ud800"
)


def past(*texts: str, fake: FakeAssistant | None = None) -> FakeAssistant:
    """An assistant in whose last conversation these were asked."""
    assistant = fake or FakeAssistant(lambda question: [f"Answer to {question.text}."])
    for text in texts:
        list(assistant.ask(Question(text, uid=text)))
    return assistant


@in_loop
async def test_the_last_conversation_is_resumed_with_who_answered() -> None:
    async with showing(past("one", "two"), size=(80, 40)) as shown:
        await shown.sees("one", "Answer to one.", "two", "Answer to two.", "device · fake · first word 2 ms")
        blocks = [type(child) for child in shown.chat.transcript.children]
        assert blocks == [UserMessage, PastReply] * 2


@in_loop
async def test_a_reply_that_was_cut_off_is_marked_when_it_is_resumed() -> None:
    async with showing(past("one", fake=FakeAssistant(["So far."], cut_off="died"))) as shown:
        await shown.sees("So far.", "Incomplete. The engine ended in the middle.")


@in_loop
async def test_a_message_after_a_resume_goes_into_the_same_conversation() -> None:
    fake = past("one")
    async with showing(fake) as shown:
        await shown.send("two")
        await shown.answered(1)
        assert fake.asked[-1].conversation == fake.conversations()[0].uid
        assert len(fake.conversations()) == 1


@in_loop
async def test_it_follows_the_newest_line_only_while_the_user_is_there() -> None:
    gate = threading.Event()
    fake = FakeAssistant([LONG, "\n\nAnd the end."], gates={1: gate})
    async with showing(fake) as shown:
        await shown.send("Hi")
        await shown.sees("Paragraph 39.")
        await shown.press("pageup")
        await shown.until(lambda: "Paragraph 39." not in shown.text)
        before = shown.text.splitlines()[:10]
        gate.set()
        await shown.answered(1)
        assert shown.text.splitlines()[:10] == before
        await shown.press("ctrl+end")
        await shown.sees("And the end.")


@in_loop
async def test_sending_a_message_goes_back_to_the_newest_line() -> None:
    async with showing(FakeAssistant([LONG])) as shown:
        await shown.send("Hi")
        await shown.sees("Paragraph 39.")
        await shown.press("pageup", "pageup")
        await shown.send("Again")
        await shown.answered(2)
        await shown.sees("Paragraph 39.", "20.0 tok/s")


def assert_only_text(shown: Shown) -> None:
    """Nothing on screen can move a cursor, and no line is wider than the screen."""
    for strip in shown.strips:
        assert clean(strip.text) == strip.text
        assert strip.cell_length <= shown.app.size.width


@in_loop
async def test_markup_and_escapes_of_model_and_user_are_text() -> None:
    async with showing(
        FakeAssistant([HOSTILE, HOSTILE], notices=[HOSTILE], model="[b]m\x1b[0m"), size=(100, 40)
    ) as shown:
        await shown.send(HOSTILE)
        await shown.answered(1)
        assert_only_text(shown)
        for text in ("[red]not markup[/red]", "[/nothing]", "[@click=app.quit]x[/]", "<b>tag</b>"):
            assert shown.text.count(text) == 4, text
        assert "device · [b]m · " in shown.text


@in_loop
async def test_an_escape_sequence_cut_between_two_pieces_is_taken_out_too() -> None:
    async with showing(FakeAssistant(["before \x1b", "[31mafter \x1b]0;ti", "tle\x07end"])) as shown:
        await shown.send("Hi")
        await shown.sees("before after end")
        assert_only_text(shown)


@in_loop
async def test_markup_and_escapes_of_earlier_sessions_are_text() -> None:
    async with showing(past(HOSTILE, fake=FakeAssistant([HOSTILE])), size=(100, 40)) as shown:
        await shown.until(lambda: shown.text.count("[/nothing]") == 2)
        assert_only_text(shown)


@in_loop
async def test_what_a_resumed_table_holds_does_not_come_up_as_markup_under_the_mouse() -> None:
    table = "| [/x] | [red]b |\n|---|---|\n| [/y] | 2 |\n"
    async with showing(past("one", fake=FakeAssistant([table])), size=(100, 40)) as shown:
        await shown.sees("[/y]")
        row = next(row for row, line in enumerate(shown.text.splitlines()) if "[/y]" in line)
        await shown.pilot.hover(offset=(8, row))
        await shown.pilot.pause(0.5)
        await shown.sees("[/y]")


@in_loop
async def test_a_link_is_copied_and_not_opened() -> None:
    async with showing(FakeAssistant(["[LINK](https://example.org/a)"])) as shown:
        await shown.send("Hi")
        await shown.answered(1)
        row = next(row for row, line in enumerate(shown.text.splitlines()) if "LINK" in line)
        await shown.pilot.click(offset=(shown.text.splitlines()[row].index("LINK") + 1, row))
        await shown.sees("The address is copied: https://example.org/a")
        assert shown.app.clipboard == "https://example.org/a"


@in_loop
async def test_lines_that_the_model_breaks_are_broken_on_screen() -> None:
    async with showing(FakeAssistant(["床前明月光，\n疑是地上霜。\n"])) as shown:
        await shown.send("背一首诗")
        await shown.answered(1)
        lines = [line.strip() for line in shown.text.splitlines()]
        assert lines[lines.index("床前明月光，") + 1] == "疑是地上霜。"


WIDE = """你好，世界！这是一个**很长**的段落，用来检查全角字符在每一种宽度下是否都能对齐，不会超出屏幕，也不留半个字符。

| 名称 | 说明 |
|---|---|
| 内存 | 每次一行，几乎不占内存 🙂 |
| 速度 | 日本語とかな、한국어 |

```python
print("全角字符：你好 🙂")  # 注释也要对齐，并且这一行长到在窄的屏幕上必须换行才能看完整
```
"""


@in_loop
async def test_wide_characters_line_up() -> None:
    async with showing(FakeAssistant([WIDE]), strings=ZH) as shown:
        await shown.send("你好，请用中文说一遍，写得长一点，让这一行在窄的屏幕上也要换行。")
        await shown.answered(1)
        for size in ((60, 18), (79, 24), (81, 30), (140, 45)):
            await shown.resize(size)
            rows = shown.strips
            assert_only_text(shown)
            assert {cell_len(strip.text) for strip in rows} == {size[0]}
            for line in (strip.text for strip in rows[-4:-1]):
                assert cell_len(line.rstrip()) == size[0]  # the composer's right border
            tables = [tuple(cells(strip.text, "│")) for strip in rows[:-4] if "│" in strip.text]
            assert tables
            assert len(set(tables)) == 1


def cells(line: str, character: str) -> list[int]:
    """In which columns of the terminal `character` stands."""
    return [cell_len(line[:index]) for index, found in enumerate(line) if found == character]


ENDS_EARLY = ["\n\n", "<b>hi</b>  - b\n", "```\n**", "## 标题 [x]\n", "# [/]\n## 标题 [x]\n- a\n", "| 1 \n```\n"]
ENDS_EARLY += ["| a | b |\n|---|---|\n`", "```\n# h\n"]


@in_loop
async def test_markdown_whose_blocks_end_early_is_shown_all_the_same() -> None:
    async with showing(FakeAssistant([LONG])) as shown:
        from tui.markdown import ReplyText

        text = ReplyText()
        await shown.chat.transcript.add(text)
        for piece in [*ENDS_EARLY, "the end"]:
            text.write(piece)
        await shown.sees("the end", "│ a │ b │")


FRAGMENTS = (
    *(
        "# h\n",
        "## 标题 [x]\n",
        "text ",
        "\n",
        "\n\n",
        "- a\n",
        "  - b\n",
        "1. x\n",
        "| a | b |\n|---|---|\n",
        "| 1 | 2 |\n",
    ),
    *(
        "| 1 \n",
        "|",
        "```py\n",
        "x = [1]\n",
        "```\n",
        "> q\n",
        "**b",
        "**",
        "`c",
        "`",
        "[l](http://a)",
        "[a]: http://b\n",
    ),
    *(
        "![i](x)",
        "<div>\n",
        "---\n",
        "===\n",
        "你好，",
        "🙂",
        "[/red]",
        "[bold]",
        "\t",
        "    code\n",
        "~~s~~",
        "\\",
        "&amp;",
    ),
    *("\u2028", "\x1b[2J", "\u202e", "\x85", "\ud800", "e\u0301", "\u200d", "\x0b", "[^1]", "||", "http://x.y "),
)


@in_loop
async def test_random_markdown_in_random_pieces_does_no_harm() -> None:
    source = random.Random(6)
    replies: list[list[str]] = []
    for _ in range(10):
        text = "".join(source.choices(FRAGMENTS, k=source.randint(1, 30)))
        cuts = sorted(source.choices(range(len(text) + 1), k=source.randint(1, 12)))
        replies.append([text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)])
    waiting = iter(replies)
    async with showing(FakeAssistant(lambda _: next(waiting))) as shown:
        for number in range(len(replies)):
            await shown.send("next")
            await shown.answered(number % 5 + 1)
            assert_only_text(shown)
            if number % 5 == 4:
                await shown.press("ctrl+n")
