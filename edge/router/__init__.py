"""Where a message goes, and why."""

from edge.router.decision import decide, refused
from edge.router.heard import Heard
from edge.router.hearing import hear
from edge.router.late_reader import LateReader
from edge.router.reasons import reason
from edge.router.situation import EndpointState, Situation

__all__ = [
    "EndpointState",
    "Heard",
    "LateReader",
    "Situation",
    "decide",
    "hear",
    "reason",
    "refused",
]
