"""`edge doctor`: is everything as it should be, and if not, what to do. One file for each theme."""

from edge.doctor.check import Check
from edge.doctor.examine import examine

__all__ = ["Check", "examine"]
