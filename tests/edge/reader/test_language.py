"""The language of a message, by its script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.reader import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hello", "en"),
        ("Où est la gare?", "en"),
        ("你好", "zh"),
        ("請問洗手間在哪裡", "zh"),
        ("debug 一下这个程序", "zh"),
        ("おはよう", "ja"),
        ("東京の天気は？", "ja"),
        ("ｶﾗｵｹ", "ja"),
        ("The sign in the long hall of the museum in the middle of the town says 福 and nothing else at all", "en"),
        ("12 + 7", "und"),
        ("👍", "und"),
        ("", "und"),
    ],
)
def test_scripts_tell_languages(text: str, language: str) -> None:
    assert language_of(text) == language


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert language_of(text) in {"en", "zh", "ja", "und"}
