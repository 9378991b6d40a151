"""`edge serve` as a process: it starts, answers who shows the token, and ends in good order."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

EDGE = [sys.executable, "-m", "edge"]


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        found: int = free.getsockname()[1]
    return found


@pytest.fixture
def serving(home: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    assert home.is_dir()
    process = subprocess.Popen([*EDGE, "serve", "--port", str(port)], stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def get(port: int, path: str, token: str = "") -> requests.Response:
    """Asks until the server listens."""
    with requests.Session() as session:
        session.trust_env = False
        while True:
            try:
                url = f"http://127.0.0.1:{port}{path}"
                return session.get(url, headers={"Authorization": f"Bearer {token}"} if token else {}, timeout=30)
            except requests.ConnectionError:
                time.sleep(0.05)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*EDGE, *arguments], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_end(serving: subprocess.Popen[str], port: int, number: int) -> None:
    assert get(port, "/healthz").status_code == 200
    token = run("serve", "--show-token").stdout.strip()
    assert get(port, "/v1/models", token).status_code == 200
    assert get(port, "/v1/models").status_code == 401
    serving.send_signal(number)
    _out, told = serving.communicate(timeout=30)
    assert serving.returncode == 0
    assert told.startswith(f"Serving at http://127.0.0.1:{port}.")
    assert "Traceback" not in told
    assert token not in told


def test_another_edge_uses_the_engine_of_the_server(serving: subprocess.Popen[str], port: int) -> None:
    get(port, "/healthz")
    assert run("ask", "hello").returncode == 0
    token = run("serve", "--show-token").stdout.strip()
    ready = get(port, "/readyz", token).json()
    assert ready["state"] in {"ready", "answering"}
    assert serving.poll() is None


def test_a_port_that_is_taken_is_a_sentence(home: Path, port: int) -> None:
    assert home.is_dir()
    with socket.create_server(("127.0.0.1", port)):
        ended = run("serve", "--port", str(port))
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"Nothing can listen at 127.0.0.1 port {port}: ")
    assert "Traceback" not in ended.stderr


def test_an_address_that_others_can_reach_is_refused_without_tls(home: Path, port: int) -> None:
    assert home.is_dir()
    ended = run("serve", "--host", "0.0.0.0", "--port", str(port))
    assert (ended.returncode, "others could read along" in ended.stderr) == (2, True)


def test_a_server_beside_another_owner_answers_with_that_ones_engine(serving: subprocess.Popen[str], port: int) -> None:
    get(port, "/healthz")
    with socket.create_server(("127.0.0.1", 0)) as free:
        second_port = free.getsockname()[1]
    second = subprocess.Popen([*EDGE, "serve", "--port", str(second_port)], stderr=subprocess.DEVNULL)
    try:
        get(second_port, "/healthz")
        token = run("serve", "--show-token").stdout.strip()
        question = {"model": "device", "messages": [{"role": "user", "content": "hello"}]}
        with requests.Session() as session:
            session.trust_env = False
            url = f"http://127.0.0.1:{second_port}/v1/chat/completions"
            answer = session.post(url, json=question, headers={"Authorization": f"Bearer {token}"}, timeout=60)
        assert answer.json()["edge"]["by"] == "local"
        assert get(port, "/readyz", token).json()["state"] in {"ready", "answering"}  # it was this one's
    finally:
        second.terminate()
        second.wait(30)
