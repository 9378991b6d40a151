"""Where the app draws sparingly by itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from edge.doctor.terminal import terminal
from edge.low_power import LowPower, low_power
from edge.machine import Cores
from edge.machine.strength import weakness
from tests.edge.machine.tree import made

STRONG = Cores(logical=8, physical=4)
LAPTOP = {"TERM": "xterm-256color"}


def fast() -> str:
    return ""


@pytest.mark.parametrize(
    ("environ", "device", "why"),
    [
        (LAPTOP | {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}, "/dev/pts/3", "SSH"),
        (LAPTOP | {"SSH_TTY": "/dev/pts/3"}, "/dev/pts/3", "SSH"),
        (LAPTOP, "/dev/ttyAMA0", "serial"),
        (LAPTOP, "/dev/ttyS0", "serial"),
        (LAPTOP, "/dev/hvc0", "serial"),
        ({"TERM": "vt220"}, "", "serial"),
        ({"TERM": "linux"}, "/dev/tty1", "Linux console"),
    ],
)
def test_it_is_chosen_over_slow_lines(environ: dict[str, str], device: str, why: str) -> None:
    chosen = low_power("auto", environ, device, fast)
    assert chosen.on
    assert why in chosen.why


def test_a_window_on_a_fast_machine_gets_every_frame() -> None:
    assert not low_power("auto", LAPTOP, "/dev/pts/3", fast).on
    assert not low_power("auto", LAPTOP | {"SSH_CONNECTION": ""}, "/dev/pts/3", fast).on


def test_it_is_chosen_on_a_weak_processor_and_says_which() -> None:
    assert low_power("auto", LAPTOP, "", lambda: "this is a Raspberry Pi 4").why == "this is a Raspberry Pi 4"


@pytest.mark.parametrize("wanted", ["on", "off"])
def test_the_setting_wins(wanted: str) -> None:
    assert low_power(wanted, {"SSH_TTY": "/dev/pts/0"}, "", fast).on is (wanted == "on")


@pytest.mark.parametrize(
    ("files", "own", "why"),
    [
        ({"proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0"}, STRONG, "Raspberry Pi 5 Model B"),
        ({"sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq": 1_416_000}, STRONG, "1.4 GHz"),
        ({"sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq": 3_400_000}, STRONG, ""),
        ({}, Cores(logical=4, physical=4, quota=0.5), "one core"),
        ({}, STRONG, ""),
    ],
)
def test_what_makes_a_processor_weak(tmp_path: Path, files: dict[str, str | int], own: Cores, why: str) -> None:
    found = weakness(made(tmp_path, files), own)
    assert why in found
    assert bool(found) is bool(why)


def test_the_doctor_says_how_the_app_is_drawn_and_why() -> None:
    checks = terminal(LAPTOP, "utf-8", os.terminal_size((80, 24)), LowPower(True, "the terminal is reached over SSH"))
    (frames,) = [check for check in checks if check.name == "terminal.frames"]
    assert frames.text == "few frames, no animation: the terminal is reached over SSH"
    assert frames.values == {"low_power": True}
