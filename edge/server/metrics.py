"""`/metrics`: the figures of this server's turns, and of the machine, in the form that Prometheus reads."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from edge.endpoints.info import EndpointInfo
from edge.events import Egress, TurnRecord
from edge.samples.sample import Sample
from edge.server.admission import Admission
from edge.turn import Status

__all__ = ["Metrics", "State"]

_TTFT = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 20, 60)
_SPEED = (1, 2, 5, 10, 15, 20, 30, 50, 75, 100, 150, 200, 500, 1000, 3000)
_BREAKER = {"closed": 0, "half_open": 1, "open": 2}

State = tuple[Status, Sample | None, list[EndpointInfo]]
"""What is looked up when somebody asks."""


class Metrics:
    """Counts turns; `text` tells them with the state of the moment."""

    def __init__(self, admission: Admission) -> None:
        self._registry = CollectorRegistry()
        self._turns = Counter(
            "edge_turns", "Turns of this server that have ended.", ["by", "complete"], registry=self._registry
        )
        self._ttft = Histogram(
            "edge_ttft_seconds", "From the question to the first text.", ["by"], buckets=_TTFT, registry=self._registry
        )
        self._speed = Histogram(
            "edge_tokens_per_second",
            "Tokens behind the first one, by the time since it.",
            ["by"],
            buckets=_SPEED,
            registry=self._registry,
        )
        self._sent = Counter("edge_sent_bytes", "Bytes that left the device.", registry=self._registry)
        self._admission = admission

    def ended(self, record: TurnRecord) -> None:
        """A turn has ended."""
        self._turns.labels(record.by, "true" if record.complete else "false").inc()
        if record.ttft_ms is not None:
            self._ttft.labels(record.by).observe(record.ttft_ms / 1000)
        if record.tok_s is not None:
            self._speed.labels(record.by).observe(record.tok_s)
        if record.egress is not None:
            self._sent.inc(record.egress.bytes)

    def relayed(self, complete: bool, egress: Egress | None) -> None:
        """A request with tools has ended."""
        self._turns.labels("cloud", "true" if complete else "false").inc()
        if egress is not None:
            self._sent.inc(egress.bytes)

    def text(self, state: State) -> bytes:
        """All of it, in version 0.0.4 of the text format."""
        now = CollectorRegistry()
        now.register(_Now(state, self._admission))
        return generate_latest(self._registry) + generate_latest(now)


class _Now(Collector):
    """The state of one moment."""

    def __init__(self, state: State, admission: Admission) -> None:
        self._status, self._sample, self._endpoints = state
        self._admission = admission

    def collect(self) -> Iterator[Metric]:
        status, sample = self._status, self._sample
        yield _gauge("edge_queue", "Turns under way or waiting.", self._admission.inside)
        yield CounterMetricFamily("edge_refused", "Requests that found the queue full.", value=self._admission.refused)
        yield _gauge("edge_ready", "Whether the engine can answer (0 or 1).", int(status.state != "down"))
        yield _gauge("edge_offline", "Whether nothing may leave the device (0 or 1).", int(status.offline))
        yield _gauge("edge_outbox", "Questions that wait for an endpoint.", status.outbox)
        for name, about, value in (
            ("edge_memory_bytes", "Resident memory of this program.", status.rss_mb),
            ("edge_engine_memory_bytes", "Resident memory of the engine.", status.engine_rss_mb),
        ):
            if value is not None:
                yield _gauge(name, about, value * 2**20)
        if sample is not None and sample.temperature_c is not None:
            yield _gauge("edge_temperature_celsius", "The hottest sensor.", sample.temperature_c)
        breakers = GaugeMetricFamily(
            "edge_endpoint_breaker", "0 closed, 1 half open, 2 open: it is not asked for a while.", labels=["endpoint"]
        )
        for one in self._endpoints:
            if one.breaker in _BREAKER:
                breakers.add_metric([one.name], _BREAKER[one.breaker])
        yield breakers


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=value)
