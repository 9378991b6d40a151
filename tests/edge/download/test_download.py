"""A download that goes well, and one that has to go on from where it was."""

from __future__ import annotations

import dataclasses
import hashlib
import threading
from pathlib import Path

import pytest

from edge.answerer import Cancel
from edge.catalogue import verified
from edge.download import Progress
from edge.errors import CancelledError, DownloadError, ModelFileError
from tests.edge.download.conftest import CONTENT, Downloads
from tests.stubs.hub import COMMIT, FILE, REPOSITORY, Hub

SHA256 = hashlib.sha256(CONTENT).hexdigest()


def test_a_file_is_fetched_whole_verified_and_written_down(fetch: Downloads) -> None:
    path = fetch()
    assert path == fetch.paths.models / FILE
    assert path.read_bytes() == CONTENT
    assert sorted(file.name for file in path.parent.iterdir()) == [FILE, "verified.json"]
    record = verified.read(fetch.paths.models)["small"]
    assert (record.sha256, record.size, record.commit) == (SHA256, len(CONTENT), COMMIT)
    assert (record.file, record.repository) == (FILE, REPOSITORY)


def test_what_is_here_is_not_asked_for_again(fetch: Downloads, hub: Hub) -> None:
    fetch()
    asked = len(hub.asked)
    assert fetch().read_bytes() == CONTENT
    assert len(hub.asked) == asked


def test_progress_begins_with_a_question_and_ends_with_all_of_it(fetch: Downloads) -> None:
    fetch()
    assert fetch.reports[0].state == "asking"
    assert fetch.reports[-1] == Progress("done", len(CONTENT), len(CONTENT))
    fetching = [report.done for report in fetch.reports if report.state == "fetching"]
    assert fetching[0] == 0
    assert fetching == sorted(fetching)
    assert fetching[-1] == len(CONTENT)


def test_all_of_it_comes_from_one_commit(fetch: Downloads, hub: Hub) -> None:
    hub.cuts = [300_000]
    fetch()
    assert [asked.path for asked in hub.asked if asked.method == "GET"] == [
        f"/{REPOSITORY}/resolve/{COMMIT}/{FILE}"
    ] * 2


def test_a_mirror_that_tells_no_commit_will_do(fetch: Downloads, hub: Hub) -> None:
    hub.commit = None
    assert fetch().read_bytes() == CONTENT
    assert hub.asked[-1].path == f"/{REPOSITORY}/resolve/main/{FILE}"


def test_a_repository_that_has_moved_is_followed(fetch: Downloads, hub: Hub) -> None:
    hub.renamed = True
    assert fetch().read_bytes() == CONTENT


