"""What systemd hears of a service, on a real datagram socket."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from edge.watchdog import Watchdog


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(20)
        yield listening


def environ(systemd: socket.socket, **more: str) -> dict[str, str]:
    return {"NOTIFY_SOCKET": systemd.getsockname(), **more}


def test_it_says_that_it_is_ready_and_that_it_ends(systemd: socket.socket) -> None:
    watchdog = Watchdog(environ(systemd))
    watchdog.ready()
    watchdog.stopping()
    assert [systemd.recv(100), systemd.recv(100)] == [b"READY=1", b"STOPPING=1"]


async def test_it_says_that_it_lives_while_the_assistant_answers(systemd: socket.socket) -> None:
    watchdog = Watchdog(environ(systemd, WATCHDOG_USEC="20000", WATCHDOG_PID=str(os.getpid())))
    assert watchdog.every_s == 0.01
    keeping = asyncio.create_task(watchdog.keep(lambda: None))
    heard = [await asyncio.to_thread(systemd.recv, 100) for _ in range(4)]
    assert heard == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1", b"WATCHDOG=1"]
    keeping.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await keeping


async def test_an_assistant_that_does_not_answer_is_not_told_to_live(systemd: socket.socket) -> None:
    asked, release = threading.Event(), threading.Event()

    def answers() -> None:
        asked.set()
        release.wait(20)
        raise RuntimeError("an answer as well")

    keeping = asyncio.create_task(Watchdog(environ(systemd, WATCHDOG_USEC="20000")).keep(answers))
    await asyncio.to_thread(asked.wait, 20)
    assert await asyncio.to_thread(systemd.recv, 100) == b"READY=1"
    systemd.setblocking(False)
    with pytest.raises(BlockingIOError):
        systemd.recv(100)
    release.set()
    systemd.settimeout(20)
    assert await asyncio.to_thread(systemd.recv, 100) == b"WATCHDOG=1"
    keeping.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await keeping


async def test_a_service_whose_threads_are_all_busy_lives(systemd: socket.socket) -> None:
    """Long answers may hold every thread of the event loop's own."""
    release = threading.Event()
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(1))
    busy = asyncio.create_task(asyncio.to_thread(release.wait, 60))
    keeping = asyncio.create_task(Watchdog(environ(systemd, WATCHDOG_USEC="20000")).keep(lambda: None))
    try:
        for state in (b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"):
            assert await heard_by(systemd) == state
    finally:
        release.set()
        keeping.cancel()
        await busy
        with contextlib.suppress(asyncio.CancelledError):
            await keeping


async def heard_by(systemd: socket.socket) -> bytes:
    systemd.setblocking(False)
    return await asyncio.wait_for(asyncio.get_running_loop().sock_recv(systemd, 100), 20)


def test_an_abstract_address_is_known() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        name = f"edge-test-{os.getpid()}"
        listening.bind(f"\0{name}")
        listening.settimeout(20)
        Watchdog({"NOTIFY_SOCKET": f"@{name}"}).ready()
        assert listening.recv(100) == b"READY=1"


@pytest.mark.parametrize(
    "variables", [{}, {"WATCHDOG_USEC": "1"}, {"NOTIFY_SOCKET": "/nobody/listens", "WATCHDOG_USEC": "x"}]
)
async def test_where_nobody_listens_nothing_happens(variables: dict[str, str]) -> None:
    await Watchdog(variables).keep(lambda: None)
    Watchdog(variables).stopping()


async def test_a_watchdog_for_another_process_is_none_of_ours(systemd: socket.socket) -> None:
    watchdog = Watchdog(environ(systemd, WATCHDOG_USEC="20000", WATCHDOG_PID="1"))
    await watchdog.keep(lambda: None)
    assert systemd.recv(100) == b"READY=1"


def test_a_real_server_says_when_it_can_be_reached_that_it_lives_and_that_it_ends(systemd: socket.socket) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    variables = {**os.environ, **environ(systemd, WATCHDOG_USEC="200000")}
    command = [sys.executable, "-m", "edge", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=variables, cwd=Path(__file__).parents[2], stderr=subprocess.DEVNULL)
    try:
        systemd.settimeout(60)
        assert systemd.recv(100) == b"READY=1"
        with socket.create_connection(("127.0.0.1", port), 20):
            assert systemd.recv(100) == b"WATCHDOG=1"
        server.send_signal(signal.SIGTERM)
        while (said := systemd.recv(100)) == b"WATCHDOG=1":
            pass
        assert said == b"STOPPING=1"
        assert server.wait(60) == 0
    finally:
        server.kill()
        server.wait()
