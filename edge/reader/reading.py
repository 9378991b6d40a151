"""What is known of a message after it was read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Guess", "Reading"]


@dataclass(frozen=True, slots=True)
class Guess:
    """An intent that the message may have."""

    intent: str
    """A skill's name, or `none`."""
    confidence: float
    """0 to 1, calibrated."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One message as the reader sees it. All shares are 0 to 1 and calibrated on held-out messages."""

    language: str
    """`en`, `zh`, `ja`, or `und`."""
    task: str
    """The likeliest of `labels.TASKS`."""
    tasks: Mapping[str, float]
    """Every task with its share; they add up to 1."""
    intents: tuple[Guess, ...]
    """The three likeliest intents, the best first; `none` is one of those that compete."""
    p_cloud: float
    """How likely the message needs more than the device can do."""
    vector: npt.NDArray[np.float32] = field(compare=False, repr=False)
    """64 numbers of length 1: the inner product of two of them says how alike two messages are, -1 to 1."""

    @property
    def intent(self) -> str:
        """The likeliest intent, or `none`."""
        return self.intents[0].intent
