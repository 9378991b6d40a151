"""docs/benchmarks.md, out of what was measured."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.rewriting import Lookup
from benchmarks.schemas import Constrained
from benchmarks.side import PREFILLS, Found
from benchmarks.targets import Target, Verdict, targets
from edge.bench import Samples
from edge.bench.definitions import CLOCKS, DEFINITIONS
from edge.bench.table import figure

__all__ = ["Measured", "Run", "document"]


BY_HAND = "\n## What was tried\n"
"""Begins what a run does not write: what lies behind a figure that falls short."""

SCHEMAS_ABOUT = (
    "Ours with a schema against ours at the same length without one, and against llama-server with the same schema."
    " Forced tokens are those that the schema left no choice about; they are evaluated in one batch. With random"
    " weights the first choice of nearly every token is refused under the first schema, which is the worst case."
)
LOOKUP_ABOUT = (
    "`engine.lookup` at `auto` against `off`: a model of the same shape that recites one text of 120 words"
    " (`scripts/benchmarks/echo.py`) is asked to correct 20 drafts of it, from one without a fault to one in which two"
    " words of five are wrong or missing; and it is asked with 20 texts that have no word of the reply."
)


@dataclass(slots=True)
class Measured:
    """One file, all sides."""

    title: str
    bytes: int
    found: Mapping[str, Found]
    schemas: Mapping[str, Constrained] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """All of it."""

    command: str
    date: str
    machine: Mapping[str, Any]
    versions: Mapping[str, str]
    options: Sequence[str]
    """Of CMake."""
    threads: int
    context: int
    rounds: int
    random: bool
    """Whether the weights are random."""
    files: Sequence[Measured]
    lookup: Mapping[str, Lookup]


def document(run: Run, before: str = "") -> str:
    """The whole text. What somebody wrote by hand into the text `before`, under `BY_HAND` at its end, is kept."""
    parts = [_head(run), _measured_on(run), _definitions(run)]
    parts += [_file(measured) for measured in run.files]
    parts += [_schemas(measured) for measured in run.files if measured.schemas]
    if run.lookup:
        parts.append(_lookup(run.lookup))
    if BY_HAND in before:
        parts.append(before[before.index(BY_HAND) :])
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _head(run: Run) -> str:
    weights = (
        "\n\nThe files have Qwen2.5-0.5B's exact shape and tokenizer and **random weights**"
        " (`scripts/make_qwen_shape.py`): right for speed and memory, meaningless as text."
        if run.random
        else ""
    )
    all_targets = [(target, measured.title) for measured in run.files for target in targets(measured.found)]
    verdicts = [
        _listed("Missed", "missed", all_targets),
        _listed("Undecided, as the samples lie too far apart to tell", "undecided", all_targets),
    ]
    verdict = "\n\n".join(part for part in [*verdicts, _trust(run)] if part)
    if not any(verdicts):
        verdict = f"No target is missed or undecided.\n\n{_trust(run)}"
    return (
        "# Benchmarks\n\n"
        "This project beside llama.cpp's own tools, on the same file, on one machine, in one run. Written by"
        f" `scripts/bench`; run it on your own machine.{weights}\n\n{verdict}"
    )


def _listed(head: str, verdict: Verdict, all_targets: Sequence[tuple[Target, str]]) -> str:
    """The targets of that verdict with their figures, or nothing."""
    lines = [
        f"- {target.text} ({title}): {_value(target.value, target.unit)}{_range(target)}, and should be"
        f" {'at least' if target.least else 'at most'} {_value(target.limit, target.unit)}"
        for target, title in all_targets
        if target.verdict == verdict
    ]
    return "\n".join([f"**{head}:**", "", *lines]) if lines else ""


def _range(target: Target) -> str:
    """What the samples allow, least favourable first; nothing where there is one sample."""
    if target.worst == target.best:
        return ""
    return f" ({_value(target.worst, target.unit)} to {_value(target.best, target.unit)})"


def _trust(run: Run) -> str:
    """How far apart samples of one speed lie, which is what a ratio has to be larger than to mean anything."""
    keys = [*(f"prefill_{tokens}" for tokens in PREFILLS), "decode"]
    spreads = [
        (samples.high - samples.low) / samples.median
        for measured in run.files
        for side in measured.found.values()
        for samples in (side[key] for key in keys)
        if samples.median and samples.high is not None and samples.low is not None and len(samples.values) > 1
    ]
    if not spreads:
        return "There is one sample of each figure, which says nothing about how far others would lie from it."
    load = run.machine["load_1min"]
    return (
        f"Within this run of {run.rounds} rounds, samples of one and the same speed lie up to {max(spreads):.0%} apart"
        f" (half of the speeds by more than {statistics.median(spreads):.0%}); the load average was {load:g} on"
        f" {run.machine['cores']} cores when it began. A ratio that differs from 1 by less than that says nothing about"
        " the sides. A target counts as met or missed only if every pair of samples says so."
    )


def _measured_on(run: Run) -> str:
    machine, versions = run.machine, run.versions
    return f"""## Measured on

