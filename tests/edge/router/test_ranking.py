"""Which of the large models is asked."""

from __future__ import annotations

import dataclasses

import pytest

from edge.catalogue import Catalogue
from edge.paths import Paths
from edge.router.ranking import rank
from edge.router.situation import EndpointState, Situation
from tests.edge.router.cases import BOTH, GLM, QWEN, reading, routed


def first(task: str | None, language: str, tokens: int = 100) -> str:
    return rank(BOTH, task, language, tokens)[0].state.endpoint.name


@pytest.mark.parametrize("language", ["en", "zh", "ja", "und"])
@pytest.mark.parametrize("task", ["code", "reasoning", "math", "structured", "longdoc"])
def test_code_reasoning_maths_formats_and_documents_go_to_qwen_in_every_language(task: str, language: str) -> None:
    assert first(task, language) == "qwen7b"


@pytest.mark.parametrize("task", ["writing", "knowledge", "chitchat", "followup", None])
def test_chinese_conversation_writing_and_teaching_go_to_glm(task: str | None) -> None:
    assert first(task, "zh") == "glm4"


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("task", ["writing", "knowledge", "chitchat", None])
def test_the_same_in_other_languages_goes_to_qwen(task: str | None, language: str) -> None:
    assert first(task, language) == "qwen7b"


def test_what_is_too_long_for_one_goes_to_the_one_that_takes_it() -> None:
    assert first("longdoc", "en", 40_000) == "glm4"
    assert first("longdoc", "en", 1_000_000) == "glm4"  # nowhere does it fit: the longest comes nearest
    route = routed("what is this", reading("longdoc"), Situation(endpoints=BOTH, attachment_tokens=40_000))
    assert "ChatGLM4-9B is asked: it has room for about 40,00" in route.reasons[-1].text


def test_of_two_that_are_equally_good_a_document_goes_to_the_one_with_the_longer_context() -> None:
    quick = EndpointState(dataclasses.replace(QWEN, name="quick", context=8192), ttft_ms=10)
    long = EndpointState(dataclasses.replace(QWEN, name="wide", context=16384), ttft_ms=900)
    assert [one.state for one in rank((quick, long), "longdoc", "en", 100)] == [long, quick]
    assert [one.state for one in rank((quick, long), "chitchat", "en", 100)] == [quick, long]
    situation = Situation(endpoints=(quick, long), attachment_tokens=6000, context=4096)
    route = routed("what is this", reading("chitchat"), situation)
    assert (route.reasons[0].rule, route.endpoint) == ("too_long", "wide")


def test_one_that_is_down_comes_last() -> None:
    states = (EndpointState(QWEN, healthy=False), EndpointState(GLM))
    assert [one.state.endpoint.name for one in rank(states, "code", "en", 10)] == ["glm4", "qwen7b"]


def test_of_two_that_are_equally_good_the_quicker_one_is_asked() -> None:
    twin = dataclasses.replace(QWEN, name="another")
    states = (EndpointState(QWEN, ttft_ms=400), EndpointState(twin, ttft_ms=90))
    assert rank(states, "code", "en", 10)[0].state.endpoint.name == "another"


def test_why_is_said_in_the_language_of_the_message() -> None:
    assert (
        routed("prove it", reading("math")).reasons[-1].text
        == "Qwen2.5-7B-Instruct is asked: it is good at mathematics."
    )
    assert (
        routed("写一封信", reading("writing", language="zh")).reasons[-1].text == "交给ChatGLM4-9B：它擅长中文、写作。"
    )
    said = routed("手紙を書いて", reading("writing", language="ja")).reasons[-1].text
    assert said == "Qwen2.5-7B-Instructに尋ねます。中国語以外の言語が得意です。"


def test_one_that_is_good_at_nothing_in_particular_is_asked_without_a_word_about_it() -> None:
    plain = dataclasses.replace(QWEN, good_at=frozenset())
    route = routed("prove it", reading("math"), Situation(endpoints=(EndpointState(plain),)))
    assert route.reasons[-1].text == "Qwen2.5-7B-Instruct is asked."


def test_the_examples_that_ship_are_ranked_like_this(paths: Paths) -> None:
    shipped = tuple(EndpointState(one) for one in Catalogue.of(paths).endpoints.values())
    assert rank(shipped, "code", "zh", 10)[0].state.endpoint.title == "Qwen2.5-7B-Instruct"
    assert rank(shipped, "writing", "zh", 10)[0].state.endpoint.title == "ChatGLM4-9B"
    assert all(state.endpoint.example for state in shipped)
