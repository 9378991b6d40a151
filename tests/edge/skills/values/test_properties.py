"""What holds for every string: no exception but the typed ones, work in proportion to the length, and round trips."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from functools import partial
from types import FrameType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.skills.values import (
    Text,
    ValuesError,
    arithmetic,
    durations,
    find_all,
    moments,
    numbers,
    quantities,
    split_items,
    units,
)

NOW = datetime(2026, 11, 25, 14, 0, tzinfo=ZoneInfo("America/New_York"))

READERS: dict[str, Callable[[str], object]] = {
    "numbers": lambda said: list(find_all(numbers.find, Text.of(said))),
    "durations": lambda said: list(find_all(durations.find, Text.of(said))),
    "moments": lambda said: list(find_all(lambda text, at: moments.find(text, at, NOW, bare=True), Text.of(said))),
    "units": lambda said: list(find_all(units.find, Text.of(said))),
    "quantities": lambda said: list(find_all(quantities.find, Text.of(said))),
    "arithmetic": lambda said: list(find_all(arithmetic.find, Text.of(said))),
    "lists": split_items,
}

WORDS = [
    "one", "twenty", "hundred", "and", "a", "half", "quarter", "point", "percent", "dozen", "hour", "minutes", "in",
    "at", "next", "friday", "tomorrow", "december", "24th", "noon", "past", "to", "of", "feet", "kilo", "degrees",
    "times", "squared", "sqrt", "(", ")", "2", "12", "3.5", "1/2", "7:30", "2026-12-24", "-", "+", "*", "^", "!", "%",
    ",", " ", "一", "十", "百", "千", "万", "亿", "零", "半", "两", "点", "刻", "分", "分之", "小时", "个", "钟", "后",
    "下", "周", "五", "明天", "早上", "月", "日", "号", "年", "的", "次方", "根号", "米", "斤", "度", "零下",
    "差", "負", "時", "間", "午後", "の", "乗", "割", "来週", "金曜日", "と", "や", "和", "キロ", "兆", "²", "½",
    "\u0301", "\ud800",
]  # fmt: skip

PIECES = [
    "1", "1,", "1.", "一", "万", "十", "三点", "两", "twenty ", "one hundred and ", "two and a half ", "a ", "half ",
    "and ", "1 hour ", "2h", "一小时", "下", "周五", "at ", "12月", "2026-", "5 feet ", "一米", "5'", "(", "-", "2^",
    "√", "5!", "(1+", "1+*",
    "3 of ", "3的", "root(1,", "1)", "\u0301", "と", "和", " ", "²", "½", "の2乗", "分之",
    "x", "1:00:", "十分", "next ", "差五分",
]  # fmt: skip
"""What could make a grammar look at the same place again and again."""

mixtures = st.text() | st.lists(st.sampled_from(WORDS), max_size=25).map("".join)


@settings(deadline=None)
@pytest.mark.parametrize("name", READERS)
@given(said=mixtures)
def test_any_string_is_read_without_an_error(name: str, said: str) -> None:
    try:
        READERS[name](said)
    except ValuesError:
        assert name == "arithmetic"


@settings(deadline=None)
@given(mixtures)
def test_any_string_is_a_value_as_a_whole_or_none(said: str) -> None:
    numbers.whole(said)
    durations.whole(said)
    quantities.whole(said)
    units.whole(said)
    moments.whole(said, NOW)


@settings(deadline=None)
@given(mixtures, st.integers(0, 7 * 10**9))
def test_a_moment_is_aware_and_in_the_zone_of_now(said: str, seconds: int) -> None:
    now = datetime.fromtimestamp(seconds, NOW.tzinfo)
    for found in find_all(lambda text, at: moments.find(text, at, now, bare=True), Text.of(said)):
        moment = found.value
        assert moment.at.tzinfo is NOW.tzinfo
        assert datetime.fromisoformat(moment.iso).utcoffset() == moment.at.utcoffset()
        if not moment.day_said:
            assert moment.at.timestamp() >= now.timestamp()


def steps(read: Callable[[], object]) -> int:
    """Lines of the grammars that run while `read` does: what time is made of, without a clock."""
    count = 0

    def on_line(frame: FrameType, event: str, arg: object) -> object:
        nonlocal count
        count += event == "line"
        return on_line

    def on_call(frame: FrameType, event: str, arg: object) -> object:
        return on_line if "skills/values" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(on_call)  # type: ignore[arg-type]  # the stub asks for a function that answers one of its own type
    try:
        read()
    except ValuesError:
        pass
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", READERS)
def test_work_grows_no_faster_than_the_text(name: str) -> None:
    # The longer text lies beyond the depth (60) from which a calculation is refused; up to there that bounds the work.
    read = READERS[name]
    grown = {piece: (steps(partial(read, piece * 20)), steps(partial(read, piece * 80))) for piece in PIECES}
    assert {piece: work for piece, work in grown.items() if work[1] > 5 * work[0] + 1000} == {}


ONES = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
ONES += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def english(number: int) -> str:
    """The number in words, by its own rules rather than the grammar's."""
    if number < 20:
        return ONES[number] or "zero"
    if number < 100:
        return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = number % 100
        return f"{ONES[number // 100]} hundred" + (f" and {english(rest)}" if rest else "")
    for scale, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= scale:
            rest = number % scale
            joint = " and " if 0 < rest < 100 else " "
            return f"{english(number // scale)} {name}" + (f"{joint}{english(rest)}" if rest else "")
    raise AssertionError


