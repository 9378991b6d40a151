"""The one way of writing for what is written in many ways."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from edge.skills.values import Text, fold


def test_full_width_half_width_and_capitals_are_one() -> None:
    assert fold("１２３ＡＢＣ") == "123abc"
    assert fold("ﾊﾟｰｾﾝﾄ") == "パーセント"
    assert fold("㎏") == "kg"


def test_traditional_characters_become_simplified() -> None:
    assert fold("兩個鐘頭後") == "两个钟头后"


def test_white_space_is_one_space_and_invisible_characters_go() -> None:
    assert fold("half\u00a0 past\u200b\n six") == "half past six"


def test_raised_digits_stay_exponents_and_fractions_stay_apart() -> None:
    assert fold("7²") == "7^2"
    assert fold("10⁻¹²") == "10^-12"
    assert fold("2½") == "2 1⁄2"


def test_capitals_are_kept_beside_the_small_letters() -> None:
    text = Text.of("5 Mb")
    assert (text.cased, text.plain) == ("5 Mb", "5 mb")


def test_the_users_own_characters_come_back() -> None:
    text = Text.of("买  ２½ 公斤 Äpfel")
    start = text.plain.index("公斤")
    assert text.source(start, len(text)) == "公斤 Äpfel"


def test_many_marks_on_one_letter_keep_their_places() -> None:
    text = Text.of("a" + "\u0301\u0323" * 2000 + "b")
    assert text.plain.endswith("b")
    assert text.origins[-2] == 4001


@settings(deadline=None)
@given(st.text())
def test_any_string_has_a_place_for_every_character(original: str) -> None:
    text = Text.of(original)
    assert len(text.plain) == len(text.cased) == len(text.origins) - 1
    assert list(text.origins) == sorted(text.origins)
    assert text.origins[-1] == len(original)
    assert "  " not in text.plain
    assert text.source(0, len(text)) in original


@settings(deadline=None)
@given(st.text(alphabet="ab \t\n　Ａａ１½²é"))
def test_plain_text_is_its_own_plain_form(original: str) -> None:
    plain = Text.of(original).plain
    assert Text.of(plain.strip()).plain == plain.strip()
