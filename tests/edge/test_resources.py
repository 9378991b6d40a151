from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from edge import resources
from edge.resources import Sampler, battery

SLEEPS = "import sys; print('ready', flush=True); sys.stdin.read()"
LINUX = sys.platform == "linux"


@pytest.fixture(params=["as on this system", "by psutil"])
def sampler(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Sampler:
    if request.param == "by psutil":
        monkeypatch.setattr(resources, "_LINUX", False)
    return Sampler()


def test_a_process_knows_its_memory_and_its_peak(sampler: Sampler) -> None:
    memory = sampler.memory()
    assert memory.rss_mb is not None
    assert memory.peak_mb is not None
    assert memory.rss_mb == pytest.approx(psutil.Process().memory_info().rss / 2**20, rel=0.3)
    assert memory.peak_mb >= memory.rss_mb * 0.9
    assert (memory.engine_rss_mb, memory.engine_peak_mb) == (None, None)


def test_what_a_process_gave_back_stays_in_its_peak(sampler: Sampler) -> None:
    block = bytearray(b"x" * (64 * 2**20))
    del block
    memory = sampler.memory()
    assert memory.rss_mb is not None
    assert memory.peak_mb is not None
    assert memory.peak_mb > 64


def test_the_engine_is_another_process_that_may_end_at_any_time(sampler: Sampler) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", SLEEPS], stdin=pipe, stdout=pipe) as engine:
        assert engine.stdout is not None
        engine.stdout.readline()
        memory = sampler.memory(engine.pid)
        assert memory.engine_rss_mb is not None
        assert memory.engine_peak_mb is not None
        assert 1 < memory.engine_rss_mb <= memory.engine_peak_mb < 500
        engine.kill()
        engine.wait()
        gone = sampler.memory(engine.pid)
    assert (gone.engine_rss_mb, gone.engine_peak_mb) == (None, None)
    assert gone.rss_mb is not None


@pytest.mark.skipif(not LINUX, reason="only Linux shows a process that was not waited for in this way")
def test_an_engine_that_has_ended_and_was_not_waited_for_has_no_memory() -> None:
    engine = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert engine.stdout is not None
    engine.stdout.read()  # its end
    os.waitid(os.P_PID, engine.pid, os.WEXITED | os.WNOWAIT)
    assert Sampler().memory(engine.pid).engine_rss_mb is None
    engine.communicate()


@pytest.mark.parametrize("pid", [-1, 0, 2**22 + 1, 2**70])
def test_a_number_that_is_no_process_has_no_memory(sampler: Sampler, pid: int) -> None:
    assert sampler.memory(pid).engine_peak_mb is None


def test_free_memory_and_load(sampler: Sampler) -> None:
    memory = sampler.memory()
    assert memory.free_mb is not None
    assert 0 < memory.free_mb < psutil.virtual_memory().total / 2**20
    assert memory.cpu_load is not None
    assert memory.cpu_load >= 0


# -- temperature


def sensors(monkeypatch: pytest.MonkeyPatch, *degrees: float) -> None:
    monkeypatch.setattr(resources, "_LINUX", False)
    found = {"cpu": [SimpleNamespace(current=value) for value in degrees]}
    monkeypatch.setattr(psutil, "sensors_temperatures", lambda: found, raising=False)


def test_the_hottest_sensor_counts_and_nonsense_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    sensors(monkeypatch, 41.0, 63.5, -273.0, 65_261.0)
    sampler = Sampler()
    sampler.warm()
    sampler.join()
    assert sampler.memory().temperature_c == 63.5


def test_a_slow_sensor_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    sensors(monkeypatch)
    asked, answer = threading.Event(), threading.Event()

    def slow() -> dict[str, list[SimpleNamespace]]:
        asked.set()
        answer.wait()
        return {"cpu": [SimpleNamespace(current=50.0)]}

    monkeypatch.setattr(psutil, "sensors_temperatures", slow, raising=False)
    sampler = Sampler()
    assert sampler.memory().temperature_c is None
    asked.wait()
    assert sampler.memory().temperature_c is None
    answer.set()
    sampler.join()
    assert sampler.memory().temperature_c == 50.0


def test_a_temperature_is_read_anew_only_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    sampler = Sampler()
    monkeypatch.setattr(resources, "SENSORS_LAST", 3600.0)
    for degrees, expected in ((50.0, 50.0), (60.0, 50.0)):
        sensors(monkeypatch, degrees)
        sampler.warm()
        sampler.join()
        assert sampler.memory().temperature_c == expected
    sampler._due = 0.0  # an hour later
    sampler.warm()
    sampler.join()
    assert sampler.memory().temperature_c == 60.0


@pytest.mark.parametrize("error", [OSError, AttributeError, ValueError, RuntimeError])
def test_a_system_without_sensors_has_no_temperature(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def none() -> None:
        raise error("no sensors")

    monkeypatch.setattr(resources, "_LINUX", False)
    monkeypatch.setattr(psutil, "sensors_temperatures", none, raising=False)
    sampler = Sampler()
    sampler.warm()
    sampler.join()
    assert sampler.memory().temperature_c is None


# -- power


@pytest.mark.parametrize(
    ("percent", "plugged", "left"), [(41.0, False, 41.0), (41.0, True, None), (41.0, None, None), (None, None, None)]
)
def test_a_battery_counts_while_the_machine_runs_on_it(
    monkeypatch: pytest.MonkeyPatch, percent: float | None, plugged: bool | None, left: float | None
) -> None:
    found = None if percent is None else SimpleNamespace(percent=percent, power_plugged=plugged)
    monkeypatch.setattr(resources, "_LINUX", False)
    monkeypatch.setattr(psutil, "sensors_battery", lambda: found, raising=False)
    sampler = Sampler()
    sampler.warm()
    sampler.join()
    assert sampler.battery == left


@pytest.mark.parametrize("error", [OSError, AttributeError, ValueError, RuntimeError])
def test_a_system_that_does_not_tell_of_a_battery_has_none(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def none() -> None:
        raise error("no battery")

    monkeypatch.setattr(resources, "_LINUX", False)
    monkeypatch.setattr(psutil, "sensors_battery", none, raising=False)
    assert battery() == (None, None)


@pytest.mark.skipif(not LINUX, reason="the driver is one of Linux")
@pytest.mark.parametrize("soc", ["soc/soc:firmware", "soc@107c000000/soc@107c000000:firmware"])
@pytest.mark.parametrize(
    ("says", "throttled"),
    [("0\n", False), ("50000\n", False), ("1\n", True), ("e0008\n", True), ("4\n", True), ("", False), ("no\n", False)],
)
def test_a_raspberry_pi_says_whether_it_is_throttled_now(tmp_path: Path, soc: str, says: str, throttled: bool) -> None:
    folder = tmp_path / "sys/devices/platform" / soc
    folder.mkdir(parents=True)
    (folder / "get_throttled").write_text(says)
    assert resources._throttled(tmp_path) is throttled


def test_a_machine_without_such_firmware_is_not_throttled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert resources._throttled(tmp_path) is False
    monkeypatch.setattr(resources, "_throttled", lambda: True)
    sampler = Sampler()
    sampler.warm()
    sampler.join()
    assert sampler.throttled is True


@pytest.mark.skipif(not LINUX, reason="elsewhere psutil is what tells")
def test_on_linux_the_memory_is_known_without_loading_psutil() -> None:
    code = (
        "import sys, edge.resources as r; r._temperature = lambda: None; r.battery = lambda: (None, None);"
        " assert r.Sampler().memory().rss_mb; assert 'psutil' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
