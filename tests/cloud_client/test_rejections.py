"""Every way in which a server says no is an error of its own, in one sentence with what to do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cloud_client import Client, CloudError
from cloud_client.errors import ContextTooLongError, NoSuchModelError
from cloud_client.rejection import retry_after
from tests.cloud_client.conftest import MESSAGES
from tests.cloud_client.honest_server import HonestServer

PAGE = b"<!DOCTYPE html><html><head><title>Welcome to the hotel</title></head><body>Sign in</body></html>"


def refused(honest: HonestServer, client: Client, status: int, body: Any, headers: dict[str, str]) -> CloudError:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    honest.behaviour.answers = [(status, headers, content)] * 3
    with pytest.raises(CloudError) as raised:
        client.complete(MESSAGES)
    return raised.value


HTML = {"Content-Type": "text/html"}


@pytest.mark.parametrize(
    ("status", "body", "headers", "kind", "sentence"),
    [
        (
            401,
            {"error": {"message": "Incorrect API key provided."}},
            {},
            "key_rejected",
            (
                "test does not accept the key (401: Incorrect API key provided): "
                "check the variable or file that its key is read from."
            ),
        ),
        (403, {"error": "Forbidden"}, {}, "key_rejected", None),
        (
            413,
            PAGE,
            HTML,
            "context_too_long",
            (
                "The conversation is too long for test (413: Welcome to the hotel): "
                "shorten it, or choose an endpoint with a longer context."
            ),
        ),
        (
            400,
            {"error": {"message": "This model's maximum context length is 4096 tokens."}},
            {},
            "context_too_long",
            None,
        ),
        (
            400,
            {"error": {"code": "context_length_exceeded", "message": "Requested tokens"}},
            {},
            "context_too_long",
            None,
        ),
        (
            400,
            {"object": "error", "message": "n must be at least 1"},
            {},
            "bad_request",
            "test cannot do what it was asked for (400: n must be at least 1): ask without that option.",
        ),
        (422, {"detail": [{"msg": "Field required", "loc": ["body"]}]}, {}, "bad_request", None),
        (418, b"", {}, "bad_request", None),
        (
            429,
            {"error": {"message": "Rate limit reached"}},
            {"Retry-After": "900"},
            "rate_limited",
            "test gets too many requests (429: Rate limit reached): wait, or ask another endpoint.",
        ),
        (
            502,
            PAGE,
            HTML,
            "server_failed",
            "test has trouble of its own (502: Welcome to the hotel): try again later, or ask another endpoint.",
        ),
        (500, b"\xff\xfe\x00oops", {}, "server_failed", None),
        (
            511,
            PAGE,
            HTML,
            "captive_portal",
            (
                "A web page came in place of test's answer (511: Welcome to the hotel): "
                "sign in to this network if a browser is asked to, else correct its base_url."
            ),
        ),
        (200, PAGE, HTML, "captive_portal", None),
        (200, PAGE, {"Content-Type": "text/event-stream"}, "captive_portal", None),
        (200, b"\xef\xbb\xbf\n  <html>", {"Content-Type": "text/plain"}, "captive_portal", None),
        (200, {"error": {"message": "the model is overloaded"}}, {}, "error_in_stream", None),
        (200, b"{nonsense", {}, "invalid_json", None),
        (200, b"{" * 20000, {}, "invalid_json", None),
        (200, b'{"choices": "\xe5\x85"}', {}, "invalid_utf8", None),
        (200, b"", {}, "cut_before_first_token", None),
        (200, b"hello", {"Content-Type": "text/plain"}, "cut_before_first_token", None),
        (204, b"", {}, "rejected", None),
    ],
)
def test_a_refusal_has_its_own_error(
    honest: HonestServer,
    client: Client,
    status: int,
    body: Any,
    headers: dict[str, str],
    kind: str,
    sentence: str | None,
) -> None:
    error = refused(honest, client, status, body, headers)
    assert error.kind == kind
    if sentence is not None:
        assert str(error) == sentence


def test_a_model_that_is_not_there_is_told_with_those_that_are(honest: HonestServer, client: Client) -> None:
    honest.behaviour.models = {"other": None, "Test-Model-2": 8192}
    with pytest.raises(NoSuchModelError) as raised:
        client.complete(MESSAGES)
    assert raised.value.models == ("Test-Model-2", "other")
    assert str(raised.value) == (
        "test does not have the model (test-model; it has Test-Model-2, other): set its model to one that it has."
    )


def test_a_path_that_is_not_there_is_an_error_of_the_address(honest: HonestServer, client: Client) -> None:
    honest.behaviour.models = {"test-model": None}
    honest.behaviour.key = "right"
    error = refused(honest, client, 404, {"detail": "Not Found"}, {})
    assert str(error) == (
        "What answers as test has no chat completions at that address (404: Not Found): "
        "correct its base_url, which usually ends in /v1."
    )


def test_the_context_of_the_server_is_read_from_its_words(honest: HonestServer, client: Client) -> None:
    message = "This model's maximum context length is 32768 tokens. However, you requested 40000 tokens."
    error = refused(honest, client, 400, {"error": {"message": message}}, {})
    assert isinstance(error, ContextTooLongError)
    assert error.limit == 32768


def test_what_a_server_says_is_shown_on_one_short_line(honest: HonestServer, client: Client) -> None:
    error = refused(honest, client, 400, {"error": {"message": "a\x1b[31m\n\n\tred\u202e" + "x" * 5000}}, {})
    assert str(error).isprintable()
    assert "a [31m red xxx" in str(error)
    assert len(str(error)) < 420


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("https://login.hotel.example/portal?session=secret", "https://login.hotel.example/portal"),
        ("//evil.example/v1/chat/completions", "http://evil.example/v1/chat/completions"),
        ("http://user:pass@evil.example/", "http://evil.example/"),
        ("http://[broken", "an address that is none"),
    ],
)
def test_a_redirect_is_refused(honest: HonestServer, client: Client, status: int, location: str, shown: str) -> None:
    error = refused(honest, client, status, b"", {"Location": location})
    assert error.kind == "redirect"
    assert f"sends the request to {shown}, where nothing was sent: sign in" in str(error)
    assert len(honest.asked) == 1


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0.5"}, 0.5),
        ({"Retry-After": "Sun, 01 Jan 2040 00:01:00 GMT", "Date": "Sun, 01 Jan 2040 00:00:00 GMT"}, 60.0),
        ({"Retry-After": "Sun, 01 Jan 2040 00:00:00 GMT", "Date": "Sun, 01 Jan 2040 00:01:00 GMT"}, 0.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "²"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_by_the_servers_own_clock(headers: dict[str, str], wait: float | None) -> None:
    assert retry_after(headers) == wait


def test_the_health_check_tells_models_and_context(honest: HonestServer, client: Client) -> None:
    honest.behaviour.models = {"other": None, "test-model": 32768}
    health = client.check()
    assert (health.context, [model.id for model in health.models]) == (32768, ["other", "test-model"])
    assert health.latency_ms > 0


def test_the_health_check_misses_the_model(honest: HonestServer, client: Client) -> None:
    honest.behaviour.models = {}
    with pytest.raises(NoSuchModelError, match="it has none"):
        client.check()


@pytest.mark.parametrize(
    ("behaviour", "kind"), [({"key": "right"}, "key_rejected"), ({"models": {1: None}}, "no_such_model")]
)
def test_the_health_check_fails_as_a_question_would(
    honest: HonestServer, client: Client, behaviour: dict[str, Any], kind: str
) -> None:
    for name, value in behaviour.items():
        setattr(honest.behaviour, name, value)
    with pytest.raises(CloudError) as raised:
        client.check()
    assert raised.value.kind == kind
