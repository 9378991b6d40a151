"""The table for a person."""

from __future__ import annotations

from edge.bench import Measure, Report, Samples
from edge.bench.table import figure, render

REPORT = Report(
    command="edge bench",
    machine={"processor": "A processor", "cores": 2, "memory_mib": 8000, "system": "Linux 6", "load_1min": 0.1},
    versions={"edge": "0.1.0", "llama_cpp_python": "0.3.36", "python": "3.11.7"},
    model={"name": "m", "quantization": "Q4_0", "bytes": 352_000_000, "context": 4096, "threads": 2},
    repeat=3,
    measures=[
        Measure("cold_start", asker=Samples.of([612, 600, 650])),
        Measure("prefill_2048", skipped="2,048 tokens do not fit."),
        Measure("decode", engine=Samples.of([66.04]), asker=Samples.of([65.4]), note="200 tokens"),
        Measure("new_share", engine=Samples.of([1.02, 1.04])),
        Measure(
            "first_text",
            asker=Samples.of([86, 88]),
            detail={"turns": [{"turn": 2, "new": [40], "evaluated": [41], "first_ms": {"median": 86.0}}]},
        ),
    ],
)


def test_each_figure_has_a_line_with_median_spread_and_the_engine_s_own() -> None:
    lines = {line.split("  ")[0]: " ".join(line.split()) for line in render(REPORT).splitlines()}
    assert lines["process start to first text"].endswith("612 ms 600 – 650")
    assert lines["decode"].endswith("65.4 tok/s 66.0 tok/s 200 tokens")
    assert lines["evaluated by new tokens, turn 5"].endswith("1.03× 1.02 – 1.04")


def test_what_was_skipped_has_a_dash_and_its_reason() -> None:
    [line] = [line for line in render(REPORT).splitlines() if line.startswith("prefill, 2,048")]
    assert " – " in line
    assert line.endswith("2,048 tokens do not fit.")


def test_a_conversation_has_a_line_for_each_turn() -> None:
    assert "  turn 2: 86.0 ms, 41 tokens evaluated, 40 new" in render(REPORT).splitlines()


def test_the_head_names_model_machine_and_versions() -> None:
    head = "\n".join(render(REPORT).splitlines()[:3])
    for part in ("m Q4_0 (352.0 MB)", "context 4,096", "2 threads", "A processor", "llama-cpp-python 0.3.36"):
        assert part in head


def test_numbers_have_as_many_digits_as_mean_something() -> None:
    assert [figure(1234.5, "ms"), figure(65.44, "tok/s"), figure(1.034, "×"), figure(None, "ms")] == [
        "1,234 ms",
        "65.4 tok/s",
        "1.03×",
        "",
    ]
