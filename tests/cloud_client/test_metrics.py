"""What a server says of itself at /metrics."""

from __future__ import annotations

import math
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_client import Client, Endpoint, Retries
from cloud_client.errors import CaptivePortalError, KeyRejectedError, NoSuchPathError, NotUnderstoodError
from cloud_client.metrics import metrics_url, parsed
from tests.cloud_client.honest_server import HonestServer

TEXT = """\
# HELP vllm:prompt_tokens_total Number of prefill tokens processed.
# TYPE vllm:prompt_tokens_total counter
vllm:prompt_tokens_total{engine="0",model_name="a \\"quoted\\" } name"} 7.0
vllm:prompt_tokens_total{engine="1",model_name="b"} 3.5 1395066363000
vllm:time_to_first_token_seconds_bucket{le="0.001"} 4.0
vllm:time_to_first_token_seconds_bucket{le="+Inf"} 5.0
vllm:time_to_first_token_seconds_sum{engine="0"} 1.25e+01
vllm:time_to_first_token_seconds_count{engine="0"} 5.0
http_request_seconds{quantile="0.5"} 0.25
process_open_fds 12
not_a_number NaN
infinite +Inf
rubbish
{no="name"} 4
"""


def test_metrics_are_summed_over_their_labels_and_only_plain_figures_are_told() -> None:
    assert parsed(TEXT) == {
        "vllm:prompt_tokens_total": 10.5,
        "vllm:time_to_first_token_seconds_sum": 12.5,
        "vllm:time_to_first_token_seconds_count": 5.0,
        "process_open_fds": 12.0,
    }


@given(st.text(alphabet=st.sampled_from('ab:_{}="\\, 0123456789.eE+-#\n\t☃'), max_size=200))
def test_whatever_a_server_says_is_read_without_a_fault(text: str) -> None:
    assert all(math.isfinite(value) for value in parsed(text).values())


@given(
    labels=st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.text(max_size=20), max_size=4),
    value=st.floats(allow_nan=False, allow_infinity=False),
)
def test_any_label_is_read_as_prometheus_writes_it(labels: dict[str, str], value: float) -> None:
    escape = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": " ", "\x0b": " ", "\x0c": " "})
    written = ",".join(f'{name}="{text.translate(escape)}"' for name, text in labels.items() if name != "quantile")
    line = f"some_total{{{written}}} {value!r}"
    if len(line.splitlines()) == 1 and 'quantile="' not in line:
        assert parsed(line) == {"some_total": value}


@pytest.mark.parametrize(
    ("base", "metrics"),
    [
        ("http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/metrics"),
        ("https://models.example/v1/", "https://models.example/metrics"),
        ("https://models.example/team/openai/v1", "https://models.example/team/openai/metrics"),
        ("https://models.example/api/paas/v4", "https://models.example/api/paas/metrics"),
        ("https://models.example", "https://models.example/metrics"),
        ("http://[::1]:8000/v1beta", "http://[::1]:8000/metrics"),
    ],
)
def test_they_stand_beside_the_version_of_the_api(base: str, metrics: str) -> None:
    assert metrics_url(base) == metrics


def test_a_client_reads_them_with_its_key(honest: HonestServer, monkeypatch: pytest.MonkeyPatch) -> None:
    honest.behaviour.metrics, honest.behaviour.key = TEXT, "the-key"
    monkeypatch.setenv("METRICS_KEY", "the-key")
    with Client(Endpoint("test", honest.url, "test-model", key_env="METRICS_KEY")) as client:
        assert client.metrics()["vllm:prompt_tokens_total"] == 10.5
    (request,) = honest.requests
    assert (request.method, request.path, request.body) == ("GET", "/metrics", b"")
    assert request.headers["Authorization"] == "Bearer the-key"


def test_what_is_no_such_page_is_an_error_of_the_client_s_kinds(honest: HonestServer) -> None:
    with Client(Endpoint("test", honest.url, "test-model"), retries=Retries(tries=1)) as client:
        with pytest.raises(NoSuchPathError):
            client.metrics()
        honest.behaviour.metrics = "<!doctype html><html><body>Sign in</body></html>"
        with pytest.raises(CaptivePortalError):
            client.metrics()
        honest.behaviour.metrics = "nothing here"
        with pytest.raises(NotUnderstoodError):
            client.metrics()
        honest.behaviour.key = "another"
        honest.behaviour.metrics = None
        with pytest.raises(KeyRejectedError):
            client.metrics()


def test_a_server_that_says_nothing_is_not_waited_for_longer_than_was_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        with (
            Client(Endpoint("test", url, "test-model"), retries=Retries(tries=1)) as client,
            pytest.raises(TimeoutError),
        ):
            client.metrics(deadline=0.1)
