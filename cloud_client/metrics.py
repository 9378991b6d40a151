"""What a server says of itself at `/metrics`, in the text form that Prometheus reads, as vLLM and llama.cpp have it."""

from __future__ import annotations

import math
import re
import time
from urllib.parse import urlsplit, urlunsplit

from cloud_client.endpoint import Endpoint
from cloud_client.errors import CaptivePortalError, NoFirstTokenError, NotUnderstoodError
from cloud_client.exchange import Exchange
from cloud_client.faults import Fault, seconds
from cloud_client.rejection import is_web_page
from cloud_client.transport import BODY, read_head, read_rest, rejection

__all__ = ["metrics_url", "parsed", "read_metrics"]

_SAMPLE = re.compile(
    r"""(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*+)
        (?:\{(?:[^"}]|"(?:[^"\\]|\\.)*+")*+\})?+
        [ \t]++(?P<value>\S++)(?:[ \t]++-?\d++)?+[ \t]*+""",
    re.VERBOSE,
)
_VERSION = re.compile(r"/v\d+[a-z0-9]*\Z")


def metrics_url(base_url: str) -> str:
    """Where a server tells its figures: beside the version of its API, not below it.

    `https://models.example/v1` has them at `https://models.example/metrics`.
    """
    parts = urlsplit(base_url)
    path = _VERSION.sub("", parts.path.rstrip("/"))
    return urlunsplit((parts.scheme, parts.netloc, f"{path}/metrics", "", ""))


def parsed(text: str) -> dict[str, float]:
    """Each metric by its name, summed over its labels; histograms are there as their `_sum` and `_count`.

    Lines that are no samples are left out, as are buckets, quantiles and values that are no finite number.
    """
    found: dict[str, float] = {}
    for line in text.splitlines():
        sample = _SAMPLE.fullmatch(line.strip())
        if sample is None or sample["name"].endswith("_bucket") or 'quantile="' in line:
            continue
        try:
            value = float(sample["value"])
        except ValueError:
            continue
        if math.isfinite(value):
            found[sample["name"]] = found.get(sample["name"], 0.0) + value
    return found


def read_metrics(exchange: Exchange, endpoint: Endpoint, deadline: float) -> dict[str, float]:
    """The response to `GET /metrics`. `deadline` in seconds. Raises Fault."""
    ends = time.monotonic() + deadline
    head = read_head(exchange, endpoint, deadline, ends)
    if head.status != 200:
        raise rejection(exchange, head, metrics_url(endpoint.base_url))
    body = read_rest(exchange, ends, BODY)
    if body is None:
        raise Fault(NoFirstTokenError, seconds(deadline))
    if is_web_page(body):
        raise Fault(CaptivePortalError, head.headers.get("Content-Type", ""))
    found = parsed(body.decode("utf-8", "replace"))
    if not found:
        raise Fault(NotUnderstoodError, "it holds no metrics")
    return found
