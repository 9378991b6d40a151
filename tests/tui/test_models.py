"""F5: which models there are, switching between them, fetching them beside the chat, checking and removing them."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.cells import cell_len

from edge.errors import NotEnoughMemoryError
from edge.models import Download, Row, Shelf
from edge.paths import Paths
from edge.settings import load
from edge.turn import Status
from tests.stubs.assistant import FakeAssistant
from tests.stubs.hub import Hub
from tests.stubs.pulled import CONTENT, goal, hub, pulled
from tests.tui.pilot import LIMIT_S, Shown, in_loop, showing
from tests.tui.snapshot import IN_BOTH, LooksLike
from tui import models
from tui.choices import Choices
from tui.confirm import Confirm
from tui.models import ModelsScreen
from tui.strings import Strings

__all__ = ["hub", "pulled"]

MB = 1_000_000
READY = Status(model="builtin", quantization="Q8_0", state="ready", engine_pid=7)


class Refuses(FakeAssistant):
    """One that can use no other model."""

    def use_model(self, name: str) -> str:
        raise NotEnoughMemoryError(f"There is not enough memory for {name}: it needs about 740 MB, and 90 MB are free.")


def fake() -> FakeAssistant:
    return FakeAssistant(["Hello."], model="builtin", status=READY)


def slow(hub: Hub) -> None:
    """Have the hub take some seconds for the file."""
    hub.rate = 150_000


async def at(shown: Shown, name: str) -> None:
    """Open the screen and go to this model."""
    if not isinstance(shown.app.screen, ModelsScreen):
        await shown.press("f5")
    choices = shown.app.screen.query_one(Choices)
    await shown.until(lambda: choices.chosen is not None)
    while choices.chosen != name:
        before = choices.chosen
        await shown.press("down")
        await shown.until(lambda before=before: choices.chosen != before)  # type: ignore[misc]


async def clicks(shown: Shown, text: str, times: int = 1) -> None:
    """Click on the beginning of this text."""
    await shown.sees(text)
    lines = shown.text.replace("\u00a0", " ").splitlines()
    y, line = next((y, line) for y, line in enumerate(lines) if text in line)
    await shown.pilot.click(offset=(cell_len(line[: line.index(text)]), y), times=times)


async def sure(shown: Shown) -> None:
    """Say yes to the question."""
    await shown.until(lambda: isinstance(shown.app.screen, Confirm))
    await shown.press("y")


@in_loop
async def test_the_list_says_which_answers_what_it_costs_and_where_it_comes_from(paths: Paths, pulled: str) -> None:
    async with showing(fake()) as shown:
        await at(shown, "builtin")
        await shown.sees("Models · builtin answers", "● builtin", "can be downloaded")
        await at(shown, pulled)
        await shown.sees("A [small] one.", "License: MIT", "from makers/small-GGUF", "Enter download")


@in_loop
async def test_a_model_is_fetched_and_enter_then_uses_it(paths: Paths, pulled: str) -> None:
    assistant = fake()
    async with showing(assistant) as shown:
        await at(shown, pulled)
        await shown.press("enter")
        await shown.sees("here, verified", "Enter use")
        assert goal(paths).read_bytes() == CONTENT
        await shown.press("enter")
        await shown.sees("Models · small answers", "small answers from the next message on.")
        assert assistant.status().model == "small"


@in_loop
async def test_a_download_goes_on_behind_the_chat_which_shows_its_percent(hub: Hub, paths: Paths, pulled: str) -> None:
    slow(hub)
    async with showing(fake(), size=(100, 24)) as shown:
        await at(shown, pulled)
        await shown.press("enter")
        await shown.sees("downloading")
        await shown.press("escape")
        await shown.send("hello")
        await shown.sees("download 1")  # 1…%
        await shown.answered(1)  # the chat is not held up
        hub.rate = None
        await shown.sees("small is here and verified. F5 shows the models.")
        await shown.until(lambda: "download 1" not in shown.text)
        assert goal(paths).read_bytes() == CONTENT


@in_loop
async def test_p_pauses_a_download_and_goes_on_with_it(hub: Hub, paths: Paths, pulled: str) -> None:
    slow(hub)
    async with showing(fake()) as shown:
        await at(shown, pulled)
        await shown.press("enter")
        await shown.sees("MB/s", "p pause", "c cancel")
        await shown.press("p")
        await shown.sees("paused at", "Enter go on")
        hub.rate = None
        await shown.press("p")
        await shown.sees("here, verified")
        assert hub.starts[-1] > 0


@in_loop
async def test_quitting_keeps_what_has_arrived_for_the_next_start(hub: Hub, paths: Paths, pulled: str) -> None:
    slow(hub)
    async with showing(fake()) as shown:
        await at(shown, pulled)
        await shown.press("enter")
        await shown.sees("MB/s")
    hub.rate = None
    async with showing(fake()) as shown:
        await at(shown, pulled)
        await shown.sees("% here", "Enter go on")
        await shown.press("enter")
        await shown.sees("here, verified")
        assert hub.starts[-1] > 0


@in_loop
async def test_c_throws_away_what_has_arrived_once_that_was_confirmed(hub: Hub, paths: Paths, pulled: str) -> None:
    slow(hub)
    async with showing(fake()) as shown:
        await at(shown, pulled)
        await shown.press("enter")
        await shown.sees("MB/s")
        await shown.press("c")
        await shown.sees("Throw away the", "have arrived?")
        await shown.press("n")
        await shown.sees("MB/s")
        await shown.press("c")
        await sure(shown)
        await shown.until(lambda: not list(paths.models.glob(".incoming/*")))
        await shown.sees("Enter download")


def no_network(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    return "cannot be reached"


def full_disk(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> str:
    real = shutil.disk_usage

    def full(path: os.PathLike[str] | str) -> object:
        return real(path)._replace(free=1000)

    monkeypatch.setattr(shutil, "disk_usage", full)
    return "There is no room"


def wrong_hash(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> str:
    hub.sha256 = "0" * 64
    return "its SHA-256 is wrong"


@pytest.mark.parametrize("goes_wrong", [no_network, full_disk, wrong_hash])
@in_loop
async def test_what_goes_wrong_is_one_sentence_with_what_to_do(
    goes_wrong: Callable[[Hub, pytest.MonkeyPatch], str],
    hub: Hub,
    paths: Paths,
    pulled: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    says = goes_wrong(hub, monkeypatch)
    async with showing(fake(), size=(80, 30)) as shown:
        await at(shown, pulled)
        await shown.press("enter")
        await shown.sees("download failed", says)
        await shown.press("escape")
        await shown.sees("small was not fetched.")
    assert not goal(paths).exists()


@in_loop
async def test_a_model_that_does_not_fit_is_refused_and_the_other_one_goes_on(paths: Paths, pulled: str) -> None:
    goal(paths).parent.mkdir()
    goal(paths).write_bytes(CONTENT)
    async with showing(Refuses(model="builtin", status=READY)) as shown:
        await at(shown, pulled)
        await shown.press("enter")
        await shown.sees("There is not enough memory for small: it needs about 740 MB", "Models · builtin answers")


@in_loop
async def test_v_says_whether_a_file_is_as_it_should_be(paths: Paths, pulled: str) -> None:
    async with showing(fake()) as shown:
        await at(shown, pulled)
        await shown.press("v")
        await shown.sees("small is not here yet: Enter downloads it.")
        await shown.press("enter")
        await shown.sees("here, verified")
        await shown.press("v")
        await shown.sees("small is as it should be: its SHA-256 is right.")
        goal(paths).write_bytes(CONTENT[:-1] + b"?")
        await shown.press("v")
        await shown.sees("small is damaged or was exchanged")


@in_loop
async def test_delete_removes_a_model_once_that_was_confirmed_and_its_choice_with_it(paths: Paths, pulled: str) -> None:
    goal(paths).parent.mkdir()
    goal(paths).write_bytes(CONTENT)
    paths.config.write_text('model = "small"\n')
    async with showing(fake()) as shown:
        await at(shown, pulled)
        await shown.press("delete")
        await shown.sees("Remove small? 0.6 MB become free.")
        await shown.press("enter")  # the way back has the focus
        await shown.until(lambda: isinstance(shown.app.screen, ModelsScreen))
        assert goal(paths).exists()
        await shown.press("delete")
        await sure(shown)
        await shown.sees("small is removed; 0.6 MB are free again.", "can be downloaded")
        assert not goal(paths).exists()
        assert load(paths.config).settings.model == "auto"


@in_loop
async def test_the_model_that_answers_and_the_one_that_ships_are_not_removed(paths: Paths, pulled: str) -> None:
    goal(paths).parent.mkdir()
    goal(paths).write_bytes(CONTENT)
    answers = FakeAssistant(model="small", status=replace(READY, model="small"))
    async with showing(answers) as shown:
        await at(shown, pulled)
        await shown.press("delete")
        await shown.sees("small answers now and is not removed: choose another one first.")
        await shown.press("home", "delete")
        await shown.sees("builtin ships inside this program and cannot be removed.")


@in_loop
async def test_a_variable_that_names_another_model_is_said(
    paths: Paths, pulled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal(paths).parent.mkdir()
    goal(paths).write_bytes(CONTENT)
    monkeypatch.setenv("EDGE_MODEL", "builtin")
    async with showing(fake()) as shown:
        await at(shown, pulled)
        await shown.press("enter")
        await shown.sees("EDGE_MODEL names another one for the next start.")


@in_loop
async def test_the_mouse_chooses_opens_and_presses_the_keys_of_the_foot(paths: Paths, pulled: str) -> None:
    goal(paths).parent.mkdir()
    goal(paths).write_bytes(CONTENT)
    assistant = fake()
    async with showing(assistant) as shown:
        await at(shown, "builtin")
        await clicks(shown, "small  ")
        await shown.sees("A [small] one.")
        await clicks(shown, "v verify")
        await shown.sees("There is nothing to compare small with.")
        await clicks(shown, "small  ", times=2)
        await shown.sees("Models · small answers")


@in_loop
async def test_while_the_home_is_being_opened_it_says_so_and_shows_the_list_later(paths: Paths, pulled: str) -> None:
    later = threading.Event()

    def opened() -> FakeAssistant:
        later.wait(LIMIT_S)
        return fake()

    async with showing(opened, opened=False) as shown:
        await shown.press("f5")
        await shown.sees("still being opened")
        later.set()
        await shown.sees("Models · builtin answers")


@in_loop
async def test_a_list_of_models_that_is_wrong_is_a_sentence(paths: Paths) -> None:
    paths.models.mkdir()
    (paths.models / "added.toml").write_text("not TOML")
    async with showing(fake()) as shown:
        await shown.press("f5")
        await shown.sees("is not valid TOML", "Esc close")


def fixed(paths: Paths, loaded: str | None = None) -> Shelf:
    """A shelf with every kind of state, the same on every machine."""
    row = Row(
        name="builtin",
        title="Built-in",
        quantization="Q8_0",
        context=1024,
        here=True,
        path="/models/builtin.gguf",
        size=3 * MB,
        arrived=0,
        verified=None,
        sha256=None,
        repository=None,
        license="",
        about="",
        added=False,
        builtin=True,
        copied=False,
        memory=70 * MB,
        least_memory=70 * MB,
        at_least=False,
        fit="fits",
    )
    qwen = replace(
        row,
        name="qwen2.5-0.5b",
        quantization="Q4_0",
        context=4096,
        size=429 * MB,
        verified="2026-01-02T03:04:05+00:00",
        sha256="7671c0c304e6" + "0" * 52,
        repository="Qwen/Qwen2.5-0.5B-Instruct-GGUF",
        license="Apache-2.0",
        builtin=False,
        memory=740 * MB,
        least_memory=502 * MB,
        path="/models/qwen2.5-0.5b-instruct-q4_0.gguf",
    )
    k_m = replace(qwen, name="qwen2.5-0.5b-q4_k_m", quantization="Q4_K_M", here=False, size=491 * MB, verified=None)
    mine = replace(
        k_m,
        name="我的模型",
        quantization=None,
        added=True,
        here=True,
        repository=None,
        fit="too_large",
        size=9_100 * MB,
    )
    q8 = replace(k_m, name="qwen2.5-0.5b-q8_0", quantization="Q8_0", arrived=200 * MB, size=676 * MB, fit="tight")
    return Shelf((row, qwen, k_m, q8, mine), 5_120 * MB, 31_200 * MB)


@IN_BOTH
@pytest.mark.parametrize("size", [(60, 18), (80, 24), (140, 40)], ids=["60x18", "80x24", "140x40"])
@in_loop
async def test_how_it_looks(
    looks_like: LooksLike, strings: Strings, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "shelf", fixed)
    assistant = FakeAssistant(model="qwen2.5-0.5b", status=replace(READY, model="qwen2.5-0.5b"))
    async with showing(assistant, size=size, strings=strings) as shown:
        name = "qwen2.5-0.5b-q4_k_m"
        running = Download(name, "running", "fetching", 182 * MB, 491 * MB, 12.3 * MB, 25.4)
        shown.app.session.fetching.downloads._now[name] = running
        await shown.press("f5")
        await shown.sees("12.3 MB/s")
        await looks_like(shown)
