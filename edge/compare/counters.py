"""What a server counts itself, and how that changes while it is asked: vLLM's `/metrics`."""

from __future__ import annotations

from collections.abc import Mapping

from edge.catalogue.configured import Configured

__all__ = ["COUNTERS", "changes", "counters"]

COUNTERS = (
    "vllm:prompt_tokens_total",
    "vllm:generation_tokens_total",
    "vllm:request_success_total",
    "vllm:num_preemptions_total",
    "vllm:prefix_cache_queries_total",
    "vllm:prefix_cache_hits_total",
    "vllm:time_to_first_token_seconds_sum",
    "vllm:time_to_first_token_seconds_count",
    "vllm:request_queue_time_seconds_sum",
    "vllm:request_queue_time_seconds_count",
    "vllm:e2e_request_latency_seconds_sum",
    "vllm:e2e_request_latency_seconds_count",
)
"""All of them only grow, so that the difference of two looks is what happened between them. They count what everybody
asked of that server, not only we."""

_DEADLINE = 5.0


def counters(one: Configured) -> dict[str, float]:
    """What the server tells now; empty where it does not tell, which is no fault: most do not."""
    from cloud_client import Client, CloudError, Retries

    try:
        with Client(one.for_client(), retries=Retries(tries=1)) as client:
            told = client.metrics(deadline=_DEADLINE)
    except (CloudError, ValueError):
        return {}
    return {name: told[name] for name in COUNTERS if name in told}


def changes(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """By how much each counter grew; one that fell began anew, with its server."""
    if not before:
        return {}
    known = {name: before.get(name, 0.0) for name in after}
    return {name: value - known[name] if value >= known[name] else value for name, value in after.items()}
