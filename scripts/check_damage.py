"""Damage a model's file in many ways and let the engine load each: one sentence every time, and this process lives.

    python scripts/check_damage.py --truncations 200 --flips 100

A flipped bit inside the weights is no error that anything could see: such a file loads. Prints one JSON object; exits
with 1 if a damaged file gave anything but a loaded model or one sentence.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from edge.answerer import Cancel
from edge.catalogue import Catalogue
from edge.engine.process import EngineProcess, Options
from edge.errors import EdgeError
from edge.paths import Paths


def load(path: Path) -> str:
    """`loaded`, or the sentence."""
    process = None
    try:
        process = EngineProcess(path, Options(n_ctx=256, threads=1))
        process.wait_ready(Cancel())
    except EdgeError as error:
        return str(error)
    finally:
        if process is not None:
            process.close()
    return "loaded"


def main() -> int:
    """Run all and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--truncations", type=int, default=200, metavar="N")
    parser.add_argument("--flips", type=int, default=100, metavar="N", help="files with 1 to 64 flipped bits")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths.under(Path(folder))
        whole = Catalogue.of(paths).models["builtin"].path.read_bytes()
        damaged = Path(folder, "damaged.gguf")
        counts: dict[str, Counter[str]] = {"truncated": Counter(), "flipped": Counter()}
        wrong = 0
        for n in range(arguments.truncations + arguments.flips):
            kind = "truncated" if n < arguments.truncations else "flipped"
            if kind == "truncated":
                data = bytearray(whole[: 1 + n * (len(whole) - 1) // arguments.truncations])
            else:
                data = bytearray(whole)
                # Half of them in the first part, where the metadata and the table of tensors are.
                reach = len(data) if n % 2 else 250_000
                for _ in range(random.randint(1, 64)):
                    data[random.randrange(reach)] ^= 1 << random.randrange(8)
            damaged.write_bytes(data)
            said = load(damaged).replace(str(damaged), "FILE")
            wrong += "\n" in said or (said != "loaded" and not said.endswith("."))
            counts[kind][said if said == "loaded" else "one sentence"] += 1
    print(json.dumps({**counts, "anything else": wrong}, indent=2))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
