"""scripts/bench: the sides take turns, their output is read, and the document says what was missed."""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench_engines import _command, compare
from benchmarks import echo
from benchmarks.document import Measured, Run, document
from benchmarks.kept import keep, read
from benchmarks.llama_bench import parsed
from benchmarks.llama_server import Server
from benchmarks.ours import values
from benchmarks.rewriting import Lookup
from benchmarks.schemas import Constrained
from benchmarks.side import Found, Job, random_ids
from benchmarks.targets import targets
from benchmarks.tools import cmake_options

TURNS = [{"turn": turn, "new": [40], "evaluated": [41], "first_ms": {"median": 90.0}} for turn in (2, 3)]
REPORT = {
    "measures": {
        "prefill_512": {"unit": "tok/s", "engine": {"median": 720.0}, "asker": {"median": 700.0}},
        "prefill_2048": {"unit": "tok/s", "skipped": "too long"},
        "decode": {"unit": "tok/s", "engine": {"median": 95.0}, "asker": {"median": 94.0}, "prompt": [71]},
        "cold_start": {"unit": "ms", "asker": {"median": 700.0}},
        "memory": {"unit": "MiB", "asker": {"median": 700.0}},
        "new_share": {"unit": "×", "engine": {"median": 1.02}},
        "first_text": {"unit": "ms", "asker": {"median": 90.0}, "turns": TURNS},
    }
}


class Stub:
    """A side that notes when it was asked."""

    def __init__(self, name: str, log: list[tuple[int, str]]) -> None:
        self.name = name
        self._log = log

    def measure(self, job: Job) -> tuple[dict[str, float | None], Any]:
        self._log.append((job.round, self.name))
        return {"decode": 60.0 + job.round, "prefill_512": None}, None


def found(**sides: dict[str, float]) -> dict[str, Found]:
    result = {}
    for name, samples in sides.items():
        result[name.replace("_", "-")] = one = Found()
        one.add(dict(samples))
    return result


def test_every_side_is_measured_in_every_round_and_the_order_changes() -> None:
    log: list[tuple[int, str]] = []
    sides = [Stub(name, log) for name in ("a", "b", "c")]
    results = compare(sides, Path("m.gguf"), threads=2, context=4096, rounds=3)
    assert [name for _, name in log] == ["a", "b", "c", "b", "c", "a", "c", "a", "b"]
    assert results["b"]["decode"].values == (60, 61, 62)
    assert results["b"]["prefill_512"].median is None


def test_llama_bench_s_json_is_read_by_test() -> None:
    rows = [
        {"n_prompt": 128, "n_gen": 0, "n_depth": 0, "avg_ts": 715.25, "samples_ts": [715.25]},
        {"n_prompt": 2048, "n_gen": 0, "n_depth": 0, "avg_ts": 690.0, "samples_ts": [690.0]},
        {"n_prompt": 0, "n_gen": 256, "n_depth": 71, "avg_ts": 95.5, "samples_ts": [95.5]},
    ]
    assert parsed(rows) == {"prefill_128": 715.25, "prefill_2048": 690.0, "decode": 95.5}


def test_our_own_figures_are_taken_by_both_clocks() -> None:
    ours = values(REPORT["measures"])
    assert (ours["decode"], ours["decode_clock"]) == (95.0, 94.0)
    assert ours["prefill_2048"] is None
    assert ours["new_share"] == 1.02


def test_targets_are_met_missed_or_not_measured() -> None:
    results = {
        target.text: target.verdict
        for target in targets(
            found(
                edge={"decode": 90, "decode_clock": 94, "prefill_512": 720, "cold_start": 900, "memory": 700},
                llama_bench={"decode": 100, "prefill_512": 725},
                llama_server={"decode_clock": 90, "memory": 650},
            )
        )
    }
    assert results["decode, by llama-bench's"] == "missed"
    assert results["decode, by llama-server's, both by the client's clock"] == "met"
    assert results["prefill of 512 tokens, by llama-bench's"] == "met"
    assert results["prefill of 2,048 tokens, by llama-bench's"] == "not measured"
    assert results["process start to first text"] == "missed"
    assert results["memory of all processes, more than llama-server's"] == "met"


def test_where_samples_lie_too_far_apart_nothing_is_decided() -> None:
    sides = found(edge={"decode": 95, "cold_start": 700}, llama_bench={"decode": 94})
    sides["edge"].add({"decode": 105, "cold_start": 900})
    sides["llama-bench"].add({"decode": 106})
    results = {target.text: target for target in targets(sides)}
    decode = results["decode, by llama-bench's"]
    assert (decode.value, decode.verdict) == (1.0, "undecided")
    assert (decode.worst, decode.best) == (95 / 106, 105 / 94)
    assert results["process start to first text"].verdict == "undecided"


