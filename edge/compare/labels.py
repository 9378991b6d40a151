"""What a comparison says about where messages should go: labels for `edge calibrate`.

A task that the cloud answered better is a label for the cloud, one that the device answered as well is a label for the
device, also where neither could answer it: nothing is gained by sending it. Better means by `MARGIN` of the score at
least, in the mean over repeats: less is a mark for style, or one of many checks. What a rule sends is no label, since
no threshold changes it, and neither is a task without a whole answer of both: that was the network, not the model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from edge.compare.columns import line
from edge.compare.pairing import Case, cases
from edge.compare.results import Result, Run, SubjectInfo
from edge.errors import UsageError
from edge.percentile import percentile
from edge.router.calibrated import reader_id
from edge.router.calibration import LEAST_LABELS, LEAST_MEASURED, LEAST_OF_EACH, LEAST_TURNS, Labels, Past

__all__ = ["MARGIN", "check", "past"]

MARGIN = 0.1
"""By how much of the score, 0 to 1, the cloud has to be better."""


def past(run: Run, *, anyway: bool = False) -> tuple[Past, str]:
    """What the tasks say, as `edge.router.calibration` takes it, and the name of the cloud subject that it is from.

    Of several endpoints it is the one with the most points in these tasks, so that one that answered three of them and
    then broke down is not the best.

    anyway  also from scores that say nothing about a model

    Raises UsageError with a sentence if the run has no device or no cloud, if the scores of either mean nothing, or if
    its likelihoods are those of another reader.
    """
    device = next((one for one in run.subjects if one.kind == "device"), None)
    clouds = [one for one in run.subjects if one.kind == "cloud"]
    if device is None or not clouds:
        missing = "the device" if device is None else "an endpoint"
        raise UsageError(f"This comparison cannot be learnt from: {missing} is not in it; run it with both.")
    read_by = run.versions.get("reader")
    if read_by and read_by != reader_id():
        raise UsageError(
            "This comparison was made with another version of the reader, whose likelihoods mean something else: run"
            " 'edge compare' again."
        )
    usable = clouds if anyway else _meaningful(device, clouds)
    found = [(cloud, _scored(run, device, cloud)) for cloud in usable]
    best, answered = max(found, key=lambda one: math.fsum(case.low + case.gain for case in one[1]))
    read = [(case, case.p_cloud) for case in answered if case.p_cloud is not None]
    known = Past(
        shares=tuple(p_cloud for _, p_cloud in read),
        labels=Labels(
            up=tuple(p_cloud for case, p_cloud in read if case.gain >= MARGIN - 1e-9),
            stay=tuple(p_cloud for case, p_cloud in read if case.gain < MARGIN - 1e-9),
        ),
        device_s=_seconds([one for case in answered for one in case.device]),
        cloud_s=_seconds([one for case in answered for one in case.cloud]),
    )
    return known, line(best.name)


def check(known: Past, aim: str) -> None:
    """Raise LookupError with a sentence if the tasks are too few for an aim."""
    labels = known.labels
    if aim == "agreement" and (labels.count < LEAST_LABELS or min(len(labels.up), len(labels.stay)) < LEAST_OF_EACH):
        raise LookupError(
            f"There are too few labels in this comparison (better in the cloud: {len(labels.up)}, as good on the"
            f" device: {len(labels.stay)}), and it takes {LEAST_LABELS}, {LEAST_OF_EACH} of each; run more suites, or"
            " choose by --aim share."
        )
    if aim != "agreement" and len(known.shares) < LEAST_TURNS:
        raise LookupError(
            f"There are too few tasks in this comparison: {len(known.shares)} about which the score decides, and it"
            f" takes {LEAST_TURNS}; run more suites."
        )


def _meaningful(device: SubjectInfo, clouds: Sequence[SubjectInfo]) -> list[SubjectInfo]:
    known = [one for one in clouds if not one.meaningless]
    if device.meaningless or not known:
        who = device if device.meaningless else clouds[0]
        raise UsageError(
            f"The scores of {line(who.name)} say nothing, so nothing is learnt from them ({line(who.meaningless)}"
            " --anyway takes them all the same, to try this out)."
        )
    return known


def _scored(run: Run, device: SubjectInfo, cloud: SubjectInfo) -> list[Case]:
    """The tasks that both answered to the end, and about which the score decides."""
    return [
        one
        for one in cases(run, device.name, cloud.name)
        if one.sent is None and not any(answer.error for answer in [*one.device, *one.cloud])
    ]


def _seconds(answers: Sequence[Result]) -> float | None:
    times = [one.total_ms for one in answers if one.total_ms]
    middle = percentile(times, 50) if len(times) >= LEAST_MEASURED else None
    return None if middle is None else middle / 1000
