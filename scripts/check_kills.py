"""Kill the owner of a home, and the engine, at random moments while they answer, and count what was lost.

    python scripts/check_kills.py --owner 100 --ask 50 --app 50

Owner: a process asks one question after the other and prints the uid of each message as soon as the assistant said
that it is on disk; `kill -9` comes at a random moment. Afterwards the journal is opened as the next owner would: each
acknowledged message has to be there, and SQLite's own check has to pass.
Ask: the engine is killed while `edge ask` prints a reply. The text so far has to be kept, on the screen and in the
journal, the reason said within 2 s, and the exit code has to be 1.
App: the same in the terminal app, under tmux, which has to be installed. The sentence has to be on the screen, and the
next question typed has to be answered.
The last two use a file with random weights whose replies do not end before the kill. Prints one JSON object; exits with
1 if anything was lost.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from edge.journal import Journal
from edge.paths import Paths

OWNER = """
import sys
from edge import open_assistant, Question
from edge.events import Started
from edge.journal import new_uid
assistant = open_assistant()
while True:
    for event in assistant.ask(Question(text="hello, who are you and what can you do?", uid=new_uid())):
        if isinstance(event, Started):
            print(event.question, flush=True)
"""


def kill_owners(times: int, home: Path) -> dict[str, Any]:
    """Kill an owner `times` times over one home."""
    acknowledged: list[str] = []
    for _ in range(times):
        environment = {**os.environ, "EDGE_HOME": str(home)}
        owner = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, env=environment, text=True)
        assert owner.stdout is not None
        acknowledged.append(owner.stdout.readline().strip())  # it is answering its first question now
        time.sleep(random.uniform(0, 0.4))
        owner.kill()
        acknowledged += [line.strip() for line in owner.stdout if line.endswith("\n")]
        owner.stdout.close()
        owner.wait()
    paths = Paths.under(home)
    journal = Journal.open(paths.journal)
    kept = {
        message.uid
        for conversation in journal.conversations(10_000)
        for message in journal.messages(conversation.uid, 1_000_000)
    }
    notices = list(journal.notices)
    journal.close()
    with sqlite3.connect(paths.journal) as database:
        integrity = database.execute("PRAGMA integrity_check").fetchone()[0]
    return {
        "kills": times,
        "acknowledged": len(acknowledged),
        "lost": len(set(acknowledged) - kept),
        "integrity": integrity,
        "notices": notices,
    }


def kill_in_ask(times: int, home: Path, model: Path) -> dict[str, Any]:
    """Kill the engine `times` times under `edge ask`."""
    seen: Counter[str] = Counter()
    slowest, said = 0.0, ""
    while seen["kills"] < times:
        asked = f"hello, number {random.randint(1, 10**6)}"  # with random weights: another question, another length
        command = [sys.executable, "-m", "edge", "ask", asked, "--model", str(model), "--max-tokens", "800"]
        ask = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "EDGE_HOME": str(home)}
        )
        assert ask.stdout is not None
        assert ask.stderr is not None
        shown = os.read(ask.stdout.fileno(), 1)
        time.sleep(random.uniform(0, 1))
        engine = engine_of(ask.pid)
        if engine is not None:
            engine.kill()
        killed = time.monotonic()
        shown += ask.stdout.read()
        said = ask.stderr.read().decode().strip()
        took = time.monotonic() - killed
        code = ask.wait()
        ask.stdout.close()
        ask.stderr.close()
        if code == 0:
            continue  # the reply had ended before the kill came: that round does not count
        slowest = max(slowest, took)
        journal = Journal.open(Paths.under(home).journal)
        last = journal.messages(journal.conversations(1)[0].uid)[-1]
        journal.close()
        seen["kills"] += 1
        seen["said within 2 s"] += took < 2
        seen["one sentence or two that name the cause"] += "SIGKILL" in said and "\n" not in said
        seen["exit code 1"] += code == 1
        seen["text so far kept"] += (
            bool(last.text) and not last.complete and last.text.strip() == shown.decode().strip()
        )
    return {**seen, "slowest_s": round(slowest, 3), "what the user saw": said}


def kill_in_app(times: int, home: Path, model: Path) -> dict[str, Any]:
    """Kill the engine `times` times under the terminal app, a new one each time."""
    seen: Counter[str] = Counter()
    line = ""
    while seen["kills"] < times:
        app = Tmux(f"EDGE_HOME={home} EDGE_ENGINE_THREADS=1 {sys.executable} -m edge chat --model {model}")
        try:
            app.wait("ready")
            app.type(f"hello, number {random.randint(1, 10**6)}")
            app.wait("answering")
            time.sleep(random.uniform(0.1, 1))
            engine = engine_of(app.pid())
            if engine is None or "answering" not in app.screen():
                continue  # the reply had ended before the kill came
            engine.kill()
            killed = time.monotonic()
            screen = app.wait("SIGKILL")
            seen["kills"] += 1
            seen["said within 2 s"] += time.monotonic() - killed < 2
            line = next(text.strip() for text in screen.splitlines() if "SIGKILL" in text)
            app.type("and now")
            app.wait_until(answered)
            seen["next question answered"] += 1
        finally:
            app.close()
    return {**seen, "what the user saw": line}


def answered(screen: str) -> bool:
    """Whether there is a reply below the second question."""
    _, asked, below = screen.partition("and now")
    return bool(asked and below.partition("╭")[0].strip())


class Tmux:
    """A program in a terminal of 100 columns and 40 lines."""

    def __init__(self, command: str) -> None:
        self._name = f"edge-{os.getpid()}-{random.randint(1, 10**9)}"
        self._run("new-session", "-d", "-s", self._name, "-x", "100", "-y", "40", command)

    def _run(self, *arguments: str) -> str:
        return subprocess.run(["tmux", "-L", self._name, *arguments], check=True, capture_output=True, text=True).stdout

    def pid(self) -> int:
        """The shell's process, below which the program is."""
        return int(self._run("list-panes", "-t", self._name, "-F", "#{pane_pid}"))

    def screen(self) -> str:
        """What is on the screen."""
        return self._run("capture-pane", "-p", "-t", self._name)

    def type(self, text: str) -> None:
        """Type a line and Enter."""
        self._run("send-keys", "-t", self._name, "-l", text)
        self._run("send-keys", "-t", self._name, "Enter")

    def wait(self, text: str) -> str:
        """Wait until `text` is on the screen, and return the screen. Raises TimeoutError after 20 s."""
        return self.wait_until(lambda screen: text in screen)

    def wait_until(self, right: Callable[[str], bool]) -> str:
        """Wait until the screen is right, and return it. Raises TimeoutError after 20 s."""
        deadline = time.monotonic() + 20
        while not right(screen := self.screen()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"this is not what was waited for:\n{screen}")
            time.sleep(0.02)
        return screen

    def close(self) -> None:
        """Leave with the app's own key, and make sure."""
        self._run("send-keys", "-t", self._name, "C-q")
        time.sleep(0.5)
        subprocess.run(["tmux", "-L", self._name, "kill-server"], check=False, capture_output=True)


