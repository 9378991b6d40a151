"""All checks, in the order in which they are read."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import metadata

from edge.doctor.check import Check
from edge.doctor.endpoints import endpoints
from edge.doctor.engine import Probe, engine
from edge.doctor.hardware import disk, hardware
from edge.doctor.home import folders, journal, owner, sqlite
from edge.doctor.installation import installation
from edge.doctor.models import model_to_look_into, models, planned, settings
from edge.doctor.patient import Patient
from edge.doctor.skills import skills
from edge.doctor.terminal import terminal
from edge.low_power import low_power, terminal_device
from edge.machine import cores, memory, processor
from edge.paths import Paths

__all__ = ["examine"]


def examine(paths: Paths, environ: Mapping[str, str] = os.environ) -> list[Check]:
    """Look at everything, within about a second. Nothing is written, fetched or loaded, and no error flies."""
    patient = Patient.of(paths, environ)
    asked = Probe(model_to_look_into(patient))  # works while the others look
    kind, own, now = processor(), cores(), memory()
    before = list(installation())
    machine = [*hardware(kind, own, now), disk(paths)]
    home = [owner(patient), *folders(paths), sqlite(), journal(patient)]
    sparing = low_power(patient.loaded.settings.ui.low_power, environ, terminal_device())
    screen = list(terminal(environ, sys.stdout.encoding or "", _terminal_size(), sparing))
    build = asked.answer()
    return [
        *before,
        *engine(build, kind, _version("llama-cpp-python")),
        *machine,
        settings(patient),
        *models(patient),
        *planned(patient, build.shape, own, now),
        endpoints(patient),
        *home,
        skills(),
        *screen,
    ]


def _terminal_size() -> os.terminal_size | None:
    try:
        return os.get_terminal_size(sys.stdout.fileno())
    except (OSError, ValueError):
        return None


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
