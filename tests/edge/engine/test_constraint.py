"""Which schemas can be used, what is said of the others, and whether a reply fits."""

from __future__ import annotations

import contextlib
import json
import math
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.engine.constraint import checked, complaint, to_grammar
from edge.errors import SchemaError

Schema = dict[str, Any]

DRAFT_4 = {"$schema": "http://json-schema.org/draft-04/schema#"}
DRAFT_7 = {"$schema": "http://json-schema.org/draft-07/schema#"}


def nested(times: int, around: Callable[[Any], Schema]) -> Schema:
    schema: Schema = {"type": "integer"}
    for _ in range(times):
        schema = around(schema)
    return schema


def said_of(schema: Any) -> str:
    """The sentence of the error that it takes to find out that a schema cannot be used."""
    with pytest.raises(SchemaError) as caught:
        to_grammar(checked(schema))
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 400
    return sentence


@pytest.mark.parametrize(
    ("schema", "word"),
    [
        (True, "JSON object"),
        ([{"type": "string"}], "JSON object"),
        ({"type": "strnig"}, "strnig"),
        ({"properties": {"a": {"minLength": -1}}}, "#/properties/a/minLength"),
        ({"$ref": "https://example.org/schema"}, "outside"),
        ({"properties": {"a": {"$ref": "other.json#/x"}}}, "outside"),
        ({"$ref": "#/$defs/nowhere"}, "#/$defs/nowhere"),
        ({"$ref": "#anchor"}, "#anchor"),
        ({"$ref": "#/required", "required": ["a"]}, "#/required"),
        ({"$ref": "#/hidden", "hidden": {"type": "strnig"}}, "#/hidden/type"),
        ({"$dynamicRef": "#a"}, "$dynamicRef"),
        ({"properties": {"a": {"$id": "b"}}}, "$id"),
        ({"pattern": "("}, "#/pattern"),
        ({"patternProperties": {"[": {}}}, "#/patternProperties"),
        ({**DRAFT_4, "const": 1}, "const"),
        ({"$schema": "http://json-schema.org/draft-03/schema#"}, "draft 3"),
        ({"$schema": 4}, "#/$schema"),
        ({"maximum": math.nan}, "number"),
        ({"maximum": math.inf}, "number"),
        ({"minimum": 10**5000}, "number"),
    ],
)
def test_a_schema_that_cannot_be_used_is_told_in_a_sentence(schema: Any, word: str) -> None:
    assert word in said_of(schema)


@pytest.mark.parametrize(
    ("schema", "word"),
    [
        ({"enum": []}, "'enum' at #"),
        ({"properties": {"a": {"minItems": 3, "maxItems": 2}}}, "'minItems' at #/properties/a"),
        ({"minLength": 2, "maxLength": 1}, "'minLength' at #"),
        ({"minimum": 2, "maximum": 1}, "'minimum' at #"),
        ({"type": "integer", "minimum": 1.2, "maximum": 1.8}, "no integer"),
        ({"type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 1}, "no number"),
        ({"type": "string", "const": 1}, "'enum' or 'const' at #"),
        ({"type": "string", "pattern": "^a{9}$", "maxLength": 8}, "'pattern' at #"),
        ({"type": "string", "minLength": 10**9}, "'minLength' at #"),
        ({"type": "array", "minItems": 10**9}, "'minItems' at #"),
        ({"type": "array", "items": False, "minItems": 1}, "#/items allows no value"),
        ({"properties": {"a": False}, "required": ["a"]}, "#/properties/a allows no value, and 'a' is required"),
        ({"required": ["a"], "additionalProperties": False}, "'a' is required"),
        ({"properties": {"a": {}}, "additionalProperties": False, "minProperties": 2}, "minProperties"),
        ({"propertyNames": {"maxLength": 2}, "required": ["long"]}, "'propertyNames' at #"),
        ({"allOf": [{"type": "string"}, {"type": "null"}]}, "'type' at #/allOf/0 and at #/allOf/1"),
        ({"anyOf": [{"type": "string", "enum": [1]}, {"type": "string", "enum": [2]}]}, "#/anyOf/0"),
    ],
)
def test_what_no_reply_can_fit_is_told_with_its_place(schema: Schema, word: str) -> None:
    sentence = said_of(schema)
    assert sentence.startswith("No reply can fit the schema: ")
    assert word in sentence


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}},
        {"properties": {"a": {"$ref": "#/properties/a"}}},
        {"not": {"$ref": "#"}},
    ],
)
def test_references_in_a_circle_are_told(schema: Schema) -> None:
    assert "refers to itself without an end" in said_of(schema)


def test_a_list_that_must_go_on_for_ever_is_told() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}, "required": ["next"]}
    assert "leads back to itself" in said_of({"$ref": "#/$defs/node", "$defs": {"node": node}})


