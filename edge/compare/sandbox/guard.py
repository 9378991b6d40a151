"""The process between the runner and the candidate: it confines, watches, measures and ends it.

Started as a Python of its own with one argument, a JSON object (`Setup` in `runner`); on its standard input come code
and arguments, on its standard output goes a line for each of them. What the candidate costs is read from the kernel,
from outside, between the moment it is sent its arguments and the moment its value is here.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from edge.compare.sandbox import landlock, namespaces, seccomp
from edge.compare.sandbox.candidate import serve
from edge.compare.sandbox.system import PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG, linux, prctl

__all__ = ["main"]

_TICK_S = 0.05
_REQUESTS, _REPLIES = 3, 4  # the candidate's only descriptors beside three of /dev/null


def main(root: str) -> None:
    """Do what the first argument says, to the end of the standard input. `root` is taken from the import path."""
    sys.path.remove(root)
    setup = json.loads(sys.argv[1])
    layers = setup["layers"]
    parent = os.getppid()
    try:
        if linux():
            prctl(PR_SET_CHILD_SUBREAPER, 1)
            if any(kind in layers for kind in namespaces.LAYERS):
                namespaces.enter([kind for kind in ("processes", "network") if kind in layers])
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # behind the namespaces: a change of rights takes it away
            if os.getppid() != parent:
                return
        candidate = _fork(setup, layers)
    except OSError as error:
        _tell({"failed": str(error)})
        return
    try:
        _run(candidate, setup)
    finally:
        candidate.end()


class _Candidate:
    """The forked process, seen from the guard."""

    def __init__(self, pid: int, requests: int, replies: int) -> None:
        self.pid, self.requests, self.replies = pid, requests, replies
        self.waiting = bytearray()
        self.status: int | None = None
        self._clock = _clock_of(pid)
        self._cpu = 0.0

    def cpu(self) -> float:
        """CPU seconds so far; those known last, when it is gone."""
        with contextlib.suppress(OSError):
            self._cpu = self._clock()
        return self._cpu

    def ended(self) -> bool:
        """Whether it is gone; its status is taken."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = status
        return self.status is not None

    def end(self) -> None:
        """It, and whatever it has left behind, is gone behind this."""
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            _, self.status = os.waitpid(self.pid, 0)
        until = time.monotonic() + 10
        while time.monotonic() < until:  # the guard is the subreaper: children of ended children are its own
            for pid in _children():
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            try:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    time.sleep(0.005)
            except ChildProcessError:
                return


def _children() -> list[int]:
    try:
        file = os.open(f"/proc/self/task/{os.getpid()}/children", os.O_RDONLY)
    except OSError:
        return []
    try:
        return [int(pid) for pid in os.read(file, 1 << 16).split()]
    finally:
        os.close(file)


def _clock_of(pid: int) -> Callable[[], float]:
    """CPU seconds of a process; where the system does not tell those of another one, seconds of the wall clock."""
    if not linux():
        return time.monotonic
    clock = (~pid << 3) | 2  # as clock_getcpuclockid(3) makes it
    return lambda: time.clock_gettime(clock)


def _fork(setup: dict[str, Any], layers: list[str]) -> _Candidate:
    requests, to = os.pipe()
    replies, out = os.pipe()
    failed, failing = os.pipe()
    guard = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            null = os.open(os.devnull, os.O_RDWR)
            kept = (null, null, null, requests, out, failing)
            high = [os.dup2(descriptor, 40 + place) for place, descriptor in enumerate(kept)]
            for place, descriptor in enumerate(high):
                os.dup2(descriptor, place, inheritable=False)
            failing = len(kept) - 1
            os.closerange(len(kept), 4096)
            _confine(setup, layers, guard)
        except BaseException as error:  # noqa: BLE001 - told through the pipe, and then this process ends
            os.write(failing, str(error).encode()[:500] or b"?")
            os._exit(1)
        os.close(failing)
        try:
            serve(_REQUESTS, _REPLIES)
        finally:
            os._exit(0)
    for descriptor in (requests, out, failing):
        os.close(descriptor)
    why = b""
    while piece := os.read(failed, 4096):
        why += piece
    os.close(failed)
    candidate = _Candidate(pid, to, replies)
    if why:
        candidate.end()
        raise OSError(why.decode(errors="replace"))
    return candidate


