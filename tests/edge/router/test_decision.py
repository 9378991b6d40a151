"""Where a message goes: each step of the order, what it says, and in which language."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.errors import CloudNotReachableError, UsageError
from edge.events import Routed, from_json, to_json
from edge.reader import TASKS, language_of
from edge.router.decision import refused
from edge.router.heard import Heard
from edge.router.reasons import REASONS
from edge.router.situation import EndpointState, Situation
from edge.settings import Router
from edge.skills.names import Command
from edge.turn import Question
from tests.edge.router.cases import ALONE, BOTH, CLOUD, GLM, QUESTIONS, QWEN, deciding, reading, routed, rules

each_language = pytest.mark.parametrize("language", ["en", "zh", "ja"])

TIMER = Command("timer.start", {"seconds": 300}, 0.99)


# -- the user's choice -----------------------------------------------------------------------------------------------


@each_language
def test_who_asks_for_the_cloud_gets_it_also_for_what_time_it_is(language: str) -> None:
    route = routed(QUESTIONS[language], reading("command", 0.01, language=language), commands=(), choice="cloud")
    assert (route.to, deciding(route).rule, route.choice) == ("cloud", "chosen_cloud", "cloud")
    assert deciding(route).text == REASONS["chosen_cloud"][language]


def test_who_asks_for_the_device_gets_it_whatever_the_reader_says() -> None:
    route = routed("prove it", reading("math", 0.99), choice="local")
    assert (route.to, deciding(route).rule, route.p_cloud) == ("local", "chosen_local", 0.99)


def test_the_cloud_is_refused_with_a_sentence_where_no_endpoint_is_configured() -> None:
    with pytest.raises(CloudNotReachableError, match=r"no endpoint is configured: ask without --cloud") as caught:
        routed("hello", reading(), ALONE, choice="cloud")
    assert caught.value.exit_code == 4


def test_the_cloud_is_refused_with_a_sentence_where_no_endpoint_answers() -> None:
    down = Situation(endpoints=(EndpointState(QWEN, healthy=False),))
    with pytest.raises(CloudNotReachableError, match=r"cannot be reached at the moment \(qwen7b\)"):
        routed("hello", reading(), down, choice="cloud")


@pytest.mark.parametrize(
    ("situation", "more", "why"),
    [
        (CLOUD, {"offline": True}, "this turn is offline"),
        (CLOUD, {"private": True}, "may not leave"),
        (dataclasses.replace(CLOUD, may_leave=False), {}, "may not leave"),
    ],
)
def test_the_cloud_is_refused_where_nothing_may_leave(situation: Situation, more: dict[str, Any], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        routed("hello", reading(), situation, choice="cloud", **more)


def test_a_refused_choice_is_kept_with_what_the_reader_said_as_a_label_for_calibration() -> None:
    heard = Heard("hello", "en", reading=reading("chitchat", 0.04))
    route = refused(Question("hello", "q", choice="cloud"), heard, CloudNotReachableError("No."))
    assert (route.to, route.choice, route.p_cloud, route.task) == ("cloud", "cloud", 0.04, "chitchat")
    assert deciding(route).text == "No."


# -- what may not leave ----------------------------------------------------------------------------------------------


@each_language
@pytest.mark.parametrize(
    ("rule", "more"), [("offline", {"offline": True}), ("private", {"private": True}), ("kept_back", {})]
)
def test_what_may_not_leave_stays_however_hard_it_is(language: str, rule: str, more: dict[str, Any]) -> None:
    situation = dataclasses.replace(CLOUD, may_leave=rule != "kept_back")
    route = routed(QUESTIONS[language], reading("math", 0.99, language=language), situation, **more)
    assert (route.to, deciding(route).rule) == ("local", rule)
    assert deciding(route).text == REASONS[rule][language]


def test_every_rule_that_keeps_a_message_here_is_named_and_the_first_decides() -> None:
    route = routed("hello", reading(), choice="local", offline=True, private=True)
    assert rules(route) == ["chosen_local", "offline", "private"]
    assert deciding(route).rule == "chosen_local"


def test_a_grammar_stays_as_no_endpoint_takes_one_and_a_schema_may_go() -> None:
    assert routed("hard", reading(), grammar="root ::= 'a'").to == "local"
    assert routed("hard", reading(), grammar="root ::= 'a'", schema={"type": "string"}).to == "cloud"


# -- commands --------------------------------------------------------------------------------------------------------


@each_language
def test_a_command_goes_to_its_skill_before_any_rule_or_score(language: str) -> None:
    read = reading("math", 0.99, language=language)
    route = routed(QUESTIONS[language], read, commands=(TIMER,))
    assert (route.to, deciding(route).rule) == ("skill", "skill_template")
    assert deciding(route).values["commands"] == ["timer.start"]
    assert "timer.start" in deciding(route).text


def test_a_private_command_is_carried_out_and_says_both() -> None:
    route = routed("a timer", reading(), commands=(TIMER,), private=True)
    assert (route.to, rules(route)) == ("skill", ["private", "skill_template"])


@pytest.mark.parametrize(
    ("found", "rule"), [("reader", "command_by_reader"), ("second_reader", "command_by_second_reader")]
)
def test_it_is_said_where_no_template_had_these_words(found: Any, rule: str) -> None:
    from edge.router.decision import decide

    heard = Heard("five minutes for the eggs", "en", (TIMER,), found, reading("command", 0.01))
    route = decide(Question(heard.text, "q"), heard, CLOUD)
    assert (route.to, rules(route)) == ("skill", [rule, "skill_template"])


# -- hard rules ------------------------------------------------------------------------------------------------------


@each_language
@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("code_block", "```python\nprint(1)\n```"),
        ("code_block", "import os\nfor x in y:\nreturn x;\nint main() {\n}"),
        ("too_long", "word " * 20_000),
    ],
)
def test_hard_rules_send_it_up_whatever_the_reader_says(language: str, rule: str, text: str) -> None:
    route = routed(QUESTIONS[language] + "\n" + text, reading("chitchat", 0.01, language=language))
    assert (route.to, deciding(route).rule) == ("cloud", rule)


@pytest.mark.parametrize(
    "text",
    [
        *("give me the planets as a JSON array", "list them in valid json", "make a table with price and colour"),
        *("用JSON格式输出", "把下面的内容整理成一个表格", "以markdown返回", "做成表：茶3块，咖啡4块"),
        *("CSV形式で出力して", "表にまとめてください", "JSONでください"),
    ],
)
def test_words_for_a_format_send_it_up(text: str) -> None:
    route = routed(text, reading("chitchat", 0.01, language=language_of(text)))
    assert (route.to, deciding(route).rule, route.endpoint) == ("cloud", "format", "qwen7b")


@pytest.mark.parametrize(
    "text",
    [
        *("who invented XML", "the table is set", "a table for two, please", "we stand on the dance floor"),
        *("桌子的表面很脏", "表哥来了", "我的手表坏了", "代表で挨拶しました", "時刻表で調べた", "発表で緊張した"),
    ],
)
def test_words_that_only_sound_like_a_format_do_not(text: str) -> None:
    assert routed(text, reading("chitchat", 0.01, language=language_of(text))).to == "local"


def test_a_file_goes_up_and_counts_as_a_long_document() -> None:
    route = routed("what does it say", reading("fact", 0.1), dataclasses.replace(CLOUD, attachment_tokens=2000))
    assert (route.to, deciding(route).rule, route.endpoint) == ("cloud", "attachment", "qwen7b")


# -- the reader's score ----------------------------------------------------------------------------------------------


@each_language
@pytest.mark.parametrize("task", ["knowledge", "reasoning", "math", "code", "writing", "structured"])
def test_what_scores_high_goes_up_with_the_figures(language: str, task: str) -> None:
    route = routed(QUESTIONS[language], reading(task, 0.93, language=language))
    decided = deciding(route)
    assert (route.to, decided.rule, route.task, route.p_cloud) == ("cloud", "score", task, 0.93)
    assert decided.values == {"task": task, "p_cloud": 0.93, "threshold": 0.5}
    assert "93%" in decided.text
    assert "50%" in decided.text


@each_language
@pytest.mark.parametrize(
    ("task", "rule"),
    [
        ("chitchat", "small_talk"),
        ("fact", "short_fact"),
        ("rewrite", "short_rewrite"),
        ("command", "no_skill_for_it"),
    ],
)
def test_what_the_device_is_surely_up_to_stays(language: str, task: str, rule: str) -> None:
    route = routed(QUESTIONS[language], reading(task, 0.05, language=language))
    assert (route.to, deciding(route).rule, route.endpoint) == ("local", rule, None)


@each_language
def test_what_is_unsure_goes_up(language: str) -> None:
    route = routed(QUESTIONS[language], reading("chitchat", 0.2, 0.1, language))
    assert (route.to, deciding(route).rule) == ("cloud", "unsure")
    assert routed("hm", reading("chitchat", 0.2, 0.1), settings=Router(evidence=0.2)).to == "local"


def test_an_easy_follow_up_stays_unless_the_cloud_answered_before() -> None:
    read = reading("followup", 0.1)
    for previous, to in (("local", "local"), ("skill", "local"), ("cloud", "cloud"), (None, "local")):
        assert routed("and in feet?", read, dataclasses.replace(CLOUD, previous=previous)).to == to  # type: ignore[arg-type]


def test_long_texts_are_no_evidence_for_the_device() -> None:
    assert routed("x" * 150, reading("fact", 0.1)).to == "local"
    assert routed("x" * 250, reading("fact", 0.1)).to == "cloud"
    assert routed("x" * 350, reading("rewrite", 0.1)).to == "local"
    assert routed("x" * 450, reading("rewrite", 0.1)).to == "cloud"


def test_several_easy_kinds_together_are_evidence_too() -> None:
    read = reading("chitchat", 0.1, 0.4)
    mixed = dataclasses.replace(read, tasks={**dict.fromkeys(TASKS, 0.02), "chitchat": 0.4, "fact": 0.4})
    route = routed("who are you then", mixed)
    assert (route.to, deciding(route).rule) == ("local", "easy")
    assert deciding(route).values["share"] > 0.8


def test_the_built_in_model_is_only_trusted_with_small_talk() -> None:
    builtin = dataclasses.replace(CLOUD, builtin=True)
    assert routed("hello", reading("chitchat", 0.01), builtin).to == "local"
    route = routed("the capital of Peru", reading("fact", 0.01), builtin)
    assert (route.to, deciding(route).rule) == ("cloud", "only_small_talk")


def test_without_a_reader_it_goes_up_if_there_is_a_cloud_and_nothing_is_said_if_there_is_none() -> None:
    assert deciding(routed("hello")).rule == "not_read"
    assert rules(routed("hello", situation=ALONE)) == ["no_endpoint"]


# -- device and endpoints --------------------------------------------------------------------------------------------


@each_language
def test_without_an_endpoint_the_device_answers_and_it_is_said_what_would_have_gone_up(language: str) -> None:
    route = routed(QUESTIONS[language], reading("math", 0.99, language=language), ALONE)
    assert (route.to, rules(route), route.endpoint) == ("local", ["score", "no_endpoint"], None)
    assert deciding(route).text == REASONS["no_endpoint"][language]


def test_an_endpoint_that_does_not_answer_is_told_from_none() -> None:
    down = dataclasses.replace(CLOUD, endpoints=(EndpointState(QWEN, healthy=False),))
    assert rules(routed("prove it", reading("math", 0.99), down)) == ["score", "endpoint_down"]


def test_a_healthy_endpoint_takes_over_from_the_better_one() -> None:
    situation = dataclasses.replace(CLOUD, endpoints=(EndpointState(QWEN, healthy=False), EndpointState(GLM)))
    assert routed("prove it", reading("math", 0.99), situation).endpoint == "glm4"


STRAINS: list[tuple[str, dict[str, Any]]] = [
    ("hot", {"temperature_c": 90.0}),
    ("throttled", {"throttled": True}),
    ("battery", {"battery": 9.0}),
    ("memory", {"needed_mb": 900.0, "free_mb": 300.0}),
    ("slow", {"decode_tok_s": 0.8}),
    ("long_wait", {"prefill_tok_s": 0.2}),
]


@pytest.mark.parametrize(("rule", "facts"), STRAINS)
def test_a_device_that_is_not_well_is_spared_what_it_is_up_to(rule: str, facts: dict[str, Any]) -> None:
    route = routed("hello there, how are you", reading("chitchat", 0.01), dataclasses.replace(CLOUD, **facts))
    assert (route.to, rules(route)[:2], deciding(route).rule) == ("cloud", ["small_talk", rule], rule)


@pytest.mark.parametrize(("rule", "facts"), STRAINS)
def test_without_an_endpoint_it_answers_all_the_same(rule: str, facts: dict[str, Any]) -> None:
    route = routed("hello there, how are you", reading("chitchat", 0.01), dataclasses.replace(ALONE, **facts))
    assert (route.to, rules(route)) == ("local", ["small_talk"])


def test_each_limit_of_the_device_can_be_switched_off() -> None:
    off = Router(hot=0, battery=0, slow=0, wait=0)
    facts: dict[str, Any] = {"temperature_c": 99.0, "battery": 1.0, "decode_tok_s": 0.1, "prefill_tok_s": 0.1}
    assert routed("hello", reading("chitchat", 0.01), dataclasses.replace(CLOUD, **facts), off).to == "local"


def test_a_command_is_carried_out_on_a_device_that_is_not_well() -> None:
    hot = dataclasses.replace(CLOUD, temperature_c=99.0)
    assert routed("a timer", reading(), hot, commands=(TIMER,)).to == "skill"


# -- all of it -------------------------------------------------------------------------------------------------------


def test_every_rule_has_a_sentence_in_each_language_with_full_width_punctuation() -> None:
    for texts in REASONS.values():
        assert texts.keys() == {"en", "zh", "ja"}
        assert texts["en"].endswith(".")
        assert texts["zh"].endswith("。")
        assert texts["ja"].endswith("。")


def test_a_route_survives_json() -> None:
    event = Routed(routed("prove it", reading("math", 0.99)))
    assert from_json(to_json(event)) == event


situations = st.builds(
    Situation,
    endpoints=st.sampled_from([(), BOTH, (EndpointState(GLM, healthy=False),)]),
    may_leave=st.booleans(),
    attachment_tokens=st.none() | st.integers(0, 10**6),
    previous=st.sampled_from([None, "local", "skill", "cloud"]),
    builtin=st.booleans(),
    context=st.none() | st.integers(256, 32768),
    prefill_tok_s=st.none() | st.floats(0, 1e4),
    decode_tok_s=st.none() | st.floats(0, 1e4),
    free_mb=st.none() | st.floats(0, 1e6),
    needed_mb=st.none() | st.floats(0, 1e6),
    temperature_c=st.none() | st.floats(-50, 200),
    throttled=st.booleans(),
    battery=st.none() | st.floats(0, 100),
)
readings = st.none() | st.builds(
    reading, st.sampled_from(TASKS), st.floats(0, 1), st.floats(0, 1), st.sampled_from(["en", "zh", "ja", "und"])
)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(), max_size=400), readings, situations, st.sampled_from([None, "local", "cloud"]))
def test_any_text_in_any_situation_is_routed_for_one_reason_or_refused_in_words(
    text: str, read: Any, situation: Situation, choice: Any
) -> None:
    if choice == "cloud" and (not situation.may_leave or not any(one.healthy for one in situation.endpoints)):
        with pytest.raises((CloudNotReachableError, UsageError), match=r"^The cloud was asked for, and .*\.$"):
            routed(text, read, situation, choice=choice)
        return
    route = routed(text, read, situation, choice=choice)
    assert deciding(route).text
    assert (route.to == "cloud") == (route.endpoint is not None)
    if route.to == "cloud":
        assert situation.endpoints
        assert situation.may_leave
    if choice is not None:
        assert route.to == choice


@pytest.mark.parametrize(
    "text",
    ["", "\ud800", "`" * 200_000, " " * 500_000, "a;\n" * 100_000, "table " * 50_000, "表" * 200_000, "{" * 300_000],
)
def test_odd_and_long_texts_are_routed(text: str) -> None:
    assert routed(text, reading("chitchat", 0.01), Situation(endpoints=BOTH)).reasons
