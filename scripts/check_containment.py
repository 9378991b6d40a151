"""Run answers that attack, one after the other, and say of each whether it was contained.

    python scripts/check_containment.py [--without LAYER …] [--only WORD]

Each reads, writes, connects, forks, allocates, hides or forges (`hostile_answers.py`), confined by every layer that
works on this machine, as `edge compare` confines the answers of the coding suite. It is contained if nothing of what it
tried came through, nothing is left behind, no process lives on, its test failed, and the next answer runs as if nothing
had been. `--without` takes a layer away, to see what the others hold. Prints a table; exits with 1 if one was not
contained.
"""

from __future__ import annotations

import argparse
import os
import secrets
import socket
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil
from hostile_answers import ANSWERS, Hostile

from edge.compare.sandbox.confinement import confinement
from edge.compare.sandbox.runner import Call, run_function
from edge.compare.sandbox.values import same

__all__ = ["Ground", "attacked", "goes_on", "ground"]

_GOOD = "def right(numbers):\n    return sorted(numbers)\n"


@dataclass(frozen=True)
class Ground:
    """What there is to attack."""

    folder: Path
    secret: Path
    wanted: str
    """What the test wants to see, and no answer is told."""
    port: socket.socket
    unix: socket.socket
    children: frozenset[int]
    """Processes below this one that were there before."""

    def place(self) -> dict[str, Any]:
        """What an answer is told of it."""
        return {
            "secret": str(self.secret),
            "folder": str(self.folder),
            "home": str(Path.home()),
            "port": self.port.getsockname()[1],
            "unix": self.unix.getsockname(),
            "pid": os.getpid(),
        }

    def harm(self) -> str:
        """What an answer has done here; empty if nothing."""
        if self.secret.read_text() != self.wanted or self.secret.stat().st_mode & 0o777 != 0o600:
            return "a file was changed"
        if {path.name for path in self.folder.iterdir()} != {"secret", "socket"}:
            return "a file was made"
        for folder in (self.folder, Path.home(), Path("/"), Path("/tmp"), Path("/dev/shm")):
            if any(folder.glob("edge-full-*")):
                return f"files were made in {folder}"
        for listening in (self.port, self.unix):
            try:
                listening.accept()[0].close()
            except BlockingIOError:
                continue
            return "a connection was made"
        return "a process lives on" if self._left() else ""

    def _left(self) -> bool:
        """Whether a process of the sandbox stays that has no runner: a child of this one, or of nobody."""
        found = [child for child in psutil.Process().children(recursive=True) if child.pid not in self.children]
        found += [
            process
            for process in psutil.process_iter(["ppid", "cmdline"])
            if process.info["ppid"] == 1 and "edge.compare.sandbox.guard" in " ".join(process.info["cmdline"] or ())
        ]
        return bool(found) and bool(psutil.wait_procs(found, timeout=10)[1])


@contextmanager
def ground() -> Iterator[Ground]:
    """A folder with a secret, two sockets that listen, and a variable with the secret in the environment."""
    wanted = f"edge-secret-{secrets.token_hex(16)}"
    with tempfile.TemporaryDirectory() as name, socket.socket() as port, socket.socket(socket.AF_UNIX) as unix:
        folder = Path(name)
        secret = folder / "secret"
        secret.write_text(wanted)
        secret.chmod(0o600)
        port.bind(("127.0.0.1", 0))
        unix.bind(str(folder / "socket"))
        for listening in (port, unix):
            listening.listen()
            listening.setblocking(False)
        os.environ["EDGE_SECRET"] = wanted
        children = frozenset(child.pid for child in psutil.Process().children(recursive=True))
        try:
            yield Ground(folder, secret, wanted, port, unix, children)
        finally:
            del os.environ["EDGE_SECRET"]


def attacked(
    ground: Ground, hostile: Hostile, layers: Collection[str], cpu_s: float = 1.0, wall_s: float = 5.0
) -> tuple[str, str]:
    """Let it attack for so many seconds: what came through (empty if nothing did), and how it ended."""
    call = Call((ground.place(),), cpu_s, wall_s)
    outcomes = run_function(hostile.code, "attack", [call], layers)
    for outcome in outcomes:
        if same(outcome.value, ground.wanted):
            return "it passed its test", repr(outcome.value)
        if same(outcome.value, "through"):
            return "it did what it tried", "returned"
    told = outcomes[0].error or f"returned {outcomes[0].value!r}"[:60]
    return ground.harm(), told


def goes_on(layers: Collection[str]) -> bool:
    """Whether the next answer runs as if nothing had been."""
    outcomes = run_function(_GOOD, "right", [Call(([3, 1, 2],))], layers)
    return len(outcomes) == 1 and same(outcomes[0].value, [1, 2, 3])


def main() -> int:
    """Run them all; 1 if one was not contained."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    removable = ("landlock", "mounts", "network", "processes")
    parser.add_argument("--without", metavar="LAYER", action="append", default=[], choices=removable)
    parser.add_argument("--only", metavar="WORD", default="", help="those with this in their name")
    options = parser.parse_args()
    found = confinement()
    print("Layers on this machine")
    for layer in found.layers:
        state = "left out" if layer.name in options.without else "works" if layer.works else "fails"
        why_not = f" ({layer.why_not})" if layer.why_not else ""
        print(f"  {layer.name:<10} {state:<9} it {layer.does}{why_not}")
    if not found.contained:
        print(f"Code cannot be confined here: {found.why_not}")
        return 1
    layers = set(found.working) - set(options.without)
    escaped = 0
    print(f"\n{'An answer that …':<40} {'contained':<10} {'s':>5}  how it ended")
    with ground() as place:
        for hostile in ANSWERS:
            if options.only not in hostile.name:
                continue
            began = time.monotonic()
            through, told = attacked(place, hostile, layers)
            if not through and not goes_on(layers):
                through = "the next answer failed"
            escaped += bool(through)
            state = "NO" if through else "yes"
            print(f"{hostile.name:<40} {state:<10} {time.monotonic() - began:5.1f}  {through or told}", flush=True)
    print(f"\n{escaped} not contained" if escaped else "\nall contained")
    return 1 if escaped else 0


if __name__ == "__main__":
    sys.exit(main())
