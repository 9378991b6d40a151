"""Holding a reply to a JSON schema: whether the schema can be used, its grammar, and whether the reply fits."""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Container
from typing import TYPE_CHECKING, Any, NoReturn

from edge.errors import SchemaError

# jsonschema and the grammar's modules are imported where they are used: 0.1 s, and most conversations have no schema.
if TYPE_CHECKING:
    from edge.engine.grammar import Node

__all__ = ["checked", "complaint", "to_grammar"]

DEEPEST = 64
"""Levels of arrays and objects in a schema; jsonschema needs some ten frames of Python for each."""
MOST_VALUES = 5000
"""Values of all kinds in a schema."""
LONGEST_LIST = 1000
"""Items of one list in it, such as an `enum`: jsonschema compares each with each other."""
LARGEST_NUMBER = 1e300
LONGEST_MESSAGE = 200

_LATER = {
    "const",
    "contains",
    "dependentSchemas",
    "if",
    "prefixItems",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
}
"""Keywords that draft 4 did not have yet."""

_PAIRS = (
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minimum", "maximum"),
)


def checked(schema: Any) -> dict[str, Any]:
    """The schema, if it is one that can be used here. Raises SchemaError with a sentence.

    References have to stay inside the document: nothing is fetched because a schema names it.
    """
    if not isinstance(schema, dict):
        raise SchemaError('The schema is not a JSON object: give one such as {"type": "object", …}.')
    _check_size(schema)
    try:
        _check_meaning(schema)
    except RecursionError:
        raise SchemaError("The schema is nested too deeply: make it flatter.") from None
    return schema


def to_grammar(schema: dict[str, Any]) -> str:
    """GBNF for a schema that `checked` has let through. Raises SchemaError with a sentence when no reply can fit, or
    when the grammar would be too large.

    Kept by the grammar: `type`, `enum`, `const`; `properties`, `required`, `additionalProperties`,
    `patternProperties`, `propertyNames`, `minProperties`, `maxProperties`; `items`, `prefixItems`, `minItems`,
    `maxItems`; `minLength`, `maxLength`, `pattern` where it is regular, `format` where it is a date, a time, both, an
    email address, an IPv4 address or a UUID; `minimum`, `maximum` and the exclusive ones; `anyOf`, `allOf`, and `$ref`
    within the document, up to five levels of a schema that contains itself.

    Left to `complaint`: `not`, `if`, `then`, `else`, `uniqueItems`, `multipleOf`, `contains`, the `dependent…`
    keywords, that only one of `oneOf` fits, patterns with anything that is not regular, what `patternProperties` ask of
    declared members and of each other, and that no two of the members that are not declared have the same name.

    Strings without a bound have at most 200 characters, arrays 20 items, other members than the declared ones are at
    most 10, integers have 15 digits, and what may be anything has two levels of small arrays and objects. Where there
    is no `type`, the keywords say what is meant: with `properties` it is an object.
    """
    from edge.engine.grammar import Document, Impossible, TooLarge, Values

    @functools.cache
    def validator() -> Any:
        return _validator(schema)

    def fits(value: Any, subschema: Any) -> bool:
        return bool(validator().evolve(schema=subschema).is_valid(value))

    try:
        return Values(Document(schema), fits).grammar()
    except Impossible as why:
        raise SchemaError(f"No reply can fit the schema: {why}.") from None
    except (TooLarge, RecursionError):
        raise SchemaError("The schema is too large to hold a reply to: leave parts of it out.") from None


def complaint(reply: str, schema: dict[str, Any]) -> str | None:
    """What is wrong with a reply under a schema, as half a sentence, or None when it fits."""
    import jsonschema

    try:
        value = json.loads(reply, parse_constant=_not_a_number)
        wrong = jsonschema.exceptions.best_match(_validator(schema).iter_errors(value))
    except ValueError as error:
        return f"it is not JSON ({error})"
    except RecursionError:
        return "it is nested too deeply"
    if wrong is None:
        return None
    return f"{wrong.json_path}: {_shortened(wrong.message)}"


