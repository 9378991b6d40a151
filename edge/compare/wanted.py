"""What somebody wants compared: checked, with the models, endpoints and suites that it means."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from edge.answerer import Cancel
from edge.bench.machine import machine, versions
from edge.catalogue import Catalogue, Model, configured
from edge.catalogue.checking import sha256_of
from edge.catalogue.configured import Configured
from edge.compare.plan import Step, picked, steps
from edge.compare.results import Run, SubjectInfo, SuiteInfo, TaskInfo
from edge.compare.routing import Routing
from edge.compare.speed import STAGES
from edge.compare.subjects.asking import SAMPLING
from edge.compare.task import Suite, Task
from edge.engine.wanted import wanted as engine_wanted
from edge.errors import UsageError
from edge.offline import OfflineMode
from edge.paths import Paths
from edge.router.calibrated import reader_id
from edge.settings import Settings

__all__ = ["AUTO", "DEVICE", "SPEED", "Choices", "Wanted", "wanted"]

DEVICE, AUTO, SPEED = "device", "auto", "speed"

_BUILTIN = (
    "The built-in model is made for small talk and for saying what it cannot do: its scores say nothing about what a"
    " language model could do on this device."
)
_DUMMY_TOKENS = 96
_DUMMY = (
    f"The weights of a model are made up here (--dummy): the scores say nothing about it, and no reply is longer than"
    f" {_DUMMY_TOKENS} tokens, as such a model does not end by itself."
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the command line says. None and empty tuples take what is usual."""

    subjects: tuple[str, ...] = ()
    """`device`, names of endpoints, `auto`."""
    suites: tuple[str, ...] = ()
    """Names of suites, `speed` among them."""
    repeat: int = 1
    limit: int | None = None
    """Tasks of each suite."""
    dummies: tuple[str, ...] = ()
    """Subjects whose weights are made up."""
    unconfined: bool = False
    """Whether code of answers is run even where nothing keeps it in: `suites` were made so."""
    command: str = "edge compare"


@dataclass(frozen=True)
class Wanted:
    """What is compared."""

    paths: Paths
    settings: Settings
    model: Model
    model_name: str
    """As an `Assistant` in another home takes it."""
    endpoints: Mapping[str, Configured]
    """Those that are configured and take part, by name."""
    suites: Mapping[str, tuple[Task, ...]]
    """The tasks that are run, by the suite's name."""
    head: Run
    """The run that it becomes, without anything found."""
    dummies: frozenset[str] = frozenset()
    """Names of the subjects with made-up weights in them: nothing but the reply's limit ends what these write."""

    @property
    def subjects(self) -> tuple[SubjectInfo, ...]:
        """Who answers, in this order."""
        return self.head.subjects

    def steps(self) -> Iterator[Step]:
        """All tasks for all subjects, in the order in which they are asked."""
        for step in steps((subject.name for subject in self.subjects), self.suites, self.head.repeat):
            yield self._shortened(step) if step.subject in self.dummies else step

    def context_of(self, subject: str) -> int | None:
        """Tokens that one of the subjects can see, as far as that is known; of `auto` it depends on the task."""
        return next((info.context for info in self.subjects if info.name == subject), None)

    def stages(self, subject: SubjectInfo) -> tuple[str, ...]:
        """The stages of the suite `speed` for this subject."""
        asked = any(suite.name == SPEED for suite in self.head.suites)
        return STAGES[subject.kind] if asked else ()

    @staticmethod
    def _shortened(step: Step) -> Step:
        most = min(step.task.max_tokens, _DUMMY_TOKENS)
        return dataclasses.replace(step, task=dataclasses.replace(step.task, max_tokens=most))


