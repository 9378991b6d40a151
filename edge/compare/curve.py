"""What the router is worth: score against share escalated, from what device and cloud answered.

Nothing is asked again. Device and cloud answered the same tasks; at a threshold a task has the answer of the one that
the router would send it to. What a rule sends (`forced`) stays where the rule sends it, at every threshold. A task of
several messages goes where its first message goes.

The figures are those of RouteLLM (Ong et al., "RouteLLM: Learning to Route LLMs with Preference Data",
arXiv 2406.18665, section on metrics; lm-sys/RouteLLM, `routellm/evals/evaluate.py`), with the device as its weak model
and the cloud as its strong one:

    PGR      performance gap recovered: (score − device only) / (cloud only − device only)
    APGR     the mean of PGR over the share of calls to the cloud, from 0 to 1: the area under the curve. Random routing
             has 0.5. The paper sums ten shares, its program takes the trapezoids between eleven quantiles of the
             likelihoods; here every likelihood is a corner, which is the same integral without the rounding.
    CPT(x)   call-performance threshold: the least share of calls to the cloud with which PGR is x

Between two corners the line is straight: what a router would score that sends a random part of the tasks of equal
likelihood. The curve is drawn from 0 to 1, although no threshold reaches the ends where rules send tasks: what a rule
sends up counts as first, what a rule keeps as last.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edge.compare import sampling
from edge.compare.columns import line
from edge.compare.pairing import Case, average, cases
from edge.compare.results import Run, SubjectInfo
from edge.compare.sampling import Estimate
from edge.compare.scores import went_up
from edge.percentile import percentile

__all__ = ["Curve", "Point", "Timing", "curve", "draw", "ideal_at"]

_NO_GAP = 1e-9
_TOO_MANY = 0.025
"""The share of resamples without a gap from which on an interval of APGR would be made up."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Times of answers, in ms."""

    mean: float
    p50: float


@dataclass(frozen=True, slots=True)
class Point:
    """What a way of routing scores, and what it takes."""

    share: float
    """Of the tasks that the cloud answers, 0 to 1."""
    score: float
    """0 to 1."""
    threshold: float | None = None
    """The least `p_cloud` that goes up; None where the score sends nothing up, or where it is no threshold."""
    reachable: bool = False
    """Whether a threshold does this, with the rules as they are."""
    ttft: Timing | None = None
    total: Timing | None = None
    bytes_sent: float = 0.0
    """To the cloud, a task, on average."""


@dataclass(frozen=True, slots=True)
class Curve:
    """The router between the device and one cloud subject."""

    cloud: str
    tasks: int
    device_only: Estimate
    cloud_only: Estimate
    points: tuple[Point, ...]
    """From share 0 to share 1, all corners."""
    ideal: tuple[tuple[float, float], ...]
    """Share and score if those that gain most went up first: what no router can beat."""
    current: Point | None
    """The threshold that was in force, by the same arithmetic."""
    auto: Point | None
    """What `auto` really did with the same tasks."""
    apgr: Estimate | None
    """None where there is no gap to recover; `remarks` says so."""
    apgr_ideal: float | None
    cpt50: float | None
    """A share, 0 to 1."""
    cpt80: float | None
    remarks: tuple[str, ...] = ()
    """Sentences: what has to be known of these figures."""

    def pgr(self, score: float) -> float | None:
        """The share of the gap that a score recovers; None where there is no gap."""
        gap = self.cloud_only.value - self.device_only.value
        return None if gap <= _NO_GAP else (score - self.device_only.value) / gap


def curve(run: Run, cloud: str, suite: str | None = None) -> Curve:
    """The router's curve between the device and the subject `cloud`, in one suite or in all.

    Raises LookupError with a sentence where there is nothing to draw it from.
    """
    device = next((one for one in run.subjects if one.kind == "device"), None)
    if device is None:
        raise LookupError("There is no curve of the router, as the device was not among the subjects.")
    found = cases(run, device.name, cloud, suite)
    placed = [one for one in found if one.sent is not None or one.p_cloud is not None]
    if not found:
        raise LookupError(
            f"There is no curve of the router, as {line(device.name)} and {line(cloud)} have no task in common."
        )
    if not placed:
        raise LookupError("There is no curve of the router, as it read none of the tasks.")
    remarks = []
    if any(one.meaningless for one in run.subjects if one.name in (device.name, cloud)):
        remarks.append("These figures are made of scores that mean nothing, and mean nothing themselves.")
    left_out = len(found) - len(placed)
    if left_out:
        remarks.append(f"Left out, as the reader had not read it: {_several(left_out, 'task')}.")
    return _with_auto(draw(placed, cloud, run.threshold, remarks), run, placed, cloud)


