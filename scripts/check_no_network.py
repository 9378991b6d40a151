"""Without a network: chat works, offline mode attempts no connection, and what could not go up goes up later.

    python scripts/check_no_network.py [--json]

Runs `edge` over a home of its own in an empty network namespace (`unshare -rn`): there is nothing but a loopback
interface, and that is down. What is looked at:

1. the built-in model answers, and goes on with the conversation;
2. with an endpoint configured, offline mode (of one question, and of the home) attempts no connection: the system calls
   of `edge` and all its children are recorded by `strace`, and none of them connects or sends to an internet address,
   or opens a socket for one. To show that this would be seen, the same question is traced with the network on;
3. a hard question is answered by the device, says why, and waits in the outbox, also for the next process;
4. offline mode keeps here what waits, too: neither a turn nor `edge outbox send` attempts a connection;
5. the network comes back (the loopback interface is brought up, with a server on it): `edge outbox send` gets the
   answer, which stands in the conversation in the place of the device's, and the outbox is empty.

Prints a line for each; ends with 0 if all holds, 1 if something does not, 2 if it cannot be checked here. Needs Linux,
`unshare` (util-linux) with user namespaces, and `strace`.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SERVER = Path(__file__).with_name("streaming_server.py")
HARD = "Prove step by step that there are infinitely many primes."
TEXT = "There are infinitely many primes, since no finite list has all of them."
PORT = 18_080
"""In a namespace of our own every port is free."""

_SIOCSIFFLAGS, _IFF_UP, _IFF_RUNNING = 0x8914, 0x1, 0x40
_INTERNET = re.compile(r"\b(?:AF|PF)_INET6?\b")


class Failed(Exception):
    """Something is not as it should be."""


class Check:
    """The steps, one home for all of them."""

    def __init__(self, folder: Path) -> None:
        self.seen: dict[str, Any] = {}
        self._folder = folder
        self._environ = {**os.environ, "EDGE_HOME": str(folder / "home"), "EDGE_MODEL": "builtin"}

    def chat(self) -> str:
        """The built-in model answers."""
        interfaces = _interfaces()
        _must(interfaces == ["lo"], f"the namespace has the interfaces {interfaces}")
        first = self._ask("good morning!")
        second = self._ask("thank you, that was nice of you", "--conversation", first["conversation"])
        for one in (first, second):
            _must(one["by"] == "local" and one["complete"] and one["text"], f"it was answered {_told(one)}")
        _must(second["conversation"] == first["conversation"], "the conversation did not go on")
        return f"two turns, {first['ttft_ms']:.0f} and {second['ttft_ms']:.0f} ms to the first word"

    def offline(self) -> str:
        """Nothing is attempted in offline mode, and the trace would show it."""
        url = f"http://127.0.0.1:{PORT}/v1"
        self._edge("endpoints", "add", "here", "--base-url", url, "--model", "test-model")
        self._edge("endpoints", "add", "there", "--base-url", "https://models.example/v1", "--model", "test-model")
        calls = {}
        record, calls["--offline"] = self._traced("--offline", HARD)
        _must(record["by"] == "local" and record["outbox"] is None, f"--offline gave {_told(record)}")
        said = self._ask("go offline")
        _must([intent["name"] for intent in said["intents"]] == ["mode.offline"], f"'go offline' gave {_told(said)}")
        record, calls["offline mode"] = self._traced(HARD)
        _must(record["by"] == "local" and record["outbox"] is None, f"offline mode gave {_told(record)}")
        self._ask("go online")
        for name, found in calls.items():
            _must(not found, f"with {name}: {found[:3]}")
        record, tried = self._traced(HARD)
        connects = [call for call in tried if "connect(" in call]
        _must(bool(connects), f"the trace shows no attempt with the network on either: {_told(record)}")
        return f"no connection, no internet socket; with the network on the same trace has {len(connects)} attempts"

    def outbox(self) -> str:
        """What could not go up waits."""
        record = self._ask(HARD)
        _must(record["by"] == "local" and record["complete"], f"it was answered {_told(record)}")
        _must(
            record["fallback"] is not None or record["route"]["to"] == "local", f"it does not say why: {_told(record)}"
        )
        _must(record["outbox"] is not None, "it is not in the outbox")
        waiting = self._lines("outbox", "list", "--json")
        _must(record["outbox"] in [row["id"] for row in waiting], f"the next process finds {waiting}")
        self.seen.update(conversation=record["conversation"], waiting=len(waiting))
        why = record["fallback"]["why"] if record["fallback"] else record["route"]["reasons"][-1]["text"]
        return f"{len(waiting)} wait; the record says: {why}"

    def waiting_offline(self) -> str:
        """Offline mode keeps what waits here, too."""
        self._ask("go offline")
        record, asked = self._traced("thank you, that was nice of you")
        _must(record["by"] == "local" and not asked, f"a turn: {asked[:3] or _told(record)}")
        _, sent = self._trace("outbox", "send", "--json")
        _must(not sent, f"'edge outbox send': {sent[:3]}")
        self._ask("go online")
        left = len(self._lines("outbox", "list", "--json"))
        _must(left == self.seen["waiting"], f"{left} wait, and {self.seen['waiting']} did before")
        return f"no connection, neither by a turn nor by 'edge outbox send'; {left} still wait"

    def back(self) -> str:
        """The network is back."""
        _bring_up("lo")
        with self._served():
            sent = self._lines("outbox", "send", "--json")
        _must([one["state"] for one in sent].count("waiting") == 0, f"sending gave {sent}")
        left = self._lines("outbox", "list", "--json")
        _must(not left, f"there are left: {left}")
        asked = self._folder / "requests"
        bodies = asked.read_bytes().splitlines() if asked.exists() else []
        _must(len(bodies) == self.seen["waiting"], f"the server was asked {len(bodies)} times")
        record = self._last_turn()
        _must((record.by, record.text) == ("cloud", TEXT), f"the conversation has '{record.text}' by {record.by}")
        faces = [(face.kind, face.by) for face in record.faces]
        _must(faces == [("provisional", "local")], f"the device's answer was not kept: {faces}")
        return f"{len(bodies)} sent, the answer stands in the conversation, the device's is kept beside it"

    def _last_turn(self) -> Any:
        """As the next program would find it."""
        from edge import open_assistant
        from edge.paths import Paths

        with contextlib.closing(open_assistant(Paths.default(self._environ))) as assistant:
            return assistant.turns(self.seen["conversation"])[-1]

    @contextmanager
    def _served(self) -> Iterator[None]:
        command = [sys.executable, str(SERVER), "--port", str(PORT), "--requests", str(self._folder / "requests")]
        with subprocess.Popen(
            [*command, "--text", TEXT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                _must(bool(process.stdout.readline()), "the server did not start")
                yield
            finally:
                process.stdin.close()

    def _ask(self, *arguments: str) -> dict[str, Any]:
        record: dict[str, Any] = json.loads(self._edge("ask", "--json", *arguments))
        return record

    def _traced(self, *arguments: str) -> tuple[dict[str, Any], list[str]]:
        """The record of a question, and the system calls that had to do with the internet."""
        printed, calls = self._trace("ask", "--json", *arguments)
        _must(printed.startswith("{"), f"'edge ask {' '.join(arguments)}' printed no record under strace")
        return json.loads(printed), calls

    def _trace(self, *arguments: str) -> tuple[str, list[str]]:
        """What a command prints, and the system calls of it and all its children that had to do with the internet."""
        trace = self._folder / "trace"
        done = self._run(["strace", "-f", "-e", "trace=network", "-o", str(trace)], arguments)
        lines = trace.read_text("utf-8", "replace").splitlines()
        _must(bool(lines), "strace recorded nothing, not even the socket of the home")
        return done.stdout, [line for line in lines if _INTERNET.search(line)]

    def _lines(self, *arguments: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._edge(*arguments).splitlines()]

    def _edge(self, *arguments: str) -> str:
        done = self._run([], arguments)
        said = " ".join(done.stderr.split())[-400:]
        _must(done.returncode == 0, f"'edge {' '.join(arguments)}' ended with {done.returncode}: {said}")
        return done.stdout

    def _run(self, before: list[str], arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
        command = [*before, sys.executable, "-m", "edge", *arguments]
        return subprocess.run(
            command, check=False, capture_output=True, text=True, cwd=ROOT, env=self._environ, timeout=300
        )


def _told(record: dict[str, Any]) -> dict[str, Any]:
    """What of a record tells a mistake."""
    return {name: record[name] for name in ("text", "by", "complete", "why", "fallback", "outbox")}


def _must(right: bool, otherwise: str) -> None:
    if not right:
        raise Failed(otherwise)


def _interfaces() -> list[str]:
    """Of this process's network namespace."""
    lines = Path("/proc/self/net/dev").read_text().splitlines()[2:]
    return sorted(line.partition(":")[0].strip() for line in lines)