def wanted(
    paths: Paths,
    settings: Settings,
    choices: Choices,
    suites: Sequence[Suite],
    why_not: Callable[[Suite], str],
) -> tuple[Wanted, Routing]:
    """Check it. The routing has to be closed by whoever gets it.

    suites    all there are
    why_not   says in a sentence why a suite cannot be run here; empty where it can

    Raises UsageError for a name that means nothing here or a number that cannot be, NoSuchModelError, SettingsError,
    EngineError without the reader.
    """
    if not 1 <= choices.repeat <= 100:
        raise UsageError(f"--repeat has to lie between 1 and 100, and is {choices.repeat}.")
    if choices.limit is not None and choices.limit < 1:
        raise UsageError(f"--limit has to be at least 1, and is {choices.limit}.")
    known = configured.read(paths.endpoints)
    names = _subjects(choices.subjects, known)
    picked_suites = _suites(choices.suites, suites)
    by_name = {suite.name: suite for suite in suites}
    left_out = {name: why for name in picked_suites if name in by_name and (why := why_not(by_name[name]))}
    not_run = list(left_out.values())
    if OfflineMode(paths.offline).on and any(name != DEVICE for name in names):
        if choices.subjects:
            raise UsageError("Offline mode is on, and nothing is asked: say 'go online' first, or use --with device.")
        names = [DEVICE]
        not_run.append("Offline mode is on: neither endpoints nor the router were compared.")
    model = Catalogue.of(paths).choose(settings.model)
    tasks = {
        name: picked(by_name[name].tasks(), choices.limit)
        for name in picked_suites
        if name != SPEED and name not in left_out
    }
    if not tasks and SPEED not in picked_suites:
        raise UsageError(" ".join(not_run) or "There is nothing to compare.")
    every = [*by_name, SPEED]
    if len(picked_suites) < len(every):
        not_run.append(f"Not asked for: {', '.join(name for name in every if name not in picked_suites)}.")
    if choices.limit is not None:
        not_run.append(f"Of each suite at most {choices.limit} tasks were run (--limit).")
    endpoints = {name: known[name] for name in known if name in names or AUTO in names}
    compared = tuple(_infos(names, model, settings.engine.context or model.context, endpoints, choices.dummies))
    routing = Routing(paths, settings, model, [one.endpoint for one in endpoints.values()])
    infos = [SuiteInfo(name, by_name[name].title, by_name[name].version, len(tasks[name])) for name in tasks]
    if SPEED in picked_suites:
        infos.append(SuiteInfo(SPEED, "Speed and memory", 1, 0))
    head = Run(
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        command=choices.command,
        machine=machine(),
        versions={**versions(), "reader": reader_id()},
        settings={
            **_settings(settings, model, names),
            **({"--unconfined": True} if choices.unconfined else {}),
            **{f"{name}_code_kept_in_by": walls for name in tasks if (walls := _kept_in_by(by_name[name]))},
        },
        subjects=compared,
        suites=tuple(infos),
        repeat=choices.repeat,
        threshold=routing.threshold,
        not_run=tuple(not_run),
        tasks=tuple(
            TaskInfo(task.uid, tuple(turn.text for turn in task.turns)) for these in tasks.values() for task in these
        ),
    )
    dummies = frozenset([*choices.dummies, AUTO] if choices.dummies else ())
    name = _model_name(model, settings.model)
    return Wanted(paths, settings, model, name, endpoints, tasks, head, dummies), routing


def _kept_in_by(suite: Suite) -> str:
    """What keeps the code of answers in; empty for a suite that runs none."""
    look: Callable[[], str] | None = getattr(suite, "kept_in_by", None)
    return look() if look is not None else ""


def _subjects(asked: Sequence[str], known: Mapping[str, Configured]) -> list[str]:
    for name in (DEVICE, AUTO):
        if name in known:
            raise UsageError(f"An endpoint is called '{name}', which means another one here: give it another name.")
    if not asked:
        return [DEVICE, *known, *([AUTO] if known else [])]
    for name in asked:
        if name not in (DEVICE, AUTO, *known):
            there = ", ".join([DEVICE, *known, AUTO])
            raise UsageError(f"There is no '{name}' to compare: --with takes {there}, with commas between them.")
    if AUTO in asked and not known:
        raise UsageError("'auto' needs an endpoint, and none is configured: see 'edge endpoints add --help'.")
    return list(dict.fromkeys(asked))


def _suites(asked: Sequence[str], suites: Sequence[Suite]) -> list[str]:
    there = [*(suite.name for suite in suites), SPEED]
    for name in asked:
        if name not in there:
            raise UsageError(f"There is no suite '{name}': --suite takes {', '.join(there)}, with commas between them.")
    return [name for name in there if not asked or name in asked]


def _infos(
    names: Iterable[str], model: Model, context: int, endpoints: Mapping[str, Configured], dummies: Sequence[str]
) -> Iterator[SubjectInfo]:
    for name in dummies:
        if name not in (DEVICE, *endpoints):
            raise UsageError(f"--dummy takes 'device' and endpoints that are compared, and '{name}' is neither.")
    made_up = dict.fromkeys(dummies, _DUMMY)
    own = made_up.get(DEVICE) or (_BUILTIN if model.builtin else "")
    for name in names:
        if name == DEVICE:
            digest = sha256_of(model.path, lambda _done: None, Cancel())
            yield SubjectInfo(name, "device", model.name, model.quantization, digest, context, own)
        elif name == AUTO:
            models = " + ".join([model.name, *(one.endpoint.model for one in endpoints.values())])
            why = _DUMMY if made_up else own
            yield SubjectInfo(name, "auto", models, meaningless=why)
        else:
            one = endpoints[name]
            known = one.endpoint.context if one.context_known else None
            yield SubjectInfo(name, "cloud", one.endpoint.model, None, None, known, made_up.get(name, ""))


def _settings(settings: Settings, model: Model, names: Sequence[str]) -> dict[str, Any]:
    """What of the settings changes what is found."""
    engine = engine_wanted(model, settings.engine)
    found: dict[str, Any] = {
        "temperature": SAMPLING.temperature,
        "seed": SAMPLING.seed,
        "engine.context": engine.n_ctx,
        "engine.threads": engine.threads,
        "engine.kv_type": engine.kv_type,
        "engine.lookup": engine.lookup,
    }
    if AUTO in names:
        found |= {
            "router.evidence": settings.router.evidence,
            "cloud.deadline": settings.cloud.deadline,
            "cloud.when_late": settings.cloud.when_late,
        }
    if list(names) != [DEVICE]:
        found["cloud.masking"] = settings.cloud.masking
    return found


def _model_name(model: Model, asked: str) -> str:
    """By its name, which is known in another home with the same models; a file anywhere by its full path."""
    return str(model.path) if "/" in asked or asked.endswith(".gguf") else model.name