def chinese(number: int) -> str:
    """The number in characters, with 零 for what is left out in the middle."""
    if number == 0:
        return "零"
    groups: list[int] = []
    while number:
        groups.append(number % 10000)
        number //= 10000
    parts: list[str] = []
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        digits = ""
        for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = group // scale % 10
            if digit:
                digits += "零〇"[0] * (digits.endswith("0")) + "零一二三四五六七八九"[digit] + name
                digits = digits.replace("0", "")
            elif digits and not digits.endswith("0"):
                digits += "0"
        digits = digits.removesuffix("0")
        gap = "零" if parts and 0 < group < 1000 else ""
        if group:
            parts.append(gap + digits + ["", "万", "亿"][place])
        elif parts and place and not parts[-1].endswith("零") and any(groups[:place]):
            parts.append("")
    return "".join(parts)


def japanese(number: int) -> str:
    """The number in characters, without 一 before 十, 百 and 千, in a text that is Japanese."""
    return chinese(number).replace("零", "").replace("一十", "十").replace("一百", "百").replace("一千", "千")


@settings(deadline=None)
@given(st.integers(0, 10**12 - 1))
def test_a_number_in_english_words_comes_back(number: int) -> None:
    assert numbers.whole(english(number)) == numbers.Number(Fraction(number))


@settings(deadline=None)
@given(st.integers(0, 10**12 - 1))
def test_a_number_in_chinese_characters_comes_back(number: int) -> None:
    assert numbers.whole(chinese(number)) == numbers.Number(Fraction(number))


@settings(deadline=None)
@given(st.integers(1, 10**12 - 1))
def test_a_number_in_japanese_characters_comes_back(number: int) -> None:
    text = Text.of(japanese(number) + "です")
    found = numbers.find(text, 0)
    assert found is not None
    assert found.value.value == number
    assert found.end == len(text) - 2


@settings(deadline=None)
@given(st.integers(0, 99), st.integers(0, 59), st.integers(1, 59))
def test_a_duration_comes_back_from_every_language(hours: int, minutes: int, seconds: int) -> None:
    total = hours * 3600 + minutes * 60 + seconds
    for said in (
        f"{hours}h{minutes}m{seconds}s",
        f"{english(hours)} hours, {english(minutes)} minutes and {english(seconds)} seconds",
        f"{chinese(hours)}小时{chinese(minutes)}分{chinese(seconds)}秒",
        f"{hours}時間{minutes}分{seconds}秒",
    ):
        duration = durations.whole(said)
        assert duration is not None
        assert duration.seconds == total


@settings(deadline=None)
@given(st.integers(0, 23), st.integers(0, 59))
def test_a_time_of_tomorrow_comes_back_from_every_language(hour: int, minute: int) -> None:
    for said in (
        f"tomorrow at {hour:02}:{minute:02}",
        f"tomorrow at {hour % 12 or 12}:{minute:02} {'am' if hour < 12 else 'pm'}",
        f"明天{'凌晨' if hour < 12 else '下午'}{hour % 12 or 12}点{minute:02}分",
        f"明日の{'午前' if hour < 12 else '午後'}{hour % 12}時{minute}分",
    ):
        moment = moments.whole(said, NOW)
        assert moment is not None
        assert moment.iso[:16] == f"2026-11-26T{hour:02}:{minute:02}", said
