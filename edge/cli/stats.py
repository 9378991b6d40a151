"""`edge stats`: latency, speed and memory of past turns, and what left the device in them."""

from __future__ import annotations

import argparse
import shutil
import sys
from contextlib import closing

from edge.cli.output import data, data_json
from edge.events import Receipt

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """Print the figures as a table with small charts, as JSON, or a line a turn as CSV."""
    from edge import open_assistant
    from edge.journal import stats

    since = stats.parse_since(arguments.since) if arguments.since else None
    with closing(open_assistant()) as assistant:
        if arguments.egress:
            return _egress(assistant.receipts(since), arguments)
        rows = assistant.stats_rows(since)
    if arguments.csv:
        stats.write_csv(rows, sys.stdout)
    elif arguments.json:
        data_json(stats.summarize(rows).to_json())
    else:
        data(stats.render(stats.summarize(rows), shutil.get_terminal_size().columns))
    return 0


def _egress(receipts: list[Receipt], arguments: argparse.Namespace) -> int:
    from edge.journal import stats

    if arguments.csv:
        stats.write_egress_csv(receipts, sys.stdout)
    elif arguments.json:
        data_json(stats.egress_json(receipts))
    else:
        data(stats.render_egress(receipts, shutil.get_terminal_size().columns))
    return 0
