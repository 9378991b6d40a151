"""Going through a comparison: one subject after the other, each answer graded and kept before the next is asked."""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Protocol

from edge.compare import speed
from edge.compare.counters import changes, counters
from edge.compare.plan import Load, Step, load_of
from edge.compare.results import Kind, Result, Run, SubjectInfo
from edge.compare.routing import Routing
from edge.compare.store import Store
from edge.compare.subjects.answers import Answers
from edge.compare.subjects.home import Home, settings_for
from edge.compare.subjects.subject import PAUSES, Subject, opened
from edge.compare.time_left import TimeLeft
from edge.compare.wanted import AUTO, Wanted
from edge.errors import EdgeError
from edge.faults import fault
from edge.offline import NOTHING_IS_ASKED, OfflineMode
from edge.turn import Choice

__all__ = ["IN_A_ROW", "Comparison", "Tell"]

IN_A_ROW = 3
"""Tasks that an endpoint does not answer, one behind the other, before it is left alone."""


class Tell(Protocol):
    """Who is told how far it is."""

    def __call__(self, done: int, total: int, what: str, left: float | None) -> None:
        """Steps done and in all, what comes next, and the seconds that it still takes, if that is known."""
        ...


class Comparison:
    """One comparison under way.

    wanted   what is compared
    routing  its router; it has to be closed by whoever made it
    store    where it is kept, with what was found before; `go_on` was called
    tell     is told before every step
    pauses   see `EndpointSubject`
    """

    def __init__(
        self,
        wanted: Wanted,
        routing: Routing,
        store: Store,
        tell: Tell = lambda *_: None,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._wanted = wanted
        self._routing = routing
        self._store = store
        self._tell = tell
        self._pauses = pauses
        self._steps = list(wanted.steps())
        self._loads = {step.key: load_of(step.task, wanted.context_of(step.subject)) for step in self._steps}
        self._time = TimeLeft()
        self._stopped: dict[str, str] = {}
        """Why a subject was not asked to the end, a sentence by its name."""
        self._contexts: dict[str, int | None] = {}
        """What servers say of their contexts."""

    @property
    def stopped(self) -> tuple[SubjectInfo, ...]:
        """Who was not asked to the end."""
        return tuple(info for info in self._wanted.subjects if info.name in self._stopped)

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be asked."""
        return not any(True for info in self._wanted.subjects for _ in self._left(info))

    def run(self) -> Run:
        """Ask what has not been asked. Ctrl-C goes through, and what was answered is kept.

        Raises JournalError if a result cannot be kept, and EdgeError for a fault in what is asked with.
        """
        self._retry()
        if any(info.kind != "device" and any(self._left(info)) for info in self._wanted.subjects):
            self._look_at_endpoints()
        for info in self._wanted.subjects:
            if info.name not in self._stopped and any(self._left(info)):
                self._with(info)
        return self.found(ended=True)

    def found(self, *, ended: bool = False) -> Run:
        """What is known so far."""
        return self._store.run((step.key for step in self._steps), self._not_run(), ended=ended)

    def _left(self, info: SubjectInfo) -> Iterator[Load]:
        """What is left to be asked of a subject."""
        yield from self._tasks_left(info)
        yield from self._stages_left(info)

    def _tasks_left(self, info: SubjectInfo) -> Iterator[Load]:
        for step in self._steps:
            if step.subject == info.name and step.key not in self._store.results:
                yield self._loads[step.key]

    def _stages_left(self, info: SubjectInfo) -> Iterator[Load]:
        for stage in self._wanted.stages(info):
            if (info.name, stage) not in self._store.speed:
                yield speed.load_of(stage)

    def _retry(self) -> None:
        """What an endpoint did not answer at the end of an earlier session is asked again."""
        for info in self._wanted.subjects:
            done = [self._store.results.get(step.key) for step in self._steps if step.subject == info.name]
            answered = [result for result in done if result is not None]
            if info.kind == "cloud" and len(answered) < len(done):
                failed = itertools.takewhile(lambda result: result.error, reversed(answered))
                self._store.drop([(result.subject, result.task, result.repeat) for result in failed])

    def _look_at_endpoints(self) -> None:
        """Whether each answers at all, and what its server says of the context. Nothing is asked yet."""
        from cloud_client import Client, CloudError, Retries
        from cloud_client.errors import NoSuchPathError

        down: dict[str, str] = {}
        offline = OfflineMode(self._wanted.paths.offline).on
        for name, one in self._wanted.endpoints.items():
            if offline:
                down[name] = NOTHING_IS_ASKED
                continue
            self._say(f"looking at {name}")
            try:
                with Client(one.for_client(), retries=Retries(tries=1)) as client:
                    self._contexts[name] = client.check().context
                if name in self._names():
                    self._store.learn(name, context=self._contexts[name])
            except NoSuchPathError:
                continue  # a gateway may have no list of its models
            except (CloudError, ValueError) as error:
                down[name] = str(error)
        self._stopped |= {name: why for name, why in down.items() if name in self._names()}
        if down and len(down) == len(self._wanted.endpoints) and AUTO in self._names():
            self._stopped[AUTO] = (
                f"No endpoint answers, and without one there is no choice: {next(iter(down.values()))}"
            )

    def _with(self, info: SubjectInfo) -> None:
        wanted, endpoints = self._wanted, self._endpoints_of(info)
        choices: Mapping[Kind, Choice | None] = {"device": "local", "cloud": "cloud", "auto": None}
        self._say(f"{info.name}: getting ready")
        with ExitStack() as stack:
            try:
                home, subject = stack.enter_context(
                    opened(
                        wanted.paths,
                        wanted.settings,
                        wanted.model_name,
                        choices[info.kind],
                        endpoints,
                        self._contexts,
                        self._pauses,
                    )
                )
            except EdgeError as error:
                self._stopped[info.name] = str(error)
                return
            if info.kind == "device":
                self._store.learn(info.name, quantization=subject.assistant.status().quantization)
            if info.kind != "cloud":
                self._ask(info, home, subject)
                return
            before = counters(wanted.endpoints[info.name])
            try:
                self._ask(info, home, subject)
            finally:
                grown = changes(before, counters(wanted.endpoints[info.name])) if before else {}
                if grown:
                    self._store.add_metrics(info.name, grown)

    def _ask(self, info: SubjectInfo, home: Home, subject: Subject) -> None:
        failed = 0
        for step in self._steps:
            if step.subject != info.name or step.key in self._store.results:
                continue
            began = time.monotonic()
            self._say(f"{info.name}: {step.task.uid}")
            answers = subject.answer(step.task)
            self._store.add(self._graded(step, answers))
            self._time.took(info.name, self._loads[step.key].weight, time.monotonic() - began)
            failed = failed + 1 if answers.blames else 0
            if failed == IN_A_ROW:
                self._stopped[info.name] = answers.error
                return
        self._measure(info, home, subject)

    def _measure(self, info: SubjectInfo, home: Home, subject: Subject) -> None:
        settings = settings_for(self._wanted.settings, self._wanted.model_name)
        numbers = itertools.count(time.monotonic_ns() % 1_000_000)
        for stage in self._wanted.stages(info):
            if (info.name, stage) in self._store.speed:
                continue
            began = time.monotonic()
            self._say(f"{info.name}: speed, {stage}")
            figures = speed.measured(info.name, stage, subject, home, settings, self._wanted.model, numbers)
            self._store.add_speed(info.name, stage, figures)
            weight = speed.load_of(stage).weight
            if weight:
                self._time.took(_measuring(info), weight, time.monotonic() - began)

    def _graded(self, step: Step, answers: Answers) -> Result:
        expected = self._routing.expected(step.task)
        result = Result(
            subject=step.subject,
            suite=step.task.suite,
            task=step.task.uid,
            repeat=step.repeat,
            language=step.task.language,
            score=0.0,
            replies=answers.replies,
            by=answers.by,
            p_cloud=expected.p_cloud if answers.p_cloud is None else answers.p_cloud,
            forced=expected.forced,
            ttft_ms=answers.ttft_ms,
            total_ms=answers.total_ms,
            prompt_tokens=answers.prompt_tokens,
            completion_tokens=answers.completion_tokens,
            tok_s=answers.tok_s,
            bytes_sent=answers.bytes_sent,
            error=answers.error,
        )
        if answers.error:
            return result
        try:
            grade = step.task.grade(answers.replies)
        except Exception as error:  # noqa: BLE001 - a fault of ours in one scorer must not end hours of asking
            return dataclasses.replace(result, error=fault(error, self._wanted.paths.logs))
        return dataclasses.replace(result, score=grade.score, marks=dict(grade.marks), why=grade.why)

    def _not_run(self) -> Iterator[str]:
        for info in self._wanted.subjects:
            why = self._stopped.get(info.name)
            if why is None:
                continue
            steps = [step for step in self._steps if step.subject == info.name]
            left = sum(1 for step in steps if step.key not in self._store.results)
            what = (
                "was not run"
                if left == len(steps)
                else f"was not asked to the end, {left} of {len(steps)} tasks are left"
            )
            yield f"{info.name} {what}: {why}"

    def _endpoints_of(self, info: SubjectInfo) -> Sequence[str]:
        if info.kind == "device":
            return ()
        return tuple(self._wanted.endpoints) if info.kind == "auto" else (info.name,)

    def _names(self) -> list[str]:
        return [info.name for info in self._wanted.subjects]

    def _say(self, what: str) -> None:
        left = {
            name: sum(load.weight for load in loads)
            for info in self._wanted.subjects
            if info.name not in self._stopped
            for name, loads in ((info.name, self._tasks_left(info)), (_measuring(info), self._stages_left(info)))
        }
        total = len(self._steps) + sum(len(self._wanted.stages(info)) for info in self._wanted.subjects)
        self._tell(self._done(), total, what, self._time.seconds(left))

    def _done(self) -> int:
        kept = sum(1 for step in self._steps if step.key in self._store.results)
        return kept + len(self._store.speed)


def _measuring(info: SubjectInfo) -> str:
    """Under which name the time is kept that measuring a subject takes: short questions, and several at a time."""
    return f"{info.name}: speed"