def test_the_document_states_what_was_missed_first_and_names_no_folder_of_this_machine(tmp_path: Path) -> None:
    sides = found(
        edge={key: value for key, value in values(REPORT["measures"]).items() if value is not None},
        llama_bench={"decode": 100, "prefill_512": 725},
        llama_server={"decode_clock": 90, "memory": 650},
    )
    sides["edge"].details[:] = [REPORT]
    sides["llama-server"].details[:] = [{"turns": [{"evaluated": 41 + n, "first_ms": 95.0} for n in range(5)]}]
    held = Constrained([90.0], [80.0], [400.0], [50.0], [250.0], [120], [30], [True, True])
    run = Run(
        command=_command(["--rounds", "1", "--sdist", "/home/somebody/llama.tar.gz"]),
        date="2026-01-01",
        machine={
            "processor": "A processor",
            "cores": 2,
            "memory_mib": 8000,
            "system": "Linux",
            "architecture": "x86_64",
            "load_1min": 0.1,
        },
        versions={
            "edge": "0.1.0",
            "llama_cpp_python": "0.3.36",
            "python": "3.11",
            "llama_cpp_features": "CPU : AVX = 1 | AVX2 = 1 | ",
        },
        options=cmake_options({}),
        threads=2,
        context=4096,
        rounds=1,
        random=True,
        files=[Measured("Q4_0", 352_000_000, sides, {"a list": held})],
        lookup={"rewriting": Lookup([60.0], [120.0], [2.0], 100, 90, 120, 0)},
    )
    text = document(run)
    missed = text.index("**Missed:**")
    assert missed < text.index("## Measured on")
    assert "decode, by llama-bench's (Q4_0): 0.950, and should be at least 0.970" in text
    assert "| llama.cpp | CPU : AVX = 1, AVX2 = 1 |" in text
    assert "/home/somebody" not in text
    assert "--sdist llama.tar.gz" in text
    assert "| a list | 80.0 | 90.0 | 0.89 | 50.0 | 400 | 250 | 120 (30) | 2 of 2 |" in text
    assert "| 2 | 40 | 41 | 90.0 ms | 42 | 95.0 ms |" in text
    keep(run, tmp_path / "samples.json")
    assert document(read(tmp_path / "samples.json")) == text
    by_hand = "## What was tried\n\nNothing yet."
    assert document(run, f"An older text.\n\n{by_hand}\n") == f"{text}\n{by_hand}\n"
    for line in text.splitlines():
        if line.startswith("|"):
            assert line.endswith("|"), line


def test_the_tools_are_built_as_a_release_and_the_user_s_options_come_last() -> None:
    options = cmake_options({"CMAKE_ARGS": "-DGGML_NATIVE=OFF '-DX=a b'"})
    assert options[0] == "-DCMAKE_BUILD_TYPE=Release"
    assert options[-2:] == ("-DGGML_NATIVE=OFF", "-DX=a b")


def test_drafts_go_from_right_to_two_words_of_five_wrong() -> None:
    words = [f"word{n}" for n in range(120)]
    texts = [draft.split() for draft in echo.drafts(words, spare=["other"])]
    assert len(texts) == 20
    assert texts[0] == words
    kept = [sum(word in words for word in text) for text in texts]
    assert kept[0] == 120
    assert 0.4 <= kept[-1] / 120 <= 0.8


def test_prompts_of_random_ids_differ_from_the_first_token_on() -> None:
    assert random_ids(8, seed=1) == random_ids(8, seed=1)
    assert random_ids(8, seed=1)[0] != random_ids(8, seed=2)[0]


def test_help_says_what_can_be_chosen() -> None:
    script = Path(__file__).parent.parent.parent / "scripts" / "bench_engines.py"
    done = subprocess.run([sys.executable, str(script), "--help"], capture_output=True, text=True, check=True)
    assert "--sdist" in done.stdout


@pytest.fixture
def port() -> Iterator[int]:
    """A server that streams as llama-server does."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            for text in ("one", " two", ""):
                timings = {} if text else {"timings": {"prompt_n": 5, "prompt_ms": 10, "predicted_n": 2}}
                self.wfile.write(b"data: " + json.dumps({"content": text, **timings}).encode() + b"\n\n")

        def log_message(self, *_: Any) -> None: ...

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_answer_of_llama_server_is_read_with_its_timings(port: int) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        server = Server(process, port)
        said = server.complete([1, 2, 3], 4)
        server.close()
    assert said.text == "one two"
    assert said.timings["prompt_n"] == 5
    assert said.first_ms is not None
    assert said.last_ms is not None
    assert said.first_ms <= said.last_ms
