"""Plots: what was measured is where it belongs, and where nothing was measured there is nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from edge.transcript import By
from tui.plot import GUTTER, Points, Series, Signs, Strip, Strips, short, signs
from tui.scale import TimeAxis

NOW = 1_800_000_090.0
"""The last of 36 columns of an hour begins 90 s earlier."""
SPAN = 3600.0
HERE = signs({})
STYLES: dict[By, str] = {"skill": "", "local": "", "cloud": ""}


def series(*pairs: tuple[float, float]) -> Series:
    return Series([moment for moment, _ in pairs], [value for _, value in pairs])


def points(log: bool = True, **courses: Series) -> Points:
    known: dict[By, Series] = {by: courses.get(by, Series()) for by in STYLES}
    return Points("First word", ("last 1 s",), known, STYLES, lambda ms: f"{ms:g}", "nothing", log, slow_is_low=not log)


def strip(*pairs: tuple[float, float], title: str = "Engine", warned: Sequence[float] = ()) -> Strip:
    shaken = Series(warned, [1.0] * len(warned))
    return Strip(title, ("now 1",), series(*pairs), "", 100.0, 60.0, "not measured", shaken)


def drawn(what: Points | Strips, width: int = GUTTER + 36, height: int = 10, glyphs: Signs = HERE) -> list[str]:
    return what.draw(NOW, SPAN, width, height, glyphs).plain.split("\n")


def plotted(lines: list[str]) -> list[str]:
    """The rows between title and moments, without what stands to their left."""
    return [line[GUTTER:] for line in lines[1:-1]]


def columns_of(lines: list[str], sign: str) -> list[int]:
    return [column for line in plotted(lines) for column, cell in enumerate(line) if cell == sign]


def test_a_turn_stands_in_the_column_of_its_moment_and_the_row_of_its_value() -> None:
    lines = drawn(points(local=series((NOW - 3450, 10.0), (NOW - 50, 1000.0))), height=8)
    rows = plotted(lines)
    assert len(rows) == 6
    assert (rows[0].index("•"), rows[5].index("•")) == (35, 1)
    assert [line[:GUTTER].split("┤")[0].strip() for line in lines[1:-1] if "┤" in line] == ["1000", "100", "10"]
    assert sum(row.count("•") for row in rows) == 2


def test_of_several_turns_of_a_column_the_median_and_the_slowest_stand_there() -> None:
    rows = plotted(drawn(points(cloud=series(*((NOW - 50 + n, 10.0) for n in range(9)), (NOW - 5, 1000.0))), height=8))
    assert rows[5][35] == "▴"
    assert rows[0][35] == "▵"
    assert len("".join(rows).split()) == 2


def test_the_slowest_speeds_are_the_lowest() -> None:
    speeds = [0.0, *[50.0] * 18, 100.0]
    turns = series(*((NOW - 60 + number, speed) for number, speed in enumerate(speeds)))
    rows = plotted(drawn(points(log=False, local=turns), height=13))
    assert rows[10][35] == "◦"
    assert rows[0][35] == "•"


def test_who_answered_can_be_told_without_colour() -> None:
    lines = drawn(
        points(skill=series((NOW - 10, 1.0)), local=series((NOW - 10, 100.0)), cloud=series((NOW - 10, 9000.0)))
    )
    assert [row[35] for row in plotted(lines) if row[35] != " "] == ["▴", "•", "▪"]


def test_where_two_lie_in_one_cell_it_says_so() -> None:
    lines = drawn(points(local=series((NOW - 10, 400.0)), cloud=series((NOW - 12, 400.0))))
    assert columns_of(lines, "+") == [35]
    assert columns_of(lines, "•") == columns_of(lines, "▴") == []


def test_where_nothing_was_measured_nothing_is_drawn() -> None:
    lines = drawn(points())
    assert "nothing" in "".join(plotted(lines))
    assert not any(sign in "".join(plotted(lines)) for sign in "•◦▴▵▪▫+")
    gap = plotted(drawn(Strips((strip((NOW - 3600, 50.0), (NOW - 60, 50.0)),))))
    assert {column for row in gap for column, cell in enumerate(row) if cell != " "} == {0, 35}


def test_a_strip_is_filled_as_high_as_its_value_and_shows_the_highest_of_a_column() -> None:
    minutes = [(NOW - 3600 + minute * 60, 25.0) for minute in range(60)]
    minutes[30] = (minutes[30][0], 100.0)
    rows = plotted(drawn(Strips((strip(*minutes),)), height=10))  # eight rows for 0 to 100
    assert len(rows) == 8
    assert rows[6].replace("█", "") == rows[7].replace("█", "") == ""
    assert rows[5].strip() == rows[0].strip() == "█" * len(rows[0].strip())
    assert 1 <= len(rows[0].strip()) <= 2


def test_a_sample_of_each_minute_leaves_no_gap_however_wide_the_plot_is() -> None:
    minutes = [(NOW - 3660 + minute * 60, 50.0) for minute in range(62)]
    for width in (20, 60, 150, 300):
        assert plotted(drawn(Strips((strip(*minutes),)), GUTTER + width))[-1].replace("█", "") == ""


def test_what_is_measured_as_nothing_is_not_a_gap() -> None:
    assert plotted(drawn(Strips((strip((NOW - 60, 0.0)),))))[-1].strip() == "▁"


def test_a_warning_stands_at_the_top_of_its_column() -> None:
    rows = plotted(drawn(Strips((strip((NOW - 60, 50.0), warned=[NOW - 60]),))))
    assert rows[0].index("!") == 35


def test_two_strips_share_the_axis_of_time_and_the_second_goes_where_there_is_no_room() -> None:
    both = Strips((strip((NOW - 60, 5.0)), strip((NOW - 60, 5.0), title="App")))
    assert [line.split()[0] for line in drawn(both, height=8) if "now" in line] == ["Engine", "App"]
    assert [line.split()[0] for line in drawn(both, height=6) if "now" in line] == ["Engine"]


def test_the_console_of_linux_gets_signs_that_its_fonts_have() -> None:
    console = signs({"TERM": "linux"})
    lines = drawn(points(local=series((NOW - 10, 100.0))), glyphs=console)
    lines += drawn(Strips((strip((NOW - 60, 42.0)),)), glyphs=console)
    assert set("".join(lines)) - set("│┤▄█▌") <= set(map(chr, range(32, 127)))


PAIRS = st.lists(st.tuples(st.floats(0, SPAN), st.floats(0.01, 1e6)), max_size=60)


@given(PAIRS, PAIRS, st.integers(GUTTER + 1, 150), st.integers(3, 40), st.booleans())
def test_a_plot_fits_and_draws_no_column_that_has_no_value(
    local: list[tuple[float, float]], cloud: list[tuple[float, float]], width: int, height: int, log: bool
) -> None:
    def measured(pairs: list[tuple[float, float]]) -> Series:
        return series(*sorted((NOW - ago, value) for ago, value in pairs))

    what = points(log, local=measured(local), cloud=measured(cloud))
    lines = drawn(what, width, height)
    assert len(lines) == height
    assert all(cell_len(line) <= width for line in lines)
    axis_columns = width - GUTTER
    step = SPAN / axis_columns
    begin = (NOW // step + 1) * step - SPAN
    known = {int((NOW - ago - begin) // step) for ago, _ in [*local, *cloud]}
    marks = {column for row in plotted(lines) for column, cell in enumerate(row) if cell in "•◦▴▵+"}
    assert marks <= {column + off for column in known for off in (-1, 0, 1)}  # one beside it, by rounding at an edge
    assert bool(marks) == any(0 <= column < axis_columns for column in known) or {-1, 0} & known


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60), st.integers(GUTTER + 1, 150), st.integers(3, 40))
def test_a_strip_fits_and_a_higher_value_is_never_drawn_lower(values: list[float], width: int, height: int) -> None:
    minutes = [(NOW - 3600 + number * 60, value) for number, value in enumerate(values)]
    lines = drawn(Strips((strip(*minutes),)), width, height)
    assert len(lines) == height
    assert all(cell_len(line) <= width for line in lines)
    shown = series(*minutes).lasting(_axis(width), 60.0)
    rows = [row.ljust(width) for row in plotted(lines)]
    heights = ["".join(row[column] for row in rows).count("█") for column in range(width - GUTTER)]
    pairs = sorted((value, filled) for value, filled in zip(shown, heights, strict=True) if value is not None)
    assert [filled for _, filled in pairs] == sorted(filled for _, filled in pairs)


def _axis(width: int) -> TimeAxis:
    return TimeAxis.until(NOW, SPAN, width - GUTTER)


@pytest.mark.parametrize("title", ["首字（TTFT）", "🙂", "x" * 200])
def test_wide_titles_and_figures_never_make_a_line_too_long(title: str) -> None:
    what = Points(
        title, ("最近 12.4 秒，云端",) * 3, {"local": Series()}, STYLES, "{:g}".format, "这段时间没有对话", log=True
    )
    for width in range(GUTTER + 1, 60):
        assert all(cell_len(line) <= width for line in drawn(what, width))


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (2.5, "2.5"), (80, "80"), (1500, "1,500"), (80_000, "80k"), (2e6, "2M"), (15e6, "15M"), (3e9, "3G")],
)
def test_a_value_beside_a_scale_is_short(value: float, words: str) -> None:
    assert short(value) == words
