"""Chat completions from servers that speak OpenAI's protocol: the only code that opens a connection to such a server.

It knows nothing of the device: `edge` imports it, never the other way, and a test holds that. It can be used on its
own (docs/cloud_client.md):

    endpoint = Endpoint("qwen7b", "http://127.0.0.1:8000/v1", "Qwen/Qwen2.5-7B-Instruct")
    with Client(endpoint) as client, client.stream({"messages": [{"role": "user", "content": "Hello"}]}) as stream:
        for delta in stream:
            print(delta.text, end="", flush=True)

One endpoint is a `Client`, several are a `Pool`. Both give a `Stream`-like iterator of `Delta` that another thread can
cancel, and raise `CloudError`s only (`cloud_client.errors` shows the tree). `requests` is imported when the first
request is made.
"""

from cloud_client.breaker import Breaker, BreakerState
from cloud_client.client import Client, Health
from cloud_client.completion import Completion, Delta, FinishReason, Gate, ModelInfo, Usage
from cloud_client.endpoint import Endpoint, Timeouts
from cloud_client.errors import CancelledError, CloudError
from cloud_client.key import Key
from cloud_client.pool import Pool, Standing
from cloud_client.pool_stream import PoolStream
from cloud_client.retries import Retries
from cloud_client.stream import Stream

__all__ = [
    "Breaker",
    "BreakerState",
    "CancelledError",
    "Client",
    "CloudError",
    "Completion",
    "Delta",
    "Endpoint",
    "FinishReason",
    "Gate",
    "Health",
    "Key",
    "ModelInfo",
    "Pool",
    "PoolStream",
    "Retries",
    "Standing",
    "Stream",
    "Timeouts",
    "Usage",
]
