"""What a subject made of a task, before anybody has graded it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Answers"]


@dataclass(frozen=True, slots=True)
class Answers:
    """The replies to all messages of a task, and how they came about."""

    replies: tuple[str, ...]
    """One for each message; empty from the first one on that got none."""
    by: tuple[str, ...] = ()
    """Who wrote each reply there is: `local`, `cloud` or `skill`."""
    p_cloud: float | None = None
    """What the assistant's reader thought of the first message, 0 to 1; None where it was not read."""
    ttft_ms: float | None = None
    total_ms: float | None = None
    prompt_tokens: int = 0
    completion_tokens: int = 0
    tok_s: float | None = None
    bytes_sent: int = 0
    """By all tries together."""
    error: str = ""
    """One sentence where there was no whole answer."""
    blames: bool = False
    """Whether that is the fault of who was asked, and not of the task: an endpoint that cannot be reached, an engine
    that does not run."""
