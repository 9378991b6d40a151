"""The processor's name and instructions."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from edge.machine import processor
from edge.machine.processor import parse_cpuinfo
from tests.edge.machine.tree import made

X86 = """processor\t: 0
model\t\t: 1
model name\t: AMD EPYC
flags\t\t: fpu avx avx2

processor\t: 1
model name\t: Other
"""
ARM = """processor\t: 0
Features\t: fp asimd asimddp
CPU part\t: 0xd0b

Hardware\t: BCM2835
Model\t\t: Raspberry Pi 5
"""


def test_names_and_instructions_of_both_kinds() -> None:
    assert parse_cpuinfo(X86) == ("AMD EPYC", frozenset({"fpu", "avx", "avx2"}))
    assert parse_cpuinfo(ARM) == ("Raspberry Pi 5", frozenset({"fp", "asimd", "asimddp"}))


def test_a_board_is_called_by_its_own_name(tmp_path: Path) -> None:
    tree = made(tmp_path, {"proc/cpuinfo": ARM, "proc/device-tree/model": "Radxa ROCK 5B\0"})
    assert processor(tree).name == "Radxa ROCK 5B"
    assert processor(tmp_path / "nothing").flags == frozenset()


@given(st.text())
def test_whatever_the_kernel_writes_nothing_is_raised(written: str) -> None:
    name, flags = parse_cpuinfo(written)
    assert name == name.strip()
    assert "" not in flags
