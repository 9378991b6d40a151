"""F4: everything that was said is listed, found, renamed, exported and erased."""

from __future__ import annotations

import contextlib
import json
import stat
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.cells import cell_len

from edge.archive import Found
from edge.errors import JournalError, OwnerError
from edge.journal import Journal
from edge.paths import Paths
from edge.turn import AssistantLike, ConversationInfo, Question
from tests.edge.journal_help import every_byte, talk
from tests.stubs.assistant import FakeAssistant
from tests.tui.archived import Archived, Many
from tests.tui.pilot import Shown, in_loop, showing
from tests.tui.snapshot import IN_BOTH, LooksLike
from tui.conversations import ConversationsScreen
from tui.strings import EN, ZH, Strings

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def journal(paths: Paths) -> Iterator[Journal]:
    journal = Journal.open(paths.journal)
    yield journal
    journal.close()


@contextlib.asynccontextmanager
async def listing(
    assistant: AssistantLike, *, size: tuple[int, int] = (80, 24), strings: Strings = EN, theme: str = "dark"
) -> AsyncIterator[tuple[Shown, ConversationsScreen]]:
    """The app with the list open."""
    async with showing(assistant, size=size, strings=strings, theme=theme) as shown:
        screen = ConversationsScreen(shown.app.session, strings, now=lambda: NOW)
        await shown.app.push_screen(screen)
        await shown.until(lambda: bool(screen._list.rows))
        yield shown, screen


def titles(screen: ConversationsScreen) -> list[str]:
    return [row.info.title for row in screen._list.rows]


# -- the list


@in_loop
async def test_f4_shows_what_was_said_before_the_newest_first(journal: Journal) -> None:
    talk(journal, "How do I read a file?", conversation="new")
    uid = talk(journal, "今天天气怎么样？", conversation="new", private=True).conversation
    talk(journal, conversation=uid)
    async with showing(Archived(journal)) as shown:
        await shown.press("f4")
        await shown.sees("今天天气怎么样？ private 2 turns today", "How do I read a file? 1 turn today")
        first, second = (line for line in shown.text.splitlines() if "turn" in line)
        assert "今天" in first
        assert "file" in second
        await shown.press("escape")
        await shown.until(lambda: shown.app.screen is shown.chat)


@in_loop
async def test_the_command_opens_it_as_well(journal: Journal) -> None:
    talk(journal, "A word")
    async with showing(Archived(journal)) as shown:
        await shown.send("/conversations")
        await shown.sees("A word 1 turn")


@in_loop
async def test_of_ten_thousand_only_a_page_is_read_until_the_reader_comes_near_its_end() -> None:
    many = Many(10_000, NOW)
    async with listing(many) as (shown, screen):
        await shown.pilot.pause()
        assert len(screen._list.rows) <= 200
        assert max(many.pages) == 100
        for _ in range(8):
            await shown.press("pagedown")
        await shown.until(lambda: len(screen._list.rows) > 200)
        assert titles(screen) == [f"Talk {place}" for place in range(10_000, 10_000 - len(screen._list.rows), -1)]


@in_loop
async def test_end_goes_to_the_oldest_of_all_and_home_back() -> None:
    async with listing(Many(3_000, NOW)) as (shown, screen):
        await shown.press("end")
        await shown.sees("▸ Talk 1 ")
        assert len(screen._list.rows) == 3_000
        await shown.press("home")
        await shown.sees("▸ Talk 3000 ")


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (140, 40)])
@pytest.mark.parametrize("strings", [EN, ZH], ids=["en", "zh"])
@in_loop
async def test_lines_fit_whatever_the_width_and_the_script(
    journal: Journal, size: tuple[int, int], strings: Strings
) -> None:
    for text in (
        "怎么用 Python 逐行读取一个很大的文件，又不占用太多内存？" * 2,
        "[red]brackets[/red] 🙂 " * 9,
        "x" * 200,
        "short",
    ):
        talk(journal, text, "a needle", conversation="new", private=True)
    async with listing(Archived(journal), size=size, strings=strings) as (shown, screen):
        assert {strip.cell_length for strip in shown.strips} == {size[0]}
        assert "[red]brackets[/red]" in shown.text
        await shown.press("slash", *"needle")
        await shown.until(lambda: bool(screen._list.wanted))
        assert {cell_len(strip.text) for strip in shown.strips} == {size[0]}
        assert shown.text.count("a needle") == 4


@in_loop
async def test_without_any_conversation_it_says_how_one_begins() -> None:
    async with showing(FakeAssistant()) as shown:
        await shown.press("f4")
        await shown.sees("There is no conversation yet.")
        for key in ("enter", "e", "delete", "m", "j", "end", "pagedown", "down"):
            await shown.press(key)
        await shown.sees("There is no conversation yet.")


