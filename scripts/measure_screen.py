"""What the terminal app costs: its start, a streamed answer, a long conversation, memory, and doing nothing.

    python scripts/measure_screen.py [start stream growth open memory idle] [--json]

start   time to the first screen, against a bare Textual application with a Markdown and an Input, each in a fresh
        process, in turn; the interpreter's own start, the same for both, is left out
stream  CPU time to show 4,000 tokens of Markdown with one block of code of 400 lines, arriving at 60 pieces a second,
        against the same pieces at the same moments in a bare Textual `MarkdownStream`
growth  the app's CPU time for 1,000, 4,000 and 8,000 such tokens
open    time until `edge` shows a conversation of 10,000 turns, against an empty home, in turn
memory  what the app holds of its own (`RssAnon + VmSwap`) after each hundred of 1,000 streamed turns
idle    CPU time of `edge` over a minute in which nothing happens

All of it on a pseudo-terminal of 80 × 24; `start`, `open` and `idle` are the command `edge` on homes of their own, with
the built-in model, the others the app over an assistant that says given pieces. CPU times and memory can be trusted on
a machine that does something else as well. The times of `start` and `open` cannot: there, look at a quiet one. Prints a
table; exits with 1 if something is above its bound. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from measure_first_screen import BARE, BEGIN, OURS, first_screen
from on_terminal import OnTerminal

from edge.answerer import Tokens
from edge.events import Reason, Route, TurnRecord
from edge.journal import Journal, new_uid
from edge.paths import Paths
from edge.turn import Question

READY = "Enter sends it."
LAST = "The-last-answer"
MODEL = "builtin"
RATE = 60
LOOKS = 10
IDLE_S = 60.0
CALM_S = 12.0
"""Until the model is loaded and nothing is begun any more."""


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    name: str
    value: float
    unit: str
    most: float | None = None
    """The bound; None where there is none."""

    @property
    def kept(self) -> bool:
        """Whether it is within its bound."""
        return self.most is None or self.value <= self.most


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    rounds: int
    tokens: int
    turns: int
    answers: int
    seconds: float


def start(options: Options, folder: Path) -> Iterator[Figure]:
    """See the module."""
    first_screen(OURS, folder), first_screen(BARE, folder)  # what is on disk gets into the page cache
    pairs = [(first_screen(OURS, folder), first_screen(BARE, folder)) for _ in range(options.rounds)]
    yield Figure("first screen", statistics.median(ours for ours, _ in pairs) * 1000, "ms")
    yield Figure("first screen of bare Textual", statistics.median(bare for _, bare in pairs) * 1000, "ms")
    yield Figure("first screen, ratio", statistics.median(ours / bare for ours, bare in pairs), "", 1.5)


@dataclass(frozen=True)
class Streamed:
    """One stream."""

    cpu_s: float
    late_s: float
    """How long after its planned end the last piece was taken."""
    bytes: int


def streamed(program: str, tokens: int, folder: Path) -> Streamed:
    """Stream so many tokens into `ours` or `bare`."""
    result = folder / f"{program}-{tokens}.json"
    command: list[str | Path] = [sys.executable, Path(__file__).parent / "measured_stream.py", program]
    command += ["--tokens", str(tokens), "--rate", str(RATE), "--result", result, "--home", folder / program]
    with OnTerminal(command) as app:
        app.until(READY)
        if program == "ours":
            app.during(1)
            app.type("hello\r")
        app.during(4)
        before = app.bytes
        app.type("go\r")
        app.end(60 + 20 * tokens / RATE)  # bare Textual is late, much so on a busy machine
        told = json.loads(result.read_text("utf-8"))
        return Streamed(told["cpu_s"], told["late_s"], app.bytes - before)


def stream(options: Options, folder: Path) -> Iterator[Figure]:
    """See the module."""
    ours, bare = streamed("ours", options.tokens, folder), streamed("bare", options.tokens, folder)
    name = f"{options.tokens} tokens"
    yield Figure(f"{name}, CPU time", ours.cpu_s, "s")
    yield Figure(f"{name}, CPU time of bare Textual", bare.cpu_s, "s")
    yield Figure(f"{name}, ratio", ours.cpu_s / bare.cpu_s, "", 0.8)
    yield Figure(f"{name}, behind the stream at its end", ours.late_s, "s")
    yield Figure(f"{name}, bare Textual behind the stream", bare.late_s, "s")
    yield Figure(f"{name}, to the terminal", ours.bytes / 1e6, "MB")


def growth(options: Options, folder: Path) -> Iterator[Figure]:
    """See the module."""
    sizes = (options.tokens // 4, options.tokens, options.tokens * 2)
    used = {tokens: streamed("ours", tokens, folder).cpu_s for tokens in sizes}
    for tokens, cpu_s in used.items():
        yield Figure(f"{tokens} tokens, CPU time of each", cpu_s / tokens * 1000, "ms")
    few, _, many = (used[tokens] / tokens for tokens in sizes)
    yield Figure("CPU time of a token, many against few", many / few, "", 1.25)


def fill(home: Path, turns: int) -> None:
    """Put a conversation into a home."""
    journal = Journal.open(Paths.under(home).journal)
    route = Route("local", None, (Reason("only_the_device", "No endpoint is configured."),), "en")
    conversation = None
    for number in range(turns):
        started = journal.begin(Question(f"Question {number}: how is it?", new_uid(), conversation or "new"))
        conversation = started.conversation
        text = f"It is the **{number}th** time that you ask, and `nothing` has changed since then.\n\n- one\n- two\n"
        if number == turns - 1:
            text += f"\n{LAST}\n"
        journal.finish(
            TurnRecord(
                turn=started.turn,
                conversation=started.conversation,
                text=text,
                by="local",
                model="m",
                complete=True,
                route=route,
                total_ms=12.5,
                tokens=Tokens(9, 4, 5),
            ),
            new_uid(),
        )
    journal.close()


def opened(home: Path, begun: Path, marks: Sequence[str]) -> float:
    """Seconds from the first line of Python until all marks are on screen."""
    with OnTerminal([sys.executable, "-c", BEGIN + OURS, begun, home]) as app:
        moments = [app.until(mark) for mark in marks]
        app.during(1)  # the engine is started by then, and sees that nobody wants it any more
        return max(moments) - float(begun.read_text("ascii"))


def open_(options: Options, folder: Path) -> Iterator[Figure]:
    """See the module."""
    fill(folder / "long", options.turns)
    empty, full = (folder / "empty", [READY, MODEL]), (folder / "long", [READY, LAST])
    for home, marks in (empty, full):
        opened(home, folder / "begun", marks)
    pairs = [[opened(home, folder / "begun", marks) for home, marks in (empty, full)] for _ in range(options.rounds)]
    yield Figure("empty home, open", statistics.median(none for none, _ in pairs) * 1000, "ms")
    yield Figure(f"{options.turns} turns, open", statistics.median(many for _, many in pairs) * 1000, "ms")
    more = statistics.median(many - none for none, many in pairs) * 1000
    yield Figure(f"{options.turns} turns, more than none", more, "ms", 300)


def memory(options: Options, folder: Path) -> Iterator[Figure]:
    """See the module."""
    command: list[str | Path] = [sys.executable, Path(__file__).parent / "measured_stream.py", "turns"]
    command += ["--result", folder / "none", "--home", folder / "turns"]
    looks: list[tuple[int, float]] = []
    with OnTerminal(command) as app:
        app.until(READY)
        app.during(2)
        step = max(1, options.answers // LOOKS)
        for turn in range(1, options.answers + 1):
            app.type(f"turn {turn}\r")
            app.until(f"END-OF-{turn}.")
            if turn % step == 0:
                app.during(1)
                looks.append((turn, app.held_mib()))
                if turn in (step, step * LOOKS):
                    yield Figure(f"held after {turn} turns", looks[-1][1], "MiB")
    half = looks[len(looks) // 2 :]
    mean = statistics.mean(turn for turn, _ in half)
    slope = sum((turn - mean) * held for turn, held in half) / sum((turn - mean) ** 2 for turn, _ in half)
    yield Figure("growth in 100 turns, second half", slope * 100, "MiB", 0.5)


def idle(options: Options, folder: Path) -> Iterator[Figure]:
    """See the module."""
    fill(folder / "idle", 20)
    with OnTerminal([sys.executable, "-c", BEGIN + OURS, folder / "begun", folder / "idle"]) as app:
        app.until(READY)
        app.during(CALM_S)
        pids = [app.pid, *app.children()]
        before = [app.cpu_s(pid) for pid in pids]
        begun, written = time.monotonic(), app.bytes
        app.during(options.seconds)
        seconds = time.monotonic() - begun
        used = [app.cpu_s(pid) - then for pid, then in zip(pids, before, strict=True)]
        yield Figure("idle, CPU of the app", used[0] / seconds * 100, "%", 1.0)
        yield Figure("idle, CPU of its engine", sum(used[1:]) / seconds * 100, "%", 1.0)
        yield Figure("idle, to the terminal", app.bytes - written, "bytes")


PARTS: dict[str, Callable[[Options, Path], Iterator[Figure]]] = {
    "start": start,
    "stream": stream,
    "growth": growth,
    "open": open_,
    "memory": memory,
    "idle": idle,
}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help="what to measure; default: everything")
    parser.add_argument("--rounds", type=int, default=9, metavar="N", help="pairs of starts; default: 9")
    parser.add_argument("--tokens", type=int, default=4000, metavar="N", help="of a streamed answer; default: 4000")
    parser.add_argument("--turns", type=int, default=10000, metavar="N", help="of a conversation; default: 10000")
    parser.add_argument("--answers", type=int, default=1000, metavar="N", help="for the memory; default: 1000")
    parser.add_argument("--seconds", type=float, default=IDLE_S, metavar="S", help="of doing nothing; default: 60")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args()
    if unknown := [part for part in chosen.parts if part not in PARTS]:
        parser.error(f"there is no part {unknown[0]!r}; there are: {', '.join(PARTS)}")
    options = Options(chosen.rounds, chosen.tokens, chosen.turns, chosen.answers, chosen.seconds)
    figures: list[Figure] = []
    for part in chosen.parts or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            for figure in PARTS[part](options, Path(folder)):
                figures.append(figure)
                if not chosen.json:
                    bound = "" if figure.most is None else f"   at most {figure.most:g}"
                    print(f"{figure.name:44} {figure.value:10.2f} {figure.unit:5}{bound}", flush=True)
    kept = all(figure.kept for figure in figures)
    if chosen.json:
        load = os.getloadavg()[0]
        print(json.dumps({"figures": [asdict(figure) for figure in figures], "kept": kept, "load": load}, indent=2))
    elif not kept:
        print("ABOVE ITS BOUND: " + ", ".join(figure.name for figure in figures if not figure.kept))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