def _bring_up(interface: str) -> None:
    """What `ip link set lo up` does."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = struct.pack("16sh14x", interface.encode(), _IFF_UP | _IFF_RUNNING)
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, asked)


def inside(as_json: bool) -> int:
    """The steps, in a namespace without a network."""
    results: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        check = Check(Path(folder))
        steps = {
            "chat": check.chat,
            "offline": check.offline,
            "outbox": check.outbox,
            "outbox in offline mode": check.waiting_offline,
            "network back": check.back,
        }
        for name, step in steps.items():
            try:
                results[name] = {"ok": True, "found": step()}
            except Failed as error:
                results[name] = {"ok": False, "found": str(error)}
            except Exception:  # noqa: BLE001 - the other steps are looked at all the same
                results[name] = {"ok": False, "found": traceback.format_exc()}
            if not as_json:
                print(f"{name}: {'ok' if results[name]['ok'] else 'FAILED'}: {results[name]['found']}", flush=True)
    if as_json:
        print(json.dumps(results, ensure_ascii=False, indent=1))
    return 0 if all(one["ok"] for one in results.values()) else 1


def missing() -> str | None:
    """Why it cannot be checked here, in a sentence."""
    for program in ("unshare", "strace"):
        if shutil.which(program) is None:
            return f"{program} is not here: install it (Debian, Ubuntu: sudo apt install strace util-linux)."
    tried = subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True, text=True)
    if tried.returncode != 0:
        why = tried.stderr.strip() or f"it ended with {tried.returncode}"
        return f"This system does not allow a network namespace ({why}): allow user namespaces, or run this as root."
    traced = subprocess.run(["strace", "-o", os.devnull, "true"], check=False, capture_output=True, text=True)
    if traced.returncode != 0:
        return f"This system does not allow tracing ({traced.stderr.strip()[-200:]}): run it where ptrace is allowed."
    return None


def main() -> int:
    """Go into the namespace and run the steps there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        return inside(given.json)
    why_not = missing()
    if why_not is not None:
        sys.stderr.write(f"{why_not}\n")
        return 2
    command = ["unshare", "-rn", sys.executable, str(Path(__file__).resolve()), "--inside"]
    return subprocess.run([*command, *(["--json"] if given.json else [])], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
