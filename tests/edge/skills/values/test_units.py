"""Units and quantities in three languages, their exact conversion and how results are written."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.skills.values import Text, UnitsDifferError, convert, match, quantities, search, unit, units, write
from edge.skills.values.words.units import UNITS

QUANTITIES = """
5 km = 5 km
5km = 5 km
5 feet 10 inches = 35/6 ft
5'10" = 35/6 ft
5 foot 10 = 35/6 ft
6 pounds 3 ounces = 99/16 lb
a gallon = 1 gal
half a cup = 1/2 cup
half a mile = 1/2 mi
1 1/2 cups = 3/2 cup
2.5 litres = 5/2 L
one hundred square feet = 100 ft²
60 mph = 60 mph
60 miles per hour = 60 mph
-40 °F = -40 °F
100 degrees fahrenheit = 100 °F
100°F = 100 °F
100 F = 100 °F
16 GB = 16 GB
16 Gb = 16 Gbit
512 KiB = 512 KiB
512 KB = 512 kB
30 psi = 30 psi
10 kWh = 10 kWh
100 m² = 100 m²
100 m2 = 100 m²
100 sq ft = 100 ft²
3 fl oz = 3 fl oz
twelve inches = 12 in
一米八 = 9/5 m
一米七五 = 7/4 m
两米五 = 5/2 m
两斤半 = 5/2 斤
三斤二两 = 16/5 斤
半斤 = 1/2 斤
一公斤半 = 3/2 kg
3公里 = 3 km
5千克 = 5 kg
二千米 = 2 km
100平方米 = 100 m²
三亩 = 3 亩
华氏100度 = 100 °F
摄氏25度 = 25 °C
25摄氏度 = 25 °C
25度 = 25 °C
零下5度 = -5 °C
每小时60公里 = 60 km/h
60公里每小时 = 60 km/h
300大卡 = 300 kcal
500兆 = 500 MB
1013百帕 = 1013 hPa
五英尺 = 5 ft
十二英寸 = 12 in
八盎司 = 8 oz
兩加侖 = 2 gal
３㎏ = 3 kg
20℃ = 20 °C
時速60キロ = 60 km/h
100メートル = 100 m
5キログラム = 5 kg
6キロ = 6 kg
2大さじ = 2 tbsp
10坪 = 10 坪
摂氏25度 = 25 °C
華氏100度 = 100 °F
氷点下3度 = -3 °C
二十度 = 20 °C
1リットル半 = 3/2 L
5マイル = 5 mi
16ギガバイト = 16 GB
30平方メートル = 30 m²
1013ヘクトパスカル = 1013 hPa
"""

CONVERSIONS = [
    ("5 miles", "km", "8.047"),
    ("100 degrees", "celsius", "37.78"),
    ("100 degrees", "fahrenheit", "212"),
    ("-40 °F", "°C", "-40"),
    ("0 K", "°C", "-273.15"),
    ("5 oz", "mL", "147.9"),
    ("5 oz", "g", "141.7"),
    ("6キロ", "マイル", "3.728"),
    ("6キロ", "ポンド", "13.23"),
    ("一斤", "克", "500"),
    ("5斤", "公斤", "2.5"),
    ("一亩", "平方米", "666.7"),
    ("10坪", "平方メートル", "33.06"),
    ("1 gallon", "litres", "3.785"),
    ("100 km/h", "mph", "62.14"),
    ("1 GiB", "MB", "1074"),
    ("2 hours", "minutes", "120"),
    ("30 psi", "bar", "2.068"),
    ("1 atm", "hPa", "1013.25"),
    ("300大卡", "kJ", "1255.2"),
    ("3 feet", "inches", "36"),
    ("5 nm", "m", "5e-9"),
    ("1 light year", "km", "9460730472580.8"),
]


def rows(table: str) -> dict[str, str]:
    """Each phrase of a table with what stands after its last equals sign."""
    return {phrase: value for phrase, _, value in (line.rpartition(" = ") for line in table.strip().splitlines())}


def read(phrase: str) -> str:
    quantity = quantities.whole(phrase)
    return "None" if quantity is None else f"{quantity.value} {quantity.unit.symbol}"


def test_phrases_are_read_as_their_quantities() -> None:
    wanted = rows(QUANTITIES)
    assert {phrase: read(phrase) for phrase in wanted} == wanted


@pytest.mark.parametrize(("phrase", "target", "expected"), CONVERSIONS)
def test_a_quantity_is_converted(phrase: str, target: str, expected: str) -> None:
    quantity = quantities.whole(phrase)
    assert quantity is not None
    source, into = match(quantity.units, units.whole(target))
    assert write(convert(quantity.value, source, into)).text == expected


def test_in_is_an_inch_only_where_it_can_be_one() -> None:
    assert search(quantities.find, Text.of("5 in the morning")) is None
    found = search(quantities.find, Text.of("5 in to cm"))
    assert found is not None
    assert found.value.unit.symbol == "in"


def test_a_quantity_is_found_in_a_message() -> None:
    text = Text.of("how much is 5 feet 10 inches in centimetres?")
    found = search(quantities.find, text)
    assert found is not None
    assert text.source(found.start, found.end) == "5 feet 10 inches"


def test_units_that_measure_different_things_are_refused_in_a_sentence() -> None:
    with pytest.raises(UnitsDifferError, match="measure different things"):
        match(units.whole("km"), units.whole("kg"))
    with pytest.raises(UnitsDifferError):
        convert(Fraction(1), unit("km"), unit("kg"))
    with pytest.raises(UnitsDifferError, match="no unit"):
        unit("furlong")


def test_a_word_that_is_no_unit_has_no_readings() -> None:
    assert units.whole("banana") == ()
    assert units.whole("") == ()


def test_every_symbol_is_read_as_its_own_unit() -> None:
    symbols = {symbol for table in UNITS.values() for symbol in table}
    assert {symbol: units.whole(symbol)[0].symbol for symbol in symbols} == {symbol: symbol for symbol in symbols}


def test_every_name_is_read_as_a_unit_of_its_dimension() -> None:
    for dimension, table in UNITS.items():
        for _, *lists in table.values():
            for name in filter(None, ", ".join(lists).split(", ")):
                assert dimension in {reading.dimension for reading in units.whole(name)}, name


@pytest.mark.parametrize(
    ("value", "text", "exact"),
    [
        (Fraction(5), "5", True),
        (Fraction(1, 8), "0.125", True),
        (Fraction(-1, 3), "-0.3333", False),
        (Fraction(2, 3), "0.6667", False),
        (Fraction(12345678, 7), "1763668", False),
        (Fraction(99999, 10**5), "1", False),
        (Fraction(1, 30000), "0.00003333", False),
        (Fraction(1, 3 * 10**9), "3.333e-10", False),
        (Fraction(10**50), "1e50", True),
        (Fraction(2 * 10**50, 3), "6.667e49", False),
        (Fraction(0), "0", True),
    ],
)
def test_a_value_is_written_short(value: Fraction, text: str, exact: bool) -> None:
    written = write(value)
    assert (written.text, written.exact) == (text, exact)


@settings(deadline=None)
@given(st.fractions(), st.sampled_from(sorted(UNITS)), st.randoms(use_true_random=False))
def test_there_and_back_is_the_same_value(value: Fraction, dimension: str, random: Random) -> None:
    one, other = (unit(symbol) for symbol in random.choices(sorted(UNITS[dimension]), k=2))
    assert convert(convert(value, one, other), other, one) == value
