"""The status line shows as much as fits, and the important parts longest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from edge.turn import Status
from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import in_loop, showing
from tui.figures import duration, speed
from tui.status import GAP, Part, fit
from tui.strings import EN, ZH, Strings

TEXTS = st.text(st.sampled_from("ab你好· "), min_size=1, max_size=20)
PARTS = st.lists(
    st.builds(
        lambda text, steps, rank: Part((*(text[: len(text) // n + 1] for n in range(1, steps + 1)), ""), "", rank),
        TEXTS,
        st.integers(1, 3),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=6,
)


@given(PARTS, st.integers(0, 120))
def test_what_is_chosen_fits(parts: list[Part], width: int) -> None:
    shown = [text for text in fit(parts, width) if text]
    assert sum(map(cell_len, shown)) + GAP * max(0, len(shown) - 1) <= width


@given(PARTS)
def test_with_room_enough_nothing_is_shortened(parts: list[Part]) -> None:
    assert fit(parts, 1000) == [part.texts[0] for part in parts]


def test_the_part_of_the_highest_rank_gives_way_first() -> None:
    parts = [Part(("important", "imp"), rank=1), Part(("details", ""), rank=2)]
    assert fit(parts, 18) == ["important", ""]
    assert fit(parts, 5) == ["imp", ""]


@pytest.mark.parametrize("strings", [EN, ZH], ids=["en", "zh"])
@in_loop
async def test_the_model_and_its_state_stay_at_every_width(strings: Strings) -> None:
    status = Status("qwen2.5-0.5b", "Q4_0", "ready", rss_mb=61.7, engine_rss_mb=512.3, memory_only=True)
    async with showing(FakeAssistant(status=status), strings=strings) as shown:
        await shown.send("Hi")
        await shown.answered(1)
        for width in (40, 60, 140):
            await shown.resize((width, 18))
            await shown.sees(strings.states["ready"], "qwen2.5-0.5b")


@pytest.mark.parametrize(
    ("ms", "expected"),
    [(0.4, "0.4 ms"), (1.5, "2 ms"), (210, "0.21 s"), (1240, "1.2 s"), (12_400, "12.4 s"), (321_000, "321 s")],
)
def test_times_have_about_two_digits(ms: float, expected: str) -> None:
    assert duration(ms, EN) == expected


@pytest.mark.parametrize(("tok_s", "expected"), [(7.94, "7.9 tok/s"), (95.5, "95.5 tok/s"), (2960.2, "2,960 tok/s")])
def test_speeds_are_those_of_a_board_and_of_a_workstation(tok_s: float, expected: str) -> None:
    assert speed(tok_s, EN) == expected
