"""The app over a real assistant and a real endpoint: what was decided, what left, and both faces of an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge.assistant import Assistant
from edge.catalogue.configuring import enter
from edge.offline import OfflineMode
from edge.paths import Paths
from edge.router.calibration import past
from edge.settings import Cloud, Engine, Settings
from tests.cloud_client.honest_server import Behaviour, HonestServer
from tests.stubs.gguf_files import write_qwen2
from tests.tui.pilot import in_loop, showing
from tui.why import WhyScreen

HARD = "Prove step by step that there are infinitely many primes."
Make = Callable[..., Assistant]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of random weights."""
    path = tmp_path_factory.mktemp("models") / "tiny.gguf"
    write_qwen2(path)
    return path


@pytest.fixture
def server(paths: Paths) -> Iterator[HonestServer]:
    """An endpoint that is configured."""
    with HonestServer(Behaviour()) as server:
        enter(paths.endpoints, "lab", {"base_url": server.url, "model": "test-model"})
        yield server


@pytest.fixture
def make(paths: Paths, tiny: Path) -> Make:
    """Assistants of this home; the app closes its own."""

    def begin(deadline: float = 2.0) -> Assistant:
        return Assistant(paths, Settings(model=str(tiny), engine=Engine(threads=1), cloud=Cloud(deadline=deadline)))

    return begin


def test_what_goes_up_says_so_below_and_its_receipt_is_one_key_away(make: Make, server: HonestServer) -> None:
    @in_loop
    async def test() -> None:
        async with showing(make()) as shown:
            await shown.send("/cloud Write to anna@example.com")
            await shown.sees("Hello, world.", "cloud · test-model", "sent", "1 masked")
            await shown.send("/why")
            await shown.until(lambda: isinstance(shown.app.screen, WhyScreen))
            await shown.sees(
                "You asked for the cloud.", f"{len(server.asked[0].body):,} bytes left this device for lab"
            )
            await shown.sees("e-mail address × 1")

    test()


def test_an_override_is_kept_as_a_label_and_what_is_private_stays(
    make: Make, server: HonestServer, paths: Paths
) -> None:
    @in_loop
    async def test() -> None:
        async with showing(make()) as shown:
            await shown.send("/local hello there")
            await shown.answered(1)
            await shown.send("/private my secret is xyzzy")
            await shown.answered(2)
            await shown.send("/cloud")  # the same once more: refused, since it is private
            await shown.sees("may not leave the device")
            await shown.send("/cloud hello there")
            await shown.sees("Hello, world.")
        assert [b"xyzzy" in request.body for request in server.asked] == [False]

    test()
    again = make()
    rows = again.stats_rows()
    again.close()
    assert [row["route_choice"] for row in rows] == ["local", None, "cloud", "cloud"]
    labels = past(rows).labels
    assert (len(labels.up), len(labels.stay)) == (2, 1)


def test_a_late_cloud_gives_the_message_two_faces_also_after_a_restart(make: Make, server: HonestServer) -> None:
    server.behaviour.hold_after = 0

    async def first() -> None:
        async with showing(make(deadline=0.2), size=(100, 40)) as shown:
            await shown.send(HARD)
            await shown.sees("● asking", "the device answers meanwhile")
            await shown.sees("Esc keeps this answer.")
            server.release()
            await shown.sees("Hello, world.", "cloud · test-model", "Ctrl+O shows the first answer (device).")
            await shown.press("ctrl+o")
            await shown.sees("This is the first answer (device · ")

    async def second() -> None:
        async with showing(make(), size=(100, 40)) as shown:
            await shown.sees("Hello, world.", "Ctrl+O shows the first answer (device).")
            await shown.press("f3")
            await shown.sees("This is the first answer (device · ")

    in_loop(first)()
    in_loop(second)()


def test_esc_keeps_the_answer_of_the_device(make: Make, server: HonestServer) -> None:
    server.behaviour.hold_after = 0

    @in_loop
    async def test() -> None:
        async with showing(make(deadline=0.2), size=(100, 40)) as shown:
            await shown.send(HARD)
            await shown.sees("Esc keeps this answer.")
            await shown.press("escape")
            await shown.answered(1)
            assert "Incomplete" not in shown.text
            await shown.sees("device · ")
        assert server.gone.wait(10)

    test()


def test_offline_opens_no_connection(make: Make, server: HonestServer, paths: Paths) -> None:
    @in_loop
    async def test() -> None:
        async with showing(make(), size=(100, 30)) as shown:
            await shown.send("/offline on")
            await shown.sees("nothing leaves this device", "offline")
            await shown.send(HARD)
            await shown.answered(1)
            await shown.send("/cloud")
            await shown.sees("The cloud was asked for, and this turn is offline", "The answer before it", "stands")
            await shown.answered(1)

    test()
    assert server.requests == []
    assert OfflineMode(paths.offline).on
