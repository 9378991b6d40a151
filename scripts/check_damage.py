"""Damage a model's file in many ways and ask the engine for a reply with each: one sentence every time.

    python scripts/check_damage.py --truncations 400 --flips 300 --lies 300 [--seed N] [--only N] [--show]

Each file is loaded in the real child, as any model is: by the local engine that the program uses. Three sorts:

- truncations: the file ends too early, anywhere;
- flips: 1 to 64 flipped bits, half of the files in the header and half anywhere;
- lies: one thing in the header says what is not so (`gguf_lies.py`): sizes, counts, offsets, types, lengths, names.

A flipped bit inside the weights is no error that anything could see, and some lies are harmless: such a file loads and
answers. Prints one JSON object: how each sort came out, the seconds of the slowest file, the most memory that a child
had. Exits with 1 if a file gave anything but a reply or one sentence, or if a child took more memory than --memory.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from gguf_lies import Header, lie

from edge.answerer import Answered, Cancel, Request, Sampling
from edge.catalogue import Catalogue
from edge.engine import LocalEngine
from edge.errors import EdgeError
from edge.paths import Paths
from edge.settings import Engine
from edge.transcript import Message, Transcript

_GREEDY = Sampling(temperature=0.0, repeat_penalty=1.0)
_TRANSCRIPT = Transcript("c", (Message("system", "Be kind.", "s"), Message("user", "Hello, what can you do?", "u")))
_HEADER = 250_000
"""Bytes, a little more than the header of the built-in file."""
_LONGEST = 600
"""Characters of a sentence with its advice and a path."""
_FAULT = re.compile(r"Traceback|\b\w*(Error|Exception): ")
"""What only a fault of ours would say."""


def damaged(whole: bytes, sort: str, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many damaged files, each with a word on what was done to it. The same seed gives the same files."""
    header = Header.of(whole)
    for n in range(count):
        chance = random.Random(f"{seed} {sort} {n}")
        if sort == "truncated":
            size = 1 + n * (len(whole) - 1) // count
            yield f"{size} bytes", whole[:size]
        elif sort == "flipped":
            data = bytearray(whole)
            reach = len(data) if n % 2 else _HEADER
            bits = chance.randint(1, 64)
            for _ in range(bits):
                data[chance.randrange(reach)] ^= 1 << chance.randrange(8)
            yield f"{bits} bits in {reach} bytes", bytes(data)
        else:
            yield lie(header, chance)


def ask(engine: LocalEngine, path: Path, paths: Paths) -> tuple[str, str]:
    """How it came out, and the sentence if there is one."""
    answered: Answered | None = None
    try:
        model = Catalogue.of(paths).choose(str(path))
        request = Request(_TRANSCRIPT, "r", max_tokens=8, sampling=_GREEDY)
        for step in engine.answerer(model).answer(request, Cancel()):
            if isinstance(step, Answered):
                answered = step
    except EdgeError as error:
        return "refused", str(error)
    if answered is None:
        return "no end", ""
    if answered.error is None:
        return "answered", ""
    return {"died": "died answering", "hung": "hung"}.get(answered.cut_off or "", "refused"), answered.why or ""


def is_one_sentence(said: str) -> bool:
    """Whether it can be shown to a person: one line, with an end, nothing of Python's."""
    return said.endswith(".") and said.isprintable() and len(said) < _LONGEST and not _FAULT.search(said)


def main() -> int:
    """Run all and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--truncations", type=int, default=400, metavar="N")
    parser.add_argument("--flips", type=int, default=300, metavar="N", help="files with 1 to 64 flipped bits")
    parser.add_argument("--lies", type=int, default=300, metavar="N", help="files whose header says what is not so")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, metavar="N", help="of each sort only file number N, as it would be in all")
    parser.add_argument("--show", action="store_true", help="print a line for each file to stderr")
    parser.add_argument(
        "--memory", type=int, default=1500, metavar="MB", help="the most that a child may have resident"
    )
    arguments = parser.parse_args()
    wanted = {"truncated": arguments.truncations, "flipped": arguments.flips, "lies": arguments.lies}
    counts: dict[str, Counter[str]] = {sort: Counter() for sort in wanted}
    wrong: list[dict[str, str]] = []
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths.under(Path(folder))
        whole = Catalogue.of(paths).models["builtin"].path.read_bytes()
        engine = LocalEngine(Engine(context=256, threads=1), None)
        try:
            for sort, count in wanted.items():
                for n, (what, data) in enumerate(damaged(whole, sort, count, arguments.seed)):
                    if arguments.only not in {None, n}:
                        continue
                    path = Path(folder, f"{sort}-{n}.gguf")  # a name of its own: the engine counts deaths by model
                    path.write_bytes(data)
                    begun = time.monotonic()
                    outcome, said = ask(engine, path, paths)
                    slowest = max(slowest, time.monotonic() - begun)
                    path.unlink()
                    said = said.replace(str(path), "FILE")
                    if outcome == "no end" or (outcome != "answered" and not is_one_sentence(said)):
                        wrong.append({"file": f"{sort} {n}", "what": what, "said": said})
                    counts[sort][outcome] += 1
                    if arguments.show:
                        print(f"{sort} {n}: {what}: {outcome} {said}", file=sys.stderr)
        finally:
            engine.close()
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1000 if sys.platform == "linux" else 1e6)
    print(
        json.dumps(
            {
                "files": sum(counter.total() for counter in counts.values()),
                **counts,
                "slowest_s": round(slowest, 1),
                "child_most_mb": round(most),
                "wrong": wrong,
            },
            indent=2,
            ensure_ascii=False,
        )
    )
    return 1 if wrong or most > arguments.memory else 0


if __name__ == "__main__":
    sys.exit(main())
