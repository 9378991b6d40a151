"""JSON schemas by chance, of the keywords that a grammar keeps."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

__all__ = ["schemas"]

Schema = dict[str, Any]

names = st.sampled_from(["name", "nam", "n", "姓名", "姓", 'a "quoted" one', "back\\slash", "né", ""])
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.sampled_from(["", "高", "高级", "中文，", '"', "\\", "\n\t", "\x7f", "a", "ab", 0.5, -2.25e-7, 1.0]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=2),
    max_leaves=4,
)
bounds = st.integers(-(10**18), 10**18) | st.sampled_from([0, 1, 9, 10, 100, 0.5, -0.25, 1e-3, 12.75, 99.99])


@st.composite
def texts(draw: st.DrawFn) -> Schema:
    least = draw(st.integers(0, 5))
    most = draw(st.integers(least, 12))
    given = draw(st.sampled_from([{}, {"minLength": least}, {"maxLength": most}, {"minLength": 2, "maxLength": 2}]))
    return {"type": "string", **given}


@st.composite
def numbers(draw: st.DrawFn) -> Schema:
    low, high = sorted((draw(bounds), draw(bounds)))
    lower = {draw(st.sampled_from(["minimum", "exclusiveMinimum"])): low}
    upper = {draw(st.sampled_from(["maximum", "exclusiveMaximum"])): high + 2}
    given = draw(st.sampled_from([{}, lower, upper, {**lower, **upper}]))
    return {"type": draw(st.sampled_from(["integer", "number"])), **given}


patterns = st.sampled_from(
    [
        "^[a-z]+$",
        "^(a|bc)*$",
        "inside",
        r"^\d{2,4}$",
        "end$",
        '^[^a-c"]{2,}$',
        r"^\w+@\w+\.\w{2,3}$",
        r"^(?:[A-Z]{2}-)?\d{3}$",
        "[一-鿿]{2}",
        "^begin|end$",
        r"^\S+ \S+$",
        r"^[\D\d]{3}$",
        r"^\W$",
        "^.{3,5}$",
        "a+?b",
        r'^"\\$',
        r"^[\]\[-]+$",
        "^(a+)+$",
    ]
)
formats = st.sampled_from(["date", "time", "date-time", "uuid", "email", "ipv4", "unknown"])
scalars: st.SearchStrategy[Any] = st.one_of(
    texts(),
    numbers(),
    st.builds(lambda text: {"type": "string", "pattern": text}, patterns),
    st.builds(lambda name: {"type": "string", "format": name}, formats),
    st.builds(lambda some: {"enum": some}, st.lists(values, min_size=1, max_size=5)),
    st.builds(lambda one: {"const": one}, values),
    st.sampled_from([{"type": "boolean"}, {"type": "null"}, {"type": ["integer", "null"]}, {"$ref": "#/$defs/人"}]),
    st.sampled_from([True, {}, {"type": "object"}, {"type": "array"}]),
)


@st.composite
def objects(draw: st.DrawFn, inner: st.SearchStrategy[Any]) -> Schema:
    properties = draw(st.dictionaries(names, inner, max_size=4))
    required = [name for name in properties if draw(st.booleans())]
    given: Schema = draw(
        st.sampled_from(
            [
                {},
                {"additionalProperties": False},
                {"additionalProperties": {"type": "integer"}},
                {"additionalProperties": True},
                {"additionalProperties": False, "maxProperties": max(1, len(required))},
                {"additionalProperties": False, "minProperties": len(properties)},
                {"patternProperties": {"^x[0-9]+$": {"type": "null"}}},
            ]
        )
    )
    return {"type": "object", "properties": properties, "required": required, **given}


@st.composite
def arrays(draw: st.DrawFn, inner: st.SearchStrategy[Any]) -> Schema:
    given: Schema = {"items": draw(inner)} if draw(st.booleans()) else {}
    if draw(st.booleans()):
        given["prefixItems"] = draw(st.lists(inner, min_size=1, max_size=3))
    least = draw(st.integers(0, 3))
    return {"type": "array", "minItems": least, "maxItems": draw(st.integers(least, 4)), **given}


def both(one: Any, other: Any) -> Schema:
    """Two objects merged into one."""
    first, second = ({"properties": {name: schema}, "required": [name]} for name, schema in (("α", one), ("β", other)))
    return {"allOf": [first, {"type": "object"}], **second}


def combined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        objects(inner),
        arrays(inner),
        st.builds(lambda some: {"anyOf": some}, several),
        st.builds(lambda one: {"allOf": [one]}, inner),
        st.builds(both, inner, inner),
        st.builds(lambda a: {"oneOf": [{"type": "null"}, {"type": "array", "items": a, "maxItems": 3}]}, inner),
    )


PERSON: Schema = {
    "type": "object",
    "properties": {
        "姓名": {"type": "string", "maxLength": 10},
        "孩子": {"type": "array", "items": {"$ref": "#/$defs/人"}},
        "mother": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/人"}]},
    },
    "required": ["姓名"],
}

schemas: st.SearchStrategy[Schema] = st.builds(
    lambda schema: {**(schema if isinstance(schema, dict) else {}), "$defs": {"人": PERSON}},
    st.recursive(scalars, combined, max_leaves=8),
)
