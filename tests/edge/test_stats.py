from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.errors import UsageError
from edge.journal import Journal
from edge.journal.columns import cut, pad, width
from edge.journal.reading import ROW_COLUMNS
from edge.journal.stats import (
    Stats,
    bars,
    condense,
    parse_since,
    render,
    sparkline,
    summarize,
    write_csv,
)
from edge.paths import Paths
from edge.percentile import percentile
from tests.edge.journal_help import talk

NOW = 1_800_000_000.0


def row(**known: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "begun": "2026-11-22T09:30:00.000+00:00",
        "by": "local",
        "to": "local",
        "model": "qwen2.5-0.5b-instruct",
        "quantization": "Q4_0",
        "complete": True,
        "ttft_ms": 200.0,
        "total_ms": 2000.0,
        "tok_s": 25.0,
        "prompt_tokens": 100,
        "cached_tokens": 60,
        "completion_tokens": 40,
        "peak_mb": 150.0,
        "engine_peak_mb": 640.0,
    }
    return {**dict.fromkeys(ROW_COLUMNS), **values, **known}


# -- figures


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([], 50, None),
        ([7.0], 95, 7.0),
        ([3.0, 1.0, 2.0], 50, 2.0),
        ([1.0, 2.0, 3.0, 4.0], 50, 2.0),
        ([float(n) for n in range(1, 101)], 95, 95.0),
        ([15.0, 20.0, 35.0, 40.0, 50.0], 30, 20.0),
        ([15.0, 20.0, 35.0, 40.0, 50.0], 100, 50.0),
    ],
)
def test_percentiles_are_by_nearest_rank(values: list[float], percent: float, expected: float | None) -> None:
    assert percentile(values, percent) == expected


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=60), st.floats(0.01, 100))
def test_a_percentile_is_a_measured_value_that_enough_values_do_not_exceed(values: list[float], percent: float) -> None:
    result = percentile(values, percent)
    assert result in values
    below = sum(value < result for value in values)
    at_most = sum(value <= result for value in values)
    assert below < math.ceil(len(values) * percent / 100) <= at_most


def test_each_model_has_figures_of_its_own_and_all_have_a_total() -> None:
    fast = [row(ttft_ms=float(ms), total_ms=1000.0 + ms) for ms in (100, 200, 300)]
    other = row(model="builtin", quantization="Q8_0", ttft_ms=40.0, engine_peak_mb=30.0, peak_mb=170.0)
    skill = row(by="skill", to="skill", model=None, quantization=None, tok_s=None, ttft_ms=1.0, engine_peak_mb=None)
    stats = summarize([*fast, other, skill])
    assert [(group.by, group.model, group.figures.turns) for group in stats.groups] == [
        ("local", "qwen2.5-0.5b-instruct", 3),
        ("local", "builtin", 1),
        ("skill", None, 1),
    ]
    qwen = stats.groups[0].figures
    assert (qwen.ttft_ms_p50, qwen.ttft_ms_p95, qwen.total_ms_p50, qwen.total_ms_p95) == (200, 300, 1200, 1300)
    assert (stats.groups[2].figures.tok_s_p50, stats.groups[2].figures.engine_peak_mb) == (None, None)
    assert (stats.total.turns, stats.total.prompt_tokens, stats.total.completion_tokens) == (5, 500, 200)
    assert (stats.total.peak_mb, stats.total.engine_peak_mb) == (170.0, 640.0)
    assert stats.routes == {"local": 4, "skill": 1}


def test_a_cut_reply_counts_for_the_first_text_and_not_for_the_total() -> None:
    stats = summarize([row(), row(complete=False, ttft_ms=400.0, total_ms=90_000.0)])
    assert (stats.total.incomplete, stats.total.incomplete_share) == (1, 0.5)
    assert stats.total.ttft_ms_p95 == 400.0
    assert stats.total.total_ms_p95 == 2000.0


def test_figures_of_no_turns_are_empty() -> None:
    stats = summarize([])
    assert (stats.first, stats.total.turns, stats.total.ttft_ms_p50, stats.total.peak_mb) == (None, 0, None, None)
    assert render(stats) == "No turns yet."


