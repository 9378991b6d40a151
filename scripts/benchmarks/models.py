"""The files that are measured: given ones, or files of Qwen2.5-0.5B's exact shape with random weights."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

__all__ = ["shape"]

_MAKER = Path(__file__).resolve().parent.parent / "make_qwen_shape.py"


def shape(folder: Path, quantization: str, vocabulary: Path, *, untied: bool = False) -> Path:
    """A file of that shape in `folder`, made if it is not there. Raises SystemExit if it cannot be made."""
    path = folder / f"qwen2.5-0.5b-shape{'-untied' if untied else ''}-{quantization.lower()}.gguf"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        print(f"Making {path.name} …", file=sys.stderr)
        command = [sys.executable, str(_MAKER), str(path.with_suffix(".part")), "--quantization", quantization]
        command += ["--vocabulary", str(vocabulary), *(["--untied"] if untied else [])]
        if subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
            raise SystemExit(f"A file of Qwen's shape could not be made: run {_MAKER.name} by hand to see why.")
        path.with_suffix(".part").rename(path)
    return path
