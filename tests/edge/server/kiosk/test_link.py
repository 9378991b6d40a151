"""The link that opens the page: it works once, and whoever starts the browser can always have another."""

from __future__ import annotations

import stat
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from edge.errors import SettingsError, UsageError
from edge.server.kiosk.link import Link, read_link


def key_of(url: str) -> str:
    return urlsplit(url).query.removeprefix("key=")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "kiosk.link"


def test_a_link_works_once_and_then_there_is_another(file: Path) -> None:
    link = Link(file, "http://127.0.0.1:8735")
    first = read_link(file)
    assert first == link.url
    assert link.take(key_of(first))
    second = read_link(file)
    assert second != first
    assert not link.take(key_of(first))
    assert read_link(file) == second
    link.close()


@pytest.mark.parametrize("wrong", ["", "x", "é", "\udcff"])
def test_a_wrong_key_opens_nothing_and_leaves_the_link_as_it_is(file: Path, wrong: str) -> None:
    link = Link(file, "http://127.0.0.1:8735")
    before = link.url
    assert not link.take(wrong)
    assert not link.take(key_of(before)[:-1])
    assert link.url == before
    link.close()


def test_only_this_user_can_read_it(file: Path) -> None:
    link = Link(file, "http://127.0.0.1:8735")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        read_link(file)
    link.close()


def test_there_is_no_link_where_no_kiosk_runs(file: Path) -> None:
    with pytest.raises(UsageError, match="edge kiosk"):
        read_link(file)
    link = Link(file, "http://127.0.0.1:8735")
    link.close()
    with pytest.raises(UsageError, match="No kiosk of this home runs"):
        read_link(file)


def test_a_link_that_a_crash_left_is_not_handed_out(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("http://127.0.0.1:8735/open?key=old\n")
    file.chmod(0o600)
    with pytest.raises(UsageError, match="No kiosk of this home runs"):
        read_link(file)


def test_there_is_one_kiosk_to_a_home(file: Path) -> None:
    link = Link(file, "http://127.0.0.1:8735")
    with pytest.raises(UsageError, match="runs already"):
        Link(file, "http://127.0.0.1:8736")
    assert read_link(file) == link.url
    link.close()
    Link(file, "http://127.0.0.1:8736").close()


def test_it_is_not_written_through_a_link(file: Path, tmp_path: Path) -> None:
    file.parent.mkdir()
    file.symlink_to(tmp_path / "other")
    with pytest.raises(SettingsError, match="cannot be used"):
        Link(file, "http://127.0.0.1:8735")
    assert not (tmp_path / "other").exists()