def test_figures_become_json() -> None:
    data = json.loads(json.dumps(summarize([row(), row(by=None, to=None, model=None)]).to_json()))
    assert data["total"]["turns"] == 2
    assert data["groups"][0]["model"] == "qwen2.5-0.5b-instruct"
    assert data["groups"][0]["ttft_ms_p50"] == 200.0
    assert data["routes"] == {"local": 1, "unknown": 1}
    assert "figures" not in data["groups"][0]


def test_the_figures_of_a_real_journal(paths: Paths) -> None:
    journal = Journal.open(paths.journal)
    for _ in range(3):
        talk(journal)
    stats = summarize(journal.stats_rows())
    assert (stats.total.turns, stats.groups[0].model, stats.total.total_ms_p50) == (3, "builtin", 12.5)
    assert "builtin" in render(stats)
    journal.close()


# -- the table

MANY = [
    *[row(ttft_ms=100.0 + n % 7, engine_peak_mb=640.0) for n in range(90)],
    *[row(model="智谱清言大模型-glm-4-9b-chat", quantization=None, by="cloud", to="cloud") for _ in range(40)],
    *[row(model=None, quantization=None, by="skill", to="skill", tok_s=None, engine_peak_mb=None) for _ in range(20)],
    row(by=None, to=None, model=None, complete=False, ttft_ms=None, total_ms=None, tok_s=None),
]


@pytest.mark.parametrize("columns", [200, 140, 80, 60, 40, 20, 8])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    text = render(summarize(MANY), columns)
    assert max(width(line) for line in text.splitlines()) <= columns


def table(stats: Stats, columns: int) -> list[str]:
    return render(stats, columns).split("\n\n")[1].splitlines()


def test_at_eighty_columns_the_table_shows_what_matters() -> None:
    head, first, second, *_ = table(summarize(MANY), 80)
    assert head.split() == ["MODEL", "BY", "TURNS", "CUT", "TTFT", "P95", "TOTAL", "TOK/S", "APP", "ENGINE"]
    assert first.split()[1:] == ["local", "90", "0%", "103", "ms", "106", "ms", "2.0", "s", "25.0", "150", "640"]
    assert second.startswith("智谱清言")


def test_columns_stand_under_each_other_also_behind_wide_characters() -> None:
    lines = table(summarize(MANY), 140)
    ends = {width(line[: line.index("ms")]) for line in lines[1:] if "ms" in line}
    assert len(ends) == 1


def test_the_name_of_a_model_cannot_write_to_the_terminal() -> None:
    assert table(summarize([row(model="\x1b[2J/models/\nodd.gguf")]), 80)[1].startswith("/models/ odd.gguf")


def test_a_single_turn_is_said_in_the_singular() -> None:
    assert render(summarize([row()])).startswith("1 turn, 0 replies cut off, 2026-11-22 09:30 UTC")
    assert render(summarize([row(complete=False)])).startswith("1 turn, 1 reply cut off")


@pytest.mark.parametrize(
    ("ms", "text"), [(0.4, "0 ms"), (999, "999 ms"), (999.7, "1.0 s"), (90_000, "1.5 min"), (7_200_000, "2.0 h")]
)
def test_times_are_written_in_the_unit_that_fits(ms: float, text: str) -> None:
    assert text in render(summarize([row(ttft_ms=ms)]), 120)


# -- charts


def test_a_sparkline_goes_from_the_least_to_the_most() -> None:
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█"
    assert sparkline([5, 5, 5]) == "▁▁▁"
    assert sparkline([]) == ""


@given(st.lists(st.floats(0, 1e9), max_size=200), st.integers(0, 90))
def test_condensing_keeps_to_measured_values_and_to_the_room(values: list[float], most: int) -> None:
    drawn = condense(values, most)
    assert len(drawn) == min(len(values), most)
    assert set(drawn) <= set(values)
    assert len(sparkline(drawn)) == len(drawn)
    assert len(values) > most or drawn == values