| | |
|---|---|
| processor | {machine["processor"]}, {machine["cores"]} cores, {run.threads} threads on every side |
| memory | {figure(machine["memory_mib"], "MiB")} |
| system | {machine["system"]}, {machine["architecture"]}; load at the start {machine["load_1min"]} |
| versions | edge {versions["edge"]}, llama-cpp-python {versions["llama_cpp_python"]}, Python {versions["python"]} |
| llama.cpp | {versions["llama_cpp_features"].strip(" |").replace(" |", ",")} |
| its options | `{" ".join(run.options)}` |
| command | `{run.command}` |
| when | {run.date} |"""


def _definitions(run: Run) -> str:
    rows = "\n".join(
        f"- **{definition.title}** ({definition.unit}). {definition.text}" for definition in DEFINITIONS.values()
    )
    return f"""## What the figures mean

All sides read the same file with the same number of threads, a context of {run.context:,} tokens, one slot, a KV cache
in f16 and greedy sampling, one after the other in each of {run.rounds} rounds whose order changes, so that whatever the
machine does meanwhile meets all of them. Figures are medians, with the smallest and the largest sample behind them.

- **edge** is `edge bench`, through `Assistant`, with this project's defaults: pipes, journal and events are in it. Its
  speed is given by the engine's own clock, and by the asker's.
- **llama-bench** is llama.cpp with nothing around it: no sampling, no text, a context no larger than the test.
- **llama-server** has one slot and no cache of prompts beside it (`-np 1 -cram 0`), and is asked over HTTP on the
  loopback, streamed, with `top_k` 1 as its only sampler; its speed is given by its own clock, and by the client's.
- **llama-cpp-python** is its class `Llama`, `create_completion`, streamed. It has flash attention off unless told
  otherwise; the others decide for themselves.

{CLOCKS}

