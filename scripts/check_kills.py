"""Kill the owner of a home, and the engine, at random moments while they answer, and count what was lost.

    python scripts/check_kills.py --owner 100 --child 50

Owner: a process asks one question after the other and prints the uid of each message as soon as the assistant said
that it is on disk; `kill -9` comes at a random moment. Afterwards the journal is opened as the next owner would: each
acknowledged message has to be there, and SQLite's own check has to pass.
Child: the engine's process is killed while a reply is being written; the text so far has to be kept, the reason said
within 2 s, and the next question answered.
Prints one JSON object; exits with 1 if anything was lost.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from edge.assistant import Assistant
from edge.events import Finished, Piece, TurnRecord
from edge.journal import Journal, new_uid
from edge.paths import Paths
from edge.settings import Engine, Settings
from edge.turn import Question

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


def kill_children(times: int, home: Path, model: Path) -> dict[str, Any]:
    """Kill the engine `times` times in the middle of a reply."""
    seen: Counter[str] = Counter()
    slowest = 0.0
    settings = Settings(model=str(model), engine=Engine(threads=1))
    done = 0
    while done < times:
        # A new owner each time: after three deaths in a minute an engine stays down, as it should.
        assistant = Assistant(Paths.under(home), settings)
        record, said_after = _killed(assistant)
        if record.complete or record.cut_off == "length":
            assistant.close()  # random weights may end a reply before the kill comes: that round does not count
            continue
        done += 1
        slowest = max(slowest, said_after)
        last = assistant.messages(record.conversation)[-1]
        seen["said within 2 s"] += said_after < 2
        seen["marked incomplete, cause named"] += record.cut_off == "died" and "SIGKILL" in (record.why or "")
        seen["text so far kept in the journal"] += bool(record.text) and last.text == record.text and not last.complete
        again = _ask(assistant, max_tokens=4)
        seen["next question answered"] += again.error is None and again.tokens.completion > 0
        assistant.close()
    return {"kills": times, **seen, "slowest_s": round(slowest, 3), "example": record.why}


def _killed(assistant: Assistant) -> tuple[TurnRecord, float]:
    asked = f"hello, number {random.randint(1, 10**6)}"  # with random weights, another question, another length
    turn = assistant.ask(Question(text=asked, uid=new_uid(), conversation="new", max_tokens=800))
    pieces, wanted, killed = 0, random.randint(1, 60), 0.0
    for event in turn:
        if isinstance(event, Piece):
            pieces += 1
            if pieces == wanted:
                os.kill(assistant.status().engine_pid or 0, signal.SIGKILL)
                killed = time.monotonic()
        elif isinstance(event, Finished):
            return event.record, time.monotonic() - killed
    raise AssertionError("a turn ends with Finished")


def _ask(assistant: Assistant, max_tokens: int) -> TurnRecord:
    for event in assistant.ask(Question(text="and now?", uid=new_uid(), max_tokens=max_tokens)):
        if isinstance(event, Finished):
            return event.record
    raise AssertionError("a turn ends with Finished")


def main() -> int:
    """Run both and print the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--owner", type=int, default=100, metavar="N", help="kills of the owner")
    parser.add_argument("--child", type=int, default=50, metavar="N", help="kills of the engine")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    from tests.stubs.gguf_files import write_qwen2

    with tempfile.TemporaryDirectory() as folder:
        result: dict[str, Any] = {}
        if arguments.owner:
            result["owner"] = kill_owners(arguments.owner, Path(folder, "owner"))
        if arguments.child:
            # A file with random weights, slow enough to be killed in the middle.
            model = Path(folder, "slow.gguf")
            write_qwen2(model, layers=4, hidden=512, ff=1536, heads=8, kv_heads=2, context=2048)
            result["child"] = kill_children(arguments.child, Path(folder, "child"), model)
    print(json.dumps(result, ensure_ascii=False, indent=2))
    child = result.get("child", {})
    right = all(value == arguments.child for key, value in child.items() if key not in {"slowest_s", "example"})
    owner = result.get("owner", {"lost": 0, "integrity": "ok"})
    return 0 if right and owner["lost"] == 0 and owner["integrity"] == "ok" else 1


if __name__ == "__main__":
    sys.exit(main())
