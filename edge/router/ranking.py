"""Which of the large models: each endpoint gets points for what it is good at, by the message's task and language.

What decides, in this order: whether it is healthy, whether the message fits into its context, the points, for a long
document the longer context, how long its first token took lately, its name. A task that one model was made for (code,
mathematics) weighs more than the language; writing and teaching weigh less, so that they decide only between models
that speak the language equally well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from edge.router.situation import EndpointState

__all__ = ["Ranked", "rank"]

_TASKS: dict[str, tuple[str, float]] = {
    "code": ("code", 2.0),
    "reasoning": ("reasoning", 2.0),
    "math": ("maths", 2.0),
    "structured": ("structured", 2.0),
    "longdoc": ("longdoc", 2.0),
    "writing": ("writing", 1.0),
    "knowledge": ("teaching", 1.0),
}
"""What a task asks for, of `edge.catalogue.endpoint.STRENGTHS`, and its points. Others are conversation."""

_LANGUAGE = 1.5

_REPLY = 1024
"""Tokens of context that a reply should have."""

_NOT_MEASURED = 1000.0
"""Milliseconds to the first token that an endpoint is thought to take before it was asked."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """An endpoint with why it stands where it stands."""

    state: EndpointState
    points: float
    strengths: tuple[str, ...]
    """What of its strengths the message asks for, the weightiest first."""
    fits: bool
    """Whether message and reply fit into its context."""


def rank(endpoints: Iterable[EndpointState], task: str | None, language: str, tokens: int) -> list[Ranked]:
    """The endpoints, the one to ask first in front.

    task      one of `edge.reader.TASKS`; None where nobody knows
    language  of the message
    tokens    about how many tokens have to be sent
    """
    wanted = dict([_TASKS[task]] if task in _TASKS else [])
    wanted["chinese" if language == "zh" else "languages"] = _LANGUAGE
    ranked = [_ranked(state, wanted, tokens) for state in endpoints]
    return sorted(ranked, key=lambda one: _order(one, long=task == "longdoc"))


def _ranked(state: EndpointState, wanted: dict[str, float], tokens: int) -> Ranked:
    matched = sorted(wanted.keys() & state.endpoint.good_at, key=lambda strength: -wanted[strength])
    points = sum(wanted[strength] for strength in matched)
    return Ranked(state, points, tuple(matched), tokens + _REPLY <= state.endpoint.context)


def _order(ranked: Ranked, *, long: bool) -> tuple[bool, bool, int, float, int, float, str]:
    state = ranked.state
    # Where it fits nowhere, the longest context comes nearest.
    room = 0 if ranked.fits else -state.endpoint.context
    longer = -state.endpoint.context if long else 0
    ttft = _NOT_MEASURED if state.ttft_ms is None else state.ttft_ms
    return not state.healthy, not ranked.fits, room, -ranked.points, longer, ttft, state.endpoint.name
