"""Measuring this machine with one model, through the same door that every user's question takes."""

from __future__ import annotations

from edge.bench.measure import Measure, Samples
from edge.bench.plan import Plan
from edge.bench.report import Report
from edge.bench.run import run

__all__ = ["Measure", "Plan", "Report", "Samples", "run"]
