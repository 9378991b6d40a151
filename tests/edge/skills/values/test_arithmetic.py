"""Calculations in signs and words: how they are read, what they are worth, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.skills.values import (
    ExpressionError,
    NoResultError,
    Text,
    TooMuchWorkError,
    ValuesError,
    arithmetic,
    search,
)

ENGLISH = """
12*7+3 | 12*7+3 | 87
what is 2+2? | 2+2 | 4
twelve times seven | 12*7 | 84
three plus four times two | 3+4*2 | 11
15% of 80 | 15%*80 | 12
fifteen percent of 80 | 15%*80 | 12
20% off 50 | 50*(1-20%) | 40
100 + 10% | 100+10% | 110
200 - 25% | 200-25% | 150
10% + 5% | 10%+5% | 0.15
half of 80 | 0.5*80 | 40
a third of 90 | 1/3*90 | 30
1/2 of 80 | 1/2*80 | 40
one half plus one third | 0.5+1/3 | 0.833333333333
two hundred and five minus six | 205-6 | 199
minus three plus five | -3+5 | 2
3 - -2 | 3-(-2) | 5
-2^2 | -2^2 | -4
2^3^2 | 2^3^2 | 512
2**10 | 2^10 | 1024
2 to the power of 10 | 2^10 | 1024
2 to the 10th | 2^10 | 1024
5 squared | 5^2 | 25
2 cubed | 2^3 | 8
7² + 1 | 7^2+1 | 50
10⁻³ | 10^(-3) | 0.001
sqrt(16) | sqrt(16) | 4
the square root of 2 | sqrt(2) | 1.41421356237
cube root of 27 | root(3, 27) | 3
root(3,-27) | root(3, -27) | -3
√2 * √2 | sqrt(2)*sqrt(2) | 2
8^(1/3) | 8^(1/3) | 2
2^0.5 | 2^0.5 | 1.41421356237
(4/9)^1.5 | (4/9)^1.5 | 0.296296296296
2(3+4) | 2*(3+4) | 14
6/2(1+2) | 6/2*(1+2) | 9
6/1/2 | 6/1/2 | 3
2 1/2 + 3 | 2.5+3 | 5.5
10 % 3 | 10 mod 3 | 1
10 mod 3 | 10 mod 3 | 1
-7 mod 3 | -7 mod 3 | 2
5! | 5! | 120
5 factorial | 5! | 120
3!! | 3!! | 720
0^0 | 0^0 | 1
0.1+0.2 | 0.1+0.2 | 0.3
1/7 | 1/7 | 0.142857142857
1/8 | 1/8 | 0.125
1,234 + 1 | 1234+1 | 1235
3x4 | 3*4 | 12
12 × 7 ÷ 2 | 12*7/2 | 42
((((1)))) | 1 | 1
1.0000001^100000 | 1.0000001^100000 | 1.01005016658
seven divided by two | 7/2 | 3.5
"""

CHINESE = """
十二乘以七加三 | 12*7+3 | 87
十二乘以七加三等于多少？ | 12*7+3 | 87
计算 3+4 | 3+4 | 7
请问三加五等于几 | 3+5 | 8
80的15% | 80*15% | 12
百分之十五乘以80 | 15%*80 | 12
八十的一半 | 80*0.5 | 40
九十的三分之一 | 90*(1/3) | 30
一百除以七 | 100/7 | 14.2857142857
三点五加二 | 3.5+2 | 5.5
负五加三 | -5+3 | -2
五减八 | 5-8 | -3
二的十次方 | 2^10 | 1024
2的10次方 | 2^10 | 1024
五的平方 | 5^2 | 25
三的立方 | 3^3 | 27
九的平方根 | sqrt(9) | 3
27的立方根 | root(3, 27) | 3
16的4次方根 | root(4, 16) | 2
根号9 | sqrt(9) | 3
根号二 | sqrt(2) | 1.41421356237
五的阶乘 | 5! | 120
二分之一加三分之一 | 0.5+1/3 | 0.833333333333
三万五加一 | 35000+1 | 35001
两百减廿五 | 200-25 | 175
（１２＋３）×４ | (12+3)*4 | 60
１００÷８＝？ | 100/8 | 12.5
十七模五 | 17 mod 5 | 2
三億加一 | 300000000+1 | 300000001
十二乘以七 是多少 | 12*7 | 84
"""

JAPANESE = """
7の2乗 | 7^2 | 49
2の10乗 | 2^10 | 1024
12足す5は？ | 12+5 | 17
十二かける七たす三 | 12*7+3 | 87
百割る八 | 100/8 | 12.5
二十引く八 | 20-8 | 12
5000の3割 | 5000*30% | 1500
80の15% | 80*15% | 12
80の15パーセント | 80*15% | 12
9の平方根 | sqrt(9) | 3
27の立方根 | root(3, 27) | 3
16の4乗根 | root(4, 16) | 2
ルート2 | sqrt(2) | 1.41421356237
5の階乗 | 5! | 120
三分の一足す二分の一 | 1/3+0.5 | 0.833333333333
一万五千たす五百 | 15000+500 | 15500
３×４＋５ | 3*4+5 | 17
12プラス5 | 12+5 | 17
100の半分 | 100*0.5 | 50
マイナス5足す3 | -5+3 | -2
12かける7はいくつですか | 12*7 | 84
"""


@pytest.mark.parametrize("table", [ENGLISH, CHINESE, JAPANESE], ids=["English", "Chinese", "Japanese"])
def test_a_calculation_is_read_and_worked_out(table: str) -> None:
    wanted = {
        said: (written, result) for said, written, result in (row.split(" | ") for row in table.strip().splitlines())
    }
    done = {said: (str(arithmetic.whole(said)), arithmetic.evaluate(said).text()) for said in wanted}
    assert done == wanted


@pytest.mark.parametrize(
    "said", ["", "abc", "3 +", "1 2", "(1+2", "1)", "2..3", "π", "of", "%", "3 and 4", "1,2", "()", "+"]
)
def test_what_is_no_calculation_is_refused(said: str) -> None:
    with pytest.raises(ExpressionError):
        arithmetic.whole(said)


@pytest.mark.parametrize(
    "said", ["1/0", "7 mod 0", "0^-1", "sqrt(-4)", "(-8)^(1/3)", "(-5)!", "2.5!", "root(0,5)", "0^-0.5"]
)
def test_what_has_no_real_result_is_refused(said: str) -> None:
    with pytest.raises(NoResultError):
        arithmetic.evaluate(said)


@pytest.mark.parametrize(
    "said",
    [
        "9**9**9**9",
        "9^9^9",
        "10^3001",
        "2^-20000",
        "2^(10^400)",
        "1.5^(10^400)",
        "(1/3)^99999",
        "99999!",
        "9!!!!",
        "5!!!!!!!!!!!!!!!!",
        "10^(2999)*10^(2999)",
        "root(10^900, 2)",
        "(" * 100 + "1" + ")" * 100,
        "-" * 200 + "1",
        "2^" * 100 + "2",
        "√" * 200 + "2",
        "1+" * 10000 + "1",
        "1" * 999 + "*" + "*".join(["9" * 999] * 5),
        "+".join(f"1/{n}" for n in range(10**60, 10**60 + 90)),
    ],
    ids=lambda said: said[:24],
)
def test_too_much_work_is_refused(said: str) -> None:
    with pytest.raises(TooMuchWorkError):
        arithmetic.evaluate(said)


def test_a_long_exact_result_has_all_its_digits() -> None:
    assert arithmetic.evaluate("2^9000").text() == str(2**9000)
    assert arithmetic.evaluate("1000!/999!").text() == "1000"


def test_a_rounded_result_says_so() -> None:
    assert arithmetic.evaluate("sqrt(2)").exact is False
    assert arithmetic.evaluate("sqrt(2)").text(30) == "1.41421356237309504880168872421"
    assert arithmetic.evaluate("1/3").exact is True
    assert arithmetic.evaluate("1/3").rounded() is True
    assert arithmetic.evaluate("1/8").rounded() is False


def test_a_lone_number_is_told_from_a_calculation() -> None:
    assert arithmetic.whole("42").lone
    assert arithmetic.whole("-15%").lone
    assert not arithmetic.whole("42+1").lone


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("can you tell me 12 times 7 please", "12 times 7"),
        ("tell me 3 plus 4 plus the rest", "3 plus 4"),
        ("帮我算十二乘以七吧", "十二乘以七"),
    ],
)
def test_a_calculation_is_found_in_a_message(message: str, said: str) -> None:
    text = Text.of(message)
    found = search(arithmetic.find, text)
    assert found is not None
    assert text.source(found.start, found.end) == said


small = st.integers(0, 60).map(str) | st.decimals(0, 9, places=2).map(str)
calculations = st.recursive(
    small,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", " mod ", "^"]), inner).map("".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        inner.map("sqrt({})".format),
        inner.map("root(3, {})".format),
        inner.map("{}%".format),
        inner.map("({})!".format),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(calculations)
def test_the_written_calculation_reads_back_as_the_same_value(said: str) -> None:
    try:
        expression = arithmetic.whole(said)
        result = expression.work_out()
    except ValuesError:
        return
    again = arithmetic.whole(str(expression))
    assert str(again) == str(expression)
    assert again.work_out() == result


@settings(deadline=None)
@given(st.integers(-999, 999), st.integers(-999, 999), st.integers(1, 99))
def test_fractions_are_exact(one: int, other: int, third: int) -> None:
    assert arithmetic.evaluate(f"({one})*({other})/{third}").value == Fraction(one * other, third)


@settings(deadline=None)
@given(st.integers(0, 10**40), st.integers(1, 12))
def test_the_root_of_a_power_is_exact(base: int, index: int) -> None:
    result = arithmetic.evaluate(f"root({index}, {base**index})")
    assert result.value == base
    assert result.exact


@settings(deadline=None)
@given(st.text(alphabet="0123456789+-*/^!%().,√ xof百十三万点分之の乗sqrt", max_size=60))
def test_anything_that_looks_like_a_calculation_is_worked_out_or_refused(said: str) -> None:
    try:
        result = arithmetic.evaluate(said)
    except ValuesError:
        return
    assert 0 < len(result.text()) <= 3002
