"""Numbers, phrase by phrase, in three languages."""

from __future__ import annotations

from fractions import Fraction

import pytest

from edge.skills.values import Number, Text, find_all, numbers, plain_number, search

ENGLISH = """
0 = 0
7 = 7
1,234 = 1234
1,234,567.5 = 1234567.5
.5 = 0.5
3.25 = 3.25
1e3 = 1000
-5 = -5
−5 = -5
+5 = 5
1/2 = 1/2
2 1/2 = 5/2
½ = 1/2
2½ = 5/2
15% = 15%
12.5 percent = 12.5%
twenty per cent = 20%
zero = 0
nine = 9
Twelve = 12
nineteen = 19
twenty-one = 21
ninety nine = 99
forty-two = 42
one hundred = 100
a hundred = 100
a hundred and five = 105
one hundred and twenty-five = 125
one hundred twenty-five = 125
nine hundred ninety-nine = 999
one thousand = 1000
two thousand and twenty-six = 2026
twelve thousand five hundred = 12500
one hundred and five thousand = 105000
two hundred and fifty thousand three hundred and one = 250301
three million = 3000000
1.5 million = 1500000
3 hundred = 300
a dozen = 12
two dozen = 24
half a dozen = 6
half = 1/2
a half = 1/2
a quarter = 1/4
three quarters = 3/4
two thirds = 2/3
one third = 1/3
a tenth = 1/10
one and a half = 3/2
two and three quarters = 11/4
two and a half million = 2500000
half a million = 500000
a million and a half = 1500000
twenty five point three = 25.3
three point one four = 3.14
zero point five = 0.5
minus five = -5
negative twenty-one = -21
a couple of = 2
one billion = 1000000000
１２３ = 123
fifty! = 50
"""

CHINESE = """
一百二十五 = 125
两百 = 200
兩百 = 200
一千零五 = 1005
三万五 = 35000
三萬五千 = 35000
百分之十二点五 = 12.5%
百分之五十 = 50%
廿 = 20
廿五 = 25
卅一 = 31
〇 = 0
零 = 0
壹贰 = 12
壹佰贰拾叁 = 123
二〇二六 = 2026
二零二六 = 2026
十 = 10
十五 = 15
二十 = 20
九十九 = 99
一百零一 = 101
一百一十 = 110
一百一 = 110
两千五 = 2500
一千零五十 = 1050
一万零五百 = 10500
一万零五 = 10005
十万 = 100000
一百万 = 1000000
三亿五千万 = 350000000
三億 = 300000000
一万亿 = 1000000000000
1.5万 = 15000
3万5 = 35000
2千 = 2000
一点五亿 = 150000000
三点一四 = 3.14
零點五 = 0.5
十二点五 = 12.5
负五 = -5
負十二 = -12
零下十度 = -10 …
一半 = 1/2
半 = 1/2
三分之一 = 1/3
四分之三 = 3/4
二又三分之一 = 7/3
百分百 = 100%
百分之百 = 100%
三成 = 30%
一个半 = 3/2
兩個半 = 5/2
１，２３４ = 1234
５０％ = 50%
八 = 8
两 = 2
一百五十万零三 = 1500003
九千九百九十九 = 9999
百分之3 = 3%
"""

JAPANESE = """
百二十五 = 125
二千 = 2000
一万五千 = 15000
１２３ = 123
3割 = 30%
三割 = 30%
3割5分 = 35%
5割半 = 55%
百 = 100
千 = 1000
千二百 = 1200
二百五です = 205 …
三万五です = 30005 …
十 = 10
十一 = 11
二十一 = 21
三百六十五 = 365
八百屋 = None
一億二千万 = 120000000
1億 = 100000000
1万5千 = 15000
2千 = 2000
五千円 = 5000 …
5,000円 = 5000 …
マイナス5 = -5
マイナス三十 = -30
氷点下3度 = -3 …
50パーセント = 50%
五十パーセント = 50%
50％ = 50%
半分 = 1/2
半 = 1/2
三分の一 = 1/3
3分の2 = 2/3
四分の三 = 3/4
百分の一 = 1%
二〇二六 = 2026
〇 = 0
ゼロ = None
零 = 0
三・五 = 3.5
三点一四 = 3.14
３．１４ = 3.14
1.5万 = 15000
壱万 = 10000
弐拾 = 20
九十九 = 99
千万円です = 10000000 …
三千三百三十三 = 3333
二兆円 = 2000000000000 …
５００ = 500
"""


def rows(table: str) -> dict[str, str]:
    """Each phrase of a table with what stands after its last equals sign."""
    return {phrase: value for phrase, _, value in (line.rpartition(" = ") for line in table.strip().splitlines())}


def read(phrase: str) -> str:
    """The number at the beginning of the phrase as the tables write it; "…" stands for text that is left over."""
    text = Text.of(phrase)
    found = numbers.find(text, 0)
    if found is None:
        return "None"
    whole = numbers.whole(phrase)
    assert whole == (found.value if text.ended(found.end) else None)
    return f"{found.value.value}{'%' * found.value.percent}{'' if whole else ' …'}"


def expected(value: str) -> str:
    """The table's decimals as fractions."""
    amount, percent, rest = value.removesuffix(" …"), "%" if "%" in value else "", " …" if value.endswith("…") else ""
    return value if amount == "None" else f"{Fraction(amount.removesuffix('%'))}{percent}{rest}"


@pytest.mark.parametrize("table", [ENGLISH, CHINESE, JAPANESE], ids=["English", "Chinese", "Japanese"])
def test_phrases_are_read_as_their_numbers(table: str) -> None:
    wanted = {phrase: expected(value) for phrase, value in rows(table).items()}
    assert len(wanted) >= 40
    assert {phrase: read(phrase) for phrase in wanted} == wanted


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        " ",
        "a",
        "an apple",
        "and",
        "point",
        "24th",
        "v2",
        "hundred",
        "seconds",
        "万",
        "点",
        "分之",
        "负",
        "-",
        "%",
        "一下",
        "一些",
        "千万",
        "三明治",
        "thirteenth",
        "one two",
    ],
)
def test_what_is_no_number_is_none(phrase: str) -> None:
    assert numbers.whole(phrase) is None


def test_the_reach_of_a_number_is_told() -> None:
    text = Text.of("set it to twenty-five percent now")
    found = search(numbers.find, text)
    assert found is not None
    assert text.source(found.start, found.end) == "twenty-five percent"


def test_several_numbers_are_found_in_their_order() -> None:
    text = Text.of("between 5 and 一百二十 or １２")
    assert [found.value.value for found in find_all(numbers.find, text)] == [5, 120, 12]


def test_a_minus_between_two_numbers_is_no_sign() -> None:
    assert [found.value.value for found in find_all(numbers.find, Text.of("3-5"))] == [3, 5]


def test_and_does_not_join_two_numbers() -> None:
    text = Text.of("two hundred and three hundred")
    assert [found.value.value for found in find_all(numbers.find, text)] == [200, 300]


def test_a_percentage_is_a_share_in_a_calculation() -> None:
    assert Number(Fraction(15), percent=True).exact == Fraction(3, 20)


def test_json_gets_integers_and_floats() -> None:
    assert plain_number(Fraction(4)) == 4
    assert isinstance(plain_number(Fraction(4)), int)
    assert plain_number(Fraction(1, 4)) == 0.25
    assert plain_number(Fraction(10) ** 400 + Fraction(1, 3)) == float("inf")


def test_a_row_of_digits_without_end_is_no_number() -> None:
    assert numbers.whole("9" * 5000) is None
    assert numbers.whole("九" * 5000) is None
