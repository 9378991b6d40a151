"""Evaluate an exported built-in model with real llama.cpp on the held-out messages.

    python scripts/evaluate_builtin.py edge/data/builtin.gguf [--messages tests/data/builtin_eval.jsonl] [--json]

Without --messages it takes `builtin_test.jsonl`, which no choice was ever made on. Runs are compared on
`builtin_eval.jsonl`; a figure of the test set that made somebody change something would be the last honest one.

Prints, under the default system prompt, under one never seen in training and after two earlier turns: the right class
and language, messages beyond the model answered honestly, wrong with confidence, unsure, and what was taken for what.
With the package `tokenizers` installed it also compares its ids with llama.cpp's on all texts.
"""

import argparse
import dataclasses
import json
import sys
from pathlib import Path

from builtin.evaluation import SETUPS, UNSEEN_SYSTEM, Report, bare, copied_results, evaluate, read_messages
from builtin.patterns import read_patterns, read_replies
from builtin.runner import Runner
from builtin.synth import DEFAULT_SYSTEM

MESSAGES = Path(__file__).parent.parent / "tests" / "data" / "builtin_test.jsonl"


def main() -> int:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--messages", type=Path, default=MESSAGES)
    parser.add_argument("--threshold", type=float, help="instead of the one in the file")
    parser.add_argument("--results", type=int, default=100, help="made results to be copied, a language")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    messages, replies = read_messages(given.messages), read_replies()
    with Runner(given.model) as runner:
        threshold = given.threshold or float(runner.metadata("edge.gate.threshold"))
        patterns = read_patterns()
        known = {bare(pattern.text) for pattern in patterns}
        reports = [evaluate(runner, messages, replies, setup, threshold, known) for setup in SETUPS]
        copied = copied_results(runner, given.results, DEFAULT_SYSTEM)
        texts = [message.text for message in (*messages, *patterns)]
        texts += [sentence for several in replies.sentences.values() for sentence in several]
        texts += [DEFAULT_SYSTEM, UNSEEN_SYSTEM]
        different = tokenizer_differences(runner, given.model, texts)
    if given.json:
        whole = {
            "reports": [dataclasses.asdict(one) for one in reports],
            "results_copied": copied,
            "tokenizer": {"texts": len(texts), "different": different},
            "bytes": given.model.stat().st_size,
        }
        print(json.dumps(whole, ensure_ascii=False, indent=1))
        return 0
    print(f"{given.model}: {given.model.stat().st_size:,} bytes, threshold {threshold:g}")
    for report in reports:
        show(report)
    print("\nresults worded with the exact value: ", end="")
    print(", ".join(f"{lang} {exact} of {count}" for lang, (exact, count) in copied.items()))
    compared = "not compared (no tokenizers, gguf)" if different is None else f"{different} different"
    print(f"llama.cpp's ids against tokenizers': {len(texts):,} texts, {compared}")
    return 0


def show(report: Report) -> None:
    """Print one report."""
    print(f"\n{report.setup}:")
    print("group     total   right  (%)    best   wrong  unsure  sentence exact")
    for name, score in report.scores.items():
        share = 100 * score.right / max(1, score.total)
        print(
            f"{name:8} {score.total:6} {score.right:7} {share:5.1f} {score.best_right:7} "
            f"{score.wrong:7} {score.unsure:7} {score.sentence:7}"
        )
    everything = report.scores["all"]
    print(f"wrong with confidence: {100 * everything.wrong / max(1, everything.total):.1f}% of all")
    print("threshold: right/wrong, %:", " · ".join(
        f"{step}: {100 * right:.1f}/{100 * wrong:.1f}" for step, (right, wrong) in report.by_threshold.items()
    ))  # fmt: skip
    print("taken for another: " + "; ".join(f"{pair} ×{count}" for pair, count in report.confused.most_common()))
    print("unsure: " + "; ".join(f"{name} ×{count}" for name, count in report.unsure_in.most_common()))


def tokenizer_differences(runner: Runner, model: Path, texts: list[str]) -> int | None:
    """How many texts llama.cpp splits otherwise than `tokenizers` with the file's vocabulary; None if it is absent."""
    try:
        from builtin.reference import reference_tokenizer
    except ImportError:
        return None
    tokenizer = reference_tokenizer(model)
    return sum(list(tokenizer.encode(text, add_special_tokens=False).ids) != runner.tokenize(text) for text in texts)


if __name__ == "__main__":
    sys.exit(main())
