"""Which questions may wait for the cloud."""

from __future__ import annotations

from edge.events import Route
from edge.turn import Question

__all__ = ["deserved", "may_queue"]


def deserved(route: Route) -> bool:
    """Whether this question should have been answered by an endpoint of the user's: it went up, or it stayed because
    all of them are down. Where none is configured there is nobody to wait for.
    """
    return route.to == "cloud" or any(reason.rule == "endpoint_down" for reason in route.reasons)


def may_queue(question: Question, *, may_leave: bool = True) -> bool:
    """Whether it may be asked again later if nobody answers it now.

    may_leave  False where its conversation or a rule keeps the message on the device

    Not where the user wanted no cloud: in offline mode, in private, with the device chosen. With the cloud chosen it
    may: the command fails, and the question is not lost. A grammar only the device can follow. Nothing of a guest's is
    kept.
    """
    if question.offline or question.private or question.kept_back or not may_leave:
        return False
    if question.history is not None:
        return False
    return question.choice != "local" and (question.grammar is None or question.schema is not None)
