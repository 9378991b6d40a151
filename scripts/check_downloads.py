"""Kill `edge models pull` again and again, let the next one go on, and show what each fault of a hub is told as.

    python scripts/check_downloads.py --kills 100

A hub on loopback serves a file of 4 MB at 8 MB/s. Each pull is killed (`kill -9`) at a random moment, at a random byte,
or in front of a random change of a file; until one comes through, and then the file is removed and it begins again.
After each kill, what has the model's name has to be whole. Last, every fault is brought about against the same server.
Prints one JSON object and a table; exits with 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from download_faults import outcomes

from edge.catalogue import added, verified
from tests.stubs.hub import FILE, REPOSITORY, Hub

PROJECT = Path(__file__).resolve().parent.parent
SIZE = 4_000_000
RATE = 8e6
STEPS = 30
"""About as many changes of files as one pull makes."""


def kill_pulls(times: int, chance: random.Random) -> dict[str, Any]:
    """Kill `times` pulls; returns the counts."""
    content = b"GGUF" + chance.randbytes(SIZE)
    ways: Counter[str] = Counter()
    whole = wrong = finished = 0
    with tempfile.TemporaryDirectory() as folder, Hub(content) as hub:
        hub.to_store, hub.rate = True, RATE
        models = Path(folder, "models")
        models.mkdir()
        entry = f'[models.small]\nrepository = "{REPOSITORY}"\nfile = "{FILE}"\n'
        (models / added.FILE).write_text(entry)
        goal = models / added.FILES / FILE
        while ways.total() < times:
            way, died = _pull(hub, Path(folder), chance)
            ways[way] += died
            there = goal.exists()
            whole += there and died
            wrong += there and goal.read_bytes() != content
            if not died:
                finished += 1
                wrong += not there or verified.read(models)["small"].sha256 != hub.sha256
            if there and not died:
                goal.unlink()
        return {
            "kills": ways.total(),
            "how": dict(ways),
            "killed_when_the_file_was_whole_already": whole,
            "pulls_that_came_through": finished,
            "files_under_the_name_that_were_not_whole_or_wrong": wrong,
            "bodies_that_began_in_the_middle": sum(start > 0 for start in hub.starts),
            "bytes_sent_for_each_byte_needed": round(hub.sent / (len(content) * max(1, finished)), 3),
        }


def _pull(hub: Hub, home: Path, chance: random.Random) -> tuple[str, bool]:
    """Run one pull with a death in store for it. Returns how, and whether it died before it was done."""
    way = chance.choice(["at a random moment", "at a random byte", "in front of a change of a file"])
    step = chance.randint(1, STEPS) if way.startswith("in front") else 0
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.stubs.killed_pull", "small", "any", str(step)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=PROJECT,
        env={**os.environ, "EDGE_HOME": str(home), "HF_ENDPOINT": hub.endpoint},
    )
    if way == "at a random byte":
        last = hub.sent + chance.randint(0, SIZE)
        hub.on_sent = lambda sent: process.kill() if sent >= last else None
    elif way == "at a random moment":
        time.sleep(chance.uniform(0, 2))
        process.kill()
    code = process.wait(120)
    hub.on_sent = None
    return way, code == -9


def main() -> int:
    """Run all and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    killed = kill_pulls(arguments.kills, random.Random(arguments.seed)) if arguments.kills else {}
    seen = list(outcomes())
    unsound = [outcome.fault for outcome in seen if not outcome.sound]
    print(json.dumps({**killed, "faults": len(seen), "faults_not_told_well": unsound}, indent=2))
    print("\n| fault | exit code | what the user reads |\n|---|---|---|")
    for outcome in seen:
        print(f"| {outcome.fault} | {outcome.exit_code} | {outcome.sentence} |")
    return 1 if unsound or killed.get("files_under_the_name_that_were_not_whole_or_wrong") else 0


if __name__ == "__main__":
    sys.exit(main())
