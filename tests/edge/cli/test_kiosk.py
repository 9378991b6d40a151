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

from edge.cli import main
from edge.errors import UsageError
from edge.paths import Paths
from edge.server.kiosk.link import read_link
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


@contextmanager
def opened(port: int, paths: Paths) -> Iterator[Browser]:
    """A browser that is opened as soon as there is a link, and shows the page."""
    until(lambda: linked(paths) != "")
    with requests.Session() as session:
        session.trust_env = False
        while True:
            try:
                assert session.get(linked(paths), timeout=30).status_code == 200
                break
            except requests.ConnectionError:
                time.sleep(0.05)
        browser = Browser(f"http://127.0.0.1:{port}", session)
        browser.show()
        yield browser
        browser.close()


def linked(paths: Paths) -> str:
    """The link of the kiosk that runs, or nothing."""
    try:
        return read_link(paths.kiosk_link)
    except UsageError:
        return ""


def test_it_shows_its_page_until_it_is_told_to_end_and_forgets_what_a_crash_left(
    port: int, paths: Paths, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with kiosk(port) as process, opened(port, paths) as browser:
        browser.ask("hello zanzibarine")
        process.kill()
        process.wait()
    assert kept_in(home, "zanzibarine") != []
    assert linked(paths) == ""  # that of the dead one leads nowhere
    with kiosk(port) as process, opened(port, paths) as browser:
        assert kept_in(home, "zanzibarine") == []
        browser.ask("hello zanzibarine")
        assert kept_in(home, "zanzibarine") != []
        link = linked(paths)
        assert main(["kiosk", "link", "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == {"link": link}
        assert main(["kiosk", "--port", str(port + 1 if port < 65535 else port - 1)]) == 2
        assert "runs already" in capsys.readouterr().err
        process.terminate()
        out, told = process.communicate(timeout=60)
        assert process.returncode == 0
        assert told.startswith(f"The kiosk is at http://127.0.0.1:{port}; ")
        assert "Traceback" not in told
        assert "key=" not in out + told  # a service's output goes to a log
        assert kept_in(home, "zanzibarine") == []
        assert kept_in(home, link) == []


def test_what_keeps_it_from_running_is_a_sentence(paths: Paths, port: int, capsys: pytest.CaptureFixture[str]) -> None:
    def told(*arguments: str) -> str:
        assert main(["kiosk", *arguments]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        return printed.err

    assert told("link").startswith("No kiosk of this home runs: ")
    assert "others could read along" in told("--host", "0.0.0.0", "--port", str(port))
    paths.kiosk.write_text("[kiosk]\nidle = 5\n")
    assert "line 2" in told("--port", str(port))
