"""`@path` in the composer: completed, counted, sent along, and text where there is no such file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual import events

from edge.attachments.destination import Destination
from edge.paths import Paths
from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import Shown, in_loop, showing
from tui.attaching import Attaching
from tui.commands import Said
from tui.completing import completions
from tui.composer import FOLD
from tui.files import FileTexts
from tui.language import translated
from tui.mentions import at_cursor, mentions, written
from tui.strings import ZH
from tui.tray import Tray

TEXTS = FileTexts()
ZH_TEXTS = translated(FileTexts, "zh")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in."""
    place = tmp_path / "work"
    (place / "docs").mkdir(parents=True)
    (place / "notes.md").write_text("One.\nTwo.\n")
    (place / "会议 记录.txt").write_text("第一项\n")
    (place / "docs" / "plan.txt").write_text("PLAN\n")
    (place / "docs" / "plan b.txt").write_text("PLAN B\n")
    (place / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    (place / ".hidden").write_text("hidden\n")
    monkeypatch.chdir(place)
    return place


async def sent(shown: Shown, count: int = 1) -> tuple[str, list[tuple[str, str]]]:
    """The text and the files of the last message."""
    await shown.until(lambda: len(shown.fake.asked) == count)
    await shown.until(lambda: shown.chat.dialogue.asking.idle)
    await shown.pilot.pause()
    asked = shown.fake.asked[-1]
    return asked.text, [(file.name, file.text) for file in asked.attachments]


async def tray(shown: Shown, *texts: str) -> None:
    await shown.until(lambda: shown.chat.query_one(Tray).display)
    await shown.sees(*texts)


@in_loop
async def test_a_file_that_is_named_goes_along_and_is_called_by_its_name_alone(folder: Path) -> None:
    async with showing(FakeAssistant()) as shown:
        shown.chat.composer.insert(f"Sum up @{folder}/docs/plan.txt, please")
        await tray(shown, "plan.txt · 5 B · 2 tokens", TEXTS.goes["device"])
        await shown.press("enter")
        assert await sent(shown) == ("Sum up plan.txt, please", [("plan.txt", "PLAN\n")])
        await shown.sees("Sum up plan.txt, please")
        await shown.until(lambda: not shown.chat.query_one(Tray).display)


@pytest.mark.parametrize(
    ("goes", "said"),
    [
        (Destination("device", whole=False, fits_device=False), ZH_TEXTS.goes["device_parts"]),
        (Destination("cloud", "LAB"), "发往 LAB"),
        (Destination("cloud", "LAB", fits_device=False), "LAB"),
        (Destination("cloud", "LAB", whole=False, fits_device=False), "LAB"),
        (Destination("nowhere"), ZH_TEXTS.goes["nowhere"]),
    ],
)
def test_where_it_goes_is_said_before_it_is_sent(folder: Path, goes: Destination, said: str) -> None:
    @in_loop
    async def test() -> None:
        fake = FakeAssistant()
        fake.files_go = goes
        async with showing(fake, strings=ZH, size=(60, 18)) as shown:
            shown.chat.composer.insert('@"会议 记录.txt" 说了什么？')
            await tray(shown, "会议 记录.txt · 10 B", said)

    test()


@in_loop
async def test_tab_writes_a_path_out_as_far_as_it_is_clear_and_quotes_blanks(folder: Path) -> None:
    async with showing(FakeAssistant(), size=(60, 18)) as shown:
        await shown.press("@")
        await shown.sees("docs/", "notes.md", "会议 记录.txt")
        assert ".hidden" not in shown.text
        await shown.press("d", "tab")
        await shown.holds("@docs/")
        await shown.sees("plan.txt", "plan b.txt")
        await shown.press("tab")
        await shown.holds("@docs/plan")
        await shown.press("tab")
        await shown.holds('@"docs/plan b.txt" ')
        shown.chat.composer.insert("and @会")
        await shown.press("tab")
        await shown.holds('@"docs/plan b.txt" and @"会议 记录.txt" ')
        await shown.press("enter")
        assert (await sent(shown))[1] == [("plan b.txt", "PLAN B\n"), ("会议 记录.txt", "第一项\n")]


@in_loop
async def test_what_is_no_file_is_text_and_the_status_line_says_so(folder: Path) -> None:
    async with showing(FakeAssistant()) as shown:
        await shown.send("Ask @bob or a@b.example about @docs/nothing.txt now")
        assert await sent(shown) == ("Ask @bob or a@b.example about @docs/nothing.txt now", [])
    async with showing(FakeAssistant()) as shown:
        shown.chat.composer.insert("Look at @docs/nothing.txt now")
        await shown.sees(TEXTS.missing.format(name="docs/nothing.txt"))


@pytest.mark.parametrize(("name", "why"), [("picture.png", "attached"), ("docs", "it is a folder")])
def test_what_cannot_go_along_keeps_the_message_here_and_says_why(folder: Path, name: str, why: str) -> None:
    @in_loop
    async def test() -> None:
        async with showing(FakeAssistant()) as shown:
            shown.chat.composer.insert(f"See @{name} please")
            await tray(shown, why)
            await shown.press("enter")
            await shown.holds(f"See @{name} please")
            assert shown.fake.asked == []

    test()


@in_loop
async def test_a_click_takes_a_file_out(folder: Path) -> None:
    async with showing(FakeAssistant()) as shown:
        shown.chat.composer.insert("@notes.md @docs/plan.txt What is it?")
        await tray(shown, "notes.md", "plan.txt", TEXTS.goes["device"])
        await shown.pilot.click(shown.chat.query(".remove").first())
        await shown.holds(" @docs/plan.txt What is it?")
        await shown.press("enter")
        assert (await sent(shown))[1] == [("plan.txt", "PLAN\n")]


@in_loop
async def test_a_message_with_a_file_can_be_asked_again_and_edited(folder: Path) -> None:
    async with showing(FakeAssistant()) as shown:
        await shown.send("Sum up @notes.md")
        first = await sent(shown)
        (folder / "notes.md").unlink()
        await shown.press("ctrl+t")
        assert await sent(shown, 2) == first
        await shown.press("ctrl+b")
        await shown.holds('Sum up @"notes.md"')
        await tray(shown, "notes.md · 10 B")
        await shown.press("enter")
        assert await sent(shown, 3) == first


@in_loop
async def test_a_long_paste_goes_along_as_a_file_and_is_kept_as_a_draft(folder: Path, paths: Paths) -> None:
    long = "x" * FOLD + "\x1b[31m第二行\n"
    async with showing(FakeAssistant()) as shown:
        shown.app.post_message(events.Paste(long))
        await shown.holds("@pasted-1.txt ")
        await tray(shown, "pasted-1.txt · 8.0 kB")
        await shown.until(lambda: any("第二行" in file.read_text() for file in paths.drafts.glob("*.txt")))
        shown.chat.composer.insert("What is this?")
        await shown.press("enter")
        text, files = await sent(shown)
        assert text == "pasted-1.txt What is this?"
        assert files == [("pasted-1.txt", "x" * FOLD + "第二行\n")]


@in_loop
async def test_a_megabyte_can_be_pasted_and_sent(folder: Path) -> None:
    long = "一二三四五六七八九十\n" * 33_000
    async with showing(FakeAssistant()) as shown:
        shown.app.post_message(events.Paste(long))
        await tray(shown, "pasted-1.txt · 1.0 MB")
        await shown.press("enter")
        assert (await sent(shown))[1] == [("pasted-1.txt", long)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@a.txt", ["a.txt"]),
        ("看@笔记.txt。谢谢", ["笔记.txt。谢谢", "笔记.txt"]),
        ("a@b.c me@example.com", []),
        ('(@"a b.txt") x', ["a b.txt"]),
        ('@"not ended', ["not ended"]),
        ("@", []),
        ("@~/x @/y, z", ["~/x", "/y,", "/y"]),
    ],
)
def test_names_are_found_where_people_write_them(text: str, names: list[str]) -> None:
    assert [name for mention in mentions(text) for name, _ in mention.names] == names


