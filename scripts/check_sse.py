"""Run the property tests of the reader of server-sent events with 10,000 examples each.

    python scripts/check_sse.py [--examples 10000]

Each example is a stream of lines, comments, fields, broken UTF-8 and ends of lines of all three kinds, cut into chunks
at places that are drawn as well: events and errors have to be those of the uncut stream. Prints pytest's report.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=10_000)
    environ = {**os.environ, "SSE_EXAMPLES": str(parser.parse_args().examples)}
    tests = [sys.executable, "-m", "pytest", "-v", "--timeout=900", "--hypothesis-show-statistics"]
    return subprocess.run([*tests, "tests/cloud_client/test_sse.py"], cwd=PROJECT, env=environ, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
