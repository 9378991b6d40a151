"""One run: threads, then the KV cache's type, then the batch, each with what was best before it.

Not every combination: where one setting is changed at a time, a board is done in minutes. A last race of the outcome
against the start decides whether it is taken at all.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from edge.catalogue import Model
from edge.catalogue.memory import shape
from edge.catalogue.tuned import Figures
from edge.engine.options import Options
from edge.engine.wanted import wanted
from edge.errors import EngineError
from edge.machine import Cores, cores
from edge.settings import Engine as Settings
from edge.tune import candidates
from edge.tune.candidates import Candidate
from edge.tune.choosing import Ratio, choose, holds, ratio
from edge.tune.effort import Effort
from edge.tune.others import Others
from edge.tune.race import race
from edge.tune.repeating import repeated
from edge.tune.report import Measured, Report, figures
from edge.tune.trial import Prompts, Trial, prepare, trial

__all__ = ["Tell", "compare", "tune"]

Tell = Callable[[int, int, str], None]
"""Gets the steps done, the steps in all as far as they are known, and what comes next."""


def tune(model: Model, settings: Settings, effort: Effort, tell: Tell, own: Cores | None = None) -> Report:
    """Find the fastest settings for a model on this machine. Nothing is written.

    settings  context, mmap and repacking are taken from them; what is tuned is varied whatever they say
    own       the cores of this machine; None looks

    Raises EdgeError if the model cannot be run at all. A candidate that cannot be run falls out, and the report says
    why.
    """
    others = Others()
    free = dataclasses.replace(settings, threads=0, batch=0, kv_type="auto", lookup="off")
    base = wanted(dataclasses.replace(model, tuned=None), free)
    run = _Run(model.path, base, effort, tell, own or cores())
    start = run.prepare()
    best = run.vary(start, "threads", candidates.threads(run.cores), _turn)
    best = run.vary(best, "kv_type", ["f16", "q8_0"], _turn)
    best = run.vary(best, "batch", candidates.batches(run.long_tokens), _long)
    best, before, after, gain = run.confirm(start, best)
    run.step(2, "comparing texts with and without lookup speculation")
    lookup = repeated(model.path, best.options(base), effort.lookups, effort.reply_tokens)
    return Report(
        start, best, lookup, before, after, gain, run.long_tokens, tuple(run.measured), round(others.share(), 3)
    )


def compare(one: Model, other: Model, settings: Settings, effort: Effort, tell: Tell) -> tuple[Figures, Figures, Ratio]:
    """Measure two models with one tokenizer in turn, both as the first one is run here. Returns the figures of both,
    and the second one's typical turn by the first one's. Raises EdgeError if one of them cannot be run."""
    same = dataclasses.replace(wanted(one, settings), lookup="off", states=None)
    wishes = {each.name: dataclasses.replace(same, shape=shape(each)) for each in (one, other)}
    paths = {each.name: each.path for each in (one, other)}
    tell(0, 2 * effort.rounds + 1, f"looking at {one.name}")
    prompts, _ = prepare(one.path, wishes[one.name], effort)

    def step(left: int) -> None:
        tell(2 * effort.rounds + 1 - left, 2 * effort.rounds + 1, f"measuring {one.name} and {other.name}")

    found = race(
        one.name, [other.name], lambda name: trial(paths[name], wishes[name], prompts), _turn, effort.rounds, step=step
    )
    if not found.trials[other.name]:
        raise EngineError(f"The model '{other.name}' cannot be measured: {found.failed[other.name]}")
    turn = ratio(*(found.times(_turn)[each.name] for each in (other, one)))
    return figures(found.trials[one.name]), figures(found.trials[other.name]), turn


def _turn(measured: Trial) -> float:
    return measured.turn_ms


def _long(measured: Trial) -> float:
    return measured.long_ms


@dataclass(slots=True)
class _Run:
    """What the steps of one run share."""

    path: Path
    base: Options
    effort: Effort
    tell: Tell
    cores: Cores
    measured: list[Measured] = field(default_factory=list)
    long_tokens: int = 0
    _prompts: Prompts | None = None
    _trials: dict[Candidate, list[Trial]] = field(default_factory=dict)
    """All of the run."""
    _done: int = 0
    _later: int = 0
    """Trials of the steps that have not begun, at most."""

    def prepare(self) -> Candidate:
        """Look at the model, and say how it is run without tuning."""
        rounds = self.effort.rounds
        self._later = rounds * (len(candidates.threads(self.cores)) + 2 + len(candidates.BATCHES) + 2) + 2
        self.step(self._later + 1, "looking at the model")
        self._prompts, ready = prepare(self.path, self.base, self.effort)
        plan = ready.plan
        start = Candidate(plan["threads"], self.base.n_batch, plan["kv_type"])
        self.long_tokens = self._trial(start).long_tokens
        return start

    def step(self, left: int, what: str) -> None:
        """Something begins, with so many trials left of all."""
        self.tell(self._done, self._done + left, what)
        self._done += 1

    def vary(
        self,
        best: Candidate,
        what: Literal["threads", "kv_type", "batch"],
        values: Sequence[int | str],
        judged: Callable[[Trial], float],
    ) -> Candidate:
        """The best so far with one setting changed, where that is faster."""
        changed = [best.having(what, value) for value in values]
        others = [each for each in changed if each != best]
        self._later = max(0, self._later - self.effort.rounds * len(values))
        found = race(
            best,
            others,
            self._trial,
            judged,
            self.effort.rounds if others else 0,
            step=lambda left: self.step(left + self._later, f"measuring with different {_PLURAL[what]}"),
        )
        if not others:
            return best
        times = found.times(judged)
        chosen = choose(best, times)
        self.measured += [
            Measured.of(
                what,
                getattr(each, what),
                times[each],
                times[best],
                chosen=each == chosen,
                failed=found.failed.get(each, ""),
            )
            for each in sorted(times, key=lambda each: getattr(each, what))
        ]
        return chosen

    def confirm(self, start: Candidate, best: Candidate) -> tuple[Candidate, Figures, Figures, float]:
        """The best, or the start if the best does not hold against it; the figures of both, and the gain of a turn."""
        before = figures(self._trials[start])
        if best == start:
            return start, before, before, 0.0
        found = race(
            start,
            [best],
            self._trial,
            _turn,
            self.effort.rounds,
            step=lambda left: self.step(left + 2, "measuring the outcome against the start"),
        )
        turns, longs = found.times(_turn), found.times(_long)
        if turns[best]:
            turn, long = ratio(turns[best], turns[start]), ratio(longs[best], longs[start])
            if holds(turn, long):
                gain = round(1 - turn.value, 4)
                return best, figures(found.trials[start]), figures(found.trials[best]), gain
        return start, before, before, 0.0

    def _trial(self, candidate: Candidate) -> Trial:
        assert self._prompts is not None  # `prepare` comes first
        measured = trial(self.path, candidate.options(self.base), self._prompts)
        self._trials.setdefault(candidate, []).append(measured)
        return measured


_PLURAL = {"threads": "numbers of threads", "kv_type": "KV caches", "batch": "batches"}
