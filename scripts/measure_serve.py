"""Load on `edge serve`, and what it costs beside an `Assistant` in the same process.

    python scripts/measure_serve.py [--clients 1,8,32,64] [--seconds 120] [--model NAME] [--json]

Load: so many clients at a time each ask a question as soon as the last one is answered, each with a connection of its
own, for so many seconds, of one `edge serve` on an empty home. First word is the time from sending the request to the
first text; a client that is told to come again (429) waits as long as it is told, and that counts as no error. Out of
order is the share of answers of the device that began before one that was asked earlier and still waited (the engine
answers first come first served; two requests of the same moment may meet in either order, so those within 50 ms do not
count). Memory is that of program and engine by `/metrics`, every second; its slope is in MiB a minute by least squares.

Overhead: the same question in turn to the server and to an `Assistant` in this process, both on the built-in model;
the median of the first words, 50 each.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from check_api import serving

from edge.assistant import Assistant
from edge.events import Piece
from edge.journal.uid import new_uid
from edge.paths import Paths
from edge.settings import Settings
from edge.turn import Question

QUESTIONS = ("hello", "how are you?", "good morning", "thank you", "tell me about yourself", "你好", "谢谢", "你好吗")
SAME_MOMENT_S = 0.05
ROUNDS = 50


@dataclass
class Seen:
    """What the clients of one load saw."""

    first: list[tuple[float, float]] = field(default_factory=list)
    """When each answered request was sent, and when its first text came."""
    refused: int = 0
    errors: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    """Seconds and MiB."""
    lock: threading.Lock = field(default_factory=threading.Lock)


class Client:
    """One connection that is kept."""

    def __init__(self, url: str, token: str) -> None:
        self._at = urllib.parse.urlsplit(url).netloc
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._connection = http.client.HTTPConnection(self._at, timeout=120)

    def ask(self, text: str) -> tuple[int, float, float, str]:
        """Status, when it was sent, when the first text came, and what `Retry-After` or the end says."""
        said = {"model": "device", "stream": True, "messages": [{"role": "user", "content": text}]}
        sent = time.monotonic()
        self._connection.request("POST", "/v1/chat/completions", json.dumps(said), self._headers)
        response = self._connection.getresponse()
        if response.status != 200:
            response.read()
            return response.status, sent, sent, response.headers.get("Retry-After", "1")
        first, last = 0.0, b""
        for line in response:
            if not first and b'"content":' in line and b'"content":""' not in line:
                first = time.monotonic()
            last = line if line.strip() else last
        return 200, sent, first, "" if last.strip() == b"data: [DONE]" and first else "the stream broke off"

    def metrics(self) -> dict[str, float]:
        """What `/metrics` says, without labels."""
        self._connection.request("GET", "/metrics", headers=self._headers)
        lines = self._connection.getresponse().read().decode().splitlines()
        pairs = [line.split() for line in lines if not line.startswith("#") and "{" not in line]
        return {name: float(value) for name, value in pairs}


def load(url: str, token: str, clients: int, seconds: float) -> dict[str, object]:
    """So many clients for so long."""
    seen, end = Seen(), time.monotonic() + seconds

    def ask() -> None:
        client, chosen = Client(url, token), random.Random(threading.get_ident())
        while time.monotonic() < end:
            try:
                status, sent, first, told = client.ask(chosen.choice(QUESTIONS))
            except OSError as error:
                with seen.lock:
                    seen.errors.append(type(error).__name__)
                client = Client(url, token)
                continue
            with seen.lock:
                if status == 200 and not told:
                    seen.first.append((sent, first))
                elif status == 429:
                    seen.refused += 1
                else:
                    seen.errors.append(told if status == 200 else str(status))
            if status == 429:
                time.sleep(min(float(told), max(0.0, end - time.monotonic())))

    threads = [threading.Thread(target=ask, daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    watcher, began = Client(url, token), time.monotonic()
    while time.monotonic() < end:
        told = watcher.metrics()
        mib = sum(told.get(name, 0.0) for name in ("edge_memory_bytes", "edge_engine_memory_bytes")) / 2**20
        seen.memory.append((time.monotonic() - began, mib))
        time.sleep(1.0)
    for thread in threads:
        thread.join(120)
    return row(seen, clients, seconds)


def row(seen: Seen, clients: int, seconds: float) -> dict[str, object]:
    """The figures of one load."""
    ttft = sorted((first - sent) * 1000 for sent, first in seen.first)
    by_sent = sorted(seen.first)
    out_of_order = 0
    for place, (sent, first) in enumerate(by_sent):
        before = [other for at, other in by_sent[max(0, place - 100) : place] if at < sent - SAME_MOMENT_S]
        out_of_order += bool(before) and first < max(before)
    return {
        "clients": clients,
        "answers_a_second": round(len(ttft) / seconds, 1),
        "ttft_p50_ms": round(statistics.median(ttft), 1) if ttft else None,
        "ttft_p99_ms": round(ttft[min(len(ttft) - 1, int(0.99 * len(ttft)))], 1) if ttft else None,
        "errors": len(seen.errors),
        "kinds": sorted(set(seen.errors)),
        "told_to_come_again": seen.refused,
        "out_of_order": round(out_of_order / max(1, len(ttft)), 4),
        "memory_mib": round(seen.memory[-1][1], 1) if seen.memory else None,
        "mib_a_minute": round(_slope(seen.memory[len(seen.memory) // 4 :]) * 60, 3),
    }


def _slope(points: list[tuple[float, float]]) -> float:
    if len(points) < 3:
        return 0.0
    return statistics.linear_regression([x for x, _ in points], [y for _, y in points]).slope


def overhead(url: str, token: str) -> dict[str, object]:
    """First words of the server and of an assistant in this process, in turn."""
    client, times = Client(url, token), {"server": list[float](), "assistant": list[float]()}
    with tempfile.TemporaryDirectory(prefix="edge-serve-") as home:
        assistant = Assistant(Paths.under(Path(home)), Settings(model="builtin"))

        def through_server(text: str) -> float:
            _status, sent, first, _told = client.ask(text)
            return (first - sent) * 1000

        def through_assistant(text: str) -> float:
            began = time.monotonic()
            asked = assistant.ask(Question(text, new_uid(), choice="local", surface="http", history=()))
            first, *_ = [time.monotonic() for event in asked if isinstance(event, Piece)]
            return (first - began) * 1000

        ways: dict[str, Callable[[str], float]] = {"server": through_server, "assistant": through_assistant}
        for number in range(ROUNDS + 5):
            for name, ask in ways.items():
                taken = ask(QUESTIONS[number % len(QUESTIONS)])
                if number >= 5:
                    times[name].append(taken)
        assistant.close()
    medians = {name: round(statistics.median(values), 1) for name, values in times.items()}
    return {**medians, "more_ms": round(medians["server"] - medians["assistant"], 1)}


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--clients", default="1,8,32,64", help="default: 1,8,32,64")
    parser.add_argument("--seconds", type=float, default=120.0, help="of each load; default: 120")
    parser.add_argument("--model", default="builtin", help="default: the one that ships inside")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    wanted = parser.parse_args()
    with serving(wanted.model) as (url, token):
        cost = overhead(url, token)
        rows = [load(url, token, int(one), wanted.seconds) for one in wanted.clients.split(",")]
    if wanted.json:
        print(json.dumps({"overhead": cost, "load": rows}))
        return 0
    print(
        f"First word, ms (median of {ROUNDS}): server {cost['server']}, Assistant {cost['assistant']};"
        f" more: {cost['more_ms']}\n"
    )
    names = list(rows[0])
    print("| " + " | ".join(names) + " |\n|" + " --- |" * len(names))
    for one in rows:
        print("| " + " | ".join(str(one[name]) for name in names) + " |")
    return int(any(one["errors"] for one in rows))


if __name__ == "__main__":
    raise SystemExit(main())
