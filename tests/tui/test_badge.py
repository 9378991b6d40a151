"""The line below an answer can be read at every width."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from edge.events import Egress, Face, Receipt
from tests.tui.pilot import Scripted, in_loop, showing
from tui.badge import in_lines
from tui.strings import EN, ZH, Strings

EGRESS = Egress.of([Receipt("lab", "m", 3456, "ab" * 32, "2026-11-22T12:41:03+00:00", {"email": 2})])


@pytest.mark.parametrize(
    ("strings", "lines"),
    [
        (EN, ("cloud · qwen2.5-7b-instruct · first word 0.81 s", "45.2 tok/s · sent 3.5 kB, 2 masked")),
        (ZH, ("云端 · qwen2.5-7b-instruct · 首字 0.81 秒 · 45.2 tok/s", "发出 3.5 kB，遮盖 2 处")),
    ],
    ids=["en", "zh"],
)
def test_it_is_whole_at_60_columns_and_broken_between_its_parts(strings: Strings, lines: tuple[str, ...]) -> None:
    @in_loop
    async def test() -> None:
        known = {"text": "Yes.", "by": "cloud", "model": "qwen2.5-7b-instruct", "ttft_ms": 812.0, "tok_s": 45.2}
        fake = Scripted(ends=lambda record: replace(record, egress=EGRESS, **known))  # type: ignore[arg-type]
        async with showing(fake, strings=strings, size=(60, 18)) as shown:
            await shown.send("Hi")
            await shown.sees(*lines)
            rows = [row.strip() for row in shown.text.splitlines()]
            assert all(line in rows for line in lines)
            await shown.resize((140, 24))
            await shown.sees(" · ".join(lines))

    test()


@in_loop
async def test_an_earlier_answer_to_other_words_says_which() -> None:
    face = Face("earlier", "Paris.", "local", "tiny", question="Capital of [France]?")
    fake = Scripted(ends=lambda record: replace(record, text="Tokyo.", faces=(face,)))
    async with showing(fake) as shown:
        await shown.send("Capital of Japan?")
        await shown.answered(1)
        await shown.press("ctrl+o")
        await shown.sees("Paris.", "earlier answer (device · tiny · “Capital of [France]?”)")


@pytest.mark.parametrize("cells", [1, 9, 20, 60])
def test_no_line_is_wider_than_there_is_room_unless_a_part_is(cells: int) -> None:
    parts = ("云端", "a model", "首字 0.81 秒")
    lines = in_lines(parts, cells)
    assert all(cell_len(line) <= cells or line in parts for line in lines)
    assert "".join(lines).replace(" · ", "") == "".join(parts)
