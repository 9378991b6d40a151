"""Several endpoints: who is asked first, who takes over, and who is left alone for a while."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from cloud_client import Breaker, CancelledError, Endpoint, Gate, Health, Pool, Retries, Timeouts
from cloud_client.errors import CutInTheMiddleError, NoEndpointError, NoSuchModelError, RefusedError
from tests.cloud_client.bad_server import BadServer
from tests.cloud_client.conftest import MESSAGES
from tests.cloud_client.honest_server import Behaviour, HonestServer
from tests.cloud_client.test_breaker import Clock

QWEN = frozenset({"code", "reasoning", "longdoc", "languages"})
GLM = frozenset({"chinese", "writing", "teaching"})


@pytest.fixture
def servers() -> Iterator[tuple[HonestServer, HonestServer]]:
    """Two, with a model each."""
    with ExitStack() as stack:
        qwen = stack.enter_context(HonestServer(Behaviour(("I am ", "qwen"), {"qwen": 32768})))
        glm = stack.enter_context(HonestServer(Behaviour(("I am ", "glm"), {"glm": 131072})))
        yield qwen, glm


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pool(servers: tuple[HonestServer, HonestServer], clock: Clock) -> Iterator[Pool]:
    """Of these two."""
    qwen, glm = servers
    endpoints = [
        Endpoint("qwen7b", qwen.url, "qwen", context=32768, good_at=QWEN),
        Endpoint("glm4", glm.url, "glm", context=131072, good_at=GLM),
    ]
    with Pool(endpoints, clock=clock, retries=Retries(pause=0.001)) as pool:
        yield pool


def names(pool: Pool, wants: dict[str, float] | None = None, tokens: int = 0) -> list[str]:
    return [standing.endpoint.name for standing in pool.order(wants, tokens=tokens)]


def answer(pool: Pool, wants: dict[str, float] | None = None) -> str:
    with pool.stream(MESSAGES, wants=wants) as stream:
        return "".join(delta.text for delta in stream)


def test_who_is_good_at_what_is_wanted_comes_first(pool: Pool) -> None:
    assert names(pool, {"code": 2, "chinese": 1.5}) == ["qwen7b", "glm4"]
    assert names(pool, {"writing": 1, "chinese": 1.5}) == ["glm4", "qwen7b"]
    assert pool.order({"writing": 1, "chinese": 1.5})[0].strengths == ("chinese", "writing")
    assert pool.order({"writing": 1, "chinese": 1.5})[0].points == 2.5


def test_a_pool_that_takes_the_place_of_another_keeps_what_is_known_of_the_same_endpoints(
    servers: tuple[HonestServer, HonestServer], pool: Pool, clock: Clock
) -> None:
    pool.answered("qwen7b", ttft_ms=50.0, context=8192)
    pool.answered("glm4", ttft_ms=70.0)
    qwen = next(standing.endpoint for standing in pool.order() if standing.endpoint.name == "qwen7b")
    moved = Endpoint("glm4", servers[0].url, "glm", good_at=GLM)
    with Pool([qwen, moved, Endpoint("third", servers[1].url, "glm")], clock=clock, before=pool) as after:
        known = {standing.endpoint.name: standing for standing in after.order()}
        assert (known["qwen7b"].ttft_ms, known["qwen7b"].context) == (50.0, 8192)
        assert known["glm4"].ttft_ms is None  # it is another server now
        assert known["third"].ttft_ms is None
        assert answer(after, {"code": 1}) == "I am qwen"


def test_who_has_the_context_comes_before_who_is_good_at_it(pool: Pool) -> None:
    assert names(pool, {"longdoc": 2}, tokens=100_000) == ["glm4", "qwen7b"]
    assert [standing.fits for standing in pool.order({"longdoc": 2}, tokens=100_000)] == [True, False]


def test_where_it_fits_nowhere_the_longest_context_comes_first(pool: Pool) -> None:
    assert names(pool, {"longdoc": 2}, tokens=1_000_000) == ["glm4", "qwen7b"]


def test_what_the_servers_say_of_their_context_counts_more(
    pool: Pool, servers: tuple[HonestServer, HonestServer]
) -> None:
    servers[0].behaviour.models = {"qwen": 131072}
    servers[1].behaviour.models = {"glm": 8192}
    found = pool.check()
    assert [health.context for health in found.values() if isinstance(health, Health)] == [131072, 8192]
    assert names(pool, {"chinese": 1.5}, tokens=100_000) == ["qwen7b", "glm4"]


def test_the_best_one_answers_and_its_first_token_is_measured(pool: Pool) -> None:
    assert answer(pool, {"code": 2}) == "I am qwen"
    assert answer(pool, {"chinese": 1.5}) == "I am glm"
    assert all(standing.ttft_ms is not None for standing in pool.order())


def test_between_equals_the_faster_one_comes_first() -> None:
    pool = Pool([Endpoint(name, "http://127.0.0.1:1/v1", "m") for name in ("a", "b", "c")])
    for name, times in {"a": [900.0], "b": [100.0, 100.0, 2000.0], "c": [1100.0]}.items():
        for ttft in times:
            pool._members[name].answered(ttft)
    standings = {standing.endpoint.name: standing for standing in pool.order()}
    assert standings["b"].ttft_ms == pytest.approx(100 + 0.3 * 1900)
    assert list(standings) == ["b", "a", "c"]


def test_the_next_one_takes_over_when_the_first_is_down(servers: tuple[HonestServer, HonestServer], pool: Pool) -> None:
    servers[0].behaviour.answers = [(503, {}, b'{"detail": "loading"}')]
    with pool.stream(MESSAGES, wants={"code": 2}) as stream:
        assert [delta.text for delta in stream] == ["I am ", "glm"]
    assert stream.endpoint is not None
    assert stream.endpoint.name == "glm4"
    assert [str(error) for error in stream.passed_over] == [
        "qwen7b has trouble of its own (503: loading): try again later, or ask another endpoint."
    ]
    assert stream.completion.complete
    assert len(servers[0].asked) == 1  # another endpoint is better than the same once more


def test_the_last_one_is_asked_again(servers: tuple[HonestServer, HonestServer], pool: Pool) -> None:
    for server in servers:
        server.behaviour.answers = [(503, {}, b"{}")]
    assert answer(pool, {"code": 2}) == "I am glm"
    assert len(servers[1].asked) == 2


def test_each_endpoint_gets_its_own_model_and_gate(servers: tuple[HonestServer, HonestServer], pool: Pool) -> None:
    servers[0].behaviour.answers = [(503, {}, b"{}")]
    passed: list[tuple[str, bool]] = []

    def gate(endpoint: Endpoint) -> Gate:
        def check(body: bytes) -> bytes:
            passed.append((endpoint.name, f'"model":"{endpoint.model}"'.encode() in body))
            return body

        return check

    with pool.stream({**MESSAGES, "model": "another"}, wants={"code": 2}, gate=gate) as stream:
        list(stream)
    assert passed == [("qwen7b", True), ("glm4", True)]


def test_what_a_gate_refuses_is_sent_to_nobody(servers: tuple[HonestServer, HonestServer], pool: Pool) -> None:
    def gate(endpoint: Endpoint) -> Gate:
        def refuse(body: bytes) -> bytes:
            raise PermissionError(endpoint.name)

        return refuse

    with pool.stream(MESSAGES, wants={"code": 2}, gate=gate) as stream, pytest.raises(PermissionError, match="qwen7b"):
        list(stream)
    assert servers[0].requests == servers[1].requests == []


def test_nobody_takes_over_after_the_first_token(bad: BadServer, servers: tuple[HonestServer, HonestServer]) -> None:
    endpoints = [Endpoint("bad", bad.url("closed", 2), "m"), Endpoint("glm4", servers[1].url, "glm")]
    with Pool(endpoints) as pool, pool.stream(MESSAGES, only=["bad", "glm4"]) as stream:
        with pytest.raises(CutInTheMiddleError):
            list(stream)
        assert (stream.endpoint, stream.text) == (endpoints[0], "片0入\u2028 片1入\u2028 ")
        assert servers[1].asked == []


def test_when_all_fail_the_first_ones_error_is_raised(servers: tuple[HonestServer, HonestServer], pool: Pool) -> None:
    servers[0].behaviour.models = {}
    servers[1].behaviour.answers = [(503, {}, b"{}")] * 3
    with pool.stream(MESSAGES, wants={"code": 2}) as stream, pytest.raises(NoSuchModelError):
        list(stream)
    assert [error.kind for error in stream.passed_over] == ["no_such_model", "server_failed"]


def test_an_endpoint_that_fails_again_and_again_is_left_alone_and_then_probed(
    servers: tuple[HonestServer, HonestServer], pool: Pool, clock: Clock
) -> None:
    servers[0].behaviour.answers = [(503, {}, b"{}")] * 3
    for _ in range(4):
        assert answer(pool, {"code": 2}) == "I am glm"
    assert len(servers[0].asked) == 2
    standing = pool.order({"code": 2})[1]
    assert (standing.endpoint.name, standing.state, standing.failure_kind) == ("qwen7b", "open", "server_failed")
    clock.now += standing.rests
    assert answer(pool, {"code": 2}) == "I am glm"  # the probe fails, and the pause is doubled
    assert pool.order({"code": 2})[1].rests == 2 * standing.rests
    clock.now += 2 * standing.rests
    assert answer(pool, {"code": 2}) == "I am qwen"
    assert (pool.order({"code": 2})[0].state, pool.order({"code": 2})[0].failure) == ("closed", None)


def test_while_one_question_probes_the_others_go_elsewhere(
    servers: tuple[HonestServer, HonestServer], pool: Pool, clock: Clock
) -> None:
    servers[0].behaviour.answers = [(503, {}, b"{}")] * 2
    for _ in range(2):
        answer(pool, {"code": 2})
    clock.now += 5
    servers[0].behaviour.hold_after = 0
    with pool.stream(MESSAGES, wants={"code": 2}) as probe:
        found: list[str] = []
        thread = threading.Thread(target=lambda: found.extend(delta.text for delta in probe))
        thread.start()
        assert servers[0].held.wait(10)
        assert answer(pool, {"code": 2}) == "I am glm"
        servers[0].release()
        thread.join(10)
    assert "".join(found) == "I am qwen"


@pytest.mark.parametrize("give_up", [True, False])
def test_a_probe_that_is_stopped_makes_room_for_another(
    servers: tuple[HonestServer, HonestServer], pool: Pool, clock: Clock, give_up: bool
) -> None:
    servers[0].behaviour.answers = [(503, {}, b"{}")] * 2
    for _ in range(2):
        answer(pool, {"code": 2})
    clock.now += 5
    stream = pool.stream(MESSAGES, wants={"code": 2})
    if give_up:
        servers[0].behaviour.answers = [(400, {}, b"{}")]
        servers[1].behaviour.answers = [(400, {}, b"{}")]
    else:
        stream.cancel()
    with stream, pytest.raises(Exception, match=r"cannot do|was stopped"):
        list(stream)
    assert answer(pool, {"code": 2}) == "I am qwen"


def test_when_all_are_left_alone_it_is_said_at_once(pool: Pool, servers: tuple[HonestServer, HonestServer]) -> None:
    for server in servers:
        server.behaviour.answers = [(429, {"Retry-After": "30"}, b"{}")]
    with pool.stream(MESSAGES, deadline=5) as stream, pytest.raises(Exception, match="too many requests"):
        list(stream)
    asked = [len(server.asked) for server in servers]
    with pool.stream(MESSAGES, deadline=5) as stream, pytest.raises(NoEndpointError) as raised:
        list(stream)
    assert str(raised.value) == (
        "None of the endpoints can be asked now (glm4, qwen7b; the first is tried again in 30 s): "
        "wait a little, or test them."
    )
    assert [len(server.asked) for server in servers] == asked
    with pool.stream(MESSAGES, anyway=True) as stream:
        assert list(stream)


def test_without_endpoints_there_is_nobody_to_ask() -> None:
    with Pool([]) as pool, pool.stream(MESSAGES) as stream, pytest.raises(NoEndpointError, match="none is configured"):
        list(stream)


def test_only_those_that_are_named_are_asked_in_that_order(
    servers: tuple[HonestServer, HonestServer], pool: Pool
) -> None:
    with pool.stream(MESSAGES, wants={"code": 2}, only=["glm4"]) as stream:
        list(stream)
    assert servers[0].requests == []
    with pytest.raises(KeyError):
        pool.stream(MESSAGES, only=["nobody"])


def test_cancelling_stops_whoever_is_asked(servers: tuple[HonestServer, HonestServer], pool: Pool) -> None:
    servers[0].behaviour.hold_after = 1
    stream = pool.stream(MESSAGES, wants={"code": 2})
    assert next(stream).text == "I am "
    threading.Timer(0.05, stream.cancel).start()
    with pytest.raises(CancelledError):
        next(stream)
    assert servers[0].gone.wait(10)
    assert servers[1].asked == []
    assert pool.order()[0].state == "closed"


def test_the_deadline_holds_for_all_together(bad: BadServer) -> None:
    timeouts = Timeouts(10, 10, 10, 10)
    endpoints = [Endpoint(name, bad.url("silence"), "m", timeouts=timeouts) for name in ("a", "b")]
    before = len(bad.requests)
    with Pool(endpoints) as pool, pool.stream(MESSAGES, deadline=0.3) as stream:
        with pytest.raises(Exception, match=r"did not begin to answer within 0\.\d+ s"):
            list(stream)
        assert len(stream.passed_over) == 1
    assert len(bad.requests) == before + 1


def test_checking_all_tells_each_ones_health_and_raises_nothing(
    servers: tuple[HonestServer, HonestServer], clock: Clock
) -> None:
    endpoints = [Endpoint("good", servers[0].url, "qwen"), Endpoint("gone", "http://127.0.0.1:1/v1", "m")]
    with Pool(endpoints, breaker=lambda clock: Breaker(failures=1, clock=clock), clock=clock) as pool:
        found = pool.check()
        assert isinstance(found["good"], Health)
        assert isinstance(found["gone"], RefusedError)
        assert [standing.state for standing in pool.order()] == ["closed", "open"]


def test_two_endpoints_of_one_name_are_refused() -> None:
    endpoint = Endpoint("a", "http://127.0.0.1:1/v1", "m")
    with pytest.raises(ValueError, match="two endpoints are called 'a'"):
        Pool([endpoint, endpoint])


def test_a_context_that_turns_out_to_be_shorter_is_remembered(
    servers: tuple[HonestServer, HonestServer], pool: Pool
) -> None:
    message = b'{"error": {"message": "This model\'s maximum context length is 4096 tokens."}}'
    servers[0].behaviour.answers = [(400, {}, message)]
    assert answer(pool, {"code": 2}) == "I am glm"
    assert names(pool, {"code": 2}, tokens=5000) == ["glm4", "qwen7b"]
    assert pool.order({"code": 2})[0].state == "closed"
