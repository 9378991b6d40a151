"""A decision in words."""

from __future__ import annotations

from edge.events import Reason, Route
from edge.why import explain
from tests.edge.router.cases import ALONE, reading, routed


def test_who_answers_comes_first_then_what_decided_then_the_rest() -> None:
    assert explain(routed("prove it", reading("math", 0.93))).splitlines() == [
        "The cloud answers.",
        "Because:",
        "- The reader sees mathematics: 93% likely to need a larger model, and 50% is enough to ask one.",
        "Also considered:",
        "- Qwen2.5-7B-Instruct is asked: it is good at mathematics.",
    ]


def test_what_stays_for_want_of_an_endpoint_says_so_first() -> None:
    lines = explain(routed("证明它", reading("math", 0.999, language="zh"), ALONE)).splitlines()
    assert lines == [
        "由设备回答。",
        "原因：",
        "- 没有配置云端接口，由设备回答。",
        "另外考虑了：",
        "- 阅读器判断为数学：需要更大模型的可能性为99%以上，达到50%就交给它。",
    ]


def test_what_the_reader_saw_is_said_where_no_reason_does() -> None:
    said = explain(routed("こんにちは", reading("math", 0.97, language="ja"), offline=True))
    assert said.splitlines()[-1] == "リーダーの判断は数学、大きなモデルが必要な見込みは97%です。"


def test_the_words_around_can_be_in_another_language_than_the_message() -> None:
    assert explain(routed("hello", reading("chitchat", 0.01)), "zh").startswith(
        "由设备回答。\n原因：\n- It is small talk"
    )


def test_routes_of_older_records_are_explained_by_their_last_reason() -> None:
    old = Route("local", None, (Reason("only_the_device", "No endpoint is used."),), "und")
    assert explain(old) == "The device answers.\nBecause:\n- No endpoint is used."
    assert explain(Route("local", None, (), "en")) == "The device answers."
