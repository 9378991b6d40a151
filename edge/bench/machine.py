"""What was measured on, and with what."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from importlib import metadata
from typing import Any

from edge import __version__
from edge.machine import cores, memory, processor

__all__ = ["machine", "versions"]

_FEATURES = "from edge.engine.bindings import lib; print(lib.llama_print_system_info().decode('utf-8', 'replace'))"


def machine() -> dict[str, Any]:
    """Processor, cores, memory, system, and how busy it is at this moment."""
    kind, own, total = processor(), cores(), memory().total
    return {
        "processor": kind.name or kind.architecture,
        "architecture": kind.architecture,
        "cores": own.physical,
        "logical_cores": own.logical,
        "memory_mib": round(total / 2**20) if total is not None else None,
        "system": f"{platform.system()} {platform.release()}",
        "load_1min": round(os.getloadavg()[0], 2),
    }


def versions() -> dict[str, str]:
    """The versions of what takes part, and the instructions that llama.cpp was compiled for."""
    return {
        "edge": __version__,
        "llama_cpp_python": metadata.version("llama-cpp-python"),
        "python": platform.python_version(),
        "llama_cpp_features": _features(),
    }


def _features() -> str:
    """Asked in another process: llama.cpp in this one would be counted as its memory."""
    done = subprocess.run([sys.executable, "-c", _FEATURES], capture_output=True, text=True, check=False, timeout=60)
    return done.stdout.strip() if done.returncode == 0 else "unknown"
