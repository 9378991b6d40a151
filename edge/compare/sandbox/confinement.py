"""Which layers keep an answer's code in on this machine: found by trying, not by asking for version numbers."""

from __future__ import annotations

import functools
import os
import socket
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.compare.sandbox.runner import Call, SandboxError, run_function

__all__ = ["Confinement", "Layer", "confinement"]


@dataclass(frozen=True, slots=True)
class Layer:
    """One of the walls."""

    name: str
    """As `run_function` takes it."""
    does: str
    """What it keeps from an answer's code, as the end of "it …"."""
    works: bool
    why_not: str = ""
    """Where it does not work: what the system said, or what came through."""


@dataclass(frozen=True, slots=True)
class Confinement:
    """What holds here."""

    layers: tuple[Layer, ...]
    contained: bool
    """Whether those that work keep the code from every file of the user, the network and other processes, and bound
    its time and memory: it was tried with all of them at once."""
    why_not: str = ""
    """Half a sentence where it is not contained: what is missing, to stand behind "as"."""

    @property
    def working(self) -> tuple[str, ...]:
        """Names of the layers that work."""
        return tuple(layer.name for layer in self.layers if layer.works)


_DOES = {
    "seccomp": "refuses every system call but those for computing: no socket, process, program or signal",
    "landlock": "lets it read the standard library and no other file, and write nothing",
    "mounts": "shows it a file system with nothing but the standard library in it, read-only",
    "network": "gives it a network without an interface",
    "processes": "shows it no process but itself, and ends whatever it leaves behind",
    "limits": "bounds its time and memory, and the size of a file to nothing",
}

# What the layers are tried with. Each gives True if it was kept from it.
_TRIALS = """
def refused(attempt):
    try:
        attempt()
    except (OSError, MemoryError):
        return True
    return False

def files(path, folder, port, pid):
    return refused(lambda: open(path).read()) and refused(lambda: open(folder + "/new", "w"))

def connecting(path, folder, port, pid):
    import socket
    return refused(lambda: socket.create_connection(("127.0.0.1", port), 5))

def calls(path, folder, port, pid):
    import os, socket
    def fork():
        if os.fork() == 0:
            os._exit(0)
        os.wait()
    return refused(lambda: socket.socket().close()) and refused(fork) and refused(lambda: os.kill(pid, 0))

def others(path, folder, port, pid):
    import os
    return refused(lambda: os.kill(pid, 0))

def limits(path, folder, port, pid):
    return refused(lambda: bytearray(1 << 30)) and refused(lambda: write(folder))

def write(folder):
    with open(folder + "/new", "w") as file:
        file.write("x")

def all_of_it(*arguments):
    return all([trial(*arguments) for trial in (files, connecting, calls, others, limits)])
"""
_TRIAL_OF = {
    "seccomp": "calls",
    "landlock": "files",
    "mounts": "files",
    "network": "connecting",
    "processes": "others",
    "limits": "limits",
}


@functools.cache
def confinement() -> Confinement:
    """What keeps an answer's code in here. Tried out at the first call, in about a second; never raises.

    The code is contained where the filter of system calls and the limits work, and Landlock or a file system of its own
    beside them. The other layers are second walls.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="edge-compare-") as folder, socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen()
            secret = Path(folder) / "secret"
            secret.write_text("x")
            arguments = (str(secret), folder, listening.getsockname()[1], os.getpid())
            layers = tuple(_tried(name, arguments) for name in _DOES)
            found = {layer.name for layer in layers if layer.works}
            missing = _missing(found)
            if not missing and (came := _try("all_of_it", found, arguments)):
                missing = f"the layers do not hold when all of them are up: {came}"
    except OSError as error:
        layers, missing = (), f"the layers could not be tried: {error}"
    return Confinement(layers, not missing, missing)


def _tried(name: str, arguments: tuple[Any, ...]) -> Layer:
    why_not = _try(_TRIAL_OF[name], [name], arguments)
    return Layer(name, _DOES[name], not why_not, why_not)


def _try(trial: str, layers: Iterable[str], arguments: tuple[Any, ...]) -> str:
    """Why it does not hold; empty where it does."""
    try:
        outcome = run_function(_TRIALS, trial, [Call(arguments)], set(layers))[0]
    except SandboxError as error:
        return str(error.__cause__ or error).rpartition(": ")[2] or "it could not be put up"
    if outcome.value is True:
        return ""
    return outcome.error or "what it should keep out came through"


def _missing(found: set[str]) -> str:
    if "seccomp" not in found:
        return "the filter of system calls (seccomp) is missing, which Linux has on x86-64 and 64-bit ARM"
    if "limits" not in found:
        return "the limits of time and memory do not hold"
    if not found & {"landlock", "mounts"}:
        return "both Landlock (Linux 5.13) and namespaces that users may make are missing"
    return ""
