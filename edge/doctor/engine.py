"""llama.cpp: which version, compiled for which instructions, and which of this processor's it lacks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.doctor.check import Check
from edge.engine.need import Shape
from edge.engine.spawn import child_environment
from edge.machine import Processor

__all__ = ["Build", "Probe", "engine", "lacking"]

_WITHIN_S = 20.0

_FLAGS = {
    "AVX": "avx",
    "AVX2": "avx2",
    "FMA": "fma",
    "F16C": "f16c",
    "AVX_VNNI": "avx_vnni",
    "AVX512": "avx512f",
    "AVX512_VBMI": "avx512vbmi",
    "AVX512_VNNI": "avx512_vnni",
    "AVX512_BF16": "avx512_bf16",
    "AMX_INT8": "amx_int8",
    "NEON": "asimd",
    "FP16_VA": "asimdhp",
    "DOTPROD": "asimddp",
    "MATMUL_INT8": "i8mm",
    "SVE": "sve",
    "SME": "sme",
}
"""What llama.cpp calls a set of instructions, and what Linux calls it."""

_AGAIN = (
    "compile llama.cpp for this machine: pip install --force-reinstall --no-cache-dir --no-binary llama-cpp-python"
    " llama-cpp-python, with CMAKE_ARGS=-DGGML_NATIVE=ON in the environment (scripts/run does so on first use)"
)


@dataclass(frozen=True, slots=True)
class Build:
    """What the child said."""

    version: str
    features: frozenset[str]
    """Instructions that it was compiled for, and other things built in, by llama.cpp's names."""
    shape: Shape | None = None
    """Of the model that was asked about; None if there was none, or its file ended the child."""
    error: str = ""
    """The last thing that a child printed that said nothing."""


class Probe:
    """A child that is asked about llama.cpp and, if one is given, about a model's file; it works while others look."""

    def __init__(self, model: Path | None) -> None:
        arguments = [str(model)] if model is not None else []
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "edge.engine.facts", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=child_environment(os.environ),
            cwd="/",
        )

    def answer(self) -> Build:
        """Wait for what it says. Raises nothing."""
        try:
            said, complained = self._child.communicate(timeout=_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            said, complained = self._child.communicate()
        lines = complained.decode("utf-8", "replace").strip().splitlines() or ["it says nothing"]
        if self._child.returncode < 0:  # SIGILL: it was compiled for another processor
            lines.append(f"its process is ended by {signal.Signals(-self._child.returncode).name}")
        try:
            about, *more = [json.loads(line) for line in said.splitlines()]
            shape = Shape(**more[0]) if more else None
            return Build(str(about["version"]), frozenset(about["features"]), shape)
        except (ValueError, KeyError, TypeError):
            return Build("", frozenset(), error=lines[-1][:200])


def engine(build: Build, processor: Processor, package: str) -> Iterator[Check]:
    """What to say of this build on this processor; `package` is the version of llama-cpp-python."""
    if build.error:
        advice = "install llama-cpp-python anew (scripts/run does, or pip install --force-reinstall llama-cpp-python)"
        yield Check("engine.build", "problem", f"llama.cpp cannot be loaded: {build.error}", advice)
        return
    features = sorted(build.features)
    kinds = ", ".join(features) or "any processor"
    values: dict[str, Any] = {"version": build.version, "package": package, "features": features}
    yield Check(
        "engine.build",
        "ok",
        f"llama.cpp {build.version} (llama-cpp-python {package}), compiled for {kinds}",
        values=values,
    )
    lacks = lacking(build.features, processor)
    if lacks:
        text = f"llama.cpp makes no use of {', '.join(lacks)}, which this processor has: answers come slower"
        yield Check("engine.instructions", "warning", text, _AGAIN, {"lacking": lacks})
    elif processor.flags:
        yield Check("engine.instructions", "ok", "llama.cpp uses all that this processor has for it")
    if "REPACK" not in build.features:
        yield Check("engine.repack", "warning", "llama.cpp was compiled without repacking of matrices", _AGAIN)


def lacking(features: frozenset[str], processor: Processor) -> list[str]:
    """The instructions that the processor has and the build does not use, by llama.cpp's names."""
    return [name for name, flag in _FLAGS.items() if flag in processor.flags and name not in features]
