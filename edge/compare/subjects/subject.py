"""A subject: what is compared, as the run sees it."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Literal, Protocol

from edge.assistant import Assistant
from edge.compare.subjects.answers import Answers
from edge.compare.subjects.asking import SAMPLING, SYSTEM, ask, finished
from edge.compare.subjects.home import Home, settings_for, subject_home
from edge.compare.task import Task
from edge.errors import EdgeError, error_from_kind
from edge.journal import new_uid
from edge.paths import Paths
from edge.settings import Settings
from edge.turn import Choice, Question

__all__ = ["MISCONFIGURED", "PAUSES", "EndpointSubject", "Subject", "WithDevice", "opened"]

MISCONFIGURED = "The endpoint {name} cannot be asked as it is configured: 'edge endpoints test {name}' says why."
"""What a result says of it: results are given to others, and why it is may name files and variables of this machine."""

PAUSES = (2.0, 10.0)
"""Seconds before an endpoint that did not answer is asked the same again, and again; more where it asks for more."""
LONGEST_PAUSE = 60.0
READY_S = 120.0
"""Seconds that loading the model and the reader may take."""


class Subject(Protocol):
    """Answers tasks."""

    @property
    def assistant(self) -> Assistant:
        """Through which it answers."""
        ...

    @property
    def choice(self) -> Choice | None:
        """Who is to answer in it."""
        ...

    @property
    def check_memory(self) -> bool | None:
        """What its questions say; see `edge.turn.Question`."""
        ...

    def answer(self, task: Task) -> Answers:
        """Ask it. What goes wrong is told in the answers; Ctrl-C ends it at once."""
        ...


class WithDevice:
    """The local model alone, or whoever the router chooses at the threshold and with the deadline of the settings."""

    check_memory: bool | None = None

    def __init__(self, assistant: Assistant, choice: Literal["local"] | None) -> None:
        """`choice` None is the router's. Raises EdgeError where the model cannot be loaded."""
        self.assistant = assistant
        self.choice: Choice | None = choice
        _warmed(assistant)

    def answer(self, task: Task) -> Answers:
        """See `Subject`."""
        return ask(self.assistant, task, self.choice)


class EndpointSubject:
    """One endpoint, and nobody in its place: it is waited for, and the device answers nothing."""

    choice: Choice | None = "cloud"

    def __init__(self, assistant: Assistant, settings: Settings, pauses: Sequence[float] = PAUSES) -> None:
        """`pauses` are the seconds before each further try of a task."""
        self.assistant = assistant
        # It has to be said: else the local model would be loaded meanwhile.
        self.check_memory: bool | None = settings.engine.check_memory
        self._pauses = pauses

    def answer(self, task: Task) -> Answers:
        """See `Subject`. An endpoint that cannot be reached, or asks to be left alone for a while, is asked again."""
        sent = 0
        for pause in (*self._pauses, None):
            answers = ask(self.assistant, task, "cloud", check_memory=self.check_memory)
            sent += answers.bytes_sent
            answers = dataclasses.replace(answers, bytes_sent=sent)
            (info,) = self.assistant.endpoints()
            if not answers.error or (info.failure is None and info.problem is None):
                return answers
            if pause is None or info.problem is not None:
                break
            time.sleep(min(max(pause, info.rests_s), LONGEST_PAUSE))
        why = MISCONFIGURED.format(name=info.name) if info.problem is not None else info.failure or answers.error
        return dataclasses.replace(answers, error=why, blames=True)


@contextmanager
def opened(
    paths: Paths,
    settings: Settings,
    model: str,
    choice: Choice | None,
    endpoints: Sequence[str] = (),
    contexts: Mapping[str, int | None] | None = None,
    pauses: Sequence[float] = PAUSES,
) -> Iterator[tuple[Home, Subject]]:
    """A subject in a home of its own, and that home; both are gone at the end.

    model      of the device, as the settings would name it
    choice     who has to answer: the device, an endpoint (the only one of `endpoints`), or whom the router chooses
    contexts   see `subject_home`
    pauses     see `EndpointSubject`

    Raises EdgeError where it cannot answer at all.
    """
    with subject_home(paths, endpoints, contexts or {}) as home:
        used = settings_for(settings, model)
        assistant = Assistant(home.own, used)
        try:
            yield home, _subject(assistant, used, choice, pauses)
        finally:
            assistant.close()


def _subject(assistant: Assistant, settings: Settings, choice: Choice | None, pauses: Sequence[float]) -> Subject:
    return EndpointSubject(assistant, settings, pauses) if choice == "cloud" else WithDevice(assistant, choice)


def _warmed(assistant: Assistant) -> None:
    """Load the model and the reader, which the first message of a process would not wait for to the end."""
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        hello = Question("Hello", new_uid(), choice="local", system=SYSTEM, max_tokens=1, sampling=SAMPLING, history=())
        record = finished(assistant, hello)
        if record.error is not None:
            error: EdgeError = error_from_kind(record.error, record.why or "The model did not answer.")
            raise error
        if record.route.p_cloud is not None or any("reader" in notice for notice in assistant.status().notices):
            return
