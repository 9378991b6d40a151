"""onnxruntime reports to nobody from here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_loading_the_reader_leaves_no_identifier_and_no_queue_of_reports(tmp_path: Path) -> None:
    kept_apart = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "TMPDIR": str(tmp_path)}
    environment = {key: value for key, value in os.environ.items() if key not in {"ORT_DISABLE_TELEMETRY", "CI"}}
    program = "from edge.reader import Reader; Reader.load().read('hello')"
    subprocess.run([sys.executable, "-c", program], env={**environment, **kept_apart}, check=True, timeout=60)
    assert list(tmp_path.iterdir()) == []
