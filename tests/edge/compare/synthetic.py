"""A run that nobody ran: plausible figures from a fixed seed, for tests and pictures of tables and reports.

The device is good at small talk and short facts, the cloud at everything else, and the reader's `p_cloud` tells the two
apart as well as a real one does: roughly.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator

from edge.compare.results import Result, Run, SpeedFigure, SubjectInfo, SuiteInfo, TaskInfo

__all__ = ["run"]

DEVICE = SubjectInfo("device", "device", "qwen2.5-0.5b (synthetic)", "Q4_0", "5e" * 32, 4096)
BIG = SubjectInfo("gpu-7b", "cloud", "Qwen/Qwen2.5-7B-Instruct (synthetic)", "BF16", None, 32768)
AUTO = SubjectInfo("auto", "auto", f"{DEVICE.model} + {BIG.model}")

# Suite, title, mark, and how often device and cloud are right.
_SUITES = (
    ("coding", "Coding", "growth", 0.2, 0.75),
    ("structured", "Structured output", "schema", 0.35, 0.9),
    ("languages", "Languages", "language", 0.5, 0.85),
    ("reasoning", "Reasoning", "steps", 0.15, 0.7),
    ("documents", "Long documents", "quoted", 0.2, 0.85),
    ("conversation", "Conversation", "refers", 0.8, 0.9),
)
_LANGUAGES = ("en", "zh", "ja", "de")
_QUESTIONS = {
    "en": "Write a function that tells whether a number is a prime, and say how long it takes.",
    "zh": "请写一个函数判断一个数是否为质数，并说明需要多长时间。",
    "ja": "数が素数かどうかを判定する関数を書いて、計算量を説明してください。",
    "de": "Schreib eine Funktion, die sagt, ob eine Zahl eine Primzahl ist.",
}
_REPLIES = {
    "en": "def is_prime(n):\n    return n > 1 and all(n % d for d in range(2, int(n ** 0.5) + 1))",
    "zh": "可以。只要试到平方根为止，时间是 O(√n)：\n\nfor d in range(2, isqrt(n) + 1): …",
    "ja": "はい。平方根まで割ってみれば十分です。計算量は O(√n) です。<script>alert('x')</script>",
    "de": "Gern: Es genügt, bis zur Wurzel zu teilen. **O(√n)**",
}
LENGTHS = (2, 8, 16, 30)
DEPTHS = (0, 25, 50, 75, 100)


def run(
    *, seed: int = 1, meaningless: str = "", machine: str = "Synthetic Board 5", slower: float = 1.0, tasks: int = 24
) -> Run:
    """A whole run of three subjects and all suites.

    seed         another one gives other scores
    meaningless  the sentence that device and cloud have for their scores
    slower       how much longer the device takes
    """
    chance = random.Random(seed)

    device, big, auto = (dataclasses.replace(one, meaningless=meaningless) for one in (DEVICE, BIG, AUTO))
    results = tuple(_results(chance, slower, tasks))
    uids = sorted({one.task for one in results})
    return Run(
        started="2026-11-23T01:02:03Z",
        command="edge compare --with device,gpu-7b,auto --report report.html",
        machine={
            "processor": machine,
            "cores": 4,
            "memory_mib": 8064,
            "system": "Linux 6.12 aarch64 (synthetic)",
            "load_1min": 0.1,
        },
        versions={"edge": "0.1.0", "llama_cpp_python": "0.3.36", "python": "3.11.2"},
        settings={"threshold": 0.35, "temperature": 0, "seed": 1, "context": 4096, "deadline_s": 2.0},
        subjects=(device, big, auto),
        suites=tuple(
            SuiteInfo(name, title, 1, sum(uid.startswith(f"{name}.") for uid in uids)) for name, title, *_ in _SUITES
        ),
        repeat=1,
        threshold=0.35,
        results=results,
        speed=tuple(_speed(chance, slower)),
        endpoint_metrics={"gpu-7b": {"prefix_cache_hits": 1840.0, "generation_tokens": 51234.0, "preemptions": 0.0}},
        not_run=("The suite of a fourth subject was left out (synthetic): it does not exist.",),
        ended="2026-11-23T02:10:00Z",
        took_s=4077.0,
        interrupted=2,
        tasks=tuple(
            TaskInfo(uid, (_QUESTIONS[uid.rsplit(".", 1)[1]],) * (3 if "conversation" in uid else 1)) for uid in uids
        ),
    )


def _results(chance: random.Random, slower: float, tasks: int) -> Iterator[Result]:
    for suite, _title, mark, device, cloud in _SUITES:
        for number in range(tasks):
            language = _LANGUAGES[number % len(_LANGUAGES)]
            task = f"{suite}.task{number:02}.{language}"
            if suite == "documents":
                if number >= len(LENGTHS) * len(DEPTHS):
                    continue
                length, depth = LENGTHS[number // len(DEPTHS)], DEPTHS[number % len(DEPTHS)]
                task = f"documents.{length}k_{depth}.{language}"
            hard = chance.betavariate(2, 2)
            p_cloud = min(0.99, max(0.01, 0.75 * hard + (0.25 if device < 0.5 else 0.0) + chance.gauss(0, 0.12)))
            forced = "cloud" if suite == "documents" else None
            answers = {}
            for subject, skill, speed in (("device", device, slower), ("gpu-7b", cloud, 0.35)):
                right = chance.random() < min(0.98, skill * (1.5 - hard))
                partial = 1.0 if right else chance.choice((0.0, 0.0, 0.5))
                error = "" if chance.random() > 0.02 else "The endpoint cut the answer off (synthetic)."
                score = 0.0 if error else partial
                ttft = chance.lognormvariate(5.8, 0.5) * speed
                answers[subject] = Result(
                    subject=subject,
                    suite=suite,
                    task=task,
                    repeat=0,
                    language=language,
                    score=score,
                    marks={"correct": score, mark: float(score == 1.0)},
                    why="" if score == 1.0 else "The result for 97 is wrong: False instead of True.",
                    replies=(_REPLIES[language],) * (3 if suite == "conversation" else 1),
                    by=("local",) if subject == "device" else ("cloud",),
                    p_cloud=round(p_cloud, 3),
                    forced=forced,  # type: ignore[arg-type]
                    ttft_ms=ttft,
                    total_ms=ttft + chance.lognormvariate(8.2, 0.6) * speed,
                    prompt_tokens=180,
                    completion_tokens=120,
                    tok_s=12.0 / slower if subject == "device" else 60.0,
                    bytes_sent=0 if subject == "device" else chance.randrange(600, 4000),
                    error=error,
                )
            yield from answers.values()
            chosen = answers["gpu-7b" if forced == "cloud" or p_cloud >= 0.35 else "device"]

            yield dataclasses.replace(chosen, subject="auto")


def _speed(chance: random.Random, slower: float) -> Iterator[SpeedFigure]:
    for subject, ttft, rate in (("device", 420.0 * slower, 12.0 / slower), ("gpu-7b", 130.0, 62.0)):
        if subject == "device":
            yield SpeedFigure(subject, "cold_start_ms", "ms", 1, 1450.0 * slower, 1600.0 * slower, 3)
            yield SpeedFigure(subject, "memory_mib", "MiB", 1, 720.0, 731.0, 20)
        for parallel in (1, 4, 8):
            share = 1.0 if subject == "gpu-7b" else 1 / parallel
            yield SpeedFigure(subject, "ttft_ms", "ms", parallel, ttft / share, ttft * 2.2 / share, 20 * parallel)
            yield SpeedFigure(subject, "tok_s", "tok/s", parallel, rate * share, rate * share * 1.1, 20 * parallel)
        yield SpeedFigure(subject, "total_ms", "ms", 1, ttft * 9, ttft * 15, 20)
        yield SpeedFigure(subject, "next_turn_ms", "ms", 1, ttft / 3, ttft / 2, 20)
    yield SpeedFigure("gpu-7b", "memory_mib", "MiB", note="An endpoint does not tell its memory.")
