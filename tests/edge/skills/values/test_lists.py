"""The items of a list that was said in one breath."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.skills.values import split_items


@pytest.mark.parametrize(
    ("said", "items"),
    [
        ("milk", "milk"),
        ("milk, eggs and bread", "milk|eggs|bread"),
        ("Milk, Eggs, and Bread.", "Milk|Eggs|Bread"),
        ("some milk and the eggs please", "milk|eggs"),
        ("milk & eggs plus butter", "milk|eggs|butter"),
        ("milk; eggs", "milk|eggs"),
        ("milk\neggs\n", "milk|eggs"),
        ("mac and cheese and salad", "mac and cheese|salad"),
        ("fish and chips", "fish and chips"),
        ("a dozen eggs and a loaf of bread", "a dozen eggs|loaf of bread"),
        ("1,000 paper cups and 2 plates", "1,000 paper cups|2 plates"),
        ("milk and Milk", "milk"),
        ("sandwiches, candy", "sandwiches|candy"),
        ("牛奶、鸡蛋和面包", "牛奶|鸡蛋|面包"),
        ("牛奶，鸡蛋，还有面包", "牛奶|鸡蛋|面包"),
        ("牛奶 鸡蛋", "牛奶 鸡蛋"),
        ("牛奶和牛肉", "牛奶|牛肉"),
        ("两斤苹果和三个橙子", "两斤苹果|三个橙子"),
        ("蘋果跟香蕉", "蘋果|香蕉"),
        ("高跟鞋和袜子", "高跟鞋|袜子"),
        ("一些牛奶以及面包吧", "牛奶|面包"),
        ("和牛", "和牛"),
        ("牛乳と卵とパン", "牛乳|卵|パン"),
        ("牛乳、卵、パン", "牛乳|卵|パン"),
        ("りんごとみかん", "りんご|みかん"),
        ("卵や牛乳", "卵|牛乳"),
        ("和牛と卵", "和牛|卵"),
        ("とうふとさとう", "とうふ|さとう"),
        ("トマトとレタス", "トマト|レタス"),
        ("豚肉、もやし、それから醤油", "豚肉|もやし|醤油"),
        ("さとう", "さとう"),
        ("ｱｲｽと牛乳", "ｱｲｽ|牛乳"),
        ("", ""),
        ("，、；", ""),
    ],
)
def test_a_list_is_split_into_its_items(said: str, items: str) -> None:
    assert split_items(said) == tuple(items.split("|") if items else ())


@settings(deadline=None)
@given(st.lists(st.sampled_from(["milk", "green tea", "2 apples", "candy", "soap"]), min_size=1, unique=True))
def test_items_with_commas_and_an_and_come_back(items: list[str]) -> None:
    said = " and ".join(filter(None, [", ".join(items[:-1]), items[-1]]))
    assert split_items(said) == tuple(items)


@settings(deadline=None)
@given(st.text())
def test_any_string_has_items_of_its_own_characters(said: str) -> None:
    for item in split_items(said):
        assert item
        assert item in said
