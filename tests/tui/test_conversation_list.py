"""The rows of the list: their columns, marks and widths; moving in them; asking for more."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from rich.cells import cell_len

from tui.language import translated
from tui.moments import MomentTexts, day_and_time

HERE = timezone(timedelta(hours=2))
NOW = datetime(2026, 3, 4, 0, 30, tzinfo=HERE)  # a Wednesday


@pytest.mark.parametrize(
    ("moment", "english", "chinese"),
    [
        ("2026-03-03T22:05:00+00:00", "today 00:05", "今天 00:05"),
        ("2026-03-03T21:55:00+00:00", "yesterday 23:55", "昨天 23:55"),
        ("2026-03-01T09:00:00+00:00", "Sun 11:00", "周日 11:00"),
        ("2026-02-25T09:00:00+00:00", "25 Feb", "2月25日"),
        ("2025-12-31T09:00:00+00:00", "31 Dec 2025", "2025年12月31日"),
        ("2026-03-05T09:00:00+00:00", "5 Mar", "3月5日"),  # a clock was wrong
        ("1970-01-01T00:00:00+00:00", "1 Jan 1970", "1970年1月1日"),
        ("0001-01-01T00:00:00+14:00", "", ""),
        ("no moment", "", ""),
        ("", "", ""),
    ],
)
def test_a_moment_is_said_as_people_say_it(moment: str, english: str, chinese: str) -> None:
    assert day_and_time(moment, NOW, translated(MomentTexts, "en")) == english
    assert day_and_time(moment, NOW, translated(MomentTexts, "zh")) == chinese
    assert cell_len(english) <= 15