def engine_of(pid: int) -> psutil.Process | None:
    """The engine's process below this one."""
    try:
        below = psutil.Process(pid).children(recursive=True)
        return next((child for child in below if "edge.engine.child" in child.cmdline()), None)
    except psutil.NoSuchProcess:
        return None


def main() -> int:
    """Run both and print the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--owner", type=int, default=100, metavar="N", help="kills of the owner")
    parser.add_argument("--ask", type=int, default=50, metavar="N", help="kills of the engine under edge ask")
    parser.add_argument("--app", type=int, default=50, metavar="N", help="kills of the engine under the terminal app")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    from tests.stubs.gguf_files import write_qwen2

    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        if arguments.owner:
            result["owner"] = kill_owners(arguments.owner, Path(folder, "owner"))
        model = Path(folder, "slow.gguf")
        write_qwen2(model, layers=4, hidden=512, ff=1536, heads=8, kv_heads=2, context=2048, endless=True)
        if arguments.ask:
            result["ask"] = kill_in_ask(arguments.ask, Path(folder, "ask"), model)
        if arguments.app:
            result["app"] = kill_in_app(arguments.app, Path(folder, "app"), model)
    print(json.dumps(result, ensure_ascii=False, indent=2))
    owner = result.get("owner", {"lost": 0, "integrity": "ok"})
    counts = [n for part in ("ask", "app") for n in result.get(part, {}).items() if isinstance(n[1], int)]
    right = all(count == result["ask" if name in result.get("ask", {}) else "app"]["kills"] for name, count in counts)
    return 0 if right and owner["lost"] == 0 and owner["integrity"] == "ok" else 1


if __name__ == "__main__":
    sys.exit(main())
