"""How fast and how well sentence files are matched as a kiosk's commands.

    scripts/measure_sentences.py SENTENCES… [--sample FILE.jsonl]… [--house KIOSK.toml] [--show N]

SENTENCES are files and folders in the format of hassil, as `sentences` of a kiosk.toml names them; every intent in them
gets a command that does nothing. A sample is a file with an object a line: `text`, `intent` and `slots`. Printed are
how many files and sentences load and in what time, how many texts of the samples are matched, with which intent and
slots, and the time for one match; and the same for ordinary talk, which is no command.
`--house` names the places and things (scripts/sentences/house.toml), `--show` prints that many texts that were missed.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from edge.kiosk.faults import Faults
from edge.kiosk.file import Spoken, read
from edge.kiosk.matching import Matching, intents_of, load_grammars
from edge.percentile import percentile

TALK = (
    "hello, how are you today?",
    "can you explain why the sky is blue in the evening",
    "I would like to know more about the history of this building and who designed it",
    "write me a short poem about the sea",
    "what is the difference between a virus and a bacterium",
    "thanks, that was very helpful",
    "my grandmother used to live in a small village near the mountains",
    "你好，今天过得怎么样？",
    "请解释一下为什么天空是蓝色的",
    "帮我写一首关于大海的短诗",
    "我想了解一下这座建筑的历史",
    "谢谢，你帮了我大忙",
    "病毒和细菌有什么区别",
    "こんにちは、今日はいい天気ですね",
)


def main() -> int:
    """Load, match, print."""
    arguments = _arguments()
    kiosk = read(arguments.house)
    faults = Faults()
    begun = time.thread_time()
    sentences, grammars = load_grammars(arguments.sentences, kiosk.house, kiosk.page.languages, None, faults)
    seconds = time.thread_time() - begun
    read_files = len(sentences.files)
    templates = sum(sum(grammar.counts.values()) for grammar in grammars.values())
    unsaid = sum(sum(grammar.never.values()) for grammar in grammars.values())
    print(f"files       {read_files} load, {len({fault.file for fault in faults.found})} have faults")
    print(f"sentences   {templates} of {len(intents_of(sentences))} intents in {', '.join(grammars)}")
    print(f"never said  {unsaid}, since they need a list that is empty")
    print(f"loading     {seconds:.2f} s (CPU)")
    for fault in faults.found:
        print(f"fault       {fault}")
    matching = Matching(grammars)
    names = {one.id: one.names for one in (*kiosk.house.areas, *kiosk.house.floors, *kiosk.house.names)}
    for sample in arguments.sample:
        _measure(matching, sample, names, arguments.show)
    _time("ordinary talk", matching, TALK * 50)
    return 0


def _measure(matching: Matching, sample: Path, names: Mapping[str, Spoken], show: int) -> None:
    rows = [json.loads(line) for line in sample.read_text("utf-8").splitlines() if line.strip()]
    missed: list[str] = []
    right = Counter[str]()
    for row in rows:
        found = matching.match(row["text"])
        if found is None:
            missed.append(f"{row['intent']}: {row['text']}")
            continue
        right["matched"] += 1
        right["intent"] += found.intent == row["intent"]
        right["slots"] += found.intent == row["intent"] and _alike(found.slots, row["slots"], names)
    print(f"\n{sample.name}: {len(rows)} texts")
    for what in ("matched", "intent", "slots"):
        print(f"  {what:9} {right[what]:5}  {right[what] / len(rows):.1%}")
    for row in missed[:show]:
        print(f"  missed    {row}")
    _time("  one match", matching, [row["text"] for row in rows])


def _alike(found: Mapping[str, object], expected: Mapping[str, object], names: Mapping[str, Spoken]) -> bool:
    """Whether the slots of the sample were found with these values: a thing by its id or one of its names."""
    for slot, value in expected.items():
        there = str(found.get(slot))
        said = {there, *(one for texts in names.get(there, {}).values() for one in texts)}
        if str(value).casefold() not in {one.casefold() for one in said}:
            return False
    return True


def _time(name: str, matching: Matching, texts: tuple[str, ...] | list[str]) -> None:
    for text in texts:
        matching.match(text)  # what a template needs is made ready when it is first compared
    gc.collect()
    gc.disable()
    times = []
    for text in texts:
        begun = time.thread_time()
        matching.match(text)
        times.append((time.thread_time() - begun) * 1000)
    gc.enable()
    p50, p99 = percentile(times, 50), percentile(times, 99)
    print(f"{name}: p50 {p50:.2f} ms, p99 {p99:.2f} ms, longest {max(times):.2f} ms (CPU)")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sentences", nargs="+", type=Path)
    parser.add_argument("--sample", action="append", type=Path, default=[])
    parser.add_argument("--house", type=Path, default=Path(__file__).parent / "sentences" / "house.toml")
    parser.add_argument("--show", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
