"""What is masked, by kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

__all__ = ["KINDS", "Kind", "Span", "disjoint"]

Kind = Literal["own", "key", "password", "iban", "id", "card", "email", "phone", "ip", "literal"]
"""`own` is what the user's words and patterns name, `id` a number of a Chinese identity card. `literal` is no secret: a
text that looks like a placeholder already, and has to come back as it was.
"""

_ORDER: tuple[Kind, ...] = get_args(Kind)
"""The first wins where two rules claim the same characters."""

KINDS = tuple(kind for kind in _ORDER if kind != "literal")
"""What is looked for."""


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text, and what stands there."""

    start: int
    end: int
    kind: Kind


def disjoint(spans: list[Span]) -> list[Span]:
    """The spans from left to right, where those that share characters have become one: nothing that a rule claimed
    stays. Its kind is that of the strongest.
    """
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        last = joined[-1] if joined else None
        if last is None or span.start >= last.end:
            joined.append(span)
        else:
            kind = min(last.kind, span.kind, key=_ORDER.index)
            joined[-1] = Span(last.start, max(last.end, span.end), kind)
    return joined
