"""What a turn that goes up costs beside the endpoint's own time, and how soon there is a word when no endpoint helps.

    python scripts/measure_escalation.py [--rounds 50] [--late 10] [--model FILE] [--wait MS] [--folder DIR] [--json]

Overhead: an `Assistant` in this process and `curl -N` ask the same server on this machine (scripts/streaming_server.py,
in a process of its own) in turn, with the same body. The assistant's time runs from the call of `ask` to the first
`Piece`, curl's by its own clock from its start to the first byte, which this server sends together with the first word;
the start of curl's process does not count. The target is a median of at most 5 ms more.

A useful first word: the time from `ask` to the first `Piece`, whoever wrote it, where the endpoint is down (its port is
closed), black-holed (it never takes the connection), and stalling (it sends its head and nothing more). The target is
the deadline (`cloud.deadline`) and 100 ms, where the device alone would need less than the deadline. Each question is
a new one, so that the device has no prompt in its cache, and each endpoint as well, so that none is known to be down.

The device's model is by default a copy of the built-in one's file: that one itself stands in for no answer that may
still come. The home is made in DIR (by default where temporary files go) and removed behind. Linux only: a listening
socket whose queue is full is what swallows connections.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from edge.assistant import Assistant
from edge.catalogue.configuring import enter, withdraw
from edge.events import Finished, Piece
from edge.journal import new_uid
from edge.paths import Paths
from edge.settings import Settings
from edge.turn import Question

HARD = "Prove step by step that there are infinitely many primes that leave the remainder {n} when divided by {m}."
OVERHEAD_MS = 5.0
LATENESS_MS = 100.0
BUILTIN = Path(__file__).resolve().parent.parent / "edge" / "data" / "builtin.gguf"
SERVER = Path(__file__).with_name("streaming_server.py")
ENDPOINT = "here"


@dataclass
class Times:
    """Samples in ms, and who wrote the first word."""

    samples: list[float] = field(default_factory=list)
    by: set[str] = field(default_factory=set)

    def row(self) -> dict[str, object]:
        """The figures."""
        ordered = sorted(self.samples)
        return {
            "samples": len(ordered),
            "p50": round(statistics.median(ordered), 1),
            "p90": round(ordered[min(len(ordered) - 1, round(0.9 * len(ordered)))], 1),
            "longest": round(ordered[-1], 1),
            "by": "/".join(sorted(self.by)),
        }


class Asker:
    """An assistant with one endpoint, which can be another one in each turn."""

    def __init__(self, paths: Paths, settings: Settings) -> None:
        self._paths = paths
        self._assistant = Assistant(paths, settings)
        self._asked = 0

    def point(self, url: str | None) -> None:
        """Make this the only endpoint; nothing is known of it."""
        withdraw(self._paths.endpoints, ENDPOINT)
        if url is not None:
            enter(self._paths.endpoints, ENDPOINT, {"base_url": url, "model": "test-model"})

    def first_word(
        self, text: str | None = None, *, choice: Literal["local"] | None = None, to_the_end: bool = False
    ) -> tuple[float, str]:
        """Ask: ms until the first word came, and who wrote it.

        text        None is a hard question that was not asked before
        choice      `local` has the device answer
        to_the_end  whether the rest of the answer is heard, too
        """
        if text is None:
            self._asked += 1
            text = HARD.format(n=self._asked, m=self._asked * 7 + 3)
        question = Question(text, uid=new_uid(), conversation="new", choice=choice, surface="terminal")
        taken, by = 0.0, ""
        begun = time.perf_counter()
        turn = self._assistant.ask(question)
        for event in turn:
            if isinstance(event, Piece) and not by:
                taken, by = (time.perf_counter() - begun) * 1000, event.by
                if not to_the_end:
                    turn.cancel()
            elif isinstance(event, Finished) and not by:
                raise SystemExit(f"There was no first word: {event.record.why or 'the reply is empty'}")
        return taken, by

    def close(self) -> None:
        """End it."""
        self._assistant.close()


def overhead(asker: Asker, wait_ms: float, rounds: int, folder: Path) -> dict[str, object]:
    """Assistant and curl in turn."""
    bodies = folder / "requests"
    with streaming(["--wait", str(wait_ms), "--requests", str(bodies)]) as url:
        asker.point(url)
        text = HARD.format(n=1, m=4)
        for _ in range(3):  # imports, connections, the reader
            asker.first_word(text, to_the_end=True)
        body = folder / "body.json"
        body.write_bytes(bodies.read_bytes().splitlines()[-1])
        curled(url, body)
        ours, curls = Times(), Times()
        for _ in range(rounds):
            taken, by = asker.first_word(text, to_the_end=True)
            ours.samples.append(taken)
            ours.by.add(by)
            curls.samples.append(curled(url, body))
        same = bodies.read_bytes().splitlines()[-1] == body.read_bytes()
    if ours.by != {"cloud"} or not same:
        raise SystemExit("The assistant did not ask the server what curl asked it.")
    more = statistics.median(ours.samples) - statistics.median(curls.samples)
    return {
        "server_waits_ms": wait_ms,
        "curl": curls.row(),
        "assistant": ours.row(),
        "more_ms": round(more, 2),
        "target_ms": OVERHEAD_MS,
        "met": more <= OVERHEAD_MS,
    }


def curled(url: str, body: Path) -> float:
    """Ms until curl has the first byte, by its own clock."""
    command = ["curl", "-sN", "-o", "/dev/null", "-w", "%{time_starttransfer}", "-H", "Content-Type: application/json"]
    command += ["--noproxy", "*", "--data-binary", f"@{body}", f"{url}/chat/completions"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout) * 1000


def late(asker: Asker, deadline_s: float, rounds: int) -> dict[str, object]:
    """The first word where no endpoint helps, and of the device alone."""
    alone = Times()
    asker.point(None)
    for number in range(rounds + 1):
        taken, by = asker.first_word(choice="local")
        if number:  # the first one loads the model
            alone.samples.append(taken)
            alone.by.add(by)
    found = {"device alone": alone.row()}
    limit = deadline_s * 1000 + LATENESS_MS
    met = True
    for name, broken in BROKEN.items():
        times = Times()
        with broken() as url:
            for _ in range(rounds):
                asker.point(url)
                taken, by = asker.first_word()
                times.samples.append(taken)
                times.by.add(by)
        found[name] = times.row()
        met = met and max(times.samples) <= limit
    return {
        "deadline_ms": deadline_s * 1000,
        "first_word": found,
        "target_ms": limit,
        "counts": statistics.median(alone.samples) < deadline_s * 1000,
        "met": met,
    }


@contextmanager
def streaming(options: list[str]) -> Iterator[str]:
    """A server in a process of its own, and its base URL."""
    command = [sys.executable, str(SERVER), *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()


@contextmanager
def down() -> Iterator[str]:
    """A port at which nobody listens."""
    with socket.socket() as taken:  # bound and not listening: nobody else gets it
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


@contextmanager
def black_hole() -> Iterator[str]:
    """A socket whose queue of connections is full: what comes then is dropped without a word."""
    with ExitStack() as open_ones:
        listening = open_ones.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _ in range(16):
            waiting = open_ones.enter_context(socket.socket())
            waiting.settimeout(0.3)
            try:
                waiting.connect(listening.getsockname())
            except TimeoutError:
                break
        else:
            raise SystemExit("This system takes every connection, and a black hole cannot be made.")
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"


@contextmanager
def stalling() -> Iterator[str]:
    """A server that sends its head and nothing more."""
    with streaming(["--stall"]) as url:
        yield url


BROKEN: dict[str, Callable[[], contextlib.AbstractContextManager[str]]] = {
    "down": down,
    "black-holed": black_hole,
    "stalling": stalling,
}


def main() -> int:
    """Measure and print. Ends with 1 if a target was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50, help="turns against curl; 0 leaves that out")
    parser.add_argument("--late", type=int, default=10, help="turns with each broken endpoint; 0 leaves that out")
    parser.add_argument("--model", metavar="NAME", help="the device's model, also a GGUF file; see above")
    parser.add_argument("--wait", type=float, default=50.0, metavar="MS", help="how long the server takes to begin")
    parser.add_argument("--folder", type=Path, help="where the home is made")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    if given.rounds and shutil.which("curl") is None:
        sys.stderr.write("curl is not here, and the overhead is measured against it: install it, or take --rounds 0.\n")
        return 2
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        settings = Settings(model=device(given.model, Path(folder).absolute()))
        result: dict[str, object] = {"model": Path(settings.model).name}
        asker = Asker(Paths.under(Path(folder).absolute() / "home"), settings)
        try:
            if given.rounds:
                result["overhead"] = overhead(asker, given.wait, given.rounds, Path(folder))
            if given.late:
                result["late"] = late(asker, settings.cloud.deadline, given.late)
        finally:
            asker.close()
    print(json.dumps(result, indent=1) if given.json else readable(result))
    return 0 if all(part["met"] for part in result.values() if isinstance(part, dict)) else 1


