"""One run: which part follows which."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterator

from edge.assistant import Assistant
from edge.bench.asking import ask, question
from edge.bench.cancelling import cancel_decode, cancel_prefill
from edge.bench.conversation import conversation
from edge.bench.definitions import DEFINITIONS
from edge.bench.home import temporary_homes
from edge.bench.machine import machine, versions
from edge.bench.measure import Measure, Samples
from edge.bench.memory import footprint
from edge.bench.plan import Plan
from edge.bench.prompts import SHORT
from edge.bench.report import Report
from edge.bench.speed import decode, prefill
from edge.bench.starting import cold_start, load
from edge.bench.subject import Subject
from edge.catalogue import Catalogue
from edge.engine.wanted import wanted
from edge.machine import cores
from edge.paths import Paths
from edge.settings import Settings

__all__ = ["run"]


def run(
    paths: Paths,
    settings: Settings,
    plan: Plan,
    *,
    command: str = "edge bench",
    tell: Callable[[int, int, str], None] | None = None,
) -> Report:
    """Measure the model that `settings` name, with these settings, and leave nothing behind.

    `paths` is the user's home: its models and settings are read, and nothing in it is written. `tell(done, total,
    what)` is called at every step. Raises EdgeError: no such model, a damaged file, an engine that died.
    """
    before = machine()
    model = Catalogue.of(paths).choose(settings.model)
    with temporary_homes(paths) as homes:
        # By its name, as a child and a link to the folder of models know it; a file anywhere by its full path.
        name = model.name if settings.model == "auto" else settings.model
        engine = dataclasses.replace(settings.engine, lookup="off")  # a reply that repeats itself would look fast
        chosen = dataclasses.replace(settings, model=str(model.path) if _is_path(name) else name, engine=engine)
        subject = Subject(homes, chosen, model, plan, tell or (lambda *_: None))
        measures = [load(subject), cold_start(subject)]  # in this order: what is wrong with a file, we say ourselves
        with subject.assistant() as assistant:
            measures += _one_engine(subject, assistant)
            quantization = assistant.status().quantization
        measures += conversation(subject)
    order = list(DEFINITIONS)
    return Report(
        command=command,
        machine=before,
        versions=versions(),
        model={
            "name": model.name,
            "file": model.path.name,
            "bytes": model.path.stat().st_size,
            "quantization": quantization,
            "context": subject.context,
            "threads": wanted(model, settings.engine).threads or cores().threads,
        },
        repeat=plan.repeat,
        measures=sorted(measures, key=lambda measure: order.index(measure.key)),
    )


def _one_engine(subject: Subject, assistant: Assistant) -> Iterator[Measure]:
    """What one engine does in a row; last its memory, when all of it has been used."""
    ask(assistant, question(SHORT, max_tokens=8))  # the first computation of an engine takes longer than the next
    longest: tuple[int | None, float | None] = (None, None)
    for tokens in subject.plan.prefills:
        prefilled = prefill(subject, assistant, tokens)
        if prefilled.words is not None:
            longest = prefilled.words, Samples.of(prefilled.measure.detail["ms"]).median
        yield prefilled.measure
    decoded, grammar = decode(subject, assistant)
    yield decoded
    yield cancel_prefill(subject, assistant, *longest)
    yield cancel_decode(subject, assistant, grammar)
    subject.step("looking at the memory")
    yield from _memory(assistant)


def _memory(assistant: Assistant) -> Iterator[Measure]:
    engine = assistant.status().engine_pid
    pids = {"asker": os.getpid(), **({"engine": engine} if engine else {})}
    whole = footprint(pids.values())
    if whole is None:
        yield Measure("memory", skipped="This system does not tell it.")
        return
    each = {name: found.total for name, pid in pids.items() if (found := footprint([pid]))}
    yield Measure(
        "memory",
        asker=Samples.of([whole.total]),
        note=f"{whole.kind}: " + ", ".join(f"{name} {size:.0f}" for name, size in each.items()),
        detail={"kind": whole.kind, "each": {name: round(size, 1) for name, size in each.items()}},
    )
    if whole.file is None:
        yield Measure("memory_file", skipped="This system does not tell it.")
    else:
        yield Measure("memory_file", asker=Samples.of([whole.file]))


def _is_path(name: str) -> bool:
    return "/" in name or name.endswith(".gguf")
