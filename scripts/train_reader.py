"""Train the reader and write `reader.onnx`.

    python scripts/train_reader.py --data DIR [--seed N] [--out FILE]

DIR holds the public sets in the form that docs/models/reader.md describes. Needs the extra `train` (torch, onnx,
numpy). The same seed gives the same file on the same machine and number of threads; it takes three minutes on 2 cores.
"""

import argparse
import json
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from reader.calibration import calibrate, thresholds
from reader.corpus import combined, read_data, small_talk, undetermined, unified, written
from reader.export import export
from reader.held_out import read_held_out, read_test_texts
from reader.questions import questions
from reader.training import Settings, encode, outputs, train
from reader.users import AUTHORS, USERS, is_kept_back, read_users, repeated
from reader.vocabulary import vocabulary

HERE = Path(__file__).resolve().parent.parent

ROWS = 60_000
TEST = HERE / "tests" / "data" / "reader_test.jsonl"
"""Never learnt, and never looked at either."""


def main() -> int:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the public sets")
    parser.add_argument("--out", type=Path, default=HERE / "edge" / "data" / "reader.onnx")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=Settings.epochs)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--times", type=int, default=32, help="messages made of a pattern with three choices")
    parser.add_argument("--combined", type=int, default=12000, help="messages made of several")
    parser.add_argument("--repeat", type=int, default=8, help="how often a message of the authors comes, varied")
    given = parser.parse_args()

    torch.set_num_threads(given.threads)
    began = time.monotonic()
    chance = random.Random(given.seed)
    never = {unified(one.text) for one in read_held_out()} | {unified(text) for text in read_test_texts(TEST)}
    users = [one for author in AUTHORS for one in read_users(author) if unified(one.text) not in never]
    kept = [one for one in users if is_kept_back(one)]
    never |= {unified(one.text) for one in kept}
    samples = [*read_data(given.data), *small_talk(), *questions(), *written(chance, given.times)]
    samples += combined(samples, chance, given.combined) + undetermined(chance, 800)
    samples += repeated([one for one in users if not is_kept_back(one)], given.repeat, chance)
    samples = [one for one in samples if unified(one.text) not in never or not unified(one.text)]
    _say(f"{len(samples):,} messages, {time.monotonic() - began:.0f} s")
    known = vocabulary(samples, ROWS)
    data = encode(samples, known)
    _say(f"{len(data.ids):,} n-grams, {time.monotonic() - began:.0f} s")
    network = train(data, Settings(seed=given.seed, epochs=given.epochs), _say)
    checked = encode(kept, known)
    logits = outputs(network, checked)
    calibration = calibrate(logits, checked)
    steps = thresholds(logits, checked, calibration)
    _say(f"{calibration}, thresholds {steps}")
    ordinary = encode([one for one in samples if one.source in ("patterns", "builtin", USERS)][::7], known)
    with torch.no_grad():
        hidden = torch.tanh(
            network.hidden(network.pooled(torch.from_numpy(ordinary.ids), torch.from_numpy(ordinary.offsets)))
        )
    center = hidden.mean(dim=0).numpy().astype(np.float32)
    about = {"edge.reader.seed": str(given.seed), "edge.reader.thresholds": json.dumps(steps)}
    size = export(network, given.out, calibration, center, known, about)
    _say(f"{given.out}: {size:,} bytes, {time.monotonic() - began:.0f} s")
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