def _not_a_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _validator(schema: dict[str, Any]) -> Any:
    """The validator for a schema, of the draft that it names."""
    # What it calls itself is of no use, as its references stay inside of it; but it may be no address at all.
    return _draft(schema)({keyword: value for keyword, value in schema.items() if keyword not in ("$id", "id")})


def _draft(schema: dict[str, Any]) -> Any:
    """The validator's class, which holds what is peculiar to a draft of JSON schema."""
    import jsonschema

    named = schema if isinstance(schema.get("$schema"), str) else {}
    return jsonschema.validators.validator_for(named, default=jsonschema.Draft202012Validator)


def _check_size(schema: Any) -> int:
    """How many values it holds. Comes before anything that recurses or compares. Raises SchemaError."""
    count = 0
    level = [schema]
    for _ in range(DEEPEST):
        count += len(level)
        if count > MOST_VALUES:
            raise SchemaError(f"The schema holds more than {MOST_VALUES} values: leave parts of it out.")
        following: list[Any] = []
        for value in level:
            if isinstance(value, list) and len(value) > LONGEST_LIST:
                raise SchemaError(f"The schema has a list of more than {LONGEST_LIST} items: make it shorter.")
            if isinstance(value, int | float) and not abs(value) < LARGEST_NUMBER:
                raise SchemaError("The schema holds a number that is too large, or is none: write another one.")
            following += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        level = following
        if not level:
            return count
    raise SchemaError(f"The schema is nested more than {DEEPEST} levels deep: make it flatter.")


def _check_meaning(schema: dict[str, Any]) -> None:
    import jsonschema

    from edge.engine.grammar import Document, Node

    draft = _draft(schema)
    if draft is jsonschema.Draft3Validator:
        raise SchemaError("The schema is one of draft 3: write it for a later draft of JSON schema.")
    _check_form(draft, Node(schema, "#"))
    document = Document(schema)
    count = 0
    for node in document.strangers:
        count += _check_size(node.schema)
        if count > MOST_VALUES:
            raise SchemaError("The schema has definitions inside of definitions inside of others: make it flatter.")
        _check_form(draft, node)
    for node in document.nodes.values():
        if isinstance(node.schema, dict):
            _check_keywords(node, draft.VALIDATORS)
    if endless := document.endless():
        raise SchemaError(f"The schema at {endless.path} refers to itself without an end: let it end somewhere.")


def _check_form(draft: Any, node: Node) -> None:
    """Whether every keyword has a value of the type that it should have."""
    import jsonschema

    try:
        draft.check_schema(node.schema)
    except jsonschema.exceptions.SchemaError as error:
        path = node.at(*error.path).path
        raise SchemaError(f"The schema is not a valid JSON schema at {path}: {_shortened(error.message)}.") from None


def _check_keywords(node: Node, known: Container[str]) -> None:
    """What the metaschema does not look at, and validation or the grammar would stumble over."""
    schema = node.schema
    for keyword in schema:
        if keyword in _LATER and keyword not in known:
            raise SchemaError(
                f"'{keyword}' at {node.path} is unknown to the draft that $schema names: leave $schema out."
            )
        if keyword in ("$dynamicRef", "$recursiveRef") or (keyword in ("$id", "id") and node.path != "#"):
            raise SchemaError(f"'{keyword}' at {node.path} cannot be used here: use $ref and a path such as #/$defs/….")
    for text in [*([schema["pattern"]] if "pattern" in schema else []), *schema.get("patternProperties", ())]:
        try:
            re.compile(text)
        except (re.error, OverflowError, RecursionError):
            raise SchemaError(f"The pattern '{_shortened(text)}' at {node.path} cannot be read: correct it.") from None
    for least, most in _PAIRS:
        if isinstance(schema.get(least), int | float) and schema[least] > schema.get(most, math.inf):
            raise SchemaError(f"No reply can fit the schema: '{least}' at {node.path} is larger than '{most}'.")
    if schema.get("enum") == []:
        raise SchemaError(f"No reply can fit the schema: 'enum' at {node.path} is empty.")


def _shortened(message: str) -> str:
    return message if len(message) <= LONGEST_MESSAGE else message[:LONGEST_MESSAGE] + "…"