@in_loop
async def test_opened_while_the_home_is_being_opened_it_fills_when_that_is_open(journal: Journal) -> None:
    talk(journal, "A word")
    gate = threading.Event()

    def open_slowly() -> AssistantLike:
        gate.wait()
        return Archived(journal)

    async with showing(open_slowly, opened=False) as shown:
        await shown.press("f4")
        await shown.sees("still being opened")
        gate.set()
        await shown.sees("A word 1 turn")
        await shown.until(lambda: "still being opened" not in shown.text)


# -- the search


@in_loop
async def test_what_is_typed_is_looked_for_at_once_and_marked_where_it_stands(journal: Journal) -> None:
    talk(journal, "How long is it?", "The Zambezi is 2,574 km long.", conversation="new")
    talk(journal, "文件怎么读取？", "逐行读取文件。", conversation="new")
    talk(journal, "Nothing of it", conversation="new")
    async with listing(Archived(journal)) as (shown, screen):
        await shown.press("slash", *"zambezi")
        await shown.sees("1 found", "How long is it?", "The Zambezi is 2,574 km long.")
        assert "Nothing of it" not in shown.text
        marked = [
            segment
            for strip in shown.strips
            for segment in strip
            if segment.text == "Zambezi" and segment.style and segment.style.underline
        ]
        assert len(marked) == 1
        await shown.press("down")  # its row is under the cursor then, in other colours
        await shown.until(lambda: screen._list.has_focus)
        (mark,) = (part for strip in shown.strips for part in strip if part.text == "Zambezi")
        assert mark.style is not None
        assert mark.style.color != mark.style.bgcolor
        await shown.press("up")
        for _ in range(7):
            await shown.press("backspace")
        await shown.press("读", "取")
        await shown.sees("逐行读取文件。", "1 found")


@in_loop
async def test_what_is_not_there_is_said_and_esc_brings_the_list_back(journal: Journal) -> None:
    talk(journal, "A word")
    async with listing(Archived(journal)) as (shown, screen):
        await shown.press("slash", *"xyz")
        await shown.sees("Nothing that was said has “xyz” in it.")
        await shown.press("escape")
        await shown.sees("A word 1 turn")
        await shown.until(lambda: "Nothing" not in shown.text)
        assert shown.app.screen is screen
        await shown.press("escape")
        await shown.until(lambda: shown.app.screen is shown.chat)


@in_loop
async def test_keys_that_mean_something_in_the_list_are_letters_in_the_field(journal: Journal) -> None:
    talk(journal, "A needle in jam")
    async with listing(Archived(journal)) as (shown, screen):
        await shown.press("ctrl+f", *"needle jam")
        await shown.sees("1 found")
        assert screen._field.value == "needle jam"
        await shown.press("down")
        await shown.until(lambda: screen._list.has_focus)
        await shown.press("up")
        await shown.until(lambda: screen._field.has_focus)


@in_loop
async def test_what_cannot_be_read_is_said_once_and_what_is_there_stays() -> None:
    class Failing(Many):
        failing = False

        def conversations(self, limit: int = 50, before: int | None = None) -> list[ConversationInfo]:
            if self.failing:
                self.pages.append(limit)
                raise OwnerError("The owner does not answer.")
            return super().conversations(limit, before)

        def search(self, text: str, limit: int = 50, before: int | None = None) -> Found:
            raise OwnerError("The owner does not answer.")

    many = Failing(3_000, NOW)
    async with listing(many) as (shown, screen):
        await shown.pilot.pause()
        many.failing = True
        for _ in range(12):
            await shown.press("pagedown")
        await shown.sees("The owner does not answer.", "▸ Talk")
        asked = len(many.pages)
        await shown.press("pageup", "pagedown")
        await shown.pilot.pause()
        assert len(many.pages) == asked
        await shown.press("slash", "x")
        await shown.until(lambda: not screen._looking)
        assert "Nothing that was said" not in shown.text
        await shown.sees("The owner does not answer.", "▸ Talk")


# -- what is done with one


@in_loop
async def test_a_conversation_is_renamed_in_the_journal_and_in_the_list(journal: Journal) -> None:
    talk(journal, "A word")
    async with listing(Archived(journal)) as (shown, screen):
        await shown.press("e")
        await shown.sees("Another title")
        await shown.press("end", *"!", "enter")
        await shown.sees("A word! 1 turn")
        assert journal.conversations()[0].title == "A word!"
        await shown.until(lambda: shown.app.screen is screen)
        await shown.press("f2")
        await shown.sees("Another title")
        await shown.press(*"??", "escape")
        await shown.until(lambda: shown.app.screen is screen)
        assert journal.conversations()[0].title == "A word!"


