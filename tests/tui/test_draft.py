"""What was typed and not sent outlives a crash."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from edge.paths import Paths
from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import in_loop, showing
from tui import draft
from tui.draft import Draft


def ended_process() -> int:
    """The number of a process that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def wait_for(path: Path, text: str) -> None:
    """Wait until a file holds this text."""
    end = time.monotonic() + 20
    while not (path.is_file() and path.read_text("utf-8") == text):
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drafts are written without a pause."""
    monkeypatch.setattr(draft, "PAUSE_S", 0.0)


@in_loop
async def test_the_text_of_a_process_that_has_ended_is_back_in_the_composer(paths: Paths) -> None:
    paths.drafts.mkdir()
    left = paths.drafts / f"new.{ended_process()}.txt"
    left.write_text("half a thought,\n你好\x1b[2J", "utf-8")
    async with showing(FakeAssistant()) as shown:
        assert shown.typed == "half a thought,\n你好"
        await shown.sees("What you had typed and not sent is back below.")
        await shown.until(lambda: not left.exists())
    assert [path.read_text("utf-8") for path in paths.drafts.iterdir()] == ["half a thought,\n你好"]


@in_loop
async def test_waiting_messages_are_part_of_the_draft_and_answered_ones_are_not(paths: Paths) -> None:
    gate = threading.Event()
    fake = FakeAssistant(["Hello."], gates={1: gate})
    async with showing(fake) as shown:
        await shown.send("asked")
        await shown.sees("Hello.")
        await shown.send("waiting")
        shown.chat.composer.insert("typed")
        file = paths.drafts / f"{fake.conversations()[0].uid}.{os.getpid()}.txt"
        await shown.until(lambda: file.is_file() and file.read_text("utf-8") == "waiting\n\ntyped")
        gate.set()
        await shown.answered(2)
        await shown.until(lambda: file.read_text("utf-8") == "typed")
        await shown.press("enter")
        await shown.answered(3)
        await shown.until(lambda: not list(paths.drafts.iterdir()))


def test_the_folder_and_the_file_are_the_users_own(paths: Paths) -> None:
    kept = Draft(paths.drafts)
    kept.keep("secret", None)
    kept.close()
    (file,) = paths.drafts.iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert paths.drafts.stat().st_mode & 0o077 == 0


def test_a_text_of_a_process_that_still_runs_is_left_to_it(paths: Paths) -> None:
    paths.drafts.mkdir()
    (paths.drafts / f"new.{os.getppid()}.txt").write_text("theirs", "utf-8")
    assert Draft(paths.drafts).restore() == ""


def test_the_newest_text_is_restored_and_the_others_stay(paths: Paths) -> None:
    paths.drafts.mkdir()
    for age, name in enumerate(("newest", "older")):
        file = paths.drafts / f"{name}.{ended_process()}.txt"
        file.write_text(name, "utf-8")
        os.utime(file, (1_000_000 - age, 1_000_000 - age))
    (paths.drafts / "strange.txt").write_bytes(b"\xff\xfe")
    kept = Draft(paths.drafts)
    assert kept.restore() == "newest"
    kept.keep("newest, and more", None)
    kept.close()
    assert sorted(file.name.split(".")[0] for file in paths.drafts.iterdir()) == ["new", "older", "strange"]


def test_the_file_goes_by_the_conversation_and_follows_it(paths: Paths) -> None:
    kept = Draft(paths.drafts)
    kept.keep("text", None)
    wait_for(paths.drafts / f"new.{os.getpid()}.txt", "text")
    kept.keep("text", "abc123")
    kept.close()
    assert [file.name for file in paths.drafts.iterdir()] == [f"abc123.{os.getpid()}.txt"]


def test_each_conversation_has_a_draft_of_its_own(paths: Paths) -> None:
    kept = Draft(paths.drafts)
    kept.keep("here", "abc123")
    assert kept.switch("def456") == ""
    kept.keep("there", "def456")
    kept.keep_aside("gone", "ghj789")
    wait_for(paths.drafts / f"ghj789.{os.getpid()}.txt", "gone")
    kept.keep_aside("", "ghj789")
    kept.close()
    found = {file.name.split(".")[0]: file.read_text("utf-8") for file in paths.drafts.iterdir()}
    assert found == {"abc123": "here", "def456": "there"}


def test_the_text_that_was_left_for_a_conversation_is_found_with_it(paths: Paths) -> None:
    paths.drafts.mkdir()
    left = paths.drafts / f"abc123.{ended_process()}.txt"
    left.write_text("left", "utf-8")
    (paths.drafts / f"def456.{ended_process()}.txt").write_text("elsewhere", "utf-8")
    (paths.drafts / f"ghj789.{os.getppid()}.txt").write_text("theirs", "utf-8")
    kept = Draft(paths.drafts)
    assert kept.switch("ghj789") == kept.switch("none") == ""
    assert kept.switch("abc123") == "left"
    kept.keep("left, and more", "abc123")
    kept.close()
    assert not left.exists()
    assert kept.switch("abc123") == ""  # it is the text of this process


def test_the_text_that_is_restored_says_for_which_conversation_it_was(paths: Paths) -> None:
    paths.drafts.mkdir()
    (paths.drafts / f"private.{ended_process()}.txt").write_text("secret", "utf-8")
    kept = Draft(paths.drafts)
    assert (kept.restore(), kept.restored) == ("secret", "private")


def test_a_disk_that_cannot_be_written_is_reported_and_does_no_harm(paths: Paths) -> None:
    paths.drafts.write_text("a file where the folder should be")
    kept = Draft(paths.drafts)
    kept.keep("text", None)
    kept.close()
    assert kept.failed


@in_loop
async def test_a_draft_that_cannot_be_kept_is_said(paths: Paths) -> None:
    paths.drafts.write_text("a file where the folder should be")
    async with showing(FakeAssistant()) as shown:
        await shown.press("a")
        await shown.until(lambda: shown.app.draft.failed is not None)
        await shown.press("b")
        await shown.sees("What you type cannot be kept on disk:")
