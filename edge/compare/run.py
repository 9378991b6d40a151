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
from edge.compare.subjects.subject import MISCONFIGURED, PAUSES, Subject, opened
from edge.compare.task import NotGradedError
from edge.compare.time_left import Estimate, Part, TimeLeft
from edge.compare.wanted import Wanted
from edge.errors import EdgeError
from edge.faults import fault
from edge.offline import NOTHING_IS_ASKED, OfflineMode
from edge.turn import Choice

__all__ = ["IN_A_ROW", "Comparison", "Tell"]

IN_A_ROW = 3
"""Tasks that somebody does not answer, one behind the other, before they are left alone."""
_TASKS, _SPEED = "tasks", "speed"
"""Parts of what a subject is asked. They have times of their own: in one, questions are asked several at a time."""


class Tell(Protocol):
    """Who is told how far it is."""

    def __call__(self, done: int, total: int, what: str, left: Estimate | None) -> None:
        """Steps done and in all, what comes next, and how long it still takes, if that is known."""
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
        self._loads = {
            (step.subject, step.task.uid): load_of(step.task, wanted.context_of(step.subject))
            for step in self._steps
            if step.repeat == 0
        }
        self._time = TimeLeft()
        self._stopped: dict[str, str] = {}
        """Why a subject was not asked to the end, a sentence by its name."""
        self._down: dict[str, str] = {}
        """Why an endpoint does not answer, a sentence by its name."""
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
        if any(info.kind != "device" and any(self._left(info)) for info in self._wanted.subjects):
            self._look_at_endpoints()
        for info in self._wanted.subjects:
            if not any(self._left(info)):
                continue
            why = self._cannot_answer(info)
            if why:
                self._stopped[info.name] = why
            else:
                self._with(info)
        return self._store.run((step.key for step in self._steps), self._not_run(), ended=self.complete)

    def _cannot_answer(self, info: SubjectInfo) -> str:
        """The sentence that says why a subject need not be asked; empty where it can be."""
        if info.kind == "auto" and len(self._down) == len(self._wanted.endpoints):
            return f"No endpoint answers, and without one there is no choice: {next(iter(self._down.values()))}"
        return self._down.get(info.name, "")

    def _left(self, info: SubjectInfo) -> Iterator[Load]:
        """What is left to be asked of a subject."""
        yield from self._tasks_left(info)
        yield from self._stages_left(info)

    def _tasks_left(self, info: SubjectInfo) -> Iterator[Load]:
        for step in self._steps:
            if step.subject == info.name and step.key not in self._store.results:
                yield self._loads[step.subject, step.task.uid]

    def _stages_left(self, info: SubjectInfo) -> Iterator[Load]:
        for stage in self._wanted.stages(info):
            if (info.name, stage) not in self._store.speed:
                yield speed.load_of(stage)

    def _look_at_endpoints(self) -> None:
        """Whether each answers at all, and what its server says of the context. Nothing is asked yet."""
        from cloud_client import Client, CloudError, Retries
        from cloud_client.errors import ConfigurationError, NoSuchPathError

        for name, one in self._wanted.endpoints.items():
            if self._offline():
                self._down[name] = NOTHING_IS_ASKED
                continue
            self._say(f"looking at {name}")
            try:
                with Client(one.for_client(), retries=Retries(tries=1)) as client:
                    self._contexts[name] = client.check().context
                if name in self._names():
                    self._store.learn(name, context=self._contexts[name])
            except NoSuchPathError:
                continue  # a gateway may have no list of its models
            except ConfigurationError:
                self._down[name] = MISCONFIGURED.format(name=name)
            except CloudError as error:
                self._down[name] = str(error)
            except ValueError:  # a timeout that cannot be
                self._down[name] = MISCONFIGURED.format(name=name)

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
            before = self._counted(info)
            try:
                why = self._ask(info, subject) or self._measure(info, home, subject)
            finally:
                grown = changes(before, self._counted(info)) if before else {}
                if grown:
                    self._store.add_metrics(info.name, grown)
            if why:
                self._stopped[info.name] = why
                if info.kind == "cloud":
                    self._down[info.name] = why

    def _ask(self, info: SubjectInfo, subject: Subject) -> str:
        """Ask the tasks. Returns the sentence that says why not to the end; empty where it was.

        That somebody did not answer is kept when they answer a later task: else it says nothing about the task, and it
        is asked again another time.
        """
        failed: list[Result] = []
        for step in self._steps:
            if step.subject != info.name or step.key in self._store.results:
                continue
            if info.kind != "device" and self._offline():
                return NOTHING_IS_ASKED
            began = time.monotonic()
            self._say(f"{info.name}: {step.task.uid}")
            answers = subject.answer(step.task)
            if answers.error and info.kind != "device" and self._offline():
                return NOTHING_IS_ASKED
            failed.append(self._graded(step, answers))
            if not answers.blames:
                self._keep(failed)
                weight = self._loads[step.subject, step.task.uid].weight
                self._time.took((info.name, _TASKS), weight, time.monotonic() - began)
            elif len(failed) == IN_A_ROW:
                return answers.error
        self._keep(failed)
        return ""

    def _keep(self, results: list[Result]) -> None:
        for result in results:
            self._store.add(result)
        results.clear()

    def _offline(self) -> bool:
        return OfflineMode(self._wanted.paths.offline).on

    def _counted(self, info: SubjectInfo) -> dict[str, float]:
        """What an endpoint's server counts now; empty where it does not tell, or nothing may be asked."""
        if info.kind != "cloud" or self._offline():
            return {}
        return counters(self._wanted.endpoints[info.name])

    def _measure(self, info: SubjectInfo, home: Home, subject: Subject) -> str:
        """Measure its speed. Returns the sentence that says why not to the end; empty where it was."""
        settings = settings_for(self._wanted.settings, self._wanted.model_name)
        numbers = itertools.count(time.monotonic_ns() % 1_000_000)
        for stage in self._wanted.stages(info):
            if (info.name, stage) in self._store.speed:
                continue
            began = time.monotonic()
            self._say(f"{info.name}: speed, {stage}")
            figures = speed.measured(info.name, stage, subject, home, settings, self._wanted.model, numbers)
            if info.kind == "cloud" and not any(figure.samples for figure in figures):
                return figures[0].note  # it is down: that is no figure of its speed
            self._store.add_speed(info.name, stage, figures)
            weight = speed.load_of(stage).weight
            if weight:
                self._time.took((info.name, _SPEED), weight, time.monotonic() - began)
        return ""

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
        except NotGradedError:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours in one scorer must not end hours of asking
            return dataclasses.replace(result, error=fault(error, self._wanted.paths.logs))
        return dataclasses.replace(result, score=grade.score, marks=dict(grade.marks), why=grade.why)

    def _not_run(self) -> Iterator[str]:
        for info in self._wanted.subjects:
            why = self._stopped.get(info.name)
            if why is None:
                continue
            left = sum(1 for _ in self._left(info))
            steps = sum(step.subject == info.name for step in self._steps) + len(self._wanted.stages(info))
            what = "was not run" if left == steps else f"was not asked to the end, {left} of {steps} steps are left"
            yield f"{info.name} {what}: {why}"

    def _endpoints_of(self, info: SubjectInfo) -> Sequence[str]:
        if info.kind == "device":
            return ()
        return tuple(self._wanted.endpoints) if info.kind == "auto" else (info.name,)

    def _names(self) -> list[str]:
        return [info.name for info in self._wanted.subjects]

    def _say(self, what: str) -> None:
        left: dict[Part, float] = {
            (info.name, part): sum(load.weight for load in loads)
            for info in self._wanted.subjects
            if info.name not in self._stopped and not self._cannot_answer(info)
            for part, loads in ((_TASKS, self._tasks_left(info)), (_SPEED, self._stages_left(info)))
        }
        total = len(self._steps) + sum(len(self._wanted.stages(info)) for info in self._wanted.subjects)
        self._tell(self._done(), total, what, self._time.left(left))

    def _done(self) -> int:
        kept = sum(1 for step in self._steps if step.key in self._store.results)
        return kept + len(self._store.speed)
