"""The processor, its cores, memory, and the disk of the home."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from edge.doctor.check import Check, bytes_text
from edge.machine import Cores, Memory, Processor
from edge.paths import Paths

__all__ = ["disk", "hardware"]

_LITTLE_MEMORY = 600_000_000
"""Bytes free that Qwen2.5-0.5B needs at the least, and a little for everything else."""
_LITTLE_DISK = 200_000_000
_ROOM_FOR_A_MODEL = 700_000_000


def hardware(processor: Processor, cores: Cores, memory: Memory) -> Iterator[Check]:
    """What the machine has, as far as this process may use it."""
    about = ", ".join(each for each in (processor.name, processor.architecture) if each)
    counted = f"{cores.physical} physical cores, {cores.logical} logical"
    if cores.big is not None:
        counted += f", {cores.big} of them fast"
    if cores.quota is not None:
        counted += f"; the container gets the time of {cores.quota:g}"
    values = {"processor": processor.name, "architecture": processor.architecture, "physical": cores.physical}
    values |= {"logical": cores.logical, "big": cores.big, "quota": cores.quota}
    text = f"{about}: {counted}; {cores.threads} threads suit it ({cores.why})"
    if cores.quota is not None and cores.quota < 1:
        advice = "give the container at least one CPU, or answers come with pauses"
        yield Check("machine.cores", "warning", text, advice, values)
    else:
        yield Check("machine.cores", "ok", text, values=values)
    text = f"{bytes_text(memory.available)} free of {bytes_text(memory.total)}"
    text += " that the container may use" if memory.limited else ""
    figures = {"available": memory.available, "total": memory.total, "limited": memory.limited}
    if memory.available is not None and memory.available < _LITTLE_MEMORY:
        advice = "close other programs; the built-in model needs some 70 MB, Qwen2.5-0.5B about 550 MB"
        yield Check("machine.memory", "warning", text, advice, figures)
    else:
        yield Check("machine.memory", "ok", text, values=figures)


def disk(paths: Paths) -> Check:
    """Room for the journal and for a model, where the models lie."""
    folder = _existing(paths.models)
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        text = f"the disk of {folder} does not tell how full it is ({os.strerror(error.errno or 0)})"
        return Check("machine.disk", "warning", text, "see whether it is mounted")
    text = f"{bytes_text(free)} free in {paths.models}"
    if free < _LITTLE_DISK:
        advice = "make room: conversations are kept in memory only when the disk is full"
        return Check("machine.disk", "warning", text, advice, {"free": free})
    if free < _ROOM_FOR_A_MODEL:
        advice = "Qwen2.5-0.5B takes 430 MB: make room, or set EDGE_HOME to a folder on another disk"
        return Check("machine.disk", "warning", text, advice, {"free": free})
    return Check("machine.disk", "ok", text, values={"free": free})


def _existing(folder: Path) -> Path:
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    return folder
