"""From a message's text to its route, with the templates and the reader that ship."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.events import Route
from edge.reader import Reader, language_of
from edge.router import Heard, decide, hear
from edge.settings import Router
from edge.skills.recognition import recognize
from edge.turn import Question
from tests.edge.router.cases import CLOUD, deciding
from tests.edge.skills.recognized import NOW

READER = Reader.load()


def heard(text: str) -> Heard:
    return hear(text, recognize(text, NOW).commands, READER.read(text), NOW, Router())


def route(text: str) -> Route:
    return decide(Question(text, "q"), heard(text), CLOUD, Router(), READER.threshold(0.05))


@pytest.mark.parametrize(
    ("text", "to", "endpoint"),
    [
        ("set a timer for ten minutes", "skill", None),
        ("三点半提醒我开会", "skill", None),
        ("egg timer, six and a half minutes", "skill", None),
        ("hello, how are you", "local", None),
        ("谢谢你", "local", None),
        ("ありがとう", "local", None),
        ("what's the capital of Peru", "local", None),
        ('translate "good morning" to French', "local", None),
        ("Is 2027 a prime?", "cloud", "qwen7b"),
        ("证明素数有无穷多个", "cloud", "qwen7b"),
        ("帮我写一封辞职信", "cloud", "glm4"),
        ("自己紹介のメールを書いて", "cloud", "qwen7b"),
        ("set a timer for ten minutes and write me a poem", "cloud", "qwen7b"),
    ],
)
def test_messages_that_one_would_show_a_friend(text: str, to: str, endpoint: str | None) -> None:
    found = route(text)
    assert (found.to, found.endpoint) == (to, endpoint)


def test_templates_come_before_the_reader() -> None:
    assert heard("set a timer for ten minutes").found == "templates"
    assert heard("egg timer, six and a half minutes").found == "reader"


def test_without_settings_it_is_no_command_whatever_the_reader_says() -> None:
    text = "egg timer, six and a half minutes"
    assert hear(text, (), READER.read(text), NOW, None).commands == ()


def test_without_a_reader_the_language_is_told_by_script() -> None:
    assert hear("你好", (), None, NOW, Router()) == Heard("你好", "zh")


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=400))
def test_any_string_is_heard_and_routed(text: str) -> None:
    found = route(text)
    assert deciding(found).text
    assert found.p_cloud is not None
    assert found.language == READER.read(text).language
    assert language_of(text) == found.language or found.language == "ja"


@pytest.mark.parametrize(
    "text", ["a" * 300_000, "ﷺ" * 20_000, "1+" * 100_000, "提醒我" * 50_000, "\ud800" * 1000, "\0"]
)
def test_long_and_odd_strings_are_heard_and_routed(text: str) -> None:
    assert route(text).reasons
