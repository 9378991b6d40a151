"""Measuring one model on this machine with different settings, and choosing the fastest."""

from edge.tune.effort import Effort
from edge.tune.others import BUSY, Others
from edge.tune.report import Report
from edge.tune.run import compare, tune

__all__ = ["BUSY", "Effort", "Others", "Report", "compare", "tune"]
