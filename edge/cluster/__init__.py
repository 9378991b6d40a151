"""The assistant on several machines: engine replicas behind one address that speaks OpenAI's API, as a Ray Serve
application.

    serve run edge.cluster:app home=/srv/edge min_replicas=2 max_replicas=8

What decides where a turn goes and how it survives its replica (`pins`, `resumed`, `fleet`) knows nothing of Ray;
`application`, `handles` and `router` are Ray's side. docs/cluster.md says how to run it, docs/decisions/0025 why.
"""

from __future__ import annotations

from typing import Any

__all__ = ["app"]


def __getattr__(name: str) -> Any:
    """`app`, which needs the extra `edge-assistant[cluster]`, when it is asked for."""
    if name == "app":
        from edge.cluster.application import app

        return app
    raise AttributeError(f"module 'edge.cluster' has no attribute {name!r}")
