"""Measures `llama_cpp.Llama` in this process: python bindings_child.py FILE THREADS CONTEXT DEPTH ROUND."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

from llama_cpp import Llama

from benchmarks.side import DECODE, PREFILLS, random_ids
from edge.bench.memory import footprint


def timed(llama: Any, prompt: list[int], tokens: int) -> tuple[float, float]:
    """Seconds to the first text and to the end."""
    begun = time.monotonic()
    first = None
    for chunk in llama.create_completion(prompt, max_tokens=tokens, temperature=0.0, repeat_penalty=1.0, stream=True):
        if first is None and chunk["choices"][0]["text"]:
            first = time.monotonic() - begun
    end = time.monotonic() - begun
    return first or end, end


def main() -> None:
    """Measure and print."""
    path, threads, context, depth, seed = sys.argv[1], *map(int, sys.argv[2:6])
    llama = Llama(path, n_ctx=context, n_threads=threads, n_threads_batch=threads, verbose=False)
    timed(llama, random_ids(16, seed), 4)
    print(json.dumps({"first": True}), flush=True)
    found: dict[str, float | None] = {}
    for tokens in PREFILLS:
        first, _ = timed(llama, random_ids(tokens, seed=seed * 10_000 + tokens), 4)
        found[f"prefill_{tokens}_clock"] = tokens / first
    first, end = timed(llama, random_ids(depth, seed), DECODE)
    found["decode_clock"] = (llama.n_tokens - depth) / (end - first)  # n_tokens: what it has evaluated
    memory = footprint([os.getpid()])
    if memory is not None:
        found["memory"], found["memory_file"] = memory.total, memory.file
    print(json.dumps(found))


if __name__ == "__main__":
    main()
