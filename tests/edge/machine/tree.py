"""A made tree of the files in which Linux tells about itself."""

from __future__ import annotations

from pathlib import Path

__all__ = ["made"]


def made(root: Path, files: dict[str, str | int]) -> Path:
    """Write the files below `root`, which is returned."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{content}\n")
    return root