def device(given: str | None, folder: Path) -> str:
    """The name or file of the device's model."""
    if given is None:
        copy = folder / "copy-of-builtin.gguf"
        shutil.copy(BUILTIN, copy)
        return str(copy)
    return str(Path(given).absolute()) if given.endswith(".gguf") else given


def readable(result: dict[str, object]) -> str:
    """The same as tables in Markdown."""
    lines = [f"Device: {result['model']}", ""]
    over, late = result.get("overhead"), result.get("late")
    if isinstance(over, dict):
        lines += _table({"curl -N": over["curl"], "Assistant": over["assistant"]})
        verdict = "met" if over["met"] else "missed"
        lines += [f"\n{over['more_ms']} ms more than curl (target: at most {over['target_ms']:g}): {verdict}", ""]
    if isinstance(late, dict):
        lines += _table(late["first_word"])
        verdict = "met" if late["met"] else "missed"
        counts = (
            "" if late["counts"] else "; the device alone takes longer than the deadline, so that it does not count"
        )
        lines += [f"\nDeadline {late['deadline_ms']:g} ms (target: at most {late['target_ms']:g}): {verdict}{counts}"]
    return "\n".join(lines)


def _table(rows: dict[str, dict[str, object]]) -> list[str]:
    lines = ["| first word, ms | turns | p50 | p90 | longest | by |", "| --- | --- | --- | --- | --- | --- |"]
    for name, row in rows.items():
        lines.append(f"| {name} | {row['samples']} | {row['p50']} | {row['p90']} | {row['longest']} | {row['by']} |")
    return lines


if __name__ == "__main__":
    sys.exit(main())
