"""Which suites there are, and which of them cannot be run on this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from edge.compare.task import Suite

__all__ = ["every_suite", "why_not"]


def every_suite(*, unconfined: bool = False) -> Sequence[Suite]:
    """All of them, in the order in which they are run and shown.

    unconfined  whether code that a model wrote is run even where nothing keeps it in
    """
    from edge.compare.suites.all import suites

    return suites(unconfined=unconfined)


def why_not(suite: Suite) -> str:
    """The sentence that says why a suite cannot be run here; empty where it can. It may take a second to find out."""
    look: Callable[[], str] | None = getattr(suite, "cannot_run", None)  # most suites need nothing of the machine
    why = look() if look is not None else ""
    return f"The suite {suite.name} was not run: {why}" if why else ""
