"""How long a reading takes, and what the reader adds to the process."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from edge.reader import Reader
from edge.reader.features import ngrams

_TEXT = (
    "Could you tell me how the tides work, and why they are stronger in spring? I was at the sea with my two kids last "
    "week, they asked me, and I could not explain it in a way they would understand. 麻烦你用中文也说一遍，简单一点。"
)
LENGTHS = (20, 200, 2000)


@dataclass(frozen=True)
class Timing:
    """Milliseconds for one message of this many characters."""

    length: int
    features_p50: float
    features_p99: float
    reading_p50: float
    """Features, model and everything around them."""
    reading_p99: float


def timings(reader: Reader, times: int = 1000) -> list[Timing]:
    """Measured one after the other in this thread."""
    found = []
    for length in LENGTHS:
        text = (_TEXT * (1 + length // len(_TEXT)))[:length]
        features = _milliseconds(ngrams, text, times)
        reading = _milliseconds(reader.read, text, times)
        found.append(Timing(length, features[0], features[1], reading[0], reading[1]))
    return found


def _milliseconds(work: Callable[[str], object], text: str, times: int) -> tuple[float, float]:
    for _ in range(50):
        work(text)
    taken = []
    for _ in range(times):
        began = time.perf_counter_ns()
        work(text)
        taken.append((time.perf_counter_ns() - began) / 1e6)
    return float(np.percentile(taken, 50)), float(np.percentile(taken, 99))


_MEMORY = """
import sys
from pathlib import Path
import psutil
import numpy, onnxruntime
me = psutil.Process()
before = me.memory_info().rss
from edge.reader import Reader
reader = Reader.load(Path(sys.argv[1]))
reader.read("how are you")
loaded = me.memory_info().rss
for _ in range(50):
    reader.read("why is the sky blue and 为什么天是蓝的 " * 500)
print((loaded - before) / 2**20, (me.memory_info().rss - before) / 2**20)
"""


def memory_added(model: Path) -> tuple[float, float]:
    """Resident MiB beyond the imports of numpy and onnxruntime: after one reading, and after fifty long ones."""
    done = subprocess.run([sys.executable, "-c", _MEMORY, str(model)], capture_output=True, text=True, check=True)
    loaded, later = done.stdout.split()
    return float(loaded), float(later)
