"""`edge kiosk` as a process: it hands out its link, ends in good order, and forgets what a crash left."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from edge.paths import Paths
from tests.edge.server.kiosk.showing import Browser
from tests.edge.server.kiosk.test_visit import kept_in, until

EDGE = [sys.executable, "-m", "edge"]


@pytest.fixture
def port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        found: int = free.getsockname()[1]
    return found


@contextmanager
def kiosk(port: int) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*EDGE, "kiosk", "--port", str(port), "--model", "builtin"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*EDGE, *arguments], capture_output=True, text=True, timeout=60, check=False)


@contextmanager
def opened(port: int, paths: Paths) -> Iterator[Browser]:
    """A browser that is opened as soon as there is a link, and shows the page."""
    until(lambda: paths.kiosk_link.exists() and "key=" in paths.kiosk_link.read_text())
    while not (link := run("kiosk", "link").stdout.strip()):
        pass  # what stands there is a dead one's, for a moment yet
    with requests.Session() as session:
        session.trust_env = False
        while True:
            try:
                assert session.get(link, timeout=30).status_code == 200
                break
            except requests.ConnectionError:
                time.sleep(0.05)
        browser = Browser(f"http://127.0.0.1:{port}", session)
        browser.show()
        yield browser
        browser.close()


def test_it_shows_its_page_until_it_is_told_to_end_and_forgets_the_visit(port: int, paths: Paths, home: Path) -> None:
    with kiosk(port) as process, opened(port, paths) as browser:
        browser.ask("hello zanzibarine")
        assert kept_in(home, "zanzibarine") != []
        link = paths.kiosk_link.read_text().strip()
        assert json.loads(run("kiosk", "link", "--json").stdout) == {"link": link}
        second = run("kiosk", "--port", str(port + 1 if port < 65535 else port - 1))
        assert (second.returncode, "runs already" in second.stderr) == (2, True)
        process.terminate()
        out, told = process.communicate(timeout=60)
        assert process.returncode == 0
        assert told.startswith(f"The kiosk is at http://127.0.0.1:{port}; ")
        assert "Traceback" not in told
        assert "key=" not in out + told  # a service's output goes to a log
        assert kept_in(home, "zanzibarine") == []
        assert kept_in(home, link) == []


def test_what_a_crash_left_is_forgotten_by_the_next_kiosk(port: int, paths: Paths, home: Path) -> None:
    with kiosk(port) as process, opened(port, paths) as browser:
        browser.ask("hello zanzibarine")
        process.kill()
        process.wait()
    assert kept_in(home, "zanzibarine") != []
    assert run("kiosk", "link").returncode == 2  # that of the dead one leads nowhere
    with kiosk(port), opened(port, paths):
        assert kept_in(home, "zanzibarine") == []


def test_there_is_no_link_where_none_runs(home: Path) -> None:
    assert home.is_dir()
    ended = run("kiosk", "link")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("No kiosk of this home runs: ")


def test_an_address_that_others_can_reach_is_refused_without_tls(home: Path, port: int) -> None:
    assert home.is_dir()
    ended = run("kiosk", "--host", "0.0.0.0", "--port", str(port))
    assert (ended.returncode, "others could read along" in ended.stderr) == (2, True)


def test_a_kiosk_file_that_is_wrong_is_a_sentence(paths: Paths, port: int) -> None:
    paths.kiosk.write_text("[kiosk]\nidle = 5\n")
    ended = run("kiosk", "--port", str(port))
    assert ended.returncode == 2
    assert "line 2" in ended.stderr
    assert "Traceback" not in ended.stderr
