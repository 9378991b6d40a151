"""The line that says how far something is."""

from __future__ import annotations

import pytest

from edge.cli.progress import Progress, duration, megabytes


def test_without_a_terminal_a_line_comes_every_ten_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    with Progress("small", clock=lambda: now) as line:
        for second in range(25):
            now = second
            line.count(second * 10_000_000, 429_000_000, 11_300_000, 18)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert lines[1] == "small: 23%, 100 of 429 MB, 11.3 MB/s, 18 s left."


def test_what_is_not_known_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    Progress("small").count(1_500_000, None)
    assert capsys.readouterr().err == "small: 2 MB.\n"


def test_the_same_sentence_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    line = Progress("small")
    for _ in range(3):
        line.say("Waiting …")
    assert capsys.readouterr().err == "Waiting …\n"


def test_numbers_are_written_for_people() -> None:
    assert [duration(seconds) for seconds in (0.4, 59.6, 61, 3725)] == ["0 s", "1 min 00 s", "1 min 01 s", "1 h 02 min"]
    assert [megabytes(size) for size in (0, 360_000, 428_730_208, 4_683_000_000)] == [
        "0.0 MB",
        "0.4 MB",
        "429 MB",
        "4,683 MB",
    ]
