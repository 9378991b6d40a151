"""Conversations through `edge.cluster` on this machine, with engine replicas killed in the middle of their answers.

    python scripts/measure_cluster.py [--conversations 200] [--turns 3] [--clients 8] [--replicas 2] [--kills 1]
                                      [--model NAME] [--max-tokens 200] [--json]

Needs the extra `edge-assistant[cluster]`. It starts a Ray of its own on loopback (two cores, 100 MB of object store, no
dashboard, no usage statistics) with an empty home, and so many clients at a time hold conversations over
`/v1/chat/completions`, streamed, each turn with all that was said before. When half of the conversations are begun, the
process that owns a replica's home gets SIGKILL at the moment in which a client reads the first word of an answer; with
more kills, the next one comes when that replica is back and as many conversations have passed again.

An answer is `whole` if its stream came to `[DONE]`, with `finish_reason` "stop" or "length" and no seam, `with_seam` if
it did with `edge.switched` in it, and `lost` otherwise. With the built-in model, which says the same to the same
question, each text is compared with what was answered to that question elsewhere: `wrong_text` counts those that miss
or repeat something (a text behind an empty line, in the place of the one before the seam, is right). `back_s` is the
time from the kill until the replica's home has another owner and Serve counts it as running. `at_their_holder` are
turns that go on with a conversation and were answered by a replica that had answered it before. First words count from
the sending of the request; `during_loss_ttft_ms` are those of requests that were under way at a kill.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil
from cluster_load import Load

STORE = 100 * 2**20


@contextlib.contextmanager
def cluster(
    wanted: argparse.Namespace,
) -> Iterator[tuple[str, str, Path, Callable[[], int], Callable[[], dict[str, int]]]]:
    """A Ray of our own: address, token, folder of the homes, how many engines run, and the figures of the address."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_SERVE_LOG_TO_STDERR", "0")
    import ray
    from ray import serve

    from edge.cluster.application import ADDRESS, ENGINE, app
    from edge.cluster.arguments import Arguments

    with tempfile.TemporaryDirectory(prefix="edge-cluster-", ignore_cleanup_errors=True) as folder:
        ray.init(
            num_cpus=2,
            include_dashboard=False,
            object_store_memory=STORE,
            log_to_driver=False,
            logging_level="error",
            _node_ip_address="127.0.0.1",
        )
        try:
            serve.start(http_options={"host": "127.0.0.1", "port": wanted.port})
            arguments = Arguments(
                home=folder,
                model=wanted.model,
                min_replicas=wanted.replicas,
                max_replicas=wanted.replicas,
                port=wanted.port,
            )
            serve.run(app(arguments), name="edge", route_prefix="/")
            address = serve.get_deployment_handle(ADDRESS, "edge")

            def running() -> int:
                return int(serve.status().applications["edge"].deployments[ENGINE].replica_states.get("RUNNING", 0))

            def figures() -> dict[str, int]:
                return dict(address.figures.remote().result(timeout_s=30))

            token = (Path(folder) / "server.token").read_text().strip()
            yield f"http://127.0.0.1:{wanted.port}", token, Path(folder) / "replicas", running, figures
        finally:
            with contextlib.suppress(Exception):  # what is left is ended with Ray
                serve.shutdown()
            ray.shutdown()


def memory_mib() -> dict[str, float]:
    """Resident memory of Ray's processes below this one's session, by what they are."""
    found = {"engine_replicas": 0.0, "engines": 0.0, "address": 0.0, "ray": 0.0}
    for process in psutil.process_iter(["cmdline", "memory_info"]):
        line = " ".join(process.info["cmdline"] or ())
        if process.info["memory_info"] is None:
            continue
        mib = process.info["memory_info"].rss / 2**20
        if "ServeReplica:edge:Engine" in line:
            found["engine_replicas"] += mib
        elif "ServeReplica:edge:Address" in line:
            found["address"] += mib
        elif "edge.engine.child" in line:
            found["engines"] += mib
        elif "ray" in line.split(" ", 1)[0] or "/ray/" in line:
            found["ray"] += mib
    return {name: round(value, 1) for name, value in found.items()}


def report(load: Load, seconds: float, figures: dict[str, int], memory: dict[str, float], model: str) -> dict[str, Any]:
    """The figures."""
    answers = load.answers
    firsts = sorted((one.first - one.sent) * 1000 for one in answers if one.first is not None)
    hit = [one for one in answers if any(one.sent < at < one.end for at, _back in load.kills)]
    slow = sorted((one.first - one.sent) * 1000 for one in hit if one.first is not None)
    right: dict[str, str] = {}
    for one in answers:
        if one.kind == "whole":
            right.setdefault(one.question, one.text)
    told = answers if model == "builtin" else []
    wrong = [one for one in told if one.kind != "lost" and one.standing != right.get(one.question)]
    kinds = {kind: sum(one.kind == kind for one in answers) for kind in ("whole", "with_seam", "lost")}
    return {
        "turns": len(answers),
        "seconds": round(seconds, 1),
        "answers_a_second": round(len(answers) / seconds, 1),
        "ttft_p50_ms": round(statistics.median(firsts), 1),
        "ttft_p99_ms": round(firsts[min(len(firsts) - 1, int(0.99 * len(firsts)))], 1),
        "ttft_longest_ms": round(firsts[-1], 1),
        **kinds,
        "wrong_text": len(wrong) if model == "builtin" else None,
        "wrong_seen": [(one.question, one.text, right.get(one.question)) for one in wrong][:5],
        "kills": len(load.kills),
        "back_s": [None if back is None else round(back, 1) for _at, back in load.kills],
        "under_way_at_a_kill": len(hit),
        "during_loss_ttft_ms": [round(one) for one in slow],
        **{name: figures[name] for name in ("at_their_holder", "elsewhere", "asked_again", "seams")},
        "prompt_tokens": sum(one.prompt for one in answers),
        "cached_tokens": sum(one.cached for one in answers),
        "errors": sorted({one.error or "no proper end" for one in answers if one.kind == "lost"}),
        "seams_seen": [{"text": one.text, **one.seams[0]} for one in answers if one.seams][:3],
        "memory_mib": memory,
    }


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--conversations", type=int, default=200, help="default: 200")
    parser.add_argument("--turns", type=int, default=3, help="of each; default: 3")
    parser.add_argument("--clients", type=int, default=8, help="default: 8")
    parser.add_argument("--replicas", type=int, default=2, help="default: 2")
    parser.add_argument("--kills", type=int, default=1, help="default: 1")
    parser.add_argument("--model", default="builtin", help="default: the one that ships inside")
    parser.add_argument("--max-tokens", type=int, default=200, help="of an answer; default: 200")
    parser.add_argument("--port", type=int, default=8123, help="default: 8123")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    wanted = parser.parse_args()
    with cluster(wanted) as (url, token, homes, running, figures):
        load = Load(url, token, homes, running, wanted)
        began = time.monotonic()
        load.run()
        found = report(load, time.monotonic() - began, figures(), memory_mib(), wanted.model)
    if wanted.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        for name, value in found.items():
            print(f"{name:20} {value}")
    return int(bool(found["lost"] or found["wrong_text"]))


if __name__ == "__main__":
    raise SystemExit(main())
