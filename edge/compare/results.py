"""What a run found, as values that go to a file and come back the same."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from edge.compare.checking import check
from edge.events import build

__all__ = ["FORMAT", "Kind", "Result", "Run", "SpeedFigure", "SubjectInfo", "SuiteInfo", "TaskInfo"]

FORMAT = "edge-compare/1"

Kind = Literal["device", "cloud", "auto"]


@dataclass(frozen=True, slots=True)
class SubjectInfo:
    """Who answered."""

    name: str
    """As `--with` names it: `device`, an endpoint's name, or `auto`."""
    kind: Kind
    model: str
    """The model's name; for `auto` both, with ` + ` between them."""
    quantization: str | None = None
    sha256: str | None = None
    """Of the model's file, in hex; None for an endpoint."""
    context: int | None = None
    """Tokens."""
    meaningless: str = ""
    """One sentence where its scores say nothing about a model: made-up weights, or the built-in model, which is not
    made for these tasks; empty otherwise."""


@dataclass(frozen=True, slots=True)
class SuiteInfo:
    """A suite as it was run."""

    name: str
    title: str
    version: int
    tasks: int
    """How many of its tasks were to be run."""


@dataclass(frozen=True, slots=True)
class TaskInfo:
    """A task as it was asked, for whoever reads what was answered."""

    uid: str
    messages: tuple[str, ...]
    """What was said, without the documents that went with it."""


@dataclass(frozen=True, slots=True)
class Result:
    """One task, answered once by one subject."""

    subject: str
    suite: str
    task: str
    repeat: int
    """From 0."""
    language: str
    score: float
    """0 to 1."""
    marks: Mapping[str, float] = field(default_factory=dict)
    why: str = ""
    replies: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    """Who wrote each reply: `local`, `cloud` or `skill`."""
    p_cloud: float | None = None
    """What the reader thought of the first message; None where it was not read."""
    forced: Literal["local", "cloud"] | None = None
    """Where a rule sends the task whatever the threshold is; None where the score decides."""
    ttft_ms: float | None = None
    """To the first piece of the last reply, in ms of a monotonic clock."""
    total_ms: float | None = None
    """Of all replies together."""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    tok_s: float | None = None
    """Of the last reply, generated tokens after the first."""
    bytes_sent: int = 0
    error: str = ""
    """One sentence where there was no whole answer: it counts as 0."""


@dataclass(frozen=True, slots=True)
class SpeedFigure:
    """One figure about a subject's speed or memory."""

    subject: str
    key: str
    """For example `ttft_ms`, `next_turn_ms`, `cold_start_ms`, `tok_s`, `total_ms`, `memory_mib`."""
    unit: str
    parallel: int = 1
    """Conversations at a time."""
    p50: float | None = None
    p95: float | None = None
    samples: int = 0
    note: str = ""
    """One sentence, where it was not measured: why; where it was, what has to be known of it."""


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that one `edge compare` found."""

    started: str
    """ISO 8601 in UTC, by the wall clock."""
    command: str
    machine: Mapping[str, Any]
    versions: Mapping[str, str]
    settings: Mapping[str, Any]
    """What of the settings matters: threshold, sampling, context, deadline."""
    subjects: tuple[SubjectInfo, ...]
    suites: tuple[SuiteInfo, ...]
    repeat: int = 1
    threshold: float | None = None
    """The router's, in force when it ran; 0 to 1."""
    results: tuple[Result, ...] = ()
    speed: tuple[SpeedFigure, ...] = ()
    endpoint_metrics: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """By endpoint: what its `/metrics` told, the change over the run."""
    not_run: tuple[str, ...] = ()
    """Sentences: what was left out, and why."""
    ended: str | None = None
    """ISO 8601 in UTC; None while it is not at its end."""
    took_s: float = 0.0
    """Seconds that it ran, the pauses between interruptions left out."""
    interrupted: int = 0
    """How often it was interrupted and gone on with."""
    tasks: tuple[TaskInfo, ...] = ()
    """The questions, so that a report can be read without the suites that it was made with."""
    format: str = FORMAT

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Run:
        """The run that `to_json` wrote. Raises ValueError where it is none, or of another format."""
        if not isinstance(data, Mapping) or data.get("format") != FORMAT:
            raise ValueError(f"this is no run of edge compare in the format {FORMAT}")
        try:
            run: Run = build(cls, dict(data))
            check(run)
        except (TypeError, AttributeError) as error:
            raise ValueError(f"it holds something else than a run does ({error})") from None
        return run
