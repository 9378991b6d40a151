"""Compare this project with llama-bench, llama-server and llama-cpp-python's own class, and write docs/benchmarks.md.

    scripts/bench [--rounds 5] [--sdist FILE] [--model FILE …]

Without --model, files of Qwen2.5-0.5B's exact shape with random weights are made (Q4_0 and Q4_K_M). llama.cpp's tools
are compiled once from the source package of the installed llama-cpp-python. All of that lies in `build/`. A machine
that does something else meanwhile gives figures that mean nothing.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.bindings import Bindings
from benchmarks.document import Measured, Run, document
from benchmarks.kept import keep, read
from benchmarks.llama_bench import LlamaBench
from benchmarks.llama_server import LlamaServer
from benchmarks.models import shape
from benchmarks.ours import Ours
from benchmarks.rewriting import rewriting
from benchmarks.schemas import constrained
from benchmarks.side import Found, Job, Side
from benchmarks.tools import tools
from set_up import available_memory, jobs

from edge.bench.machine import machine, versions
from edge.machine import cores

ROOT = Path(__file__).resolve().parent.parent
QUANTIZATIONS = ("Q4_0", "Q4_K_M")
FIRST_DEPTH = 64
"""Tokens before the generated ones, until ours has said how many it has."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Build what is missing, measure, and write."""
    options = _options().parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what was started is ended, too
    if options.again:
        write(read(options.again), options.out)
        return 0
    before = machine()
    work: Path = options.work
    compilers = options.jobs or jobs(available_memory(), os.cpu_count() or 1)
    built = tools(work, options.sdist, compilers)
    files = options.model or [shape(work / "models", name, built.vocabulary) for name in QUANTIZATIONS]
    untied = None if options.no_lookup else shape(work / "models", "Q4_0", built.vocabulary, untied=True)
    if options.only_build:
        return 0
    sides: list[Side] = [Ours(), LlamaBench(built), LlamaServer(built), Bindings()]
    measured = []
    for file in files:
        found = compare(sides, file, options.threads, options.context, options.rounds)
        schemas = {}
        if not options.no_schemas:
            say(f"{file.name}: held to schemas")
            schemas = constrained(built, file, options.threads, options.context, options.rounds)
        measured.append(Measured(_title(file), file.stat().st_size, found, schemas))
    lookup = {}
    if untied is not None:
        say("lookup speculation")
        lookup = rewriting(untied, options.threads, options.context)
    run = Run(
        command=_command(sys.argv[1:] if arguments is None else arguments),
        date=time.strftime("%Y-%m-%d"),
        machine=before,
        versions=versions(),
        options=built.options,
        threads=options.threads,
        context=options.context,
        rounds=options.rounds,
        random=not options.model,
        files=measured,
        lookup=lookup,
    )
    if options.samples:
        keep(run, options.samples)
    write(run, options.out)
    return 0


def write(run: Run, out: Path) -> None:
    """Write the document, and print it."""
    text = document(run, out.read_text("utf-8") if out.is_file() else "")
    out.write_text(text, "utf-8")
    print(text)


def compare(sides: Sequence[Side], file: Path, threads: int, context: int, rounds: int) -> dict[str, Found]:
    """All sides in every round; the order goes on by one from round to round."""
    found = {side.name: Found() for side in sides}
    depth = FIRST_DEPTH
    for number in range(rounds):
        turn = number % len(sides)
        for side in (*sides[turn:], *sides[:turn]):
            say(f"{file.name}: round {number + 1} of {rounds}, {side.name}")
            values, detail = side.measure(Job(file, threads, context, depth, number))
            found[side.name].add(values, detail)
            if isinstance(side, Ours):
                depth = detail["measures"]["decode"]["prompt"][0]
    return found


def say(what: str) -> None:
    """A line about how far it is."""
    print(f"{time.strftime('%H:%M:%S')}  {what}", file=sys.stderr, flush=True)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, action="append", metavar="FILE", help="a GGUF file; may be repeated")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="samples of each figure; default: 5")
    parser.add_argument("--threads", type=int, default=cores().threads, metavar="N", help="default: what edge takes")
    parser.add_argument("--context", type=int, default=4096, metavar="N", help="default: 4096")
    parser.add_argument("--sdist", type=Path, metavar="PATH", help="llama-cpp-python's source package, if at hand")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench", metavar="FOLDER", help="for what is made")
    parser.add_argument("--jobs", type=int, default=None, metavar="N", help="compilers at once")
    parser.add_argument("--only-build", action="store_true", help="make the tools and the files, and measure nothing")
    parser.add_argument("--no-schemas", action="store_true", help="leave out replies held to a schema")
    parser.add_argument("--no-lookup", action="store_true", help="leave out lookup speculation")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks.md", metavar="FILE")
    parser.add_argument("--samples", type=Path, metavar="FILE", help="every sample, as JSON")
    parser.add_argument("--again", type=Path, metavar="FILE", help="measure nothing: write the document from --samples")
    return parser


def _title(file: Path) -> str:
    """`Q4_0` for the files that are made here, else the file's name."""
    for name in QUANTIZATIONS:
        if file.stem == f"qwen2.5-0.5b-shape-{name.lower()}":
            return name
    return file.stem


def _command(arguments: Sequence[str]) -> str:
    """As it was typed, with the names of files and not where they lie."""
    return " ".join(["scripts/bench", *(Path(one).name if "/" in one else one for one in arguments)])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
