"""Ask a thousand questions in one process, and see whether it or the engine grows.

    python scripts/check_memory_growth.py [--model NAME] [--turns N] [--json]

Runs over a home of its own, through the same door as every program. The turns are mixed by chance (the same each time):
new conversations, one that goes on all the while and fills its context again and again, long messages, replies held to
a schema, cancelled ones, messages that are too long. Prints `RssAnon + VmSwap` of this process and of the engine (what
they hold of their own: mapped files and what the cache keeps of them do not count), in MiB, after the first turns and
after each hundred, and a verdict: what each grew by in a hundred turns, over the second half. Exits with 1 if one grew
by more than --most. Linux only.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from edge import Assistant
from edge.events import Finished, Piece, Started
from edge.journal import new_uid
from edge.paths import Paths
from edge.settings import Settings
from edge.turn import Question

WARM_UP = 10
"""Turns before the first look: until then modules are imported and buffers made."""
STEP = 100
CONTEXT = 512
"""Tokens; small, so that it is full often."""
SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 12}, "n": {"type": "integer", "minimum": 0, "maximum": 99}},
    "required": ["name", "n"],
}
WORDS = "tell me what you can do here today please and why the small model says so little 你好 谢谢 ありがとう"
KINDS = {"long conversation": 40, "conversation": 40, "new": 8, "long": 4, "schema": 4, "cancelled": 3, "too long": 1}
"""Sorts of turns, and how many of a hundred."""


@dataclass(frozen=True)
class Look:
    """Memory at one moment, in MiB."""

    turn: int
    ours: float
    engine: float


class Talk:
    """Asks, and remembers which conversation goes on."""

    def __init__(self, assistant: Assistant, model: str | None) -> None:
        self._assistant = assistant
        self._model = model
        self._chance = random.Random(1)
        self._words = WORDS.split()
        self._long: str | None = None
        self._current: str | None = None
        self.outcomes: Counter[str] = Counter()

    def turn(self) -> None:
        """One turn of any kind."""
        [kind] = self._chance.choices(list(KINDS), list(KINDS.values()))
        words = {"long": 120, "too long": 3000}.get(kind, self._chance.randint(1, 12))
        text = " ".join(self._chance.choices(self._words, k=words))
        where = self._long if kind == "long conversation" else None if kind == "new" else self._current
        question = Question(
            text=text,
            uid=new_uid(),
            conversation=where or "new",
            model=self._model,
            max_tokens=24,
            schema=SCHEMA if kind == "schema" else None,
        )
        turn = self._assistant.ask(question)
        for event in turn:
            if isinstance(event, Started):
                if kind == "long conversation":
                    self._long = event.conversation
                else:
                    self._current = event.conversation
            elif isinstance(event, Piece) and kind == "cancelled":
                turn.cancel()
            elif isinstance(event, Finished):
                self.outcomes[f"{kind}: {event.record.error or event.record.cut_off or 'complete'}"] += 1


def held(pid: int) -> float:
    """`RssAnon + VmSwap` of a process in MiB."""
    status = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    kib = [int(line.split()[1]) for line in status if line.startswith(("RssAnon:", "VmSwap:"))]
    return sum(kib) / 1024


def growth(looks: list[Look]) -> dict[str, float]:
    """MiB by which each grew in a hundred turns over the second half: the slope of the line through it."""
    half = looks[len(looks) // 2 :]
    mean = sum(look.turn for look in half) / len(half)
    spread = sum((look.turn - mean) ** 2 for look in half) or 1
    slope = {
        name: sum((look.turn - mean) * getattr(look, name) for look in half) / spread * STEP
        for name in ("ours", "engine")
    }
    return {name: round(value, 3) for name, value in slope.items()}


def run(model: str | None, turns: int, tell: Any) -> dict[str, Any]:
    """All turns; `tell` gets each look."""
    looks: list[Look] = []
    settings = Settings()
    settings = dataclasses.replace(settings, engine=dataclasses.replace(settings.engine, context=CONTEXT))
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant(Paths.under(Path(folder)), settings)
        try:
            talk = Talk(assistant, model)
            for done in range(1, turns + 1):
                talk.turn()
                if done == min(WARM_UP, turns) or done % STEP == 0:
                    engine = assistant.status().engine_pid
                    looks.append(Look(done, held(os.getpid()), held(engine) if engine else 0.0))
                    tell(looks[-1])
        finally:
            assistant.close()
        journal = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 2**20
    return {
        "turns": turns,
        "looks": [dataclasses.asdict(look) for look in looks],
        "growth_mib_per_100_turns": growth(looks),
        "journal_mib": round(journal, 2),
        "outcomes": dict(sorted(talk.outcomes.items())),
    }


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", metavar="NAME", help="a local model's name, or the path of a GGUF file")
    parser.add_argument("--turns", type=int, default=1000, metavar="N")
    parser.add_argument(
        "--most", type=float, default=0.5, metavar="MIB", help="growth in a hundred turns; default: 0.5"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()

    def tell(look: Look) -> None:
        if not arguments.json:
            print(f"{look.turn:6}  this process {look.ours:7.1f} MiB   engine {look.engine:7.1f} MiB", flush=True)

    found = run(arguments.model, arguments.turns, tell)
    grew = found["growth_mib_per_100_turns"]
    steady = max(grew.values()) <= arguments.most
    if arguments.json:
        print(json.dumps({**found, "steady": steady}, indent=2, ensure_ascii=False))
    else:
        for outcome, count in found["outcomes"].items():
            print(f"{count:6}  {outcome}")
        print(
            f"{'steady' if steady else 'GROWS'}: {grew['ours']:+.3f} and {grew['engine']:+.3f} MiB in a hundred turns"
        )
    return 0 if steady else 1


if __name__ == "__main__":
    sys.exit(main())
