"""A hub, and a model of it that is on the user's list."""

from __future__ import annotations

from tests.stubs.pulled import hub, pulled

__all__ = ["hub", "pulled"]
