"""F6: how each endpoint is, trying one, adding one by the form, and taking one off the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from rich.cells import cell_len
from textual.widgets import Input, OptionList

from edge.assistant import Assistant
from edge.catalogue import configured
from edge.endpoints import EndpointInfo, Trial
from edge.endpoints.adding import New, add
from edge.paths import Paths
from edge.settings import Engine, Settings
from tests.cloud_client.honest_server import Behaviour, HonestServer
from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import Shown, in_loop, showing
from tests.tui.snapshot import IN_BOTH, LooksLike
from tui.choices import Choices
from tui.endpoint_form import EndpointForm
from tui.endpoints import EndpointsScreen
from tui.strings import Strings
from tui.tick import Tick

WELL = EndpointInfo(
    "qwen7b",
    "Qwen2.5-7B-Instruct",
    "http://127.0.0.1:8000/v1",
    "Qwen/Qwen2.5-7B-Instruct",
    context=32_768,
    good_at=("code", "languages", "longdoc", "maths", "reasoning", "structured"),
    ttft_ms=312.0,
)
GONE = EndpointInfo(
    "glm4",
    "ChatGLM4-9B",
    "https://glm.example/v1",
    "zai-org/glm-4-9b-chat-hf",
    good_at=("chinese", "teaching", "writing"),
    key_env="GLM_KEY",
    price="1 CNY per million tokens",
    breaker="open",
    rests_s=12.4,
    failure="glm4 refused the connection (glm.example): start its server, or correct its address.",
)
NEW = EndpointInfo("lab", "lab", "https://lab.example/v1", "large [brackets]")
HALF = EndpointInfo("half", "half", "https://half.example/v1", "m", breaker="half_open", ttft_ms=80.0)
WRONG = EndpointInfo("wrong", "wrong", "http://other.example/v1", "m", problem="It would send a key unencrypted.")


@pytest.fixture
def server() -> Iterator[HonestServer]:
    with HonestServer(Behaviour(models={"small": 4096, "large": None})) as server:
        yield server


@pytest.fixture
def real(paths: Paths) -> Iterator[Assistant]:
    """A real assistant, for which an endpoint is a server."""
    assistant = Assistant(paths, Settings(engine=Engine(threads=1)))
    yield assistant
    assistant.close()


def fake(*endpoints: EndpointInfo) -> FakeAssistant:
    assistant = FakeAssistant()
    assistant.known_endpoints = list(endpoints)
    return assistant


async def opened(shown: Shown) -> None:
    await shown.press("f6")
    await shown.until(lambda: isinstance(shown.app.screen, EndpointsScreen))


async def fill(shown: Shown, **values: str) -> None:
    """Type into the fields of the form."""
    await shown.until(lambda: isinstance(shown.app.screen, EndpointForm) and bool(shown.app.screen.query(Input)))
    for name, value in values.items():
        field = shown.app.screen.query_one(f"#{name}", Input)
        field.focus()
        field.value = value
        await shown.pilot.pause()


async def clicks(shown: Shown, text: str) -> None:
    """Click on the beginning of this text."""
    await shown.sees(text)
    lines = shown.text.replace("\u00a0", " ").splitlines()
    y, line = next((y, line) for y, line in enumerate(lines) if text in line)
    await shown.pilot.click(offset=(cell_len(line[: line.index(text)]), y))


@in_loop
async def test_without_one_it_says_that_all_stays_here_and_what_there_could_be() -> None:
    async with showing(fake()) as shown:
        await opened(shown)
        await shown.sees("No endpoint is configured: everything is answered on this device.", "a add")
        await shown.sees("An example: Qwen/Qwen2.5-7B-Instruct at http://127.0.0.1:8000/v1")
        assert "t test" not in shown.text.replace("\u00a0", " ")


@in_loop
async def test_each_says_how_it_is_and_what_was_never_measured_is_a_dash() -> None:
    async with showing(fake(WELL, GONE, NEW, HALF, WRONG), size=(80, 40)) as shown:
        await opened(shown)
        await shown.sees("left alone; tried again in 12 s", "not asked yet", "tried again with the next question")
        await shown.sees("cannot be asked", "first word 0.31 s · context 32,768", "first word — · context —")
        await shown.sees("Breaker: closed", "Good at: code, languages, long documents", "Key: none.")
        await shown.press("down")
        await shown.sees("glm4 refused the connection", "Breaker: open", "Key: from the variable GLM_KEY.")
        await shown.sees("Price: 1 CNY per million tokens.", "First word: not measured")
        await shown.press("end")
        await shown.sees("It would send a key unencrypted.")


@in_loop
async def test_the_seconds_until_the_next_try_are_counted_down() -> None:
    assistant = fake(GONE)
    async with showing(assistant) as shown:
        await opened(shown)
        await shown.sees("tried again in 12 s")
        assistant.known_endpoints = [replace(GONE, breaker="half_open", rests_s=0.0)]
        await shown.sees("tried again with the next question")


@in_loop
async def test_t_tries_it_and_says_how_it_went() -> None:
    assistant = fake(WELL, NEW)
    assistant.trials["lab"] = Trial("lab", ok=False, tls=True, why="lab does not accept the key: set another one.")
    async with showing(assistant, size=(80, 30)) as shown:
        await opened(shown)
        await shown.sees("qwen7b")
        await shown.press("t")
        await shown.sees("Tested: it answers, first word 0.12 s.", "list of models in 8 ms", "Encrypted")
        await shown.press("down", "t")
        await shown.sees("Tested: it did not answer. lab does not accept the key", "failed the last time")


@in_loop
async def test_offline_is_said_and_nothing_is_tried(paths: Paths, real: Assistant, server: HonestServer) -> None:
    add(New("lab", server.url, "small"), paths)
    real.set_offline(True)
    async with showing(real) as shown:
        await opened(shown)
        await shown.sees("Offline: none of them is asked")
        await shown.press("t")
        await shown.sees("Offline mode is on, and nothing is asked")
        assert server.requests == []


@in_loop
async def test_one_is_added_by_the_form_tried_and_asked_in_the_next_turn(
    paths: Paths, real: Assistant, server: HonestServer
) -> None:
    async with showing(real, size=(80, 30)) as shown:
        await opened(shown)
        await shown.press("a")
        await fill(shown, name="lab", base_url=server.url)
        shown.app.screen.query_one("#model", Input).focus()
        await shown.sees("small", "large")  # what the server has
        found, field = shown.app.screen.query_one(OptionList), shown.app.screen.query_one("#model", Input)
        await shown.press("down")
        await shown.until(lambda: shown.app.focused is found)
        await shown.press("down")
        await shown.until(lambda: found.highlighted == 1)
        await shown.press("enter")
        await shown.until(lambda: field.value != "" and shown.app.focused is shown.app.screen.query_one("#price"))
        chosen = field.value
        await shown.press("enter")  # in the last field
        await shown.sees("lab may be asked from the next message on. t tries it.", "not asked yet")
        await shown.press("t")
        await shown.sees("Tested: it answers", "answers")
        await shown.press("escape")
        await shown.send("/cloud hello")
        await shown.answered(1)
        assert [request.payload["model"] for request in server.asked] == [chosen, chosen]
        assert configured.read(paths.endpoints)["lab"].endpoint.base_url == server.url


@in_loop
async def test_what_cannot_be_added_is_a_sentence_and_the_form_keeps_what_was_typed(paths: Paths) -> None:
    async with showing(fake()) as shown:
        await opened(shown)
        await shown.press("a")
        await fill(shown)
        await clicks(shown, "Add  ")
        await shown.sees("Give it a name.")
        await fill(shown, name="lab", base_url="http://lab.example/v1", model="m", key_env="sk-canary")
        await clicks(shown, "Add  ")
        await shown.sees("and not the key")
        await fill(shown, key_env="")
        await clicks(shown, "Add  ")
        await shown.sees("tick “allow http” for it")
        assert shown.app.screen.query_one("#name", Input).value == "lab"
        assert not paths.endpoints.exists()
        shown.app.screen.query_one(Tick).focus()
        await shown.press("space")
        await shown.sees("[x] allow http")
        await clicks(shown, "Add  ")
        await shown.until(lambda: isinstance(shown.app.screen, EndpointsScreen))
        assert configured.read(paths.endpoints)["lab"].allow_http


@in_loop
async def test_a_server_that_does_not_answer_does_not_keep_it_from_being_added(paths: Paths) -> None:
    async with showing(fake(), size=(80, 30)) as shown:
        await opened(shown)
        await shown.press("a")
        await fill(shown, name="lab", base_url="http://127.0.0.1:9/v1")
        shown.app.screen.query_one("#model", Input).focus()
        await shown.sees("127.0.0.1:9")
        await fill(shown, model="m", price="")
        await shown.press("enter")
        await shown.until(lambda: isinstance(shown.app.screen, EndpointsScreen))
        assert list(configured.read(paths.endpoints)) == ["lab"]


@in_loop
async def test_a_key_that_is_not_set_here_is_said(paths: Paths) -> None:
    async with showing(fake()) as shown:
        await opened(shown)
        await shown.press("a")
        await fill(shown, name="lab", base_url="https://127.0.0.1:9/v1", key_env="NOT_SET", model="m", price="")
        await shown.press("enter")
        await shown.sees("Its key is read from the variable NOT_SET, which is not set here.")


@in_loop
async def test_esc_leaves_the_form_and_nothing_is_added(paths: Paths) -> None:
    async with showing(fake()) as shown:
        await opened(shown)
        await shown.press("a")
        await fill(shown, name="lab")
        await shown.press("escape")
        await shown.until(lambda: isinstance(shown.app.screen, EndpointsScreen))
        assert not paths.endpoints.exists()


@in_loop
async def test_delete_takes_one_off_the_list_once_that_was_confirmed(paths: Paths, real: Assistant) -> None:
    add(New("first", "https://first.example/v1", "m"), paths)
    add(New("second", "https://second.example/v1", "m"), paths)
    async with showing(real) as shown:
        await opened(shown)
        await shown.sees("first", "second")
        await shown.press("down", "delete")
        await shown.sees("Take second off the list?")
        await shown.press("escape", "delete")
        await shown.sees("Take second off the list?")
        await shown.press("y")
        await shown.sees("second is off the list and is not asked any more.")
        await shown.until(lambda: shown.app.screen.query_one(Choices).chosen == "first")
        assert list(configured.read(paths.endpoints)) == ["first"]


@in_loop
async def test_a_list_that_is_wrong_is_a_sentence(paths: Paths, real: Assistant) -> None:
    paths.endpoints.write_text("[endpoints.x]\napi_key = 'canary'\n")
    async with showing(real) as shown:
        await opened(shown)
        await shown.sees("'x' holds a key: name the variable")
        assert "canary" not in shown.text


@in_loop
async def test_the_mouse_chooses_and_presses_the_keys_of_the_foot() -> None:
    async with showing(fake(WELL, NEW)) as shown:
        await opened(shown)
        await clicks(shown, "lab  ")
        await shown.sees("https://lab.example/v1")
        await clicks(shown, "t test")
        await shown.sees("Tested: it answers")
        await clicks(shown, "a add")
        await shown.sees("Add an endpoint")
        await clicks(shown, "Cancel  ")
        await shown.until(lambda: isinstance(shown.app.screen, EndpointsScreen))
        await clicks(shown, "Esc close")
        await shown.until(lambda: shown.app.screen is shown.chat)


@IN_BOTH
@pytest.mark.parametrize("size", [(60, 18), (80, 24), (140, 40)], ids=["60x18", "80x24", "140x40"])
@in_loop
async def test_how_it_looks(looks_like: LooksLike, strings: Strings, size: tuple[int, int]) -> None:
    async with showing(fake(WELL, GONE, NEW), size=size, strings=strings) as shown:
        await opened(shown)
        await shown.sees("glm4")
        await shown.press("down")
        await shown.sees("https://glm.example/v1")
        await looks_like(shown)


@IN_BOTH
@in_loop
async def test_how_the_form_looks(looks_like: LooksLike, strings: Strings) -> None:
    async with showing(fake(), size=(60, 18), strings=strings) as shown:
        await opened(shown)
        await shown.press("a")
        await fill(shown, name="lab", base_url="https://lab.example/v1")
        await shown.sees("lab.example")
        await looks_like(shown)
