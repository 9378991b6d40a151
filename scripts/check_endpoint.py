"""Put an endpoint through what this program asks of one, and print what it did.

    python scripts/check_endpoint.py --base-url URL --model MODEL [--key-env VAR] [--parallel 20] [--json]

`edge endpoints test` looks whether an endpoint answers; this looks how it behaves: its list of models, an answer as a
stream, the count of tokens, a wrong key, a model that it does not have, a conversation that is too long for it, a reply
held to a JSON schema, many conversations at once, and whether it stops when an answer is cancelled (vLLM's metrics say
so; of a server without metrics it is only looked at whether it answers the next question). What is sent is made up
here: some fifty short questions and a long one. Prints a table in Markdown; ends with 1 if something is not as it ought
to be.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cloud_client import CancelledError, Client, CloudError, Endpoint, Retries
from cloud_client.errors import ContextTooLongError, KeyRejectedError, NoSuchModelError, RejectedError
from edge.engine.constraint import complaint

SCHEMA = {
    "type": "object",
    "properties": {"city": {"enum": ["Paris", "Rome"]}, "sure": {"type": "boolean"}},
    "required": ["city", "sure"],
    "additionalProperties": False,
}
_LONG = 1500
"""Tokens of an answer that is cancelled."""
WRONG_KEY = "EDGE_CHECK_WRONG_KEY"
_RUNNING = re.compile(r"^vllm:num_requests_running\S* ([\d.e+]+)$", re.MULTILINE)
_GENERATED = re.compile(r"^vllm:generation_tokens_total\S* ([\d.e+]+)$", re.MULTILINE)


@dataclass(frozen=True)
class Found:
    """What came of one look."""

    ok: bool
    said: str


@dataclass(frozen=True)
class Metrics:
    """What vLLM counts."""

    running: float
    """Requests."""
    generated: float
    """Tokens since it was started."""


class Looks:
    """The looks at one endpoint."""

    def __init__(self, url: str, model: str, key_env: str | None, parallel: int) -> None:
        self._url, self._model, self._key_env, self._parallel = url, model, key_env, parallel
        self._client = Client(self._endpoint(), retries=Retries(tries=1))
        self._context: int | None = None

    def models(self) -> Found:
        """The list of models, and how long the context is."""
        health = self._client.check()
        self._context = health.context
        names = ", ".join(model.id for model in health.models)
        context = f"{health.context:,} tokens" if health.context else "not said"
        return Found(True, f"{names}; context: {context}; {health.latency_ms:.0f} ms")

    def stream(self) -> Found:
        """An answer in pieces."""
        pieces = 0
        with self._client.stream(asked("Count to ten.", 32)) as stream:
            for delta in stream:
                pieces += bool(delta.text)
        done = stream.completion
        ttft = f"{done.ttft_ms:.0f} ms" if done.ttft_ms is not None else "none"
        said = f"{pieces} pieces, first word {ttft}, finish_reason {done.finish_reason}"
        return Found(done.complete and done.finish_reason is not None and pieces > 1, said)

    def usage(self) -> Found:
        """The count of tokens."""
        usage = self._client.complete(asked("Count to ten.", 8)).usage
        return Found(True, f"{usage}" if usage is not None else "it counts none in a stream")

    def wrong_key(self) -> Found:
        """A key that is not right."""
        if self._key_env is None:
            return Found(True, "not looked at: it is asked without a key")
        os.environ[WRONG_KEY] = "not-the-key"
        try:
            self._other(key_env=WRONG_KEY).complete(asked("Hello.", 4))
        except KeyRejectedError as error:
            return Found(True, str(error))
        return Found(False, "it answers whoever has any key")

    def wrong_model(self) -> Found:
        """A model that is not there."""
        try:
            self._other(model="nobody/has-this").complete(asked("Hello.", 4))
        except NoSuchModelError as error:
            return Found(True, str(error))
        return Found(True, "it answers to any model's name: only its list tells")

    def too_long(self) -> Found:
        """More than its context takes."""
        words = (self._context or 40_000) + 100
        try:
            self._client.complete(asked("one " * words, 8))
        except ContextTooLongError as error:
            return Found(True, f"{error} (limit told: {error.limit})")
        except CloudError as error:
            return Found(True, f"not told as such: {error.kind}: {error}")
        return Found(False, "it took more than its context")

    def schema(self) -> Found:
        """A reply that has to fit a JSON schema."""
        newer = {"type": "json_schema", "json_schema": {"name": "reply", "schema": SCHEMA}}
        older = {"type": "json_object", "schema": SCHEMA}
        which = {**asked("Which city?", 400), "temperature": 1, "seed": 1}
        form = "json_schema"
        try:
            done = self._client.complete({**which, "response_format": newer})
        except RejectedError:
            form = "json_object, the older form"
            done = self._client.complete({**which, "response_format": older})
        wrong = complaint(done.text, SCHEMA)
        why = f" ({wrong}; finish_reason {done.finish_reason})" if wrong else ""
        return Found(wrong is None, f"{form}: {' '.join(done.text.split())[:80]}{why}")

    def parallel(self) -> Found:
        """Many conversations at once."""

        def converse(number: int) -> tuple[bool, float]:
            begun = time.monotonic()
            first = self._client.complete(asked(f"My number is {number}.", 16))
            more = [{"role": "assistant", "content": first.text or "…"}, {"role": "user", "content": "Which one?"}]
            payload = asked(f"My number is {number}.", 16)
            second = self._client.complete({**payload, "messages": [*payload["messages"], *more]})
            both = (first, second)
            return all(one.complete and one.finish_reason and one.text for one in both), time.monotonic() - begun

        begun = time.monotonic()
        with ThreadPoolExecutor(self._parallel) as pool:
            ended = list(pool.map(converse, range(self._parallel)))
        whole = sum(right for right, _ in ended)
        longest = max(took for _, took in ended)
        took = time.monotonic() - begun
        said = (
            f"{whole} of {self._parallel} conversations of two turns whole; {took:.1f} s, the longest {longest:.1f} s"
        )
        return Found(whole == self._parallel, said)

    def cancel(self) -> Found:
        """Whether the server stops."""
        before = self._metrics()
        if before is None:
            self._stopped({})
            begun = time.monotonic()
            self._client.complete(asked("Hello.", 4))
            return Found(True, f"no metrics; the next question was answered after {ms_since(begun):.0f} ms")
        self._stopped({"ignore_eos": True})  # vLLM's own: the answer has no end before its limit
        begun = time.monotonic()
        now = self._metrics()
        while now is not None and now.running > before.running and time.monotonic() - begun < 10:
            now = self._metrics()
        took = ms_since(begun)
        time.sleep(0.5)
        later = self._metrics()
        if now is None or later is None or now.running > before.running:
            return Found(False, "10 s later its metrics still count it among the requests running")
        made = later.generated - before.generated
        said = f"no more running after {took:.0f} ms; {made:.0f} of {_LONG} tokens were made"
        return Found(later.generated == now.generated and made < _LONG, said)

    def _stopped(self, more: dict[str, Any]) -> None:
        """Ask for a long answer and cancel it behind its third piece."""
        stream = self._client.stream({**asked("Write a long story.", _LONG), **more})
        for _ in range(3):
            next(stream)
        stream.cancel()
        with contextlib.suppress(CancelledError):
            for _ in stream:
                pass

    def _metrics(self) -> Metrics | None:
        """None where the server tells none."""
        root = self._url.rstrip("/").removesuffix("/v1")
        try:
            with build_opener(ProxyHandler({})).open(f"{root}/metrics", timeout=5) as response:
                text = response.read().decode("utf-8", "replace")
        except OSError:
            return None
        running, generated = _RUNNING.findall(text), _GENERATED.findall(text)
        return Metrics(sum(map(float, running)), sum(map(float, generated))) if running and generated else None

    def _endpoint(self, **other: Any) -> Endpoint:
        known = {"model": self._model, "key_env": self._key_env, **other}
        return Endpoint("endpoint", self._url, **known)

    def _other(self, **other: Any) -> Client:
        return Client(self._endpoint(**other), retries=Retries(tries=1))


def asked(text: str, tokens: int) -> dict[str, Any]:
    """The payload of one question."""
    return {"messages": [{"role": "user", "content": text}], "max_tokens": tokens, "temperature": 0}


def ms_since(moment: float) -> float:
    """Of the monotonic clock."""
    return (time.monotonic() - moment) * 1000


def main() -> int:
    """Look and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--key-env", metavar="VAR", help="the environment variable that holds the key")
    parser.add_argument("--parallel", type=int, default=20)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    looks = Looks(given.base_url, given.model, given.key_env, given.parallel)
    steps: dict[str, Callable[[], Found]] = {
        "list of models": looks.models,
        "stream": looks.stream,
        "usage": looks.usage,
        "wrong key": looks.wrong_key,
        "wrong model": looks.wrong_model,
        "too long": looks.too_long,
        "JSON schema": looks.schema,
        "many at once": looks.parallel,
        "cancelled": looks.cancel,
    }
    found: dict[str, Found] = {}
    for name, look in steps.items():
        try:
            found[name] = look()
        except (CloudError, StopIteration) as error:
            found[name] = Found(False, f"{type(error).__name__}: {error}")
    if given.json:
        print(json.dumps({name: asdict(one) for name, one in found.items()}, ensure_ascii=False, indent=1))
    else:
        print("| look | as it should be | what it did |\n| --- | --- | --- |")
        for name, one in found.items():
            print(f"| {name} | {'yes' if one.ok else 'NO'} | {' '.join(one.said.split())} |")
    return 0 if all(one.ok for one in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
