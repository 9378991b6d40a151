"""Runs a function out of an answer on arguments, and tells what came of each call."""

from __future__ import annotations

import contextlib
import functools
import json
import marshal
import os
import re
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.compare.sandbox.values import read

__all__ = ["Call", "Limits", "NotStartedError", "Outcome", "SandboxError", "run_function"]


class SandboxError(OSError):
    """The code was not run, or not to its end."""


class NotStartedError(SandboxError):
    """The machine did not let the code begin: that says nothing about it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a candidate may use."""

    memory_mib: int = 256
    """Of addresses, the interpreter included."""
    reply_bytes: int = 4 << 20
    """Of one value on its way back."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the function."""

    arguments: tuple[Any, ...]
    """None, bool, int, float, str, and lists, tuples, dicts and sets of them."""
    cpu_s: float = 3.0
    """CPU seconds that it may take."""
    wall_s: float | None = None
    """Seconds of the wall clock that it may take; with None ten times `cpu_s` and 10 more: machines are busy."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call."""

    value: Any = None
    error: str = ""
    """What it raised or why it was ended, for a person; empty where there is a value. Part of it is the code's own
    words: clean it before it is shown."""
    cpu_s: float = 0.0
    """Of the candidate's process, as the kernel counts it."""


_LOADING_S = 5.0
_STARTING_S = 60.0
_BOOT = (
    "import sys; root = sys.argv.pop(1); sys.path.insert(0, root); "
    "from edge.compare.sandbox.guard import main; main(root)"
)


def run_function(
    code: str, name: str, calls: Sequence[Call], layers: Collection[str], limits: Limits | None = None
) -> list[Outcome]:
    """What `name` of `code` gives for each of `calls`, in their order; behind a call that had to be ended there are
    none. If the code cannot be loaded, there is one outcome, its error.

    `layers` are names out of `confinement`; all of them hold, or nothing is run. Raises SandboxError. Blocks until all
    is done and every process is gone.
    """
    limits = limits or Limits()
    steps = [Call(({"code": code, "name": name},), _LOADING_S), *calls]
    requests = [_request(step, step.arguments[0] if step is steps[0] else list(step.arguments)) for step in steps]
    cpu_s = sum(step.cpu_s for step in steps)
    wall_s = _STARTING_S + sum(map(_wall_s, steps))
    with tempfile.TemporaryDirectory(prefix="edge-compare-") as folder:
        setup = {
            **_library(),
            "layers": sorted(layers),
            "root": folder,
            "memory": limits.memory_mib << 20,
            "cpu_s": int(cpu_s) + 5,
            "reply_bytes": limits.reply_bytes,
        }
        told = _guarded(setup, b"".join(requests), wall_s, folder)
    if told and "failed" in told[0]:
        raise NotStartedError(
            f"The answer's code was not run, because a layer could not be put up: {told[0]['failed']}"
        )
    outcomes = [_outcome(message) for message in told]
    if not outcomes:
        raise NotStartedError("The answer's code was not run, because the process that watches it could not be started")
    loaded, *called = outcomes
    if loaded.error:
        return [loaded]
    if loaded.value is not True:
        return [Outcome(error=f"{name} is no function")]
    if len(called) > len(calls):  # behind the last call: what was written without having been asked for
        return [*called[:-2], called[-1]]
    return called or [Outcome(error="it ended without a value")]


def _wall_s(call: Call) -> float:
    return 10 + 10 * call.cpu_s if call.wall_s is None else call.wall_s


def _request(call: Call, value: Any) -> bytes:
    content = marshal.dumps(value)
    return f"{call.cpu_s:.3f} {_wall_s(call):.3f} {len(content)}\n".encode() + content


def _guarded(setup: dict[str, Any], requests: bytes, wall_s: float, folder: str) -> list[dict[str, Any]]:
    # -P -s -S and an environment of our own are what -I -S would be, but for the order of sets: it has to be the
    # same every time, and -I does not read PYTHONHASHSEED
    command = [sys.executable, "-P", "-s", "-S", "-c", _BOOT, str(_root()), json.dumps(setup)]
    environment = {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "PYTHONWARNINGS": "ignore"}
    try:
        guard = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )
    except OSError as error:
        raise NotStartedError(f"The answer's code was not run: {error.strerror or error}") from error
    try:
        out, _ = guard.communicate(requests, timeout=wall_s)
    except subprocess.TimeoutExpired:
        raise SandboxError("The answer's code was not run: the process that watches it does not reply") from None
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(guard.pid, signal.SIGKILL)
        guard.kill()
        guard.communicate()
    try:
        return [json.loads(line) for line in out.splitlines()]
    except ValueError:
        raise SandboxError("The answer's code was not run to its end: the process that watches it was ended") from None


def _outcome(message: dict[str, Any]) -> Outcome:
    cpu_s = float(message.get("cpu", 0.0))
    if "ended" in message:
        return Outcome(error=message["ended"], cpu_s=cpu_s)
    try:
        reply = read(message["reply"])
        if isinstance(reply, dict) and set(reply) == {"value"}:
            return Outcome(value=reply["value"], cpu_s=cpu_s)
        if isinstance(reply, dict) and set(reply) == {"error"} and isinstance(reply["error"], str):
            return Outcome(error=reply["error"] or "an error", cpu_s=cpu_s)
    except (ValueError, RecursionError, TypeError):
        pass
    return Outcome(error="it wrote to the pipe of the tests", cpu_s=cpu_s)


@functools.cache
def _root() -> Path:
    import edge

    return Path(str(edge.__file__)).resolve().parent.parent


@functools.cache
def _library() -> dict[str, list[str]]:
    """Where the standard library and the C library are: all that a candidate may read."""
    named = {sysconfig.get_path(kind) for kind in ("stdlib", "platstdlib")}
    folders = {str(Path(name).resolve()) for name in named}
    aliases = named - folders  # the import path has these names, where a link leads to the installation
    hidden = [str(path) for folder in folders | aliases for path in Path(folder).glob("*-packages") if path.is_dir()]
    readable = [str(path) for folder in folders for path in Path(folder).iterdir() if str(path) not in hidden]
    shared = _shared_libraries()
    return {
        "folders": [*sorted(folders | shared), *sorted(aliases)],
        "hidden": sorted(hidden),
        "readable": [*sorted(readable), *sorted(shared), "/etc/ld.so.cache", "/dev/null"],
        "listable": sorted(folders),
    }


def _shared_libraries() -> set[str]:
    """The folder of the C library, in which extension modules find what they need."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/maps").read_text().splitlines():
            if found := re.search(r"(/\S+)/(?:libc[.-]|ld-musl)\S*$", line):
                return {str(Path(found[1]).resolve())}
    return set()
