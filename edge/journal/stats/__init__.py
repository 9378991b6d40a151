"""Figures about past turns: what `edge stats` and the dashboard show."""

from edge.journal.stats.charts import bars, condense, sparkline
from edge.journal.stats.egress import egress_json, render_egress, write_egress_csv
from edge.journal.stats.figures import Figures, Group, Stats, summarize
from edge.journal.stats.report import render, write_csv
from edge.journal.stats.since import parse_since

__all__ = [
    "Figures",
    "Group",
    "Stats",
    "bars",
    "condense",
    "egress_json",
    "parse_since",
    "render",
    "render_egress",
    "sparkline",
    "summarize",
    "write_csv",
    "write_egress_csv",
]
