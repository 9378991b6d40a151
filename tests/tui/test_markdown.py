"""Markdown that grows: the same as if it had come whole, with nothing parsed twice, in line at every width."""

from __future__ import annotations

import gc
import random
import weakref
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexers import PythonLexer
from rich.cells import cell_len
from textual.geometry import Offset
from textual.selection import Selection

from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import in_loop, showing
from tui import line_breaks
from tui.markdown import ReplyText, document
from tui.markdown.document import Document
from tui.markdown.highlight import Highlighter
from tui.markdown.table import shared

line_breaks.teach()

BLOCKS = (
    "# A *title*\n",
    "A paragraph with **bold**, `code` and [a link](http://a.b).\n",
    "床前明月光，\n疑是地上霜。\n",
    "- one\n- two\n  - within\n- three\n",
    "1. one\n2. two\n\n   ```sh\n   ls\n   ```\n3. three\n",
    "| Name | 数量 |\n|:--|--:|\n| a | 1 |\n| 你好 🙂 | 22 |\n",
    "```python\ndef f():\n    return '''a\n\nb'''  # end\n\n```\n",
    "~~~~\n```\nno end\n~~~\n~~~~\n",
    "> quoted\n> - a list\n>\n> again\n",
    "***\n",
)
DOCUMENT = "\n".join(BLOCKS)


def shown(text: Document, width: int = 40) -> list[str]:
    """The rows on screen."""
    return [row.text for block in text.blocks for row in block.rows(width)]


def written(*pieces: str, end: bool = True) -> Document:
    text = Document()
    for piece in pieces:
        text.write(piece)
    if end:
        text.end()
    return text


def cut(text: str, seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    begin = 0
    while begin < len(text):
        end = begin + chance.choice([1, 2, 4, 30])
        yield text[begin:end]
        begin = end


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(BLOCKS), max_size=8), st.integers(0, 1000))
def test_text_in_pieces_looks_as_if_it_had_come_whole(blocks: Sequence[str], seed: int) -> None:
    text = "\n".join(blocks)
    grown = Document()
    for piece in cut(text, seed):
        grown.write(piece)
        shown(grown)
    grown.end()
    assert shown(grown) == shown(written(text))
    assert grown.source == text


def test_what_stands_is_not_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    class Counting:
        def parse(self, text: str, env: dict[str, object]) -> object:
            parsed.append(text)
            return parser.parse(text, env)

    parser = document._parser()
    monkeypatch.setattr(document, "_parser", Counting)

    def cost(text: str) -> int:
        parsed.clear()
        written(*cut(text, 1))
        return sum(map(len, parsed))

    for part in (
        "A paragraph.\n\n",
        "- an item of a list\n",
        "1. number\n",
        "| row | of it |\n",
        "> quote\n\n",
        "code\n",
    ):
        before = {"| row | of it |\n": "| a | b |\n|---|---|\n", "code\n": "```\n"}.get(part, "")
        once, twice = cost(before + part * 60), cost(before + part * 120)
        assert twice < once * 2.5, part


def test_long_code_is_not_looked_at_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    original = PythonLexer.get_tokens

    def counting(self: PythonLexer, text: str, unfiltered: bool = False) -> object:
        looked.append(len(text))
        return original(self, text, unfiltered)

    monkeypatch.setattr(PythonLexer, "get_tokens", counting)

    def cost(lines: int, beginning: str = "") -> float:
        looked.clear()
        code = beginning + "".join(f"value_{n} = call({n})  # text\n" for n in range(lines))
        written("```python\n", *cut(code, 1), "```\n")
        return sum(looked) / len(code)

    assert cost(400) < cost(200) * 1.3
    assert cost(400, '"""never closed\n') < cost(100, '"""never closed\n') * 2


PROGRAM = '''import os

class A:
    """Says

    several lines.
    """

    def f(self) -> str:
        return f"{os.name} {1 + 2}"  # 你好

text = """
open
"""
'''


def test_code_that_grows_ends_with_the_colours_of_the_whole() -> None:
    lines = (PROGRAM * 4).split("\n")
    whole, grown = Highlighter("python"), Highlighter("python")
    whole.finish(lines)
    for count in range(1, len(lines) + 1):
        grown.follow(lines[:count])
        right = Highlighter("python")
        right.finish(lines[:count])
        assert grown.spans == right.spans
    assert any(grown.spans)
    grown.finish(lines)
    assert grown.spans == whole.spans


@pytest.mark.parametrize("language", ["", "no-such-language", "text", "x" * 500])
def test_code_in_a_language_that_nobody_knows_has_no_colours(language: str) -> None:
    found = Highlighter(language)
    found.finish(["def f():", "    pass"])
    assert found.spans == [[], []]


def test_code_whose_colours_cannot_be_found_is_shown_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> object:
        raise RecursionError

    monkeypatch.setattr(PythonLexer, "get_tokens", fails)
    text = written("```python\n", "x = 1\n", "y = 2\n", "```\n")
    assert shown(text) == ["  x = 1", "  y = 2"]


