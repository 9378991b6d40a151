"""Memory of processes, from files such as Linux writes."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from edge.bench.memory import footprint, parsed

ROLLUP = """55d0c8a00000-7ffd5a1ff000 ---p 00000000 00:00 0                          [rollup]
Rss:              204800 kB
Pss:              102400 kB
Pss_Anon:          51200 kB
Pss_File:          49152 kB
Pss_Shmem:          2048 kB
Locked:                0 kB
"""


def written(proc: Path, **rollups: str) -> None:
    for pid, rollup in rollups.items():
        folder = proc / pid.removeprefix("p")
        folder.mkdir()
        (folder / "smaps_rollup").write_text(rollup)


def test_pss_of_all_processes_is_added_up_and_files_are_told_apart(tmp_path: Path) -> None:
    written(tmp_path, p1=ROLLUP, p2=ROLLUP)
    found = footprint([1, 2], tmp_path)
    assert found is not None
    assert (found.kind, found.total, found.file) == ("PSS", 200.0, 96.0)


def test_a_process_that_has_ended_counts_for_nothing(tmp_path: Path) -> None:
    written(tmp_path, p1=ROLLUP)
    found = footprint([1, 99], tmp_path)
    assert found is not None
    assert (found.kind, found.total) == ("PSS", 100.0)


def test_an_old_kernel_that_does_not_split_pss_gives_the_sum_alone(tmp_path: Path) -> None:
    written(tmp_path, p1="Rss: 204800 kB\nPss:              102400 kB\n")
    found = footprint([1], tmp_path)
    assert found is not None
    assert (found.total, found.file) == (100.0, None)


def test_without_pss_it_is_rss_and_says_so(tmp_path: Path) -> None:
    found = footprint([os.getpid()], tmp_path)
    assert found is not None
    assert found.kind == "RSS"
    assert found.total > 1
    assert found.file is None


def test_of_processes_that_are_not_there_nothing_is_said(tmp_path: Path) -> None:
    assert footprint([2**22 + 1], tmp_path) is None


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert all(value >= 0 for value in parsed(text).values())
