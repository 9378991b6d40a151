"""Train the built-in model from scratch and write it as a GGUF file.

    python scripts/train_builtin.py --out /tmp/first.gguf --steps 1700 --seed 1
    python scripts/train_builtin.py --start /tmp/first.gguf --out edge/data/builtin.gguf --steps 700 --seed 2 …

The second run polishes: docs/models/builtin.md has the exact commands of the file that ships.
Needs the extra `train` (torch, tokenizers, gguf, numpy). With `--steps` the same seed gives the same weights on the
same machine and number of threads; with `--minutes` the number of steps depends on the machine.
"""

import argparse
import dataclasses
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import torch
from builtin.export import export
from builtin.gate import choose_threshold, wrong_share
from builtin.linear import check, fit
from builtin.patterns import Message, read_patterns, read_replies
from builtin.training import Settings, labels_of, read, train


def main() -> int:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="the GGUF file to write")
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--steps", type=int, default=0, help="steps of about 2,000 tokens (repeatable)")
    length.add_argument("--minutes", type=float, default=0.0, help="minutes of wall time")
    length.add_argument("--check", action="store_true", help="only the linear check of the data (20 seconds)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--holdout", type=float, default=0.0, help="share of the patterns kept for the threshold")
    parser.add_argument("--hold-authors", default="", help="pattern files kept for the threshold: en_b,zh_b")
    parser.add_argument("--threshold", type=float, default=0.7, help="of the gate, where nothing is held out")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=NUMBER", help="another of Settings' fields, or mix.NAME"
    )
    parser.add_argument("--start", type=Path, help="an exported file to go on from, with its tokenizer")
    given = parser.parse_args()

    torch.set_num_threads(given.threads)
    replies = read_replies()
    messages = read_patterns(names={name for name, _ in labels_of(replies)})
    held = {author for author in given.hold_authors.split(",") if author}
    kept = [one for one in messages if one.author in held or _share(one) < given.holdout]
    left_out = set(kept)
    used = [one for one in messages if one not in left_out]
    _say(f"{len(used)} patterns to learn, {len(kept)} held out")
    if given.check:
        shares, confused = check(fit(used), kept or used)
        _say(json.dumps({"right": shares, "confused": confused.most_common(30)}, ensure_ascii=False, indent=1))
        return 0
    settings = Settings(given.steps, given.minutes, given.seed, given.device, start=given.start)
    for name, _, number in (one.partition("=") for one in given.set):
        numbers = [float(one) if "." in one or "e" in one else int(one) for one in number.split(",")]
        value: Any = numbers[0] if len(numbers) == 1 else tuple(numbers)
        part, _, inner = name.rpartition(".")
        change: dict[str, Any] = {inner: value}
        settings = (
            dataclasses.replace(settings, mix=dataclasses.replace(settings.mix, **change))
            if part == "mix"
            else dataclasses.replace(settings, **change)
        )
    trained = train(used, replies, settings, _say)
    threshold = given.threshold
    if kept:
        readings = read(trained, kept)
        threshold = choose_threshold(kept, readings)
        for lang in ("en", "zh", "ja"):
            pairs = [(one, seen) for one, seen in zip(kept, readings, strict=True) if one.lang == lang]
            right = sum(one.label == seen.label for one, seen in pairs)
            _say(f"held out, {lang}: {right} of {len(pairs)} right")
        for step in (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
            sure = sum(seen.confidence >= step for seen in readings) / len(readings)
            wrong = wrong_share(kept, readings, step)
            _say(f"threshold {step}: {wrong:.3f} wrong with confidence, {sure:.3f} answered")
    size = export(trained, threshold, given.out)
    _say(
        f"{given.out}: {size:,} bytes, {sum(p.numel() for p in trained.model.parameters()):,} parameters, "
        f"threshold {threshold}, {trained.steps} steps, {trained.tokens:,} tokens, {trained.seconds / 60:.1f} minutes"
    )
    return 0


def _share(message: Message) -> float:
    digest = hashlib.sha256(f"{message.lang}{message.text}".encode()).digest()
    return int.from_bytes(digest[:4]) / 2**32


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
