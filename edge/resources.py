"""What this machine and the processes of the assistant have and use: memory, load, temperature, power.

On Linux the figures come from `/proc`, which takes some tens of microseconds and knows the peak of any process;
elsewhere from psutil, which is imported only then. Sensors can take many milliseconds to read, so that is done in a
thread, and the `Sampler` tells what the thread last saw.
"""

from __future__ import annotations

import os
import re
import sys
import threading
import time
from pathlib import Path

from edge.events import Memory
from edge.machine import memory
from edge.machine.files import ROOT
from edge.machine.files import text as contents_of

__all__ = ["Sampler", "battery"]

MIB = 2**20

LIMITS_LAST = 10.0
"""Seconds for which a process that is in no container with a limit counts as such."""

SENSORS_LAST = 5.0
"""Seconds after which temperature, battery and throttling are read anew, when one of them is asked for."""

_THROTTLED_NOW = 0b1111
"""Bits of a Raspberry Pi's `get_throttled` for this moment: its voltage is too low, its clock is capped, it is
throttled, its soft temperature limit is reached. The same from bit 16 on say that it has been so since it was started.
https://www.raspberrypi.com/documentation/computers/os.html#get_throttled"""

_LINUX = sys.platform == "linux"


class Sampler:
    """Reads memory, load and sensors. Make one per process; all of it may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._temperature: float | None = None
        self._battery: float | None = None
        self._throttled = False
        self._due = 0.0
        self._reader: threading.Thread | None = None
        self._free_until = 0.0
        self._engine_peaks: dict[int, float] = {}

    def memory(self, engine_pid: int | None = None) -> Memory:
        """Memory and load at this moment, of this process and of the engine's, if it has one.

        A figure is None where it cannot be had: a process that has ended, a system that does not tell, and the
        temperature until it was read for the first time. Raises nothing and waits for nothing.
        """
        rss, peak = _own()
        engine_rss, engine_peak = self._engine(engine_pid) if engine_pid is not None else (None, None)
        return Memory(
            rss_mb=rss,
            peak_mb=peak,
            engine_rss_mb=engine_rss,
            engine_peak_mb=engine_peak,
            free_mb=self._available(),
            cpu_load=_load(),
            temperature_c=self._hottest(),
        )

    @property
    def battery(self) -> float | None:
        """Percent left in the battery that this machine runs on; None on mains, without one, and until it was read."""
        self._sense()
        return self._battery

    @property
    def throttled(self) -> bool:
        """Whether the processor says that it runs slower at this moment because it is hot or short of power.

        A Raspberry Pi's says it; of others it is not known, which counts as no.
        """
        self._sense()
        return self._throttled

    def warm(self) -> None:
        """Begin to read the sensors, so that there is something to tell soon; returns at once."""
        self._sense()

    def join(self) -> None:
        """Wait until a reading of the sensors that is under way has ended."""
        reader = self._reader
        if reader is not None:
            reader.join()

    def _available(self) -> float | None:
        """Finding a container's limits takes longer than all the rest, and most devices have none."""
        contained = time.monotonic() >= self._free_until
        now = memory(contained=contained)
        if contained and not now.limited:
            self._free_until = time.monotonic() + LIMITS_LAST
        return None if now.available is None else now.available / MIB

    def _engine(self, pid: int) -> tuple[float | None, float | None]:
        if _LINUX:
            return _of_process(pid)
        rss, _ = _of_process(pid)
        if rss is None:
            return None, None
        # The system does not tell another process's peak: it is the most that was seen here.
        self._engine_peaks = {pid: max(rss, self._engine_peaks.get(pid, 0.0))}
        return rss, self._engine_peaks[pid]

    def _hottest(self) -> float | None:
        self._sense()
        return self._temperature

    def _sense(self) -> None:
        """Read the sensors in a thread, if what was read last is old."""
        with self._lock:
            idle = self._reader is None or not self._reader.is_alive()
            if idle and time.monotonic() >= self._due:
                self._due = time.monotonic() + SENSORS_LAST
                self._reader = threading.Thread(target=self._read_sensors, name="sensors", daemon=True)
                self._reader.start()

    def _read_sensors(self) -> None:
        self._throttled = _throttled()
        left, plugged = battery()
        # Of a battery nobody knows whether it is charged: that decides nothing.
        self._battery = left if plugged is False else None
        self._temperature = _temperature()


