"""The user's own words and patterns are found, and no pattern can keep a turn waiting."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_client.masking import Masker, Own, PatternError, TooMuchWorkError
from cloud_client.masking.linear import LONGEST, LinearPattern


def found(pattern: str, text: str) -> list[str]:
    return [text[start:end] for start, end in LinearPattern(pattern).search(text)]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"\bPROJ-\d+\b", "PROJ-1 xPROJ-2 见PROJ-33号", ["PROJ-1", "PROJ-33"]),
        ("(?i)ab{2,3}c?", "ABB abbbc ab", ["ABB", "abbbc"]),
        (r"^(foo|ba[rz])$", "foo\nbaz x\nbar", ["foo", "bar"]),
        ("a(b|cd)*e", "abcdbe ae acde", ["abcdbe", "ae", "acde"]),
        (r"工号[0-9]{6}", "我的工号123456在这里", ["工号123456"]),
        (r"[^\s,]+@corp", "mail me@corp, you@corp", ["me@corp", "you@corp"]),
        (r"\$\d+\.\d{2}", "costs $12.50!", ["$12.50"]),
        (r"x{2,}", "x xx xxx", ["xx", "xxx"]),
        (r"A\x41\u4e2d?", "AA AA中", ["AA", "AA中"]),
        ("a|bc|", None, []),
        ("[]a]+", "]a]", ["]a]"]),
        (r"[a\-z]+", "a-z m", ["a-z"]),
    ],
)
def test_a_pattern_finds_its_longest_matches(pattern: str, text: str | None, expected: list[str]) -> None:
    if text is None:
        with pytest.raises(PatternError, match="nothing"):
            LinearPattern(pattern)
    else:
        assert found(pattern, text) == expected


simple = st.recursive(
    st.sampled_from(["a", "b", "c", "[ab]", ".", "[^c]"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}"])).map(lambda two: f"(?:{two[0]}){two[1]}"),
    ),
    max_leaves=6,
)


@given(simple, st.text("abc\n", max_size=12))
def test_a_pattern_means_what_it_means_to_re(pattern: str, text: str) -> None:
    """`re` says where a match begins, and whether one reaches as far."""
    try:
        places = list(LinearPattern(pattern).search(text))
    except PatternError:
        return
    for start, end in places:
        assert re.fullmatch(pattern, text[start:end])
        assert not any(re.fullmatch(pattern, text[start:longer]) for longer in range(end + 1, len(text) + 1))
    rest = "".join("\0" if any(start <= at < end for start, end in places) else char for at, char in enumerate(text))
    for piece in rest.split("\0"):
        assert not any(
            re.fullmatch(pattern, piece[a:b]) for a in range(len(piece)) for b in range(a + 1, len(piece) + 1)
        )


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "a*",
            "(a",
            "a)",
            "[a",
            "a{3",
            "(?=a)",
            "(?P<n>a)",
            r"\b",
            "^",
            "",
            "a**",
            r"x\q",
            "[b-a]",
            "*a",
            r"\1a",
            "a\\",
        ),
        *("(a{200}){200}", "a{201}", "a{3,2}", "a" * 501, "^a|b$", "(" * 30 + "a" + ")" * 30),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused_and_not_repeated(pattern: str) -> None:
    with pytest.raises(PatternError) as refused:
        Own(patterns=["fine", pattern])
    assert str(refused.value).startswith("pattern 2: ")
    assert "fine" not in str(refused.value)


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|a)*b", "(a*)*(a*)*b", ".*.*.*b", "[ab]*a[ab]{100}c"])
def test_a_pattern_that_keeps_re_busy_for_ever_ends_here(pattern: str) -> None:
    text = "ab"[: 1 + pattern.count("[ab]")] * 20_000
    with contextlib.suppress(TooMuchWorkError):
        found(pattern, text)


def test_a_pattern_that_takes_too_long_is_an_error_and_not_a_text_unmasked() -> None:
    with pytest.raises(TooMuchWorkError):
        Masker(Own(patterns=["(a+)+b"])).mask("a" * 20_000)


def test_a_match_has_a_greatest_length() -> None:
    assert list(map(len, found("a+", "a" * (LONGEST + 10)))) == [LONGEST, 10]


@pytest.mark.parametrize(
    ("word", "text", "masked"),
    [
        ("Ann", "Ann met ann; an annual 与Ann说", "<PRIVATE_1> met <PRIVATE_2>; an annual 与<PRIVATE_1>说"),
        ("凤凰计划", "关于凤凰计划的邮件", "关于<PRIVATE_1>的邮件"),
        ("acme corp", "at ＡＣＭＥ　Ｃｏｒｐ now", "at <PRIVATE_1> now"),
        ("C++", "in C++ and C+++", "in <PRIVATE_1> and <PRIVATE_1>+"),
        ("İx", "x İX", "x <PRIVATE_1>"),
    ],
)
def test_a_word_of_the_users_is_masked(word: str, text: str, masked: str) -> None:
    assert Masker(Own([word])).mask(text).text == masked


def test_words_that_overlap_are_masked_together() -> None:
    masker = Masker(Own(["凤凰", "凰计划"]))
    assert masker.mask("凤凰计划书").text == "<PRIVATE_1>书"


def test_no_more_words_and_patterns_are_taken_than_can_be_looked_for() -> None:
    with pytest.raises(PatternError, match="1000 words"):
        Own(map(str, range(1001)))
    with pytest.raises(PatternError, match="50 patterns"):
        Own(patterns=["a"] * 51)