def test_bars_are_as_long_as_their_counts() -> None:
    assert bars({"local": 8, "云": 4, "none": 0}, 16) == ["local ████████ 8", "云    ████ 4", "none   0"]
    assert bars({"a": 10_000, "b": 1}, 30)[1] == "b ▏ 1"
    assert bars({}, 80) == []


@given(st.dictionaries(st.text(max_size=20), st.integers(0, 10**9), max_size=5), st.integers(1, 100))
def test_bars_keep_to_the_room(counts: dict[str, int], columns: int) -> None:
    assert all(width(line) <= columns for line in bars(counts, columns))


# -- columns


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("中文", 4), ("ＡＢ", 4), ("e\u0301", 1), ("ｱ", 1), ("", 0), ("😀", 2), ("가", 2)]
)
def test_width_counts_columns_and_not_characters(text: str, columns: int) -> None:
    assert width(text) == columns


@given(st.text(max_size=30), st.integers(0, 40))
def test_cutting_and_padding_reach_the_width(text: str, columns: int) -> None:
    assert width(cut(text, columns)) <= columns
    assert width(pad(text, columns)) == columns
    assert width(text) > columns or cut(text, columns) == text


# -- CSV


def test_rows_are_written_as_csv_in_a_stable_order() -> None:
    file = io.StringIO()
    write_csv([row(model='a "quoted", name', p_cloud=0.25), row()], file)
    assert file.getvalue().splitlines()[0].startswith("begun,turn,conversation,by,model,quantization,complete")
    read = list(csv.DictReader(io.StringIO(file.getvalue())))
    assert tuple(read[0]) == ROW_COLUMNS
    assert (read[0]["model"], read[0]["p_cloud"], read[0]["error"]) == ('a "quoted", name', "0.25", "")


# -- since


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("30m", 1800), ("1h", 3600), ("7d", 604_800), ("2w", 1_209_600), (" 1.5 H ", 5400)],
)
def test_since_is_how_long_ago(text: str, seconds: float) -> None:
    assert parse_since(text, NOW) == NOW - seconds


def test_since_without_a_clock_given_counts_from_now() -> None:
    assert parse_since("1h") == pytest.approx(datetime.now().astimezone().timestamp() - 3600, abs=60)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-01T09:30+08:00", 1_793_496_600),
        ("2026-11-01T01:30:00Z", 1_793_496_600),
        ("1969-01-01T00:00Z", 0),
    ],
)
def test_since_is_a_moment_in_iso_8601(text: str, moment: float) -> None:
    assert parse_since(text) == moment


def test_a_date_begins_at_midnight_here() -> None:
    assert parse_since("2026-11-01") == datetime(2026, 11, 1).astimezone().timestamp()


@pytest.mark.parametrize("text", ["", "yesterday", "1", "1y", "-1h", "1 h ago", "2026-13-01", "h", "1,5h", "٣d"])
def test_what_is_no_time_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UsageError, match="is no time: write how long ago, as 90s"):
        parse_since(text)


def _is_sentence_or_moment(parse: Callable[[], float]) -> bool:
    try:
        return 0 <= parse() < math.inf
    except UsageError as error:
        return str(error).endswith(".")


@given(st.text(max_size=30) | st.from_regex(r"[0-9T:+.Z smhdw-]{1,400}", fullmatch=True))
def test_any_text_is_a_moment_or_one_sentence(text: str) -> None:
    assert _is_sentence_or_moment(lambda: parse_since(text, NOW))


@given(st.datetimes(timezones=st.timezones()))
def test_every_moment_that_python_writes_is_read(moment: datetime) -> None:
    assert parse_since(moment.isoformat(), NOW) == max(0.0, moment.timestamp())


def test_since_picks_turns_of_a_journal(paths: Paths, tmp_path: Path) -> None:
    journal = Journal.open(paths.journal)
    talk(journal)
    assert len(journal.stats_rows(parse_since("1h"))) == 1
    assert journal.stats_rows(parse_since("9999-01-01")) == []
    journal.close()
