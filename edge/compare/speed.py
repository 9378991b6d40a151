"""The suite `speed`: how fast a subject answers alone and with others beside it, and what the device takes for it.

Each conversation is new to every cache but for the instructions: a question, and a second one about its answer. They
are asked as the tasks are, through an assistant, so that waiting for the engine behind others is part of the times.
"""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from edge.bench.home import Homes
from edge.bench.memory import footprint
from edge.bench.plan import Plan
from edge.bench.starting import cold_start
from edge.bench.subject import Subject as Started
from edge.catalogue import Model
from edge.compare.plan import Load
from edge.compare.results import Kind, SpeedFigure
from edge.compare.subjects.asking import SAMPLING, SYSTEM, finished
from edge.compare.subjects.home import Home
from edge.compare.subjects.subject import Subject
from edge.errors import EdgeError
from edge.events import TurnRecord
from edge.journal import new_uid
from edge.percentile import percentile
from edge.router.text import tokens_of
from edge.settings import Settings
from edge.transcript import Message
from edge.turn import Question

__all__ = ["STAGES", "load_of", "measured"]

COLD_START = "cold start"
PARALLEL = {"1 conversation": 1, "4 conversations": 4, "8 conversations": 8}
"""Stages, and how many conversations each has at a time."""

STAGES: Mapping[Kind, tuple[str, ...]] = {
    "device": (COLD_START, *PARALLEL),
    "cloud": tuple(PARALLEL),
    "auto": (),
}
"""What is measured of whom, in this order; the times of `auto` stand beside its answers."""

TOKENS = 48
"""The most of a reply."""
_STARTS = 3
"""Cold starts, and one before them that brings the files into the page cache."""
_LEAST = 5
"""Conversations of a stage."""
_FIRST = "Question {number}: explain to a friend in some sentences how a bicycle stays upright."
_SECOND = "Which of these sentences is the most important one, and why?"


@dataclass(frozen=True, slots=True)
class _Talk:
    """One conversation: its two turns, or the sentence that says why it came to nothing."""

    turns: tuple[TurnRecord, ...] = ()
    error: str = ""


def load_of(stage: str) -> Load:
    """What a stage costs of whom it measures: nothing is asked of anybody for a cold start."""
    if stage == COLD_START:
        return Load()
    talks = _talks(PARALLEL[stage])
    first, second = tokens_of(SYSTEM) + tokens_of(_FIRST), tokens_of(_SECOND)
    prompt = talks * (2 * first + second + TOKENS)
    size = len(SYSTEM) + len(_FIRST)
    return Load(2 * talks, prompt, 2 * talks * TOKENS, 2 * talks * TOKENS, talks * (2 * size + len(_SECOND) + 700))


def measured(
    name: str, stage: str, subject: Subject, home: Home, settings: Settings, model: Model, numbers: Iterator[int]
) -> list[SpeedFigure]:
    """The figures of one stage. What cannot be measured says why in its note; nothing is raised for it.

    settings  as the subject's assistant has them
    numbers   none of which was given out before
    """
    if stage == COLD_START:
        return [_cold_start(name, home, settings, model)]
    parallel = PARALLEL[stage]
    began = time.monotonic()
    talks = _held(subject, parallel, numbers)
    took = time.monotonic() - began
    figures = _figures(name, talks, parallel, took)
    if subject.choice == "local" and parallel == max(PARALLEL.values()):
        figures.append(_memory(name, subject, parallel))
    return figures


def _held(subject: Subject, parallel: int, numbers: Iterator[int]) -> list[_Talk]:
    """The conversations of a stage, so many at a time; whatever interrupts them cancels them."""
    these = [next(numbers) for _ in range(_talks(parallel))]
    stopped = threading.Event()
    with ThreadPoolExecutor(parallel, thread_name_prefix="conversation") as pool:
        talks = [pool.submit(_talk, subject, number, stopped) for number in these]
        try:
            return [talk.result() for talk in talks]
        except BaseException:
            stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
            subject.assistant.stop(None)
            raise


def _talk(subject: Subject, number: int, stopped: threading.Event) -> _Talk:
    said: tuple[Message, ...] = ()
    turns: list[TurnRecord] = []
    for text in (_FIRST.format(number=number), _SECOND):
        question = Question(
            text,
            new_uid(),
            choice=subject.choice,
            system=SYSTEM,
            max_tokens=TOKENS,
            sampling=SAMPLING,
            check_memory=subject.check_memory,
            surface="http",
            history=said,
        )
        try:
            record = finished(subject.assistant, question)
        except EdgeError as error:
            return _Talk(error=str(error))
        if record.error is not None or stopped.is_set():
            return _Talk(error=record.why or "It was not answered.")
        turns.append(record)
        said = (Message("user", text, ""), Message("assistant", record.text, "", by=record.by, model=record.model))
    return _Talk(tuple(turns))


def _figures(name: str, talks: Sequence[_Talk], parallel: int, took: float) -> list[SpeedFigure]:
    good = [talk.turns for talk in talks if not talk.error]
    why = next((talk.error for talk in talks if talk.error), "")
    note = f"{len(talks) - len(good)} of {len(talks)} conversations failed: {why}" if why else ""

    def figure(key: str, unit: str, value: Callable[[TurnRecord], float | None], turn: int) -> SpeedFigure:
        values = [found for turns in good if (found := value(turns[turn])) is not None]
        return SpeedFigure(name, key, unit, parallel, percentile(values, 50), percentile(values, 95), len(values), note)

    written = sum(record.tokens.completion for turns in good for record in turns)
    rate = written / took if written and took > 0 else None
    return [
        figure("ttft_ms", "ms", lambda record: record.ttft_ms, 0),
        figure("total_ms", "ms", lambda record: record.total_ms, 0),
        figure("next_turn_ms", "ms", lambda record: record.ttft_ms, 1),
        figure("tok_s", "tok/s", lambda record: record.tok_s, 0),
        SpeedFigure(name, "throughput_tok_s", "tok/s", parallel, rate, None, 1 if rate else 0, note),
    ]


def _cold_start(name: str, home: Home, settings: Settings, model: Model) -> SpeedFigure:
    started = Started(Homes(home.own, home.child), settings, model, Plan(_STARTS), lambda *_: None)
    try:
        times = cold_start(started).asker.values
    except EdgeError as error:
        return SpeedFigure(name, "cold_start_ms", "ms", note=str(error))
    return SpeedFigure(
        name,
        "cold_start_ms",
        "ms",
        p50=percentile(times, 50),
        p95=percentile(times, 95),
        samples=len(times),
        note="From starting a process to its first text, its files being in the page cache.",
    )


def _memory(name: str, subject: Subject, parallel: int) -> SpeedFigure:
    engine = subject.assistant.status().engine_pid
    own, child = footprint([os.getpid()]), footprint([engine]) if engine else None
    if own is None:
        return SpeedFigure(name, "memory_mib", "MiB", parallel, note="This system does not tell it.")
    total = own.total + (child.total if child is not None else 0.0)
    parts = f"the program {own.total:.0f}" + (f", the engine {child.total:.0f}" if child is not None else "")
    return SpeedFigure(name, "memory_mib", "MiB", parallel, round(total, 1), None, 1, f"{own.kind}: {parts}.")


def _talks(parallel: int) -> int:
    """How many conversations a stage has: whole rounds of as many as there are at a time."""
    return next(count for count in itertools.count(parallel, parallel) if count >= _LEAST)