WIDE = (
    DOCUMENT
    + "\n| 名称 | 说明 | 🙂 |\n|---|:-:|--:|\n| 内存 | 每次一行，几乎不占内存 🙂 | 1 |\n| a | 日本語 한국어 b | 22 |\n"
)


@pytest.mark.parametrize("width", [*range(16, 40), 60, 80, 104])
def test_no_row_is_wider_than_the_screen_and_tables_line_up(width: int) -> None:
    text = written(WIDE)
    for block in text.blocks:
        rows = [row.text for row in block.rows(width)]
        assert all(cell_len(row) <= width for row in rows)
        frames = {tuple(cell_len(row[:at]) for at, sign in enumerate(row) if sign == "│") for row in rows if "│" in row}
        assert len(frames) <= 1


def test_a_table_that_does_not_fit_is_listed_cell_by_cell() -> None:
    rows = shown(
        written("| " + " | ".join("abcdef") + " |\n" + "|---" * 6 + "|\n| " + " | ".join("123456") + " |\n"), 20
    )
    assert rows == ["a", "  1", "b", "  2", "c", "  3", "d", "  4", "e", "  5", "f", "  6", "─" * 20]


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 16)), min_size=1, max_size=8), st.integers(0, 100))
def test_columns_share_the_room_that_there_is(columns: list[tuple[int, int]], more: int) -> None:
    natural, least = [wish for wish, _ in columns], [min(wish, word) for wish, word in columns]
    room = 3 * len(columns) + more
    widths = shared(natural, least, room)
    assert sum(widths) <= room
    assert all(1 <= width <= max(1, wish) for width, wish in zip(widths, natural, strict=True))
    if sum(natural) > room:
        assert sum(widths) == room


def test_the_end_of_code_is_not_shown_while_it_arrives() -> None:
    text = written("```\ncode\n", "``", end=False)
    assert shown(text) == ["  code"]
    text.write("`")
    assert shown(text) == ["  code"]
    text.write("\nbehind")
    assert shown(text) == ["  code", "behind"]


def test_what_may_become_a_list_or_a_fence_waits_for_its_next_characters() -> None:
    for beginning in ("``", "~~", "1.", "|"):
        text = written("A line.\n", beginning, end=False)
        assert shown(text) == ["A line."]
        text.end()
        assert shown(text) == ["A line.", beginning]


def test_numbers_go_on_from_the_first_one_and_end_below_each_other() -> None:
    rows = shown(written("".join(f"{number}. item\n" for number in range(8, 12))))
    assert rows == [" 8. item", " 9. item", "10. item", "11. item"]


def test_html_and_markup_are_text() -> None:
    text = "<b>tag</b> [red]not markup[/red] [/] [@click=app.quit]x[/]"
    assert shown(written(text), 80) == [text]


@in_loop
async def test_what_is_copied_are_lines_as_they_were_written() -> None:
    async with showing(FakeAssistant([DOCUMENT]), size=(40, 60)) as there:
        await there.send("Hi")
        await there.answered(1)
        text = there.chat.query_one(ReplyText)
        copied = text.get_selection(Selection(None, None))
        assert copied is not None
        assert "A paragraph with bold, code and a link." in copied[0].splitlines()
        assert "def f():\n    return '''a\n\nb'''  # end\n" in copied[0]
        first = next(y for y, row in enumerate(text._rows) if row.text.startswith("A paragraph"))
        part = text.get_selection(Selection(Offset(2, first), Offset(9, first)))
        assert part == ("paragra", "\n")


@in_loop
async def test_text_with_which_the_parser_fails_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> object:
        raise IndexError

    monkeypatch.setattr(document, "built", fails)
    async with showing(FakeAssistant(["**all** ", "of it"])) as there:
        await there.send("Hi")
        await there.answered(1)
        await there.sees("**all** of it")


@in_loop
async def test_what_was_drawn_goes_with_its_widget() -> None:
    async with showing(FakeAssistant([DOCUMENT])) as there:
        await there.send("Hi")
        await there.answered(1)
        gone = weakref.ref(there.chat.query(ReplyText).first()._styles_cache)
        await there.press("ctrl+n")
        await there.until(lambda: not there.chat.query(ReplyText))
        await there.pilot.pause()
        await there.until(lambda: gc.collect() >= 0 and gone() is None)


@in_loop
async def test_another_theme_and_another_width_draw_what_is_there_anew() -> None:
    async with showing(FakeAssistant([DOCUMENT]), size=(80, 70)) as there:
        await there.send("Hi")
        await there.answered(1)

        def colours() -> set[str]:
            return {str(segment.style.color) for strip in there.strips for segment in strip if segment.style}

        dark, rows = colours(), len(there.chat.query_one(ReplyText)._rows)
        there.app.theme = "light"
        await there.until(lambda: colours() != dark)
        assert not {colour for colour in colours() if "#c9a2d4" in colour}
        await there.resize((40, 70))
        assert len(there.chat.query_one(ReplyText)._rows) > rows