@pytest.mark.parametrize(
    "schema",
    [
        nested(100, lambda inner: {"properties": {"a": inner}}),
        nested(100_000, lambda inner: {"items": inner}),
        nested(13, lambda inner: {"anyOf": [inner, inner]}),
        {"enum": [f"word {index}" for index in range(100_000)]},
        {"enum": ["a" * length for length in range(1000)]},
        {"allOf": [{"anyOf": [{"minLength": index}, {"maxLength": 99 - index}]} for index in range(30)]},
        {"properties": {f"{index}": {} for index in range(300)}, "maxProperties": 150},
        {"properties": {f"{index}": {"pattern": f"^(a|b|c{index})*x{{2,30}}[^q]*$"} for index in range(300)}},
    ],
)
def test_a_huge_schema_is_refused_and_not_worked_on(schema: Schema) -> None:
    assert any(word in said_of(schema) for word in ("too large", "more than"))


@pytest.mark.parametrize(
    "schema",
    [
        nested(31, lambda inner: {"properties": {"a": inner}, "required": ["a"]}),
        {"enum": [f"word {index}" for index in range(1000)]},
        {"type": "string", "pattern": "^(" + "(a|a?)+" * 20 + ")$"},
        {"type": "string", "pattern": "(a|b)*a(a|b){40}"},
        {"type": "string", "maxLength": 10**9},
        {
            "$ref": "#/$defs/0",
            "$defs": {f"{n}": {"allOf": [{"$ref": f"#/$defs/{n + 1}"}] * 2} for n in range(30)} | {"30": {}},
        },
        {
            "$ref": "#/$defs/0",
            "$defs": {
                f"{n}": {"properties": {f"to {m}": {"$ref": f"#/$defs/{m}"} for m in range(10)}} for n in range(10)
            },
        },
    ],
)
def test_a_large_schema_is_no_trouble(schema: Schema) -> None:
    assert len(to_grammar(checked(schema))) < 50_000


def test_references_are_found_whatever_their_names_are() -> None:
    names = ["a/b", "a~b", "a b", "名"]
    references = ["#/$defs/a~1b", "#/$defs/a~0b", "#/$defs/a%20b", "#/$defs/名"]
    for name, reference in zip(names, references, strict=True):
        assert '\\"found\\"' in to_grammar(checked({"$ref": reference, "$defs": {name: {"const": "found"}}}))


def test_older_drafts_mean_what_they_meant() -> None:
    integer = {**DRAFT_4, "type": "integer", "minimum": 1, "exclusiveMinimum": True, "maximum": 3}
    assert "[2-3]" in to_grammar(checked(integer))
    pair = {**DRAFT_7, "items": [{"const": "one"}, {"const": "two"}], "additionalItems": False, "minItems": 3}
    assert "'minItems'" in said_of(pair) or "allows no value" in said_of(pair)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
KEYWORDS = """
$defs $id $ref $schema additionalProperties allOf anyOf const contains dependentSchemas else enum exclusiveMaximum
format if items maxItems maxLength minItems minLength minProperties minimum not oneOf pattern patternProperties
prefixItems properties propertyNames required then type unevaluatedProperties
"""
keywords = st.sampled_from(KEYWORDS.split())
junk = st.recursive(
    json_values | st.sampled_from(["string", "#", "#/$defs/a", ["object", "null"], "^a"]),
    lambda inner: st.dictionaries(keywords, inner, max_size=3) | st.lists(inner, max_size=2),
    max_leaves=8,
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(keywords, junk, max_size=4) | junk)
def test_whatever_stands_there_is_used_or_told(schema: Any) -> None:
    with contextlib.suppress(SchemaError):
        assert to_grammar(checked(schema)).startswith("root ::= ")
        complaint("{}", schema)


def test_a_grammar_needs_neither_llama_cpp_nor_jsonschema(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("llama_cpp", "jsonschema"):
        monkeypatch.setitem(sys.modules, name, None)
    assert to_grammar({"type": "string", "enum": ["a", "b"]}).startswith("root ::= ")


# -- replies -------------------------------------------------------------------------------------------------------


def test_a_reply_that_fits_has_no_complaint() -> None:
    assert complaint('{"姓名": "张伟"}', {"properties": {"姓名": {"type": "string"}}}) is None


@pytest.mark.parametrize(
    ("reply", "schema", "word"),
    [
        ("", {}, "not JSON"),
        ('{"a": 1', {}, "not JSON"),
        ("NaN", {}, "not JSON"),
        ('"a\nb"', {}, "not JSON"),
        ("[" * 100_000, {}, "nested"),
        ('{"a": [1, "x"]}', {"properties": {"a": {"items": {"type": "integer"}}}}, "$.a[1]"),
        ("[1, 1]", {"uniqueItems": True}, "$"),
        ("3", {"multipleOf": 2}, "$"),
        ("1", {"oneOf": [{"type": "integer"}, {"type": "number"}]}, "$"),
    ],
)
def test_what_is_wrong_with_a_reply_is_told_with_its_place(reply: str, schema: Schema, word: str) -> None:
    wrong = complaint(reply, schema)
    assert wrong is not None
    assert word in wrong


def test_a_complaint_about_a_long_reply_is_short() -> None:
    wrong = complaint(json.dumps("x" * 10_000), {"maxLength": 5})
    assert wrong is not None
    assert len(wrong) < 300
