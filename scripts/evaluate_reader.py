"""Evaluate a reader on files of labelled messages.

    python scripts/evaluate_reader.py FILE.jsonl… [--data DIR] [--model FILE] [--json]

A line is an object: `text`, `lang`, `label` (local or cloud), and if known `task` and `intent`. Prints the figures of
docs/models/reader.md by language, how long a reading takes and what it adds to memory. No message is printed. With
`--data` it also trains a head for each public task from the same features (extra `train`, some minutes).
"""

import argparse
import dataclasses
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from reader.scoring import Labelled, confusion, read_labelled, score
from reader.timing import memory_added, timings

from edge.reader import Reader, Reading

HERE = Path(__file__).resolve().parent.parent


def main() -> int:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--model", type=Path, default=HERE / "edge" / "data" / "reader.onnx")
    parser.add_argument("--threshold", type=float, default=0.5, help="p_cloud from which a message is escalated")
    parser.add_argument("--data", type=Path, help="the folder of the public sets: also measure the features")
    parser.add_argument("--no-timing", action="store_true", help="leave out time and memory")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    reader = Reader.load(given.model)
    whole: dict[str, Any] = {"bytes": given.model.stat().st_size, "threshold": given.threshold}
    if given.files:
        messages = read_labelled(given.files)
        readings = [reader.read(message.text) for message in messages]
        whole["scores"] = scores(messages, readings, given.threshold)
        whole["confusion"] = {
            lang: [[*pair, times] for pair, times in confused.most_common(25)]
            for lang, confused in by_language(messages, readings).items()
        }
    if not given.no_timing:
        whole["timings"] = [dataclasses.asdict(one) for one in timings(reader)]
        whole["memory_mb"] = memory_added(given.model)
    if given.data:
        from reader.strength import strengths  # needs torch

        whole["strength"] = [dataclasses.asdict(one) for one in strengths(given.data, _note)]
    if given.json:
        print(json.dumps(whole, ensure_ascii=False, indent=1))
    else:
        show(whole)
    return 0


def scores(messages: list[Labelled], readings: list[Reading], threshold: float) -> dict[str, dict[str, float]]:
    """The figures by language, and of all."""
    groups = {"all": list(range(len(messages)))}
    for at, message in enumerate(messages):
        groups.setdefault(message.lang, []).append(at)
    return {
        lang: dataclasses.asdict(score([messages[at] for at in places], [readings[at] for at in places], threshold))
        for lang, places in groups.items()
    }


def by_language(messages: list[Labelled], readings: list[Reading]) -> dict[str, Counter[tuple[str, str]]]:
    """The tasks that were taken for others, by language."""
    found = {}
    for lang in sorted({message.lang for message in messages}):
        places = [at for at, message in enumerate(messages) if message.lang == lang]
        found[lang] = confusion([messages[at] for at in places], [readings[at] for at in places])
    return found


def show(whole: dict[str, Any]) -> None:
    """Print it for a person."""
    print(f"{whole['bytes']:,} bytes, threshold {whole['threshold']:g}")
    if "scores" in whole:
        print("\n      messages accuracy escalated@95 ECE    language task   intent (of)    false intents")
        for lang, one in whole["scores"].items():
            print(
                f"{lang:5} {one['messages']:8} {one['accuracy']:8.3f} {one['escalated']:12.3f} {one['calibration']:.3f}"
                f"  {one['language']:8.3f} {one['task']:.3f}  {one['intent']:.3f} ({one['intents']:4}) "
                f"{one['false_intents']:.3f}"
            )
        for lang, confused in whole["confusion"].items():
            print(f"{lang}: taken for another: " + ", ".join(f"{task} → {as_} ×{n}" for task, as_, n in confused))
    if "timings" in whole:
        print("\ncharacters  features p50 / p99 ms   whole reading p50 / p99 ms")
        for one in whole["timings"]:
            print(
                f"{one['length']:10}  {one['features_p50']:.3f} / {one['features_p99']:.3f}           "
                f"{one['reading_p50']:.3f} / {one['reading_p99']:.3f}"
            )
        loaded, later = whole["memory_mb"]
        print(f"resident memory added: {loaded:.1f} MiB, after fifty long messages {later:.1f} MiB")
    for one in whole.get("strength", []):
        area = "" if one["out_of_scope"] is None else f", out-of-scope AUROC {one['out_of_scope']:.4f}"
        print(f"{one['name']}: {one['classes']} classes, {one['accuracy']:.4f} of {one['tested']}{area}")


def _note(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
