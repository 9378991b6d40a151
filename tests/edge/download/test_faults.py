"""Each thing that can go wrong is one sentence with what to do, and leaves what was good."""

from __future__ import annotations

import dataclasses
import hashlib
import resource
import signal
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from huggingface_hub import constants
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.catalogue import Model, verified
from edge.download import hub as asking
from edge.download.faults import Fault
from edge.download.sentences import SENTENCES
from edge.errors import DownloadError, EdgeError, ModelFileError, NoSuchModelError, UsageError
from tests.edge.download.conftest import CONTENT, Downloads
from tests.stubs.hub import FILE, REPOSITORY, Hub


def failed(fetch: Downloads, kind: type[EdgeError], **options: Any) -> str:
    """The sentence of a download that has to fail; a file that was there has to stay."""
    with pytest.raises(EdgeError) as caught:
        fetch(**options)
    assert type(caught.value) is kind
    text = str(caught.value)
    assert "\n" not in text
    assert text.endswith(".")
    assert ": " in text
    return text


@pytest.fixture
def old_file(fetch: Downloads) -> Iterator[bytes]:
    """A good file of an earlier time, which every fault has to leave alone."""
    old = b"GGUF an old one"
    fetch.model.path.parent.mkdir(exist_ok=True)
    fetch.model.path.write_bytes(old)
    yield old
    assert fetch.model.path.read_bytes() == old


@pytest.mark.parametrize(
    ("status", "kind", "says"),
    [
        (401, DownloadError, "set HF_TOKEN to a token that may read it"),
        (403, DownloadError, "accept the model's terms"),
        (404, NoSuchModelError, f"has no {FILE} of {REPOSITORY}"),
        (410, DownloadError, "refuses to hand out"),
        (429, DownloadError, "too many requests"),
        (500, DownloadError, "trouble of its own (500)"),
        (503, DownloadError, "trouble of its own (503)"),
    ],
)
def test_what_the_hub_refuses_is_said_at_once(
    fetch: Downloads, hub: Hub, status: int, kind: type[EdgeError], says: str
) -> None:
    hub.head_status = status
    said = failed(fetch, kind)
    assert says in said
    assert f"put it at {fetch.model.path}" in said
    assert len(hub.asked) == 1


