"""How long a command takes as a turn: from the text to its finished record, the journal's writes on the disk.

    python scripts/measure_skill_turn.py [--turns 200] [--folder DIR] [--profile]

Each message is asked of an `Assistant` in this process, as the terminal app asks it; the time runs from the call of
`ask` to the arrival of `Finished`, by which the record is on the disk. The templates of the languages are read before.
The home is made in DIR (by default where temporary files go) and removed behind; for comparison the time of one small
write with `fsync` there is printed, since a turn waits for two of them, and for one more where it keeps something.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import statistics
import tempfile
import time
from pathlib import Path

from edge.assistant import Assistant
from edge.events import Finished
from edge.journal import new_uid
from edge.paths import Paths
from edge.turn import Question

MESSAGES = (
    "what time is it",
    "5 miles in km",
    "set a pasta timer for 8 minutes",
    "cancel the timer",
    "set a timer for 10 minutes, then what time is it",
    "现在几点",
    "15%的80是多少",
    "把牛奶和鸡蛋加到购物清单",
    "从购物清单里删掉牛奶和鸡蛋",
    "8分のタイマーをかけて",
    "タイマーをキャンセルして",
    "東京は今何時",
)


def main() -> None:
    """Measure and print a table of p50, p99 and the longest time in ms."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=200, help="how often each message is asked")
    parser.add_argument("--folder", type=Path, help="where the home is made")
    parser.add_argument("--profile", action="store_true", help="print where the time of one thread goes instead")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        print(f"{'one write with fsync':>40}  {_row(_fsync(Path(folder)))}")
        assistant = Assistant(Paths.under(Path(folder) / "home"))
        try:
            _measure(assistant, arguments.turns, profile=arguments.profile)
        finally:
            assistant.close()


def _measure(assistant: Assistant, turns: int, *, profile: bool) -> None:
    for message in MESSAGES:  # reads the templates, which an app does when it is idle
        _turn(assistant, message)
    profiler = cProfile.Profile()
    times: dict[str, list[float]] = {message: [] for message in MESSAGES}
    for _ in range(turns):
        for message in MESSAGES:
            if profile:
                profiler.enable()
            times[message].append(_turn(assistant, message))
            profiler.disable()
    for message, taken in times.items():
        print(f"{message:>40}  {_row(taken)}")
    print(f"{'all':>40}  {_row([each for taken in times.values() for each in taken])}")
    if profile:
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(30)


def _turn(assistant: Assistant, message: str) -> float:
    """The time of one turn, in ms."""
    question = Question(message, uid=new_uid(), surface="terminal")
    begun = time.perf_counter()
    for event in assistant.ask(question):
        if isinstance(event, Finished):
            taken = (time.perf_counter() - begun) * 1000
            assert event.record.by == "skill", f"{message!r} was answered by {event.record.by}"
            assert event.record.complete, f"{message!r}: {event.record.why}"
    return taken


def _fsync(folder: Path) -> list[float]:
    """The times of 100 writes of one page, each on the disk before the next, in ms."""
    times = []
    descriptor = os.open(folder / "fsync", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        for _ in range(100):
            begun = time.perf_counter()
            os.write(descriptor, bytes(4096))
            os.fsync(descriptor)
            times.append((time.perf_counter() - begun) * 1000)
    finally:
        os.close(descriptor)
    return times


def _row(times: list[float]) -> str:
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
    return f"p50 {statistics.median(ordered):6.2f} ms   p99 {p99:6.2f} ms   longest {ordered[-1]:6.2f} ms"


if __name__ == "__main__":
    main()
