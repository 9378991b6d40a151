"""The built-in model's first token: a class and a confidence."""

from __future__ import annotations

import math

import pytest

from edge.engine.gate import Gate

TOKENS = {
    10: ("greeting", "en"),
    11: ("greeting", "zh"),
    12: ("joke", "en"),
    13: ("unsure", "en"),
    14: ("unsure", "zh"),
}


def logits(**share: float) -> list[float]:
    """Logits whose softmax over the classes has these shares; every other token is far likelier than any of them."""
    by_name = {f"{name}_{language}": token for token, (name, language) in TOKENS.items()}
    values = [50.0] * 10 + [math.log(1e-9)] * 5
    for name, p in share.items():
        values[by_name[name]] = math.log(p)
    return values


def test_a_sure_class_is_chosen_with_its_probability() -> None:
    choice = Gate(0.7, TOKENS).choose(logits(greeting_en=0.9, joke_en=0.1))
    assert (choice.token, choice.name) == (10, "greeting")
    assert choice.confidence == pytest.approx(0.9)


def test_below_the_threshold_it_says_that_it_is_unsure_in_the_likeliest_language() -> None:
    choice = Gate(0.7, TOKENS).choose(logits(greeting_zh=0.45, greeting_en=0.15, joke_en=0.4))
    assert choice.token == 13
    assert choice.name == "greeting"
    assert choice.confidence == pytest.approx(0.6)


def test_a_class_is_sure_where_only_its_language_is_not() -> None:
    choice = Gate(0.7, TOKENS).choose(logits(greeting_zh=0.45, greeting_en=0.4, joke_en=0.15))
    assert (choice.token, choice.name) == (11, "greeting")
    assert choice.confidence == pytest.approx(0.85)


def test_the_class_unsure_itself_is_never_a_choice_of_the_model() -> None:
    choice = Gate(0.7, TOKENS).choose(logits(unsure_en=0.99, joke_en=0.01))
    assert (choice.token, choice.name) == (12, "joke")


def test_a_class_may_need_less_confidence_than_the_others() -> None:
    gate = Gate(0.7, TOKENS, {"joke": 0.4})
    assert gate.choose(logits(joke_en=0.5, greeting_en=0.5 - 1e-6)).token == 12
    assert gate.choose(logits(greeting_en=0.5, joke_en=0.5 - 1e-6)).token == 13
