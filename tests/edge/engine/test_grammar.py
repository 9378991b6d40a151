"""What the grammar of a schema admits, as llama.cpp reads it."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from edge.engine.constraint import checked, complaint, to_grammar
from tests.edge.engine.constrained import Chance
from tests.edge.engine.schemas import schemas

by_chance = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.fixture(scope="module")
def chance(tiny: Path) -> Chance:
    return Chance(tiny)


def admitted(chance: Chance, schema: dict[str, Any], *texts: str) -> list[str]:
    """Those of the texts that the grammar of the schema admits, once they have a blank behind each comma and colon."""
    grammar = to_grammar(checked(schema))
    return [text for text in texts if chance.admits(grammar, blanks(text))]


def blanks(text: str) -> str:
    """JSON, perhaps damaged, with a blank behind each comma and colon that stand in no string."""
    return re.sub(r'("(?:[^"\\]|\\.)*")|([,:]) ?', lambda found: found[1] or f"{found[2]} ", text)


@settings(by_chance, max_examples=50)
@given(schemas, st.integers(0, 2**32))
def test_whatever_chance_writes_under_a_grammar_ends_and_fits_the_schema(
    chance: Chance, schema: dict[str, Any], seed: int
) -> None:
    reply = chance.reply(to_grammar(checked(schema)), seed)
    assert complaint(reply, schema) is None


def test_the_same_schema_gives_the_same_grammar() -> None:
    schema = {"properties": {"b": {"pattern": "a(b|c)*|[d-f]+"}}, "additionalProperties": {"type": "integer"}}
    assert to_grammar(schema) == to_grammar(json.loads(json.dumps(schema)))


# -- text ----------------------------------------------------------------------------------------------------------


def test_chinese_keys_and_values_are_written_as_themselves(chance: Chance) -> None:
    schema = {
        "type": "object",
        "properties": {"姓名": {"type": "string"}, "级别": {"enum": ["高", "中", "低"]}},
        "required": ["姓名", "级别"],
    }
    grammar = to_grammar(checked(schema))
    assert "姓名" in grammar
    assert "\\u59d3" not in grammar
    assert chance.admits(grammar, '{"姓名": "张伟，你好。", "级别": "高"}')
    assert not chance.admits(grammar, '{"\\u59d3\\u540d": "张伟", "级别": "高"}')
    assert not chance.admits(grammar, '{"姓名": "张伟", "级别": "\\u9ad8"}')


def test_strings_hold_no_control_characters_and_no_halves_of_surrogates(chance: Chance) -> None:
    good = ['""', '"plain 中文 😀"', r'"\" \\ \/ \b \f \n \r \t"', r'"\u00e9\uFFFD\ud7ff"', '"' + "x" * 200 + '"']
    bad = [
        '"\n"',
        '"\t"',
        '"\x00"',
        '"\x1f"',
        '"\x7f"',
        '"\x85"',
        r'"\x41"',
        r'"\u12"',
        r'"\ud83d\ude00"',
        r'"\uDFFF"',
        '"no end',
        '"' + "x" * 201 + '"',
    ]
    assert admitted(chance, {"type": "string"}, *good, *bad) == good


def test_lengths_count_characters_and_not_bytes(chance: Chance) -> None:
    schema = {"type": "string", "minLength": 2, "maxLength": 3}
    texts = ['"一"', '"一二"', '"一\\n三"', '"😀😀😀"', '"一二三四"']
    assert admitted(chance, schema, *texts) == texts[1:4]


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("date", ["2024-02-29", "2000-02-29", "1999-12-31"], ["2023-02-29", "1900-02-29", "2024-04-31", "24-1-1"]),
        ("time", ["23:59:59Z", "00:00:00.123+08:00"], ["24:00:00Z", "12:00Z", "12:00:00"]),
        ("date-time", ["2024-02-29T12:30:00Z"], ["2024-02-29 12:30:00Z", "2024-02-30T12:30:00Z", "2024-02-29"]),
        ("uuid", ["00000000-0000-4000-8000-00000000000f"], ["00000000000040008000000000000000", "g" * 36]),
        ("email", ["a@b.cn", "zhang.wei+x@mail.example.org"], ["a@b", "@b.cn", "a b@c.de", "a@-b.cn", "a..b@c.de"]),
        ("ipv4", ["0.0.0.0", "255.249.99.1"], ["256.0.0.1", "1.2.3", "01.2.3.4"]),
        ("iri-or-whatever", ["anything"], []),
    ],
)
def test_formats_that_are_known_are_kept(chance: Chance, name: str, good: list[str], bad: list[str]) -> None:
    texts = [f'"{text}"' for text in good + bad]
    assert admitted(chance, {"type": "string", "format": name}, *texts) == texts[: len(good)]


@settings(by_chance, max_examples=60)
@given(
    st.from_regex(r"\A([a-c]|\[\^?[a-c]{1,2}\]|\((a|b\|c)\)|\.)([*+?]|\{1,2\})?(b|\|\^?c)?\Z"),
    st.text("abcd", max_size=5),
)
@example("^(a+)+$", "aaaa")
@example("b|^c", "ac")
def test_a_regular_pattern_admits_what_it_matches_and_nothing_else(chance: Chance, pattern: str, text: str) -> None:
    schema = {"type": "string", "pattern": pattern}
    assert bool(admitted(chance, schema, f'"{text}"')) == bool(re.search(pattern, text))


@pytest.mark.parametrize("pattern", [r"^(?=.*\d).+$", r"(a)\1", r"\bword\b", "(?i)x", "^(([a-z]{1,99}){1,99}){1,99}$"])
def test_a_pattern_that_is_not_regular_or_huge_is_left_to_validation(chance: Chance, pattern: str) -> None:
    assert admitted(chance, {"type": "string", "pattern": pattern}, '"anything"')
    assert complaint('"!"', {"type": "string", "pattern": pattern}) is not None


def test_a_pattern_and_lengths_hold_together(chance: Chance) -> None:
    schema = {"type": "string", "pattern": "^[ab]+c?$", "minLength": 2, "maxLength": 3}
    texts = ['"a"', '"ab"', '"abc"', '"bc"', '"abab"', '"cc"']
    assert admitted(chance, schema, *texts) == ['"ab"', '"abc"', '"bc"']


# -- numbers -------------------------------------------------------------------------------------------------------

integers = st.integers(-(10**6), 10**6) | st.integers(-120, 120)
decimals = st.builds(lambda digits, places: Decimal(digits).scaleb(-places), integers, st.integers(0, 8))
bounds = st.one_of(st.none(), integers, decimals.map(float))


def within(number: Decimal, low: float | None, high: float | None, *, exclusive: bool) -> bool:
    if exclusive:
        return (low is None or number > Decimal(repr(low))) and (high is None or number < Decimal(repr(high)))
    return (low is None or number >= Decimal(repr(low))) and (high is None or number <= Decimal(repr(high)))


def bounded(kind: str, low: float | None, high: float | None, *, exclusive: bool) -> dict[str, Any]:
    names = ("exclusiveMinimum", "exclusiveMaximum") if exclusive else ("minimum", "maximum")
    given = {name: bound for name, bound in zip(names, (low, high), strict=True) if bound is not None}
    # with another type beside it a schema can be used even if no number fits
    return {"type": [kind, "null"], **given} if low is None or high is None or low <= high else {"type": "null"}


@settings(by_chance, max_examples=100)
@given(bounds, bounds, st.booleans(), integers, st.integers(-2, 2))
def test_exactly_the_integers_within_the_bounds_are_admitted(
    chance: Chance, low: float | None, high: float | None, exclusive: bool, number: int, near: int
) -> None:
    schema = bounded("integer", low, high, exclusive=exclusive)
    tried = [number, *(int(bound) + near for bound in (low, high) if bound is not None)]
    expected = [n for n in tried if schema["type"] != "null" and within(Decimal(n), low, high, exclusive=exclusive)]
    assert admitted(chance, schema, *map(str, tried)) == [str(n) for n in expected]


@settings(by_chance, max_examples=100)
@given(bounds, bounds, st.booleans(), decimals, st.integers(-2, 2))
def test_exactly_the_decimals_within_the_bounds_are_admitted(
    chance: Chance, low: float | None, high: float | None, exclusive: bool, number: Decimal, near: int
) -> None:
    schema = bounded("number", low, high, exclusive=exclusive)
    ends = [Decimal(repr(bound)) for bound in (low, high) if bound is not None]
    tried = [number, *ends, *(end + Decimal(near).scaleb(-places) for end in ends for places in (0, 1, 8))]
    expected = [n for n in tried if schema["type"] != "null" and within(n, low, high, exclusive=exclusive)]
    assert admitted(chance, schema, *(f"{n:f}" for n in tried)) == [f"{n:f}" for n in expected]


def test_numbers_end(chance: Chance) -> None:
    texts = ["9" * 15, "-1", "0", "1.5", "1e99", "-0.25E-7"]
    endless = ["9" * 16, "01", "+1", ".5", "1.", "1e100", "1." + "3" * 20, "NaN", "-"]
    assert admitted(chance, {"type": "number"}, *texts, *endless) == texts
    assert admitted(chance, {"type": "integer"}, *texts, *endless) == texts[:3]


# -- arrays and objects --------------------------------------------------------------------------------------------


def test_optional_members_may_be_left_out_and_keep_their_order(chance: Chance) -> None:
    number = {"type": "integer"}
    schema = {"type": "object", "properties": {"a": number, "b": number, "c": number}, "required": ["b"]}
    good = ['{"b":1}', '{"a":1,"b":2}', '{"b":1, "c": 2}', '{"a": 1, "b": 2, "c": 3}']
    bad = ["{}", '{"a":1}', '{"b":1,"a":2}', '{"b":1,}', '{"b":1,"d":2}', '{ "b":1}', '{"b":  1}', '{"b":1\n}']
    assert admitted(chance, schema, *good, *bad) == good


def test_other_members_come_only_when_they_are_asked_for_and_have_names_of_their_own(chance: Chance) -> None:
    schema: dict[str, Any] = {"properties": {"ab": {"type": "string"}}, "additionalProperties": {"type": "integer"}}
    good = ["{}", '{"ab":"x"}', '{"a":1}', '{"ab":"x", "abc":1}', '{"名":1}']
    bad = ['{"ab":1}', '{"a":"x"}', '{"a":1,"ab":"x"}', '{"":1}', '{"\\u0061b":1}']
    assert admitted(chance, schema, *good, *bad) == good
    del schema["additionalProperties"]
    assert admitted(chance, schema, *good, *bad) == good[:2]


def test_members_are_counted(chance: Chance) -> None:
    texts = ["{}", '{"a":1}', '{"a":1,"b":2}', '{"b":1,"c":2}', '{"a":1,"b":2,"c":3}']
    properties = {name: {"type": "integer"} for name in "abc"}
    assert admitted(chance, {"properties": properties, "minProperties": 1, "maxProperties": 2}, *texts) == texts[1:4]
    anything = {"additionalProperties": {"type": "integer"}, "minProperties": 2}
    assert admitted(chance, anything, *texts) == texts[2:]


def test_keys_keep_their_patterns_and_names(chance: Chance) -> None:
    number = {"type": "integer"}
    texts = ['{"x1":1}', '{"x1":1,"x22":2}', '{"y":1}', '{"姓名":1}']
    assert admitted(chance, {"patternProperties": {"^x[0-9]+$": number}}, *texts) == texts[:2]
    named = {"additionalProperties": number, "propertyNames": {"enum": ["y", "姓名"]}}
    assert admitted(chance, named, *texts) == texts[2:]
    matching = {"additionalProperties": number, "propertyNames": {"pattern": "^[a-z]$"}}
    assert admitted(chance, matching, *texts) == ['{"y":1}']


def test_a_hundred_optional_members_are_no_trouble(chance: Chance) -> None:
    schema = {"properties": {f"key {index}": {"type": "integer"} for index in range(100)}}
    text = json.dumps({f"key {index}": index for index in (0, 15, 16, 17, 64, 99)})
    assert admitted(chance, schema, text, "{}", '{"key 17":1,"key 16":1}') == [text, "{}"]


def test_arrays_keep_their_first_items_and_their_length(chance: Chance) -> None:
    schema = {
        "type": "array",
        "prefixItems": [{"type": "integer"}, {"type": "null"}],
        "items": {"type": "boolean"},
        "minItems": 1,
        "maxItems": 3,
    }
    good = ["[1]", "[1,null]", "[1, null, true]"]
    bad = ["[]", "[null]", "[1,true]", "[1,null,true,false]", "[1,]", "[1,null"]
    assert admitted(chance, schema, *good, *bad) == good
    assert admitted(chance, {"type": "array", "items": False}, "[]", "[1]") == ["[]"]
    twenty = json.dumps([1] * 20)
    assert admitted(chance, {"items": {"type": "integer"}}, twenty, json.dumps([1] * 21)) == [twenty]


def test_alternatives_and_conjunctions_are_merged(chance: Chance) -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "integer", "minimum": 5}, "b": {"type": "string"}},
        "additionalProperties": False,
        "allOf": [{"properties": {"a": {"maximum": 9}}}],
        "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
    }
    texts = ['{"a":7}', '{"b":"x"}', '{"a":9,"b":"x"}', "{}", '{"a":10}', '{"a":4}']
    assert admitted(chance, schema, *texts) == texts[:3]


def test_values_that_begin_alike_are_told_apart(chance: Chance) -> None:
    values = [1, 12, 123, "a", "ab", "高", "高级", None, [1, {"a": "二"}], {"k": [True]}, "\ud800", 'say "hi"\n']
    good = [json.dumps(value, ensure_ascii=value == "\ud800") for value in values]
    assert admitted(chance, {"enum": values}, *good, "13", '"abc"', "[1]", '"高中"') == good
    assert admitted(chance, {"type": "integer", "enum": values, "minimum": 5}, *good) == ["12", "123"]


def test_a_schema_that_contains_itself_ends_after_five_levels(chance: Chance) -> None:
    schema = {
        "$defs": {"list": {"type": "object", "properties": {"next": {"$ref": "#/$defs/list"}}}},
        "$ref": "#/$defs/list",
    }
    texts = ["{" + '"next":{' * levels + "}" * levels + "}" for levels in range(7)]
    assert admitted(chance, schema, *texts) == texts[:5]


def test_anything_is_small(chance: Chance) -> None:
    good = ["null", "1", '"x"', "[]", '{"a": [1, "b"], "中": {"c": null}}']
    bad = ["[[[1]]]", json.dumps([1] * 6), "{1:2}"]
    assert admitted(chance, {}, *good, *bad) == good
    assert admitted(chance, {"type": "object", "properties": {"a": True}}, '{"a":[[1]]}') != []
