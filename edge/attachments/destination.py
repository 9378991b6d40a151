"""Where the files of a message would go if it were sent now: for who has them before them and has not sent them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from edge.errors import EdgeError
from edge.router import EndpointState, Heard, Situation, decide
from edge.settings import Router
from edge.turn import Question

__all__ = ["Destination", "destination"]

_SURE = 0.85
"""Of a context that is planned with, as in `edge.attachments.placing`."""
_REPLY = 512
"""Tokens that are left to a reply and to the words around the files."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Who would see the files."""

    to: Literal["device", "cloud", "nowhere"]
    """`nowhere`: the user wants the cloud, and it cannot be had."""
    endpoint: str | None = None
    """The endpoint's name for people, where it is the cloud."""
    whole: bool = True
    """Whether they fit as a whole; else the parts that match the question best are shown."""
    fits_device: bool = True
    """Whether they would as a whole on the device, wherever they go."""


def destination(
    tokens: int,
    question: Question,
    endpoints: Sequence[EndpointState],
    settings: Router,
    *,
    builtin: bool,
    context: int,
    may_leave: bool = True,
) -> Destination:
    """Where files of so many tokens would go, as the router decides.

    question   with what the user decided about the message; its text does not matter
    builtin    whether the local model is the one that ships inside
    context    tokens of the local model's context
    may_leave  whether messages of the conversation may leave
    """
    heard = Heard("file", "und")
    fits = not builtin and tokens + _REPLY <= context * _SURE
    leaves = may_leave and not (question.private or question.kept_back)
    situation = Situation(
        endpoints=tuple(endpoints), may_leave=leaves, attachment_tokens=tokens, builtin=builtin, context=context
    )
    try:
        route = decide(question, heard, situation, settings)
    except EdgeError:
        return Destination("nowhere", None, whole=False, fits_device=fits)
    if route.to != "cloud":
        return Destination("device", None, fits, fits)
    chosen = next(state.endpoint for state in endpoints if state.endpoint.name == route.endpoint)
    return Destination("cloud", chosen.title, tokens + _REPLY <= chosen.context * _SURE, fits)