def test_a_token_that_is_not_accepted_is_named(fetch: Downloads, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_canary")
    hub.head_status = 401
    said = failed(fetch, DownloadError)
    assert "does not accept the token" in said
    assert "canary" not in said


def test_a_wrong_hash_is_refused_and_removed_and_the_good_old_file_stays(
    fetch: Downloads, hub: Hub, old_file: bytes
) -> None:
    hub.sha256 = hashlib.sha256(b"other").hexdigest()
    assert "SHA-256 is wrong" in failed(fetch, ModelFileError, force=True)
    assert fetch.partials == []


@pytest.mark.parametrize("statuses", [[500] * 3, [404], [416]])
def test_a_store_that_fails_for_good_leaves_the_good_old_file(
    fetch: Downloads, hub: Hub, old_file: bytes, statuses: list[int]
) -> None:
    hub.to_store, hub.statuses = True, statuses
    failed(fetch, DownloadError, force=True)


@pytest.mark.parametrize("lie", [-1000, 1000])
def test_a_body_of_another_length_is_refused(fetch: Downloads, hub: Hub, old_file: bytes, lie: int) -> None:
    hub.length_lie = lie
    assert "in another length" in failed(fetch, DownloadError, force=True)


def test_a_body_that_does_not_end_is_refused_and_removed(fetch: Downloads, hub: Hub) -> None:
    hub.chunked = True
    hub.size = len(CONTENT) - 1000
    assert "in another length" in failed(fetch, DownloadError)
    assert [part.stat().st_size for part in fetch.partials] == [0]


@pytest.mark.parametrize("lie", [-64, 64])
def test_a_range_that_was_not_asked_for_is_refused(fetch: Downloads, hub: Hub, lie: int) -> None:
    hub.cuts, hub.range_lie = [500_000], lie
    assert "in another length" in failed(fetch, DownloadError)
    assert fetch.partials[0].stat().st_size > 0
    hub.range_lie = 0
    assert fetch().read_bytes() == CONTENT


def test_a_sign_in_page_is_no_hub(fetch: Downloads, hub: Hub) -> None:
    hub.portal = True
    assert "sign in to this network" in failed(fetch, DownloadError)


def test_a_server_without_sizes_is_no_hub(fetch: Downloads, hub: Hub) -> None:
    hub.size = None
    assert "tells no size" in failed(fetch, DownloadError)


def test_something_that_packs_files_anew_is_no_hub(fetch: Downloads, hub: Hub) -> None:
    hub.packed = True
    assert "packs the file anew" in failed(fetch, DownloadError)


def test_circles_of_redirects_end(fetch: Downloads, hub: Hub) -> None:
    hub.circle = True
    assert "in circles" in failed(fetch, DownloadError)
    assert len(hub.asked) == 10


def test_a_hub_that_nobody_listens_at_is_said_at_once(fetch: Downloads) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    said = failed(fetch, DownloadError, endpoint=f"http://127.0.0.1:{port}")
    assert f"127.0.0.1:{port} cannot be reached (Connection refused)" in said
    assert f"fetch http://127.0.0.1:{port}/{REPOSITORY}/resolve/main/{FILE}" in said


def test_a_hub_that_keeps_silent_is_not_waited_for_long(
    fetch: Downloads, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DOWNLOAD_TIMEOUT", 0.05)
    hub.stall_after = 100_000

    def nothing_more(sent: int) -> None:
        if sent >= 98_304:
            hub.stall_after = 0  # the next connections bring nothing at all

    hub.on_sent = nothing_more
    said = failed(fetch, DownloadError)
    assert "has not answered in time" in said
    assert fetch.partials[0].stat().st_size > 0


def test_plain_http_where_tls_was_wanted_is_said(fetch: Downloads, hub: Hub) -> None:
    assert "cannot be reached" in failed(fetch, DownloadError, endpoint=hub.endpoint.replace("http", "https"))


def test_certificates_that_are_not_there_are_named(fetch: Downloads, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such.pem")
    assert "REQUESTS_CA_BUNDLE" in failed(fetch, DownloadError, endpoint=hub.endpoint.replace("http", "https"))


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "no such proxy"])
def test_a_proxy_that_does_not_answer_is_named(fetch: Downloads, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    assert "The proxy that HTTPS_PROXY" in failed(fetch, DownloadError, endpoint="https://hub.example")


@pytest.mark.parametrize("endpoint", ["hub.example", "ftp://hub.example", "http://", "https://a b"])
def test_an_endpoint_that_is_no_address_is_a_mistake_in_its_use(fetch: Downloads, endpoint: str) -> None:
    assert "set HF_ENDPOINT" in failed(fetch, UsageError, endpoint=endpoint)


def test_offline_nothing_is_asked(fetch: Downloads, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert "HF_HUB_OFFLINE is set" in failed(fetch, DownloadError)
    assert hub.asked == []


def test_offline_what_is_here_is_still_found(fetch: Downloads, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert fetch().read_bytes() == CONTENT


def test_offline_a_pinned_file_put_there_by_hand_is_verified_and_taken(
    fetch: Downloads, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch.model = dataclasses.replace(fetch.model, sha256=hub.sha256, revision="a" * 40)
    fetch.model.path.parent.mkdir()
    fetch.model.path.write_bytes(CONTENT)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert fetch().read_bytes() == CONTENT
    assert hub.asked == []
    assert verified.read(fetch.paths.models)["small"].commit == "a" * 40


def test_what_does_not_fit_on_the_disk_is_not_begun(fetch: Downloads, hub: Hub) -> None:
    hub.size = 10**15
    assert "no room for 1,000,000,000 MB" in failed(fetch, DownloadError)
    assert hub.starts == []


@pytest.fixture
def small_files_only() -> Iterator[None]:
    """The system refuses to let a file grow beyond 500,000 bytes, as it does at a quota."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, ignored)


def test_a_disk_that_fills_up_keeps_what_came(fetch: Downloads, hub: Hub, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("small_files_only")
    assert "is full" in failed(fetch, DownloadError)
    assert fetch.partials[0].stat().st_size == 500_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    assert fetch().read_bytes() == CONTENT
    assert hub.starts == [0, 500_000]


def test_a_models_folder_that_is_none_is_said(fetch: Downloads) -> None:
    fetch.paths.models.write_text("not a folder")
    assert f"{fetch.paths.models}" in failed(fetch, DownloadError)


def test_a_model_that_is_not_on_the_hub_is_not_fetched(fetch: Downloads) -> None:
    fetch.model = Model("mine", "Mine", fetch.paths.models / "mine.gguf", None, 1024)
    assert "nothing to fetch" in failed(fetch, UsageError)


printable = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30)
anything = st.one_of(printable, st.integers().map(str), st.just("9" * 5000), st.just('W/"' + "a" * 64 + '"'))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(etag=anything, size=anything, commit=anything)
def test_whatever_a_hub_tells_of_a_file_is_a_fact_or_a_fault(hub: Hub, etag: str, size: str, commit: str) -> None:
    hub.sha256, hub.told_size, hub.commit = etag, size, commit
    try:
        remote = asking.Hub(hub.endpoint).look_up(REPOSITORY, FILE, "main")
    except Fault as fault:
        kind = fault.kind
    else:
        kind = "fact"
        assert len(remote.sha256) == 64
        assert 0 <= remote.size < 10**18
        assert remote.commit is None
    assert kind in {"fact", "no_hub"}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(printable | st.sampled_from(["http://[", "//", "http://127.0.0.1:99999/x", "file:///etc/passwd", "http://a b/"]))
def test_wherever_a_hub_leads_it_is_a_fault(hub: Hub, location: str) -> None:
    # Not to names of other hosts, which a name server would be asked for.
    hub.circle, hub.leads_to = (
        True,
        location if location.startswith(("http://[", "http://127", "file:")) else f"/{location}",
    )
    with pytest.raises(Fault) as caught:
        asking.Hub(hub.endpoint).look_up(REPOSITORY, FILE, "main")
    assert caught.value.kind in SENTENCES


def test_every_sentence_can_be_filled() -> None:
    for kind, sentence in SENTENCES.items():
        text = sentence.filled(host="H", what="W", detail="D", path="P", folder="F", url="U")
        assert text.count(": ") >= 1, kind
        assert text.endswith("."), kind
        assert "{" not in text, kind
