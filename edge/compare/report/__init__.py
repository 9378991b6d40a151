"""The report: one HTML file that needs nothing else, to be read, printed and sent to somebody."""

from edge.compare.report.page import html

__all__ = ["html"]
