"""Measure how many server-sent events a second `cloud_client` reads.

    python scripts/measure_sse.py [--events 200000] [--chunk BYTES]

The events are what vLLM sends for a token, about 230 bytes each, in chunks as a socket hands them over. Reading them
alone and reading them with their JSON are measured apart, five times each; the median counts. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cloud_client.chunks import Assembly
from cloud_client.sse import Reader

TOKEN = {
    "id": "chatcmpl-8f14e45fceea167a5a36dedd4bea2543",
    "object": "chat.completion.chunk",
    "created": 1760000000,
    "model": "Qwen/Qwen2.5-7B-Instruct",
    "choices": [{"index": 0, "delta": {"content": "进入"}, "logprobs": None, "finish_reason": None}],
}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--chunk", type=int, default=0, help="bytes a chunk; 0 is one event a chunk, as servers send")
    options = parser.parse_args()
    event = f"data: {json.dumps(TOKEN, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()
    size = options.chunk or len(event)
    body = event * options.events
    chunks = [body[start : start + size] for start in range(0, len(body), size)]
    result = {
        "events": options.events,
        "bytes_per_event": len(event),
        "bytes_per_chunk": size,
        "events_per_s": round(options.events / median(read, chunks)),
        "events_per_s_with_json": round(options.events / median(understand, chunks)),
    }
    print(json.dumps(result))
    return 0


def read(chunks: Sequence[bytes]) -> int:
    """Read the events and nothing else."""
    reader = Reader()
    return sum(1 for chunk in chunks for _ in reader.feed(chunk))


def understand(chunks: Sequence[bytes]) -> int:
    """Read the events and what they say."""
    reader, assembly = Reader(), Assembly()
    return sum(1 for chunk in chunks for event in reader.feed(chunk) if assembly.take(event) is not None)


def median(work: Callable[[Sequence[bytes]], int], chunks: Sequence[bytes]) -> float:
    """Seconds that the work takes."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        work(chunks)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