def _confine(setup: dict[str, Any], layers: list[str], guard: int) -> None:
    """In the candidate: every layer, the widest first; from the last one on nothing more can be set."""
    sys.argv[1:] = []
    for name in [name for name in sys.modules if name.partition(".")[0] == "edge"]:
        del sys.modules[name]  # what is imported from now on is the standard library's
    if "mounts" in layers:
        namespaces.only_these_folders(setup["folders"], setup["hidden"], setup["root"])
    if linux():
        namespaces.drop_capabilities()
        prctl(PR_SET_NO_NEW_PRIVS, 1)
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() not in (guard, 0):  # 0 as it is seen from within a list of processes of its own
            os._exit(1)
    if "landlock" in layers:
        landlock.restrict(setup["readable"], setup["listable"])
    if "limits" in layers:
        _limit(resource.RLIMIT_AS, setup["memory"])
        _limit(resource.RLIMIT_CPU, setup["cpu_s"])
        _limit(resource.RLIMIT_FSIZE, 0)
        _limit(resource.RLIMIT_NOFILE, 32)
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_NPROC, 0)  # binds no root; where it does not, the filter does
    if "seccomp" in layers:
        seccomp.restrict()


def _limit(what: int, value: int) -> None:
    hard = resource.getrlimit(what)[1]
    least = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(what, (least, least))
    except (OSError, ValueError):
        if linux():
            raise


def _run(candidate: _Candidate, setup: dict[str, Any]) -> None:
    """Send what comes in, tell what comes back."""
    while line := sys.stdin.buffer.readline():  # CPU limit, limit of the wall clock, and how much there is to send
        cpu_s, wall_s, size = line.split()
        request = int(size).to_bytes(8, "big") + sys.stdin.buffer.read(int(size))
        told = _ask(candidate, request, float(cpu_s), float(wall_s), setup["reply_bytes"])
        _tell(told)
        if "ended" in told:
            return
    if unasked := _unasked(candidate):
        _tell({"ended": unasked})


def _unasked(candidate: _Candidate) -> str:
    """Why it cannot be asked anything more; empty where it waits, as it should."""
    if not candidate.waiting and not select.select([candidate.replies], [], [], 0)[0]:
        return ""
    if candidate.waiting or os.read(candidate.replies, 1):
        return "it wrote to the pipe of the tests"
    return _how_it_ended(candidate)


def _ask(candidate: _Candidate, request: bytes, cpu_s: float, wall_s: float, most: int) -> dict[str, Any]:
    began, spent = time.monotonic(), candidate.cpu()
    if unasked := _unasked(candidate):
        return {"ended": unasked}
    unsent = memoryview(request)
    os.set_blocking(candidate.requests, False)
    while b"\n" not in candidate.waiting:
        unwritten = [candidate.requests] if unsent else []
        readable, writable, _ = select.select([candidate.replies], unwritten, [], _TICK_S)
        if writable:
            try:
                unsent = unsent[os.write(candidate.requests, unsent) :]
            except BlockingIOError:
                pass
            except BrokenPipeError:
                unsent = memoryview(b"")
        if readable:
            piece = os.read(candidate.replies, 1 << 16)
            if not piece:
                return {"ended": _how_it_ended(candidate)}
            candidate.waiting += piece
            if len(candidate.waiting) > most:
                return {"ended": "its value is too large"}
        if candidate.cpu() - spent > cpu_s:
            return {"ended": "it took too long", "cpu": candidate.cpu() - spent}
        if time.monotonic() - began > wall_s:
            return {"ended": "it waited for too long"}
    cost = candidate.cpu() - spent
    reply, _, rest = bytes(candidate.waiting).partition(b"\n")
    candidate.waiting = bytearray(rest)
    return {"reply": reply.decode("ascii", errors="replace"), "cpu": cost}


def _how_it_ended(candidate: _Candidate) -> str:
    """When its end of the pipe is closed: it has ended, or closed it; then it is ended."""
    until = time.monotonic() + 1
    while not candidate.ended():
        if time.monotonic() > until:
            return "it closed the pipe of the tests"
        time.sleep(0.002)
    status = candidate.status or 0
    if not os.WIFSIGNALED(status):
        return "it ended its process"
    if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL):
        return "it took too long"
    return f"it crashed ({signal.strsignal(os.WTERMSIG(status))})"


def _tell(message: dict[str, Any]) -> None:
    line = json.dumps(message).encode("ascii") + b"\n"
    while line:
        line = line[os.write(1, line) :]
