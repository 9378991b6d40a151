"""An endpoint's key, put through asking, failing, looking, and faults of our own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from canaries.runs import Ran, run
from canaries.servers import Servers, servers
from canaries.traces import files_with, stands_in
from edge.catalogue.configuring import enter, withdraw
from edge.paths import Paths

__all__ = ["KEY", "Looked", "key_cases"]

KEY = "sk-canary-8f14e45fceea167a5a36dedd4bea2543"
HARD = "Prove step by step that there are infinitely many primes."
VARIABLE = "LAB_KEY"

SHOWING = (
    *(
        "endpoints list",
        "endpoints list --json",
        "endpoints test",
        "doctor",
        "doctor --json",
        "config",
        "config --json",
    ),
    *("route hello", "route --json hello", "models list --json", "paths --json", "outbox list", "outbox list --json"),
    *("stats", "stats --json", "stats --csv", "stats --egress", "stats --egress --json", "stats --egress --csv"),
)
"""Commands that show something."""

Source = Literal["variable", "file"]

BROKEN = """
import sys
from cloud_client.transport import Transport
def broken(self, path, body, key, total):
    secret = key.reveal()
    headers = {"Authorization": "Bearer " + secret}
    raise RuntimeError("broken on purpose")
Transport.post = broken
from edge.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""A fault of ours at the place that has the key in its hands."""

THROUGH_THE_OWNER = f"""
import os, subprocess, sys
from edge import open_assistant
assistant = open_assistant()
without = {{name: value for name, value in os.environ.items() if name != "{VARIABLE}"}}
code = subprocess.run([sys.executable, "-m", "edge", *sys.argv[1:]], env=without).returncode
assistant.close()
sys.exit(code)
"""
"""The process that owns the home has the key, and another one asks."""


@dataclass(frozen=True)
class Looked:
    """One thing that was done, and where the canary was found after it."""

    what: str
    came_from: str
    outcome: str
    found: list[str]
    wrong: bool = False
    """Whether it did not go as it was meant to, so that nothing is shown by it."""


@dataclass(frozen=True)
class _Case:
    what: str
    arguments: tuple[str, ...]
    url: str
    codes: frozenset[int] = frozenset({0})
    program: str | None = None
    interrupt_at: bytes | None = None
    key: str = KEY
    children: bool = False
    """Whether it has to have started another process."""


def key_cases(folder: Path, model: Path, *, short: bool = False) -> Iterator[Looked]:
    """Do all of it, in a home of its own below `folder`, with a local `model`; a few parts of it where `short`."""
    with servers(KEY, folder / "certificates", encrypted=not short) as there:
        sources: tuple[Source, ...] = ("variable", "file")
        for source in sources:
            home = folder / f"home-{source}"
            home.mkdir()
            for number, case in enumerate(_cases(there)):
                if not short or (source, number) in {("variable", 0), ("file", 1)}:
                    yield _look(case, source, home, folder / "key", model, there)


def _cases(there: Servers) -> Iterator[_Case]:
    honest, bad = there.honest.url, there.bad.url
    ask = ("ask", "--cloud", HARD)
    # The short form takes the first of these from a variable and the second from a file.
    yield _Case("an answer as a stream, the device beside it", ("ask", HARD), honest, children=True)
    yield _Case("401 that repeats it", ask, there.strict.url, frozenset({4}))
    yield _Case("a fault of ours while asking", ask, honest, frozenset({1}), BROKEN)
    yield _Case("`edge endpoints test --json`", ("endpoints", "test", "--json"), honest)
    yield _Case("a fault of ours that nobody catches", ("endpoints", "test"), honest, frozenset({1}), BROKEN)
    yield _Case("`edge ask --json`", ("ask", "--cloud", "--json", HARD), honest)
    yield _Case("Ctrl-C in the middle", ask, honest, frozenset({130}), interrupt_at=b"Hello, ")
    yield _Case("another process asks the owner", ask, honest, program=THROUGH_THE_OWNER, children=True)
    for name in bad_names(there):
        yield _Case(name.replace("_", " "), ask, bad(name), frozenset({4}))
    if there.encrypted is not None:
        yield _Case("a certificate that nobody vouches for", ask, there.encrypted.url, frozenset({4}))
    yield _Case("nobody listens", ask, "http://127.0.0.1:9/v1", frozenset({4}))
    yield _Case("it cannot be a key", ask, honest, frozenset({4}), key=f"{KEY} and more")
    yield _Case("`edge doctor`, it cannot be a key", ("doctor", "--json"), honest, frozenset({0, 1}), key=f"{KEY} more")
    for command in SHOWING:
        yield _Case(f"`edge {command}`", tuple(command.split()), honest, frozenset({0, 1}))


def bad_names(there: Servers) -> list[str]:
    """The ways in which the misbehaving server says the key again."""
    return [name for name in there.bad.scripts if name.startswith("said_")]


def _look(case: _Case, source: Source, home: Path, key_file: Path, model: Path, there: Servers) -> Looked:
    paths, said = Paths.under(home), [there.bad.url(name) for name in bad_names(there)]
    where = {"key_env": VARIABLE}
    environment = {"EDGE_MODEL": str(model), "EDGE_ENGINE_THREADS": "1", VARIABLE: case.key}
    if source == "file":
        key_file.unlink(missing_ok=True)
        key_file.touch(0o600)
        key_file.write_text(case.key)
        where = {"key_file": str(key_file)}
        environment.pop(VARIABLE)
    there.honest.behaviour.hold_after = 2 if case.interrupt_at else None
    withdraw(paths.endpoints, "lab")
    enter(paths.endpoints, "lab", {"base_url": case.url, "model": "test-model", **where})
    ran = run(home, *case.arguments, program=case.program, environment=environment, interrupt_at=case.interrupt_at)
    found = [*_in_processes(ran, source), *files_with(KEY, home)]
    if how := stands_in(KEY, ran.output):
        found.insert(0, f"output ({how[0]})")
    got_it = case.url not in said or KEY.encode() in there.bad.requests[-1]
    wrong = ran.code not in case.codes or not got_it or (case.children and not ran.children)
    outcome = f"exit {ran.code}, {len(ran.children)} other processes"
    return Looked(case.what, f"a {source}", outcome, found, wrong)


def _in_processes(ran: Ran, source: Source) -> list[str]:
    """Where the system shows it; the variable that the user set for the asker themselves is left out."""
    found = []
    if stands_in(KEY, ran.itself.arguments):
        found.append("its argument list")
    if source == "file" and stands_in(KEY, ran.itself.environment):
        found.append("its environment")
    for child in ran.children.values():
        name = child.arguments.replace(b"\0", b" ").decode("utf-8", "replace").strip()[:60]
        if stands_in(KEY, child.arguments):
            found.append(f"the argument list of {name}")
        if stands_in(KEY, child.environment):
            found.append(f"the environment of {name}")
    return found
