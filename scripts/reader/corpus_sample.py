"""One message to learn from."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sample:
    """One message with what is known of it."""

    text: str
    lang: str
    task: str | None
    """One of TASKS; None where the source does not say, or says it badly."""
    cloud: bool | None
    intent: str | None
    source: str
    weight: float = 1.0
    own: dict[str, str] = field(default_factory=dict, hash=False)
    """The intent by its own name, for each auxiliary set that has the message."""
