"""Which replica gets a turn: Ray Serve's consistent hashing, with a memory of who holds the conversation."""

from __future__ import annotations

import random
from typing import Any

from ray.serve.experimental.consistent_hash_router import ConsistentHashRouter

from edge.cluster.replicas import Asking

__all__ = ["PinningRouter"]


class PinningRouter(ConsistentHashRouter):  # type: ignore[misc] # Ray is not there where types are checked
    """Made by Ray Serve in the process of the address, for calls whose first argument is an `Asking`.

    Of each rank, the replica that has the least to do is taken, and the next rank where all of it have as much as they
    may have: first who holds the conversation; then, for one that nobody is known to hold, where its name leads to; for
    one that begins, two drawn by chance; and last all others.
    """

    async def choose_replicas(self, candidate_replicas: list[Any], pending_request: Any = None) -> list[list[Any]]:
        """The ranks for a request."""
        asking = pending_request.args[0] if pending_request is not None and pending_request.args else None
        if not isinstance(asking, Asking):
            return [candidate_replicas] if candidate_replicas else []
        pending_request.routing_context.should_backoff = True
        left = [one for one in candidate_replicas if _name(one) not in asking.lost] or candidate_replicas
        holders = [one for one in left if _name(one) in asking.holders]
        if holders:
            ranks = [holders]
        elif asking.session is not None:
            chosen = await super().choose_replicas(left, pending_request)
            ranks = [rank for rank in chosen if rank[0] in left]
        else:
            ranks = [random.sample(left, min(2, len(left)))]
        return [*ranks, left] if left else []


def _name(replica: Any) -> str:
    return str(replica.replica_id.unique_id)