def battery() -> tuple[float | None, bool | None]:
    """Percent left in the battery, and whether the machine is plugged in; None is what the system does not tell.

    May take many milliseconds.
    """
    folder = Path("/sys/class/power_supply")
    try:
        if _LINUX and not (folder.is_dir() and any(folder.iterdir())):
            return None, None  # as on most boards and servers: no need to load psutil
        import psutil

        found = psutil.sensors_battery()
    except (AttributeError, OSError, ValueError, RuntimeError):
        return None, None  # not on every system, and what drivers tell is not always sound
    return (None, None) if found is None else (float(found.percent), found.power_plugged)


def _throttled(root: Path = ROOT) -> bool:
    """Whether the firmware of a Raspberry Pi says so; asking it takes some milliseconds.

    Its kernel driver shows the bits as a hexadecimal number, on the models of its fifth generation under another
    address.
    """
    if not _LINUX:
        return False
    for path in (root / "sys/devices/platform").glob("soc*/soc*:firmware/get_throttled"):
        try:
            return bool(int(contents_of(path).strip(), 16) & _THROTTLED_NOW)
        except ValueError:
            continue  # it cannot be read, or says something else
    return False


def _own() -> tuple[float | None, float | None]:
    if _LINUX:
        return _of_process(os.getpid())
    import resource

    rss, _ = _of_process(os.getpid())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return rss, peak / (MIB if sys.platform == "darwin" else 1024)  # macOS counts bytes, the others KiB


def _of_process(pid: int) -> tuple[float | None, float | None]:
    """Resident memory of a process and its peak, in MiB, as far as the system tells."""
    if _LINUX:
        # A process that has ended but was not waited for has the file, without these lines.
        status = _contents(f"/proc/{pid}/status")
        return _mib(b"VmRSS", status), _mib(b"VmHWM", status)
    import psutil

    try:
        return psutil.Process(pid).memory_info().rss / MIB, None
    except (psutil.Error, OSError, ValueError, OverflowError):
        return None, None


def _contents(name: str) -> bytes:
    """The first 8 KiB of a file of `/proc`; nothing if it cannot be read."""
    try:
        file = os.open(name, os.O_RDONLY | os.O_CLOEXEC)
    except (OSError, ValueError):
        return b""
    try:
        return os.read(file, 8192)
    except OSError:
        return b""
    finally:
        os.close(file)


def _mib(key: bytes, contents: bytes) -> float | None:
    """The value of the line `key: 123 kB`."""
    found = re.search(rb"^%s:\s+(\d+) kB$" % key, contents, re.MULTILINE)
    return int(found[1]) / 1024 if found else None


def _load() -> float | None:
    try:
        return os.getloadavg()[0] / (os.cpu_count() or 1)
    except OSError:
        return None


def _temperature() -> float | None:
    """The hottest sensor in °C. May take many milliseconds."""
    folders = (Path("/sys/class/hwmon"), Path("/sys/class/thermal"))
    try:
        if _LINUX and not any(folder.is_dir() and any(folder.iterdir()) for folder in folders):
            return None  # as on most virtual machines: no need to load psutil
        import psutil

        sensors = psutil.sensors_temperatures()
    except (AttributeError, OSError, ValueError, RuntimeError):
        return None  # psutil has sensors on Linux and FreeBSD only, and what drivers tell is not always sound
    known = [sensor.current for group in sensors.values() for sensor in group if -50 < sensor.current < 200]
    return float(max(known)) if known else None