def draw(placed: Sequence[Case], cloud: str, threshold: float | None = None, remarks: Sequence[str] = ()) -> Curve:
    """The curve of at least one task, each of which was read or is sent by a rule; their order does not matter."""
    ordered = sorted(placed, key=lambda one: (-one.rank, one.task))
    groups = [list(group) for _, group in itertools.groupby(ordered, key=lambda one: one.rank)]
    points = tuple(_points(groups))
    low, high = points[0].score, points[-1].score
    in_order = sorted(placed, key=lambda one: one.task)
    device_only = sampling.mean([one.low for one in in_order])
    cloud_only = sampling.mean([one.low + one.gain for one in in_order])
    assert device_only is not None
    assert cloud_only is not None
    ideal = _line(low, sorted((one.gain for one in placed), reverse=True))
    notes = list(remarks)
    corners = [(one.share, one.score) for one in points]
    apgr = None
    gap = high - low
    if gap <= _NO_GAP:
        notes.append(
            f"{line(cloud)} scored no better than the device in these tasks ({high:.0%} against {low:.0%}): there is no"
            " gap that a router could recover, so APGR and CPT do not exist."
        )
    else:
        apgr, note = _apgr(groups, (_area(corners) - low) / gap)
        notes += note
    scored = [one for one in placed if one.sent is None]
    if not scored:
        notes.append("Rules send all of these tasks: no threshold changes anything.")
    elif len({one.p_cloud for one in scored}) == 1:
        notes.append("The reader gave all of these tasks the same likelihood: no threshold tells them apart.")
    return Curve(
        cloud=cloud,
        tasks=len(placed),
        device_only=device_only,
        cloud_only=cloud_only,
        points=points,
        ideal=ideal,
        current=None if threshold is None else _at(placed, threshold),
        auto=None,
        apgr=apgr,
        apgr_ideal=None if gap <= _NO_GAP else (_area(ideal) - low) / gap,
        cpt50=None if gap <= _NO_GAP else _cpt(corners, low + 0.5 * gap),
        cpt80=None if gap <= _NO_GAP else _cpt(corners, low + 0.8 * gap),
        remarks=tuple(notes),
    )


def ideal_at(drawn: Curve, share: float) -> float:
    """The best score that any router could have with this share of the tasks for the cloud, 0 to 1."""
    for (left, low), (right, high) in itertools.pairwise(drawn.ideal):
        if share <= right:
            return low + (high - low) * (share - left) / (right - left)
    return drawn.ideal[-1][1]


def _points(groups: Sequence[Sequence[Case]]) -> Iterable[Point]:
    """The corners: what goes up group by group."""
    everything = [one for group in groups for one in group]
    yield _point([], everything, None, reachable=groups[0][0].rank != math.inf)
    for index in range(len(groups)):
        rank = groups[index][0].rank
        up = [one for group in groups[: index + 1] for one in group]
        rest = [one for group in groups[index + 1 :] for one in group]
        # With nothing but what rules send up, no score is high enough; what a rule keeps goes up at no threshold.
        threshold = rank if math.isfinite(rank) else None
        yield _point(up, rest, threshold, reachable=rank != -math.inf)


def _at(placed: Sequence[Case], threshold: float) -> Point:
    up = [one for one in placed if one.sent == "cloud" or (one.sent is None and one.rank >= threshold)]
    chosen = {one.task for one in up}
    return _point(up, [one for one in placed if one.task not in chosen], threshold, reachable=True)


def _point(up: Sequence[Case], stay: Sequence[Case], threshold: float | None, *, reachable: bool) -> Point:
    count = len(up) + len(stay)
    score = math.fsum([*(one.low for one in up), *(one.gain for one in up), *(one.low for one in stay)]) / count
    asked = [*(one.cloud for one in up), *(one.device for one in stay)]
    answers = [answer for answers in asked for answer in answers]
    return Point(
        share=len(up) / count,
        score=score,
        threshold=threshold,
        reachable=reachable,
        ttft=_timing(one.ttft_ms for one in answers),
        total=_timing(one.total_ms for one in answers),
        bytes_sent=math.fsum(average(answer.bytes_sent for answer in one.cloud) for one in up) / count,
    )


