"""Ask a misbehaving server for an answer with every fault at every place, and compare what comes of it.

    python scripts/check_faults_cloud.py [--positions 20]

Each fault of tests/cloud_client/bad_server.py is met after 0, 1, … pieces of the answer. Right is: the error that
belongs to it, and exactly the text that had come; and in a turn, that the next rung goes on behind that text: once the
device, once a second endpoint. Prints a table in Markdown; exits with 1 if anything is not right.
"""

from __future__ import annotations

import argparse
import functools
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fault_rungs import climbed, right

from tests.cloud_client.bad_server import PIECES, REASONS, BadServer, ask, expected
from tests.cloud_client.honest_server import HonestServer


def main() -> int:
    """Ask, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--positions", type=int, default=len(PIECES), help="1 to 20")
    positions = range(parser.parse_args().positions)
    cases = [(name, position) for name in REASONS for position in positions]
    with BadServer() as server, HonestServer() as other, ThreadPoolExecutor(8) as pool:
        found = dict(zip(cases, pool.map(lambda case: ask(server, *case), cases), strict=True))
        rungs = {}
        for second in (None, other):
            climbs = pool.map(functools.partial(_climbs, server, second), cases)
            rungs[second is None] = dict(zip(cases, climbs, strict=True))
    print("| fault | before the first token | in the middle | error right | text right | device | second endpoint |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    wrong = 0
    for name, fault in REASONS.items():
        kinds = [found[name, position][0] for position in positions]
        rights = [kind == expected(name, position)[0] for position, kind in enumerate(kinds)]
        texts = [_text_right(name, position, found[name, position][1]) for position in positions]
        next_ones = [[rungs[down][name, position] for position in positions] for down in (True, False)]
        checks = [rights, texts, *next_ones]
        wrong += sum(len(check) - sum(check) for check in checks)
        middle = ", ".join(sorted(set(kinds[1:])))
        about = " ".join((fault.act.__doc__ or name).split()).rstrip(".")
        counts = " | ".join(f"{sum(check)} of {len(check)}" for check in checks)
        print(f"| {about} | `{kinds[0]}` | `{middle}` | {counts} |")
    print(f"\n{len(cases)} cases, {len(REASONS)} faults × {len(positions)} places; {wrong} not right.")
    return 1 if wrong else 0


def _climbs(server: BadServer, second: HonestServer | None, case: tuple[str, int]) -> bool:
    name, position = case
    return right(name, position, climbed(server, name, position, second), second)


def _text_right(name: str, position: int, text: str) -> bool:
    wanted = expected(name, position)[1]
    return text == wanted if REASONS[name].exact else text.startswith(wanted)


if __name__ == "__main__":
    sys.exit(main())
