"""Fuzz `edge serve` by its own description: what it accepts, what it refuses, and that it never breaks.

    python scripts/check_api.py [--examples 200] [--model FILE]

Needs Schemathesis (`pip install schemathesis`). It starts `edge serve` on a home of its own, reads `/openapi.json`, and
asks every operation with at least so many requests that are as described and as many that are not. It fails where an
answer has a status of 5xx that the description does not have, a body that is not as described, anything but 401 without
the token, or where a request that is not as described is accepted.

One check is left out: that everything is accepted that the schema allows. That a conversation ends with a question, and
that a model of that name is there, no schema can say.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = "positive_data_acceptance"
CONFIG = """[checks]
negative_data_rejection.expected-statuses = ["400", "401", "403", "404", "405", "408", "413", "415", "429"]
"""
"""Too large (413) is a refusal as well; a fault (5xx) is none."""


@contextlib.contextmanager
def serving(model: str) -> Iterator[tuple[str, str]]:
    """`edge serve` on an empty home; its address and its token."""
    with tempfile.TemporaryDirectory(prefix="edge-api-") as home:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environ = {**os.environ, "EDGE_HOME": home, "PYTHONPATH": str(ROOT), "EDGE_SERVER_BODY_MB": "64"}
        edge = [sys.executable, "-m", "edge", "serve"]
        token = subprocess.run([*edge, "--show-token"], env=environ, check=True, stdout=-1, text=True).stdout
        process = subprocess.Popen([*edge, "--port", str(port), "--model", model], env=environ)
        url = f"http://127.0.0.1:{port}"
        try:
            until = time.monotonic() + 60
            while True:
                try:
                    urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > until:
                        raise SystemExit("edge serve did not start.") from None
                    time.sleep(0.1)
            yield url, token.strip()
        finally:
            process.terminate()
            process.wait(30)


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--examples", type=int, default=200, help="of each operation, at least; default: 200")
    parser.add_argument("--model", default="builtin", help="default: the one that ships inside")
    wanted = parser.parse_args()
    found = shutil.which("schemathesis", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
    if found is None:
        sys.stderr.write("Schemathesis is not installed: pip install schemathesis\n")
        return 2
    with serving(wanted.model) as (url, token):
        options = ["--mode", "all", "--phases", "examples,coverage,fuzzing", "--max-examples", str(wanted.examples)]
        options += ["--checks", "all", "--exclude-checks", LEFT_OUT, "--continue-on-failure", "--no-color"]
        options += ["--request-timeout", "120", "--suppress-health-check", "all"]
        header = f"Authorization: Bearer {token}"
        command = [found, "run", f"{url}/openapi.json", "-H", header, *options]
        with tempfile.TemporaryDirectory() as folder:  # it keeps its examples where it runs
            Path(folder, "schemathesis.toml").write_text(CONFIG, "utf-8")
            return subprocess.run(command, cwd=folder, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
