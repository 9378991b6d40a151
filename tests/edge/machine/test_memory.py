"""What of the memory is ours to use: the machine's, or a container's."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from edge.machine import Memory, memory
from edge.machine.cgroup import MemoryLimit, groups, memory_limits
from tests.edge.machine.tree import made

MIB = 2**20
MACHINE = {"proc/meminfo": "MemTotal:        8388608 kB\nMemFree:  100 kB\nMemAvailable:    4194304 kB"}
SECOND = {**MACHINE, "sys/fs/cgroup/cgroup.controllers": "cpu memory"}


def test_without_a_container_the_machines_memory_counts(tmp_path: Path) -> None:
    assert memory(made(tmp_path, {**MACHINE})) == Memory(8192 * MIB, 4096 * MIB)
    assert memory(tmp_path / "nothing") == Memory(None, None)


def test_a_containers_limit_counts_and_what_its_files_keep_cached_is_free(tmp_path: Path) -> None:
    box = "sys/fs/cgroup/box"
    tree = made(
        tmp_path,
        {
            **SECOND,
            "proc/self/cgroup": "0::/box",
            f"{box}/memory.max": 1024 * MIB,
            f"{box}/memory.current": 900 * MIB,
            f"{box}/memory.stat": f"anon {300 * MIB}\ninactive_file {400 * MIB}\nactive_file {200 * MIB}",
        },
    )
    assert memory(tree) == Memory(1024 * MIB, 724 * MIB, limited=True)


def test_the_first_version_of_control_groups_is_read_too(tmp_path: Path) -> None:
    box = "sys/fs/cgroup/memory/box"
    tree = made(
        tmp_path,
        {
            **MACHINE,
            "proc/self/cgroup": "4:memory:/box\n0::/",
            f"{box}/memory.limit_in_bytes": 512 * MIB,
            f"{box}/memory.usage_in_bytes": 100 * MIB,
            f"{box}/memory.stat": f"inactive_file 1\ntotal_inactive_file {50 * MIB}\ntotal_active_file 0",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": 9223372036854771712,
            "sys/fs/cgroup/memory/memory.usage_in_bytes": 4096 * MIB,
        },
    )
    assert memory(tree) == Memory(512 * MIB, 462 * MIB, limited=True)


def test_the_tightest_of_the_groups_above_holds(tmp_path: Path) -> None:
    tree = made(
        tmp_path,
        {
            **SECOND,
            "proc/self/cgroup": "0::/user/app",
            "sys/fs/cgroup/user/memory.high": 256 * MIB,
            "sys/fs/cgroup/user/memory.max": "max",
            "sys/fs/cgroup/user/memory.current": 56 * MIB,
            "sys/fs/cgroup/user/app/memory.max": 2048 * MIB,
            "sys/fs/cgroup/user/app/memory.current": 10 * MIB,
        },
    )
    assert memory(tree) == Memory(256 * MIB, 200 * MIB, limited=True)
    assert [found.limit for found in memory_limits(tree)] == [2048 * MIB, 256 * MIB]


def test_a_group_that_is_not_visible_inside_the_container_is_that_which_is_mounted(tmp_path: Path) -> None:
    tree = made(
        tmp_path,
        {
            **SECOND,
            "proc/self/cgroup": "0::/../../docker/0123",
            "sys/fs/cgroup/memory.max": 128 * MIB,
            "sys/fs/cgroup/memory.current": 28 * MIB,
        },
    )
    assert memory(tree).available == 100 * MIB


def test_a_machine_that_is_fuller_than_the_container_says_so(tmp_path: Path) -> None:
    tree = made(
        tmp_path,
        {
            **SECOND,
            "proc/self/cgroup": "0::/",
            "sys/fs/cgroup/memory.max": 6000 * MIB,
            "sys/fs/cgroup/memory.current": 0,
        },
    )
    assert memory(tree) == Memory(6000 * MIB, 4096 * MIB, limited=True)


def test_this_machine_has_memory() -> None:
    found = memory()
    assert found.total is not None
    assert found.available is not None
    assert 0 < found.available <= found.total


@given(st.text())
def test_whatever_the_kernel_writes_of_our_group_nothing_is_raised(written: str) -> None:
    for path in groups(written, "memory"):
        assert path == "" or path.startswith("/")


@given(st.integers(0, 2**50), st.integers(0, 2**50), st.integers(0, 2**50))
def test_what_is_available_lies_between_nothing_and_the_limit(limit: int, used: int, cached: int) -> None:
    assert 0 <= MemoryLimit(limit, used, cached).available <= limit