def _line(low: float, gains: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Share and score as one task after the other goes up."""
    count = len(gains)
    reached = [low + math.fsum(gains[:index]) / count for index in range(count + 1)]
    return tuple((index / count, score) for index, score in enumerate(reached))


def _area(corners: Sequence[tuple[float, float]]) -> float:
    """Under straight lines between corners from share 0 to 1."""
    return math.fsum((right - left) * (low + high) / 2 for (left, low), (right, high) in itertools.pairwise(corners))


def _cpt(corners: Sequence[tuple[float, float]], wanted: float) -> float:
    """The least share with that score. The last corner has it."""
    for (left, low), (right, high) in itertools.pairwise(corners):
        if low >= wanted - _NO_GAP:
            return left
        if high >= wanted - _NO_GAP:  # a corner that has it but for the last bit has it
            return left + (right - left) * min(1.0, (wanted - low) / (high - low))
    return corners[-1][0]


def _apgr(groups: Sequence[Sequence[Case]], value: float) -> tuple[Estimate, list[str]]:
    """APGR with its interval, and a sentence where there is none."""
    import numpy as np

    cases = [one for group in groups for one in group]
    count = len(cases)
    if count < 2:
        return Estimate(value, count=count), []
    ends = np.cumsum([len(group) for group in groups]) - 1
    drawn = sampling.weights(count)
    gains = np.asarray([one.gain for one in cases])
    shares = np.cumsum(drawn, axis=1)[:, ends] / count
    gained = np.cumsum(drawn * gains, axis=1)[:, ends] / count
    gap = gained[:, -1]
    good = gap > _NO_GAP
    if 1 - good.mean() > _TOO_MANY:
        note = (
            f"The gap is smaller than chance can tell with {_several(count, 'task')}: in {1 - good.mean():.0%} of the"
            " resamples the cloud is no better than the device, so APGR has no interval, and says little."
        )
        return Estimate(value, count=count), [note]
    nought = np.zeros((int(good.sum()), 1))
    recovered = np.hstack([nought, gained[good] / gap[good, None]])
    steps = np.diff(np.hstack([nought, shares[good]]), axis=1)
    areas = (steps * (recovered[:, 1:] + recovered[:, :-1]) / 2).sum(axis=1)
    return Estimate(value, *sampling.percentile_interval(areas), count), []


def _with_auto(drawn: Curve, run: Run, placed: Sequence[Case], cloud: str) -> Curve:
    """The curve with what `auto` really did, where it answered these tasks with this cloud."""
    auto = next((one for one in run.subjects if one.kind == "auto"), None)
    if auto is None or not _asks(auto, run, cloud):
        return drawn
    wanted = {one.task for one in placed}
    answers = [one for one in run.results if one.subject == auto.name and one.task in wanted]
    tasks = {one.task for one in answers}
    if not tasks:
        return drawn
    per_task = [[one for one in answers if one.task == task] for task in sorted(tasks)]
    live = Point(
        share=average(average(map(went_up, group)) for group in per_task),
        score=average(average(one.score for one in group) for group in per_task),
        threshold=run.threshold,
        reachable=True,
        ttft=_timing(one.ttft_ms for one in answers),
        total=_timing(one.total_ms for one in answers),
        bytes_sent=average(average(one.bytes_sent for one in group) for group in per_task),
    )
    remarks = list(drawn.remarks)
    if len(tasks) < len(wanted):
        remarks.append(f"{line(auto.name)} answered {len(tasks)} of these {len(wanted)} tasks.")
    return dataclasses.replace(drawn, auto=live, remarks=tuple(remarks))


def _asks(auto: SubjectInfo, run: Run, cloud: str) -> bool:
    """Whether `auto` had this cloud to ask: the only one, or one of its models."""
    clouds = [one for one in run.subjects if one.kind == "cloud"]
    model = next((one.model for one in clouds if one.name == cloud), "")
    return len(clouds) == 1 or model in auto.model.split(" + ")


def _timing(values: Iterable[float | None]) -> Timing | None:
    known = [value for value in values if value is not None]
    middle = percentile(known, 50)
    return None if middle is None else Timing(average(known), middle)


def _several(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
