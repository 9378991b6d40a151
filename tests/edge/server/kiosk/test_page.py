"""The page in a real browser: visits by touch and by keyboard, in three languages, on every screen it is made for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from edge.assistant import Assistant
from edge.endpoints.info import EndpointInfo
from edge.kiosk.file import Page as Content
from edge.paths import Paths
from edge.server.kiosk import app as kiosk_app
from edge.settings import Kiosk, Server, Settings
from tests.edge.server.kiosk.chromium import ARGUMENTS, CHROMIUM
from tests.edge.server.kiosk.conftest import Scripted
from tests.edge.server.kiosk.lobby import SUGGESTIONS, Lobby
from tests.edge.server.kiosk.showing import IDLE, Showing, showing
from tests.edge.server.kiosk.test_visit import kept_in, until
from tests.stubs.assistant import FakeAssistant

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

playwright_api = pytest.importorskip(
    "playwright.sync_api", reason="the page is tested in a browser only with the extra `dev` installed"
)
if not CHROMIUM:
    pytest.skip("the page is tested in a browser only where Chromium is installed", allow_module_level=True)

Open = Callable[..., "Page"]
Show = Callable[..., "Page"]
Real = tuple[Showing, Assistant]

TITLE = {"en": "City Museum", "zh": "城市博物馆", "ja": "市立博物館"}
CONTENT = Content(title=TITLE, suggestions=SUGGESTIONS, idle_s=3600.0)
SMALL: Any = {"width": 800, "height": 480}
SCREENS = ((1080, 1920), (1920, 1080), (800, 480), (400, 240))
"""Upright, wide, a small touch screen, and that one at 200 %; in px."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with playwright_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """A page that was opened by the link. It made no request to anywhere else, and no error was told."""
    with ExitStack() as stack:

        def begin(shown: Showing, quiet: bool = True) -> Page:
            return stack.enter_context(_opened(browser, shown, quiet))

        yield begin


@contextmanager
def _opened(browser: Browser, shown: Showing, quiet: bool = True) -> Iterator[Page]:
    context = browser.new_context(viewport=SMALL, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(30_000)
    elsewhere: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda one: elsewhere.append(one.url) if not one.url.startswith(shown.url) else None)
    page.on("console", lambda one: wrong.append(one.text) if one.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(shown.link)
    page.locator("#attract").wait_for()
    try:
        yield page
    finally:
        context.close()
    assert elsewhere == []
    assert wrong == [] or not quiet


class _Stage:
    """One kiosk and one browser for many tests: `assistant` is the test's."""

    assistant = FakeAssistant()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.assistant, name)


@pytest.fixture(scope="module")
def stage(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[_Stage, Showing, Page]]:
    on: Any = _Stage()
    shown_at = showing(on, Paths.under(tmp_path_factory.mktemp("stage")))
    with shown_at as shown, _opened(browser, shown) as page:
        yield on, shown, page


@pytest.fixture
def show(stage: tuple[_Stage, Showing, Page]) -> Iterator[Show]:
    """The page, loaded anew, of a kiosk whose assistant says what the test wants."""
    on, shown, page = stage

    def begin(assistant: FakeAssistant, content: Content = IDLE, characters: int = 4000, seconds: float = 600) -> Page:
        on.assistant, shown.server._page = assistant, content
        shown.server._settings = Settings(server=Server(seconds=seconds), kiosk=Kiosk(characters=characters))
        page.set_viewport_size(SMALL)
        page.emulate_media(color_scheme="light")
        page.reload()
        page.locator("#attract").wait_for()
        return page

    yield begin
    if page.locator("#visit").is_visible():
        with page.expect_response("**/end"):
            page.evaluate("document.querySelector('#end').click()")


def begin(page: Page, language: str = "en") -> None:
    page.locator(f"#greetings button:lang({language})").click()
    page.locator("#visit").wait_for()


def touch(page: Page, question: str) -> None:
    page.locator("#suggestions").get_by_role("button", name=question).click()


