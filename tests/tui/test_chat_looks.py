"""What stands around an answer, and above the composer, at 60 columns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from edge.attachments.destination import Destination
from edge.events import Egress, Face, Piece, Receipt, TurnRecord
from tests.tui.pilot import Scripted, Shown, in_loop, showing
from tests.tui.snapshot import IN_BOTH, LooksLike
from tui.copying import CopyScreen
from tui.strings import Strings
from tui.why import WhyScreen

REPLY = "可以：\n\n```python\nprint('你好')\n```\n"
RECEIPT = Receipt("lab", "big", 3456, "ab" * 32, "2026-11-22T12:41:03+00:00", {"email": 2})


def whole(record: TurnRecord) -> TurnRecord:
    face = Face("earlier", "旧的回答。", "local", "tiny", question="怎么问候？")
    known = {"by": "cloud", "model": "qwen2.5-7b-instruct", "ttft_ms": 812.0, "tok_s": 45.2, "text": REPLY}
    cut = {"complete": False, "cut_off": "length", "faces": (face,), "egress": Egress.of([RECEIPT])}
    return replace(record, **known, **cut)  # type: ignore[arg-type]


async def answered(shown: Shown) -> None:
    await shown.send("怎么打招呼？")
    await shown.answered(1)


@IN_BOTH
@in_loop
async def test_an_answer_with_all_that_can_be_said_of_it(looks_like: LooksLike, strings: Strings) -> None:
    async with showing(
        Scripted(Piece(REPLY, "cloud", "qwen2.5-7b-instruct"), ends=whole), strings=strings, size=(60, 18)
    ) as shown:
        await answered(shown)
        await looks_like(shown)
        await shown.press("ctrl+l")
        await shown.until(lambda: isinstance(shown.app.screen, CopyScreen))
        await looks_like(shown, "what-to-copy")
        await shown.press("escape", "ctrl+r")
        await shown.until(lambda: isinstance(shown.app.screen, WhyScreen))
        await looks_like(shown, "why")


@IN_BOTH
@in_loop
async def test_a_message_that_is_edited_with_files(
    looks_like: LooksLike, strings: Strings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "会议 记录.txt").write_text("第一项\n" * 4000)
    (tmp_path / "notes.md").write_text("x\n")
    fake = Scripted(Piece(REPLY, "cloud", "qwen2.5-7b-instruct"), ends=whole)
    fake.files_go = Destination("cloud", "LAB", fits_device=False)
    async with showing(fake, strings=strings, size=(60, 18)) as shown:
        await answered(shown)
        await shown.press("ctrl+b")
        await shown.holds("怎么打招呼？")
        shown.chat.composer.insert('@"会议 记录.txt" @n')
        await shown.sees("LAB", "notes.md")
        await looks_like(shown)