def test_the_token_goes_to_the_hub_and_to_nobody_else(
    fetch: Downloads, hub: Hub, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    (home / ".netrc").write_text("machine 127.0.0.1 login me password canary-7d\n")
    (home / ".netrc").chmod(0o600)
    monkeypatch.setenv("HF_TOKEN", "hf_canary")
    hub.to_store = hub.renamed = True
    assert fetch().read_bytes() == CONTENT
    assert {(asked.at, asked.authorization) for asked in hub.asked} == {("hub", "Bearer hf_canary"), ("store", None)}


def test_without_a_token_nothing_is_taken_from_netrc(fetch: Downloads, hub: Hub, home: Path) -> None:
    (home / ".netrc").write_text("machine 127.0.0.1 login me password canary-7d\n")
    (home / ".netrc").chmod(0o600)
    fetch()
    assert {asked.authorization for asked in hub.asked} == {None}


def test_a_proxy_is_no_way_to_this_machine(fetch: Downloads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert fetch().read_bytes() == CONTENT


@pytest.mark.parametrize("polite", [True, False])
@pytest.mark.parametrize("to_store", [True, False])
def test_a_cut_connection_is_taken_up_where_it_was_cut(
    fetch: Downloads, hub: Hub, polite: bool, to_store: bool
) -> None:
    hub.polite_cuts, hub.to_store = polite, to_store
    hub.cuts = [0, 1, 100_000, len(CONTENT) - 400_000]
    assert fetch().read_bytes() == CONTENT
    assert hub.starts == sorted(hub.starts)
    assert len(hub.starts) == 5
    # A reset may lose what was under way, and no more than that.
    assert hub.sent <= len(CONTENT) + (0 if polite else 4 * 300_000) + 4 * 32_768
    assert "waiting" in {report.state for report in fetch.reports}


def test_a_body_without_a_length_that_ends_early_is_gone_on_with(fetch: Downloads, hub: Hub) -> None:
    hub.chunked = hub.polite_cuts = True
    hub.cuts = [400_000]
    assert fetch().read_bytes() == CONTENT
    assert hub.starts == [0, 400_000]


def test_a_server_that_ignores_ranges_is_read_from_the_start(fetch: Downloads, hub: Hub) -> None:
    hub.ranges = False
    hub.cuts, hub.polite_cuts = [700_000], True
    assert fetch().read_bytes() == CONTENT
    assert len(hub.starts) == 2


@pytest.mark.parametrize("status", [500, 502, 503, 408, 429])
def test_trouble_in_the_middle_is_waited_for(fetch: Downloads, hub: Hub, status: int) -> None:
    hub.cuts, hub.statuses, hub.retry_after = [500_000], [200, status], 0
    assert fetch().read_bytes() == CONTENT


def test_an_expired_link_into_the_store_is_asked_for_anew(fetch: Downloads, hub: Hub) -> None:
    hub.to_store = True
    hub.cuts, hub.statuses = [500_000], [200, 403]
    assert fetch().read_bytes() == CONTENT


def test_a_server_that_wants_a_long_pause_is_not_waited_for(fetch: Downloads, hub: Hub) -> None:
    hub.statuses, hub.retry_after = [429], 3600
    with pytest.raises(DownloadError, match="try again in 3600 s"):
        fetch()


def test_after_too_many_cuts_it_says_so_and_keeps_what_came(fetch: Downloads, hub: Hub) -> None:
    hub.polite_cuts = True
    hub.cuts = [600_000, 0, 0, 0]
    with pytest.raises(DownloadError, match="cut again and again"):
        fetch()
    assert [part.stat().st_size for part in fetch.partials] == [600_000 - 600_000 % 32_768]
    hub.cuts = []
    assert fetch().read_bytes() == CONTENT
    assert fetch.partials == []


def test_a_cancelled_download_ends_at_once_though_nothing_comes(fetch: Downloads, hub: Hub) -> None:
    hub.stall_after = 400_000
    cancel = Cancel()
    hub.on_sent = lambda sent: cancel.set() if sent >= 400_000 else None
    with pytest.raises(CancelledError):
        fetch(cancel)
    assert not (fetch.paths.models / FILE).exists()
    hub.stall_after = None
    hub.released.set()
    assert fetch().read_bytes() == CONTENT
    assert hub.starts[-1] > 0


def test_a_pause_can_be_cancelled_too(fetch: Downloads, hub: Hub) -> None:
    hub.cuts = [0] * 9
    cancel = Cancel()
    with pytest.raises(CancelledError):
        fetch(cancel, pauses=(60.0,), tell=lambda report: cancel.set() if report.state == "waiting" else None)


def test_a_second_download_waits_for_the_first(fetch: Downloads, hub: Hub) -> None:
    hub.stall_after = 200_000
    first = threading.Thread(target=fetch)
    first.start()
    assert hub.stalled.wait(10)

    def go_on(report: Progress) -> None:
        if report.state == "queued":
            hub.stall_after = None
            hub.released.set()

    assert fetch(tell=go_on).read_bytes() == CONTENT
    first.join()
    assert "queued" in {report.state for report in fetch.reports}
    assert hub.starts.count(0) == 1  # the stalled body was taken up, by the first one
    assert fetch.partials == []


def test_a_second_download_goes_on_when_the_first_gives_up(fetch: Downloads, hub: Hub) -> None:
    hub.stall_after = 200_000
    cancel = Cancel()

    def first() -> None:
        with pytest.raises(CancelledError):
            fetch(cancel)

    thread = threading.Thread(target=first)
    thread.start()
    assert hub.stalled.wait(10)

    def take_over(report: Progress) -> None:
        if report.state == "queued":
            hub.stall_after = None
            cancel.set()

    assert fetch(tell=take_over).read_bytes() == CONTENT
    thread.join()
    assert hub.starts[-1] > 0


def test_what_suffered_since_an_earlier_time_is_fetched_anew(fetch: Downloads, hub: Hub) -> None:
    hub.cuts = [500_000, 0, 0, 0]
    with pytest.raises(DownloadError):
        fetch()
    [partial] = fetch.partials
    with partial.open("r+b") as file:
        file.write(b"\0" * 1000)  # as a power cut leaves it
    hub.cuts = []
    assert fetch().read_bytes() == CONTENT
    assert hub.starts[-1] == 0


def test_more_than_the_whole_file_is_thrown_away(fetch: Downloads, hub: Hub) -> None:
    incoming = fetch.paths.models / ".incoming"
    incoming.mkdir(parents=True)
    (incoming / f"{FILE}.{SHA256[:16]}.part").write_bytes(CONTENT + b"x")
    assert fetch().read_bytes() == CONTENT
    assert hub.starts == [0]


def test_parts_of_another_version_are_not_mixed_in_and_do_not_stay(fetch: Downloads, hub: Hub) -> None:
    incoming = fetch.paths.models / ".incoming"
    incoming.mkdir(parents=True)
    (incoming / f"{FILE}.0123456789abcdef.part").write_bytes(b"another version")
    assert fetch().read_bytes() == CONTENT
    assert hub.starts == [0]
    assert fetch.partials == []


def test_a_file_put_there_by_hand_is_verified_and_taken(fetch: Downloads, hub: Hub) -> None:
    fetch.model.path.parent.mkdir()
    fetch.model.path.write_bytes(CONTENT)
    fetch()
    assert hub.starts == []
    assert verified.read(fetch.paths.models)["small"].sha256 == SHA256


def test_a_file_of_the_users_own_is_not_replaced_unasked(fetch: Downloads, hub: Hub) -> None:
    fetch.model.path.parent.mkdir()
    fetch.model.path.write_bytes(b"GGUF my own")
    with pytest.raises(ModelFileError, match="left as it is"):
        fetch()
    assert fetch.model.path.read_bytes() == b"GGUF my own"
    assert hub.starts == []
    assert fetch(force=True).read_bytes() == CONTENT


def test_another_file_than_at_first_is_refused_until_it_is_forced(fetch: Downloads, hub: Hub) -> None:
    fetch().unlink()
    hub.content = CONTENT + b"new"
    hub.sha256, hub.size = hashlib.sha256(hub.content).hexdigest(), len(hub.content)
    with pytest.raises(ModelFileError, match="--force"):
        fetch()
    assert fetch(force=True).read_bytes() == hub.content
    assert verified.read(fetch.paths.models)["small"].sha256 == hub.sha256


def test_a_new_version_in_the_catalogue_replaces_the_old_one_when_it_is_whole(fetch: Downloads, hub: Hub) -> None:
    fetch()
    hub.content = CONTENT[::-1]
    hub.sha256 = hashlib.sha256(hub.content).hexdigest()
    fetch.model = dataclasses.replace(fetch.model, sha256=hub.sha256)
    hub.cuts = [500_000, 0, 0, 0]
    with pytest.raises(DownloadError):
        fetch()
    assert fetch.model.path.read_bytes() == CONTENT
    assert fetch().read_bytes() == hub.content


def test_what_the_catalogue_pins_is_the_only_thing_that_is_taken(fetch: Downloads, hub: Hub) -> None:
    fetch.model = dataclasses.replace(fetch.model, sha256="0" * 64)
    with pytest.raises(ModelFileError, match="than this program knows"):
        fetch()
    assert hub.starts == []
    fetch.model = dataclasses.replace(fetch.model, sha256=SHA256)
    assert fetch().read_bytes() == CONTENT


def test_an_entry_that_leads_to_another_repository_now_is_a_first_download(fetch: Downloads, hub: Hub) -> None:
    fetch()
    record = verified.read(fetch.paths.models)["small"]
    verified.keep(fetch.paths.models, dataclasses.replace(record, repository="others/small-GGUF", sha256="0" * 64))
    fetch.model.path.unlink()
    assert fetch().read_bytes() == CONTENT
