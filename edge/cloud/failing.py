"""How an answer of the cloud that did not come about is told: the errors of `cloud_client` in the words of a turn."""

from __future__ import annotations

from cloud_client.errors import CancelledError, CloudError, CutOffError, TooSlowError
from edge.answerer import Answered, CutOff, Tokens
from edge.errors import CloudNotReachableError

__all__ = ["broke_off", "failed"]


def failed(error: CloudError, model: str, tokens: Tokens | None = None, *, insisted: bool) -> Answered:
    """The end of an answer that this error cut off, or that never began.

    insisted  whether the user asked for the cloud: then the error's kind is the one that the command line tells apart
              by its exit code, whatever happened
    """
    cut_off = _cut_off(error)
    kind = None if cut_off == "cancelled" else CloudNotReachableError.kind if insisted else error.kind
    why = "It was cancelled." if cut_off == "cancelled" else str(error)
    return Answered("cloud", model, cut_off=cut_off, why=why, error=kind, tokens=tokens or Tokens())


def broke_off(answered: Answered) -> bool:
    """Whether it ended before its end in a way that another answerer can mend by going on."""
    return answered.cut_off in ("died", "hung", "error") and answered.error != "content_filter"


def _cut_off(error: CloudError) -> CutOff:
    match error:
        case CancelledError():
            return "cancelled"
        case TooSlowError():
            return "hung"
        case CutOffError():
            return "died"
        case _:
            return "error"
