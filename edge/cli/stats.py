"""`edge stats`: latency, speed and memory of past turns."""

from __future__ import annotations

import argparse
import shutil
import sys
from contextlib import closing

from edge.cli.output import data, data_json

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """Print the figures as a table with small charts, as JSON, or a line a turn as CSV."""
    from edge import open_assistant
    from edge.journal import stats

    since = stats.parse_since(arguments.since) if arguments.since else None
    with closing(open_assistant()) as assistant:
        rows = assistant.stats_rows(since)
    if arguments.csv:
        stats.write_csv(rows, sys.stdout)
    elif arguments.json:
        data_json(stats.summarize(rows).to_json())
    else:
        data(stats.render(stats.summarize(rows), shutil.get_terminal_size().columns))
    return 0
