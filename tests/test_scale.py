"""The page on scale holds what its script prints."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parent.parent
PAGE = (PROJECT / "docs" / "scale.md").read_text("utf-8")


def printed(*arguments: str) -> str:
    command = [sys.executable, str(PROJECT / "scripts" / "scale.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def test_the_table_of_the_page_is_what_the_script_prints() -> None:
    assert printed() in PAGE


def test_every_default_stands_on_the_page() -> None:
    for value in (
        "150 a kiosk",
        "15% of the day",
        "twice its mean",
        "20%",
        "93.2%, 5%",
        "200 tokens",
        "1,095 tokens a second",
    ):
        assert value in PAGE
    for value in ("1,540 bytes there, 51,200 back", "60% count", "$1.40 an hour", "429 MB"):
        assert value in PAGE


def test_what_the_page_says_of_other_assumptions_is_so() -> None:
    for hard, share in (("0.1", "13.8%"), ("0.5", "49.1%")):
        assert f"({share})" in printed("--hard", hard)
        assert share in PAGE
    other = next(line for line in printed("--gpu-tokens-s", "3138").splitlines() if line.startswith("| GPUs |"))
    assert other.split(" | ")[-1].strip(" |") == "35"
    assert "then 35 GPUs instead of 96" in PAGE