@pytest.mark.parametrize(("key", "said"), [("n", "A new conversation."), ("p", "A private conversation:")])
@in_loop
async def test_a_new_conversation_is_begun_from_here(journal: Journal, key: str, said: str) -> None:
    talk(journal, "A word")
    async with listing(Archived(journal)) as (shown, _):
        await shown.press(key)
        await shown.sees(said)
        assert shown.app.screen is shown.chat


@in_loop
async def test_deleting_asks_first_and_erases_every_trace(journal: Journal, home: Path) -> None:
    talk(journal, "Something else", conversation="new")
    talk(journal, "the canary", conversation="new")
    async with listing(Archived(journal)) as (shown, screen):
        await shown.press("delete")
        await shown.sees("Delete “the canary” (1 turn) for good?")
        await shown.press("enter")  # the way back has the focus
        await shown.until(lambda: shown.app.screen is screen)
        assert titles(screen) == ["the canary", "Something else"]
        await shown.press("d", "y")
        await shown.sees("“the canary” is deleted.")
        assert titles(screen) == ["Something else"]
    assert [info.title for info in journal.conversations()] == ["Something else"]
    assert b"canary" not in every_byte(home)


@in_loop
async def test_a_deletion_that_may_have_left_something_says_so(journal: Journal) -> None:
    class Held(Archived):
        def forget(self, conversation: str | None) -> int:
            super().forget(conversation)
            raise JournalError("What was to be forgotten may still be in a file: forget it again.")

    talk(journal, "A word")
    async with listing(Held(journal)) as (shown, _):
        await shown.press("delete", "y")
        await shown.sees("may still be in a file: forget it again.", "There is no conversation yet.")


@in_loop
async def test_a_conversation_is_exported_to_a_new_file_that_only_the_user_can_read(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    talk(journal, "How do I read a file?", "With `open`.")
    async with listing(Archived(journal), size=(140, 24)) as (shown, _):
        await shown.press("m")
        await shown.sees("Export to a file", "How-do-I-read-a-file.md")
        await shown.press("enter")
        await shown.sees(f"Written: {tmp_path / 'How-do-I-read-a-file.md'}")
        await shown.press("j")
        await shown.sees("How-do-I-read-a-file.json")
        await shown.press("enter")
        await shown.sees(f"Written: {tmp_path / 'How-do-I-read-a-file.json'}")
    text = (tmp_path / "How-do-I-read-a-file.md").read_text("utf-8")
    assert text.startswith("# How do I read a file?\n")
    assert "> With `open`.\n" in text
    assert json.loads((tmp_path / "How-do-I-read-a-file.json").read_text("utf-8"))["version"] == 1
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


@in_loop
async def test_a_file_that_is_there_is_not_replaced_and_another_name_can_be_given(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    talk(journal, "notes")
    async with listing(Archived(journal), size=(140, 24), strings=ZH) as (shown, screen):
        await shown.press("m")
        await shown.sees("导出到文件")
        (tmp_path / "notes.md").write_text("mine")
        await shown.press("enter")
        await shown.sees("choose another name.")
        for _ in range(3):
            await shown.press("backspace")
        await shown.press(*"-2.md", "enter")
        await shown.sees("已写入：")
        await shown.until(lambda: shown.app.screen is screen)
    assert (tmp_path / "notes.md").read_text() == "mine"
    assert "## 你" in (tmp_path / "notes-2.md").read_text("utf-8")


@in_loop
async def test_the_mouse_chooses_a_row_and_runs_the_keys_at_the_foot() -> None:
    async with listing(Many(30, NOW)) as (shown, screen):
        await shown.pilot.click(screen._list, offset=(10, 3))
        await shown.sees("▸ Talk 27")
        x, y = next(
            (cell_len(line[: line.index("rename")]), y)
            for y, line in enumerate(shown.text.splitlines())
            if "rename" in line
        )
        await shown.pilot.click(offset=(x + 1, y))
        await shown.sees("Another title")


@IN_BOTH
@in_loop
async def test_the_list_looks_like_this(looks_like: LooksLike, strings: Strings) -> None:
    async with listing(Many(30, NOW), strings=strings) as (shown, _):
        await shown.press("down")
        await looks_like(shown)


@IN_BOTH
@in_loop
async def test_a_search_looks_like_this(looks_like: LooksLike, strings: Strings) -> None:
    fake = FakeAssistant(["With `open` one reads a file line by line, ", "可以逐行读取文件。"])
    for number, text in enumerate(("How do I read a file?", "用 Python 怎么逐行读取文件？")):
        list(fake.ask(Question(text, f"q{number}", conversation="new", private=number == 1)))
    async with listing(fake, size=(60, 18), strings=strings, theme="light") as (shown, screen):
        await shown.press("slash", *"读取")
        await shown.until(lambda: bool(screen._list.wanted))
        await looks_like(shown)