{rows}"""


def _file(measured: Measured) -> str:
    ours = measured.found["edge"]
    sides = list(measured.found)
    lines = [
        f"## {measured.title} ({measured.bytes / 1e6:.0f} MB)",
        "",
        f"| | {' | '.join(sides)} | edge by llama-bench |",
        f"|---|{'---|' * (len(sides) + 1)}",
    ]
    for key in (*(f"prefill_{tokens}" for tokens in PREFILLS), "decode"):
        title = DEFINITIONS[key].title
        lines.append(_row(f"{title}, tok/s", key, measured.found, by="llama-bench"))
        lines.append(_row(f"{title}, client's clock", f"{key}_clock", measured.found))
    lines.append(_row("process start to first text, ms", "cold_start", measured.found))
    lines.append(_row("memory, MiB", "memory", measured.found))
    lines.append(_row("of it backed by files, MiB", "memory_file", measured.found))
    lines += ["", *_own(ours), "", "| target | measured | limit | |", "|---|---|---|---|"]
    for target in targets(measured.found):
        verdict = f"**{target.verdict}**" if target.verdict == "missed" else target.verdict
        sign = "≥" if target.least else "≤"
        limit = f"{sign} {_value(target.limit, target.unit)}"
        lines.append(f"| {target.text} | {_value(target.value, target.unit)}{_range(target)} | {limit} | {verdict} |")
    return "\n".join([*lines, "", *_turns(measured)])


def _row(title: str, key: str, found: Mapping[str, Found], by: str = "") -> str:
    cells = [_cell(side[key]) for side in found.values()]
    ratio = ""
    if by in found:
        mine, other = found["edge"][key].median, found[by][key].median
        ratio = f"{mine / other:.3f}" if mine is not None and other else ""
    return f"| {title} | {' | '.join(cells)} | {ratio} |"


def _cell(samples: Samples) -> str:
    if samples.median is None:
        return "–"
    if len(samples.values) == 1:
        return figure(samples.median)
    return f"{figure(samples.median)} ({figure(samples.low)} – {figure(samples.high)})"


def _own(ours: Found) -> Iterator[str]:
    yield "| edge alone | median (spread) |"
    yield "|---|---|"
    for key in ("load", "first_text", "resumed", "cancel_prefill", "cancel_decode"):
        yield f"| {DEFINITIONS[key].title}, ms | {_cell(ours[key])} |"


def _turns(measured: Measured) -> Iterator[str]:
    """The conversation of the last round, ours and the server's."""
    reports = [detail for detail in measured.found["edge"].details if detail]
    if not reports:
        return
    rows = reports[-1]["measures"]["first_text"]["turns"]
    server = measured.found.get("llama-server")
    theirs = server.details[-1]["turns"] if server and server.details else []
    yield "| turn | new tokens | evaluated | first text | llama-server: evaluated | first text |"
    yield "|---|---|---|---|---|---|"
    for row in rows:
        other = theirs[row["turn"] - 1] if row["turn"] <= len(theirs) else None
        cells = (str(other["evaluated"]), figure(other["first_ms"], "ms")) if other else ("", "")
        first = figure(row["first_ms"]["median"], "ms")
        yield f"| {row['turn']} | {row['new'][0]} | {row['evaluated'][0]} | {first} | {cells[0]} | {cells[1]} |"


def _schemas(measured: Measured) -> str:
    columns = (
        *("schema", "edge, tok/s", "without it", "ratio", "llama-server, tok/s", "edge, characters/s", "llama-server"),
        *("tokens (forced)", "valid"),
    )
    lines = [
        f"## Held to a JSON schema, {measured.title}",
        "",
        SCHEMAS_ABOUT,
        "",
        f"| {' | '.join(columns)} |",
        "|---" * len(columns) + "|",
    ]
    for name, found in measured.schemas.items():
        ours, free = found.median("ours"), found.median("free")
        ratio = f"{ours / free:.2f}" if ours is not None and free else "–"
        cells = [
            name,
            figure(ours),
            figure(free),
            ratio,
            figure(found.median("server")),
            figure(found.median("ours_characters")),
            figure(found.median("server_characters")),
            f"{found.tokens[-1]} ({found.forced[-1]})",
            f"{sum(found.valid)} of {len(found.valid)}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _lookup(lookup: Mapping[str, Lookup]) -> str:
    lines = [
        "## Lookup speculation",
        "",
        LOOKUP_ABOUT,
        "",
        "| | off, tok/s | auto, tok/s | speed-up | guessed | of them right | other replies |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, found in lookup.items():
        speed_up = found.samples("speed_up")
        spread = f"{speed_up.low:.2f} – {speed_up.high:.2f}" if speed_up.values else ""
        lines.append(
            f"| {name} | {_cell(found.samples('off'))} | {_cell(found.samples('auto'))} |"
            f" {figure(speed_up.median, '×') or '–'} ({spread}) | {found.drafted} | {found.accepted} |"
            f" {found.different} |"
        )
    return "\n".join(lines)


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if unit == "×" else figure(value, unit)
