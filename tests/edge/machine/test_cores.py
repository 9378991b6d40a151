"""How many threads suit a machine: physical cores, the fast ones, and what a container may have."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from edge.machine import Cores, cores
from edge.machine.files import cpu_list, number
from tests.edge.machine.tree import made

CPU = "sys/devices/system/cpu/cpu"


def test_two_logical_cpus_of_one_core_count_once(tmp_path: Path) -> None:
    tree = made(tmp_path, {f"{CPU}{cpu}/topology/core_cpus_list": f"{cpu % 4},{cpu % 4 + 4}" for cpu in range(8)})
    found = cores(tree, allowed=set(range(8)))
    assert found == Cores(logical=8, physical=4)
    assert (found.threads, found.why) == (4, "the physical cores")


def test_older_kernels_call_them_thread_siblings(tmp_path: Path) -> None:
    tree = made(
        tmp_path,
        {f"{CPU}{cpu}/topology/thread_siblings_list": f"{cpu // 2 * 2}-{cpu // 2 * 2 + 1}" for cpu in range(4)},
    )
    assert cores(tree, allowed={0, 1, 2, 3}).physical == 2


def test_only_cpus_that_the_process_may_use_count(tmp_path: Path) -> None:
    tree = made(tmp_path, {f"{CPU}{cpu}/topology/core_cpus_list": f"{cpu % 4},{cpu % 4 + 4}" for cpu in range(8)})
    assert cores(tree, allowed={1, 5}) == Cores(logical=2, physical=1)


def test_a_system_that_tells_nothing_has_its_number_of_cpus(tmp_path: Path) -> None:
    assert cores(tmp_path, allowed={0, 1, 2}) == Cores(logical=3, physical=3)
    assert cores(tmp_path, allowed=set()).threads == 1


def test_a_board_with_two_kinds_of_cores_computes_on_the_big_ones(tmp_path: Path) -> None:
    capacities = [414] * 4 + [1024] * 4  # an RK3588: four Cortex-A55 and four A76
    tree = made(tmp_path, {f"{CPU}{cpu}/cpu_capacity": capacity for cpu, capacity in enumerate(capacities)})
    found = cores(tree, allowed=set(range(8)))
    assert (found.physical, found.big, found.threads, found.why) == (8, 4, 4, "the fast cores")
    assert cores(tree, allowed={0, 1}).big is None  # bound to the small ones, it takes those


def test_cores_that_differ_by_a_few_percent_are_of_one_kind(tmp_path: Path) -> None:
    speeds = [5_100_000, 5_000_000, 4_900_000]
    tree = made(tmp_path, {f"{CPU}{cpu}/cpufreq/cpuinfo_max_freq": speed for cpu, speed in enumerate(speeds)})
    assert cores(tree, allowed={0, 1, 2}).big is None


def test_slower_dense_cores_are_told_by_their_frequency(tmp_path: Path) -> None:
    speeds = [5_100_000, 5_100_000, 3_300_000, 3_300_000]
    tree = made(tmp_path, {f"{CPU}{cpu}/cpufreq/cpuinfo_max_freq": speed for cpu, speed in enumerate(speeds)})
    assert cores(tree, allowed={0, 1, 2, 3}).big == 2


def test_an_intel_hybrid_names_its_performance_cores(tmp_path: Path) -> None:
    tree = made(
        tmp_path,
        {
            "sys/devices/cpu_core/cpus": "0-3",
            "sys/devices/cpu_atom/cpus": "4-7",
            **{f"{CPU}{cpu}/topology/core_cpus_list": f"{cpu // 2 * 2}-{cpu // 2 * 2 + 1}" for cpu in range(4)},
            **{f"{CPU}{cpu}/topology/core_cpus_list": cpu for cpu in range(4, 8)},
        },
    )
    found = cores(tree, allowed=set(range(8)))
    assert (found.physical, found.big) == (6, 2)


def test_a_container_gets_no_more_threads_than_its_share_of_time(tmp_path: Path) -> None:
    second = {"proc/self/cgroup": "0::/box", "sys/fs/cgroup/cgroup.controllers": "cpu memory"}
    tree = made(tmp_path / "2", {**second, "sys/fs/cgroup/box/cpu.max": "250000 100000"})
    found = cores(tree, allowed=set(range(8)))
    assert (found.quota, found.threads, found.why) == (2.5, 2, "the container's share of CPU time")
    tree = made(tmp_path / "max", {**second, "sys/fs/cgroup/box/cpu.max": "max 100000"})
    assert cores(tree, allowed={0, 1}).quota is None
    first: dict[str, str | int] = {"proc/self/cgroup": "3:cpu,cpuacct:/box"}
    first["sys/fs/cgroup/cpu/box/cpu.cfs_period_us"] = 100_000
    tree = made(tmp_path / "1", {**first, "sys/fs/cgroup/cpu/box/cpu.cfs_quota_us": 50_000})
    assert cores(tree, allowed={0, 1}).threads == 1
    tree = made(tmp_path / "-1", {**first, "sys/fs/cgroup/cpu/box/cpu.cfs_quota_us": -1})
    assert cores(tree, allowed={0, 1}).quota is None


def test_this_machine_has_a_core() -> None:
    found = cores()
    assert 1 <= found.threads <= found.physical <= found.logical


@given(st.sets(st.integers(0, 300)))
def test_a_written_list_of_cpus_is_read_back(cpus: set[int]) -> None:
    assert cpu_list(",".join(map(str, sorted(cpus)))) == cpus


@given(st.integers(0, 100), st.integers(0, 100))
def test_a_range_of_cpus_has_both_ends(low: int, more: int) -> None:
    assert cpu_list(f"{low}-{low + more}") == set(range(low, low + more + 1))


@given(st.text())
def test_whatever_a_file_says_nothing_is_raised(written: str) -> None:
    assert all(cpu >= 0 for cpu in cpu_list(written))
    value = number(written)
    assert value is None or value >= 0