def write(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.locator("#send").click()


def answered(page: Page) -> None:
    page.locator("#stop").wait_for(state="hidden")


class TestAVisit:
    def test_in_english_and_in_chinese_leaves_nothing(self, real: Real, real_home: Path, opened: Open) -> None:
        shown, assistant = real
        page = opened(shown)
        for language, question, words, badge in (
            ("en", "hello zanzibarine", "Send", "this device"),
            ("zh", "你好，桑给巴尔人", "发送", "本机"),
        ):
            begin(page, language)
            assert page.locator("#send").text_content() == words
            write(page, question)
            answered(page)
            reply = page.locator(".reply").last
            said = reply.locator(".text").text_content() or ""
            assert said
            assert badge in (reply.locator(".badge").text_content() or "")
            assert kept_in(real_home, question) != []
            with page.expect_response("**/end"):
                page.locator("#end").click()
            page.locator("#attract").wait_for()
            assert kept_in(real_home, question) == []
            assert kept_in(real_home, said) == []
            assert question not in page.content()
        assert assistant.conversations() == []

    def test_shows_an_answer_as_it_is_written_and_the_visitor_stops_it(self, show: Show) -> None:
        fake = FakeAssistant(["Once ", "upon a time"], gates={1: threading.Event()})
        page = show(fake)
        begin(page)
        write(page, "tell me a story")
        page.get_by_text("Once").wait_for()
        assert "upon" not in (page.locator("#said").text_content() or "")
        page.locator("#stop").click()
        page.get_by_text("You stopped this answer.").wait_for()
        assert "Once" in (page.locator("#said").text_content() or "")
        answered(page)

    def test_says_that_an_answer_took_too_long_and_not_that_the_visitor_stopped_it(self, show: Show) -> None:
        fake = FakeAssistant(["Once ", "upon a time"], gates={1: threading.Event()})
        page = show(fake, seconds=1)
        begin(page)
        write(page, "tell me a story")
        page.get_by_text("This answer is not complete.").wait_for()
        assert "You stopped" not in (page.locator("#said").text_content() or "")

    def test_a_question_in_the_middle_of_an_answer_takes_its_place(self, show: Show) -> None:
        lobby = Lobby()
        lobby.held = threading.Event()
        page = show(lobby, CONTENT)
        begin(page)
        touch(page, "What is on show today?")
        page.get_by_text("Paper and Light").wait_for()
        lobby.held = None
        touch(page, "When are you open?")
        page.locator(".reply").get_by_text("On Thursdays until 21:00.").wait_for()
        answered(page)
        assert "You stopped this answer." in (page.locator(".reply").first.text_content() or "")
        assert page.locator(".reply").count() == 2

    def test_shows_who_answered_and_where_another_went_on(self, show: Show) -> None:
        page = show(Lobby(), CONTENT)
        begin(page)
        touch(page, "How do I get to the station?")
        answered(page)
        badges = page.locator(".reply .badge").all_text_contents()
        assert badges == ["Answered by a larger AI over the network", "Answered by the AI on this device"]
        assert page.locator(".seam").all_text_contents() == ["The larger AI did not finish. This device goes on:"]

    def test_puts_what_was_said_on_the_screen_as_text(self, show: Show) -> None:
        hostile = "<img src=x onerror=\"document.title='owned'\"><b>&amp;</b><script>document.title='owned'</script>"
        page = show(FakeAssistant([hostile], notices=[hostile]))
        begin(page)
        write(page, hostile)
        answered(page)
        assert page.locator(".said .text").all_text_contents() == [hostile, hostile]
        assert page.locator("#said img, #said b, #said script").count() == 0
        assert page.title() == "Edge Assistant"

    def test_changes_its_language_and_keeps_what_was_said(self, show: Show) -> None:
        page = show(Lobby(), CONTENT)
        begin(page, "zh")
        assert page.locator("html").get_attribute("lang") == "zh-Hans"
        touch(page, "洗手间在哪里？")
        answered(page)
        assert page.locator(".reply .text").get_attribute("lang") == "zh-Hans"
        page.locator("#languages").get_by_role("button", name="日本語").click()
        assert page.locator("html").get_attribute("lang") == "ja"
        assert page.locator("#text").get_attribute("placeholder") == "質問を入力"
        assert page.locator("#suggestions button").first.text_content() == "営業時間は？"
        assert page.locator(".reply").count() == 1

    def test_has_only_the_languages_of_the_kiosk(self, show: Show) -> None:
        page = show(Lobby(), Content(languages=("zh",), suggestions=()))
        assert page.locator("#greetings button").count() == 1
        page.locator("#greetings button:enabled").press("Enter")
        page.locator("#visit").wait_for()
        assert page.locator("#languages button").count() == 0
        assert not page.locator("#suggestions").is_visible()

    def test_is_forgotten_when_the_page_is_loaded_again_and_when_the_browser_goes(
        self, scripted: Scripted, browser: Browser
    ) -> None:
        fake = FakeAssistant()
        with _opened(browser, scripted(fake)) as page:
            begin(page)
            write(page, "hello")
            answered(page)
            assert fake.conversations() != []
            page.reload()
            page.locator("#attract").wait_for()
            until(lambda: not fake.conversations())
            begin(page)
            assert page.locator(".said").count() == 0
            write(page, "hello again")
            answered(page)
            assert len(fake.conversations()) == 1
        until(lambda: not fake.conversations())

    def test_hears_a_timer_and_a_better_answer(self, scripted: Scripted, opened: Open) -> None:
        from edge.events import Route, TurnRecord
        from edge.offers import Offer
        from tests.edge.server.kiosk.test_visit import TestWhatComesByItself

        fake = FakeAssistant()
        page = opened(scripted(fake))
        begin(page)
        write(page, "hello")
        answered(page)
        until(lambda: bool(fake.listeners))
        fake.ring(TestWhatComesByItself.RING)
        page.get_by_text("The timer is over.").wait_for()
        page.locator("#ring-off").click()
        assert not page.locator("#ring").is_visible()
        uid = fake.conversations()[0].uid
        turn = fake.finished.get(timeout=30).turn
        record = TurnRecord(turn, uid, "A better one.", "cloud", "m", True, Route("cloud", None, (), "en"))
        fake.offer(Offer(turn, uid, "q", record))
        page.locator(".reply").get_by_text("A better one.").wait_for()


class TestIdle:
    def test_a_visit_that_nobody_goes_on_with_ends_and_is_forgotten(
        self, show: Show, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kiosk_app, "COUNTDOWN_S", 1.0)
        fake = FakeAssistant()
        page = show(fake, Content(idle_s=0.5))
        begin(page)
        write(page, "hello zanzibarine")
        page.get_by_text("Are you still there?").wait_for()
        page.locator("#attract").wait_for()
        until(lambda: not fake.conversations())
        assert "zanzibarine" not in page.content()

    def test_a_touch_or_a_key_goes_on_with_it_until_the_visitor_ends_it(self, show: Show) -> None:
        page = show(FakeAssistant(), Content(idle_s=0.3))
        page.evaluate("document.querySelector('#still').addEventListener('close', () => { window.went = true; })")
        begin(page, "zh")
        ways: tuple[Callable[[], None], ...] = (
            lambda: page.get_by_role("button", name="我还在").click(),
            lambda: page.mouse.click(3, 3),  # beside the dialog
            lambda: page.keyboard.press("Escape"),
            lambda: page.keyboard.press("a"),
        )
        for go_on in ways:
            page.locator("#still").wait_for()
            assert page.locator("#still-left").text_content() == "20 秒"
            go_on()
            until(lambda: page.evaluate("window.went"))
            page.evaluate("window.went = false")
            assert page.locator("#visit").is_visible()
        page.get_by_role("button", name="现在结束").click()
        page.locator("#attract").wait_for()


class TestTyping:
    def test_enter_sends_and_with_shift_begins_a_line(self, show: Show) -> None:
        fake = FakeAssistant()
        page = show(fake, characters=20)
        begin(page)
        assert page.locator("#text").get_attribute("maxlength") == "20"
        page.locator("#text").focus()
        page.keyboard.type("one")
        page.keyboard.press("Shift+Enter")
        page.keyboard.type("two")
        page.keyboard.press("Enter")
        answered(page)
        page.locator(".reply .text").wait_for()
        assert fake.asked[0].text == "one\ntwo"
        assert page.locator("#text").input_value() == ""

    def test_enter_that_chooses_a_word_of_an_input_method_does_not_send(self, show: Show) -> None:
        fake = FakeAssistant()
        page = show(fake)
        begin(page, "zh")
        page.locator("#text").focus()
        keys = page.context.new_cdp_session(page)
        keys.send("Input.imeSetComposition", {"text": "nihao", "selectionStart": 5, "selectionEnd": 5})
        enter = {"type": "keyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
        keys.send("Input.dispatchKeyEvent", enter)
        keys.send("Input.insertText", {"text": "你好"})
        assert page.locator("#text").input_value() == "你好"
        assert fake.asked == []
        page.keyboard.press("Enter")
        page.locator(".reply .text").wait_for()
        assert fake.asked[0].text == "你好"

    def test_all_of_it_can_be_done_by_keyboard(self, show: Show) -> None:
        fake = FakeAssistant(["Once ", "upon a time"], gates={1: threading.Event()})
        page = show(fake, CONTENT)
        page.locator("#greetings button:enabled").first.wait_for()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator("#visit").wait_for()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.parentElement.id") == "suggestions"
        page.keyboard.press("Enter")
        page.get_by_text("Once").wait_for()
        page.keyboard.press("Escape")
        page.get_by_text("You stopped this answer.").wait_for()


class TestTheScreen:
    def test_has_room_for_everything_and_targets_for_fingers(self, show: Show) -> None:
        page = show(Lobby(), CONTENT)
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            _check_layout(page)
        begin(page)
        touch(page, "What is on show today?")
        answered(page)
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            _check_layout(page)
            page.locator("#send").scroll_into_view_if_needed()
            box = page.locator("#send").bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= height + 1

    def test_has_no_violation_of_accessibility_in_either_scheme(self, show: Show) -> None:
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        page = show(Lobby(), CONTENT)

        def check() -> None:
            page.emulate_media(color_scheme="light")
            assert axe.run(page).response["violations"] == []
            page.emulate_media(color_scheme="dark")  # which changes colours, and nothing else
            assert axe.run(page, options={"runOnly": ["color-contrast"]}).response["violations"] == []

        check()
        begin(page)
        touch(page, "How do I get to the station?")
        answered(page)
        check()
        page.evaluate("document.querySelector('#still').showModal()")
        check()

    def test_is_read_out_by_whole_answers_and_not_by_words(self, show: Show) -> None:
        page = show(Lobby(), CONTENT)
        begin(page)
        page.evaluate(
            "() => { window.told = []; new MutationObserver(() => told.push(document.querySelector('#spoken')"
            ".textContent)).observe(document.querySelector('#spoken'), {childList: true, subtree: true}); }"
        )
        touch(page, "What is on show today?")
        answered(page)
        said = page.locator(".reply .text").text_content()
        assert page.evaluate("told") == ["The assistant is answering.", said]
        live = page.evaluate("[...document.querySelectorAll('#talk, #talk *')].filter(e => e.ariaLive).length")
        assert live == 0

    def test_says_what_cannot_be_reached_and_takes_no_visitors_without_its_server(
        self, scripted: Scripted, opened: Open
    ) -> None:
        fake = FakeAssistant()
        fake.known_endpoints = [EndpointInfo("big", "Big", "https://models.example/v1", "m", breaker="open")]
        shown = scripted(fake)
        page = opened(shown, quiet=False)
        assert not page.locator("#offline").is_visible()
        begin(page)
        page.locator("#offline").wait_for()
        write(page, "hello")
        page.locator(".reply .text").wait_for()
        answered(page)
        shown.stop()
        page.locator("#lost").wait_for()
        assert page.locator("#attract").is_visible()
        assert page.locator("#greetings button").first.is_disabled()
        assert page.locator(".said").count() == 0


def _check_layout(page: Page) -> None:
    """Nothing sticks out to the side, and what can be touched is at least 48 px high and wide."""
    found = page.evaluate(
        """() => {
            const root = document.documentElement;
            const targets = [...document.querySelectorAll("button, textarea")].map((one) => {
                const box = one.getBoundingClientRect();
                return [one.textContent || one.id, Math.min(box.width, box.height)];
            });
            return {
                beside: root.scrollWidth - root.clientWidth,
                below: root.scrollHeight - root.clientHeight,
                low: innerHeight <= 352,
                targets: targets.filter(([, side]) => side > 0),
            };
        }"""
    )
    assert found["beside"] <= 0
    assert found["low"] or found["below"] <= 0  # a lower window scrolls
    assert found["targets"]
    assert [one for one in found["targets"] if one[1] < 48] == []