@pytest.mark.parametrize("name", ["a.txt", "a b.txt", "目录/文件 1.txt", "x’s.txt"])
def test_a_name_that_is_written_is_found_again(name: str) -> None:
    (mention,) = mentions(f"看{written(name)}吧")
    assert mention.name == name
    begun = written(name, ended=False)
    typed = at_cursor(f"看{begun}", len(begun) + 1)
    assert typed is not None
    assert typed.name == name


def test_the_same_name_twice_is_told_apart_and_the_same_file_twice_is_one(folder: Path) -> None:
    (folder / "docs" / "notes.md").write_text("Other.\n")
    attaching, text = Attaching(), "@notes.md @docs/notes.md @./notes.md"
    said = attaching.said(Said(text), attaching.look(text))
    assert said.text == "notes.md notes.md (2) notes.md"
    assert [file.text for file in said.attachments] == ["One.\nTwo.\n", "Other.\n"]


def test_a_file_that_changes_is_read_again(folder: Path) -> None:
    attaching = Attaching()
    assert attaching.look("@notes.md").files[0].bytes == 10
    (folder / "notes.md").write_text("changed, and longer")
    assert attaching.look("@notes.md").files[0].bytes == 19


def test_folders_come_first_and_capitals_do_not_matter(folder: Path) -> None:
    assert [one.name for one in completions("D", 6)] == ["docs/"]
    assert [one.name for one in completions("", 2)] == ["docs/", "notes.md"]
    assert [one.name for one in completions(".h", 6)] == [".hidden"]
    assert completions("nowhere/x", 6) == []
    os.mkfifo(folder / "pipe")
    assert completions("pi", 6)[0].name == "picture.png"
