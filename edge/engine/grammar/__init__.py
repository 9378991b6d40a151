"""From a JSON schema to GBNF, the grammar that llama.cpp holds a reply to.

Every reply that the grammar allows is valid JSON and ends. It keeps the keywords that `edge.engine.constraint` names;
the others are left to validation. And it allows less than the schema does, because a small model has to find the end:
a string has at most 200 characters and an array 20 items where nothing else is said, and an object whose members are
declared gets no others unless `additionalProperties` asks for them.

    schema.py      the document: subschemas, references, circles
    form.py        what one subschema asks of a value
    forms.py       the same with references, `allOf` and `anyOf` worked in
    values.py      rules for values: scalars here; arrays.py, objects.py with members.py, strings.py
    automaton.py   texts told apart character by character: patterns (regex.py, pattern.py) and keys
    ranges.py      numbers between two bounds
    gbnf.py        the notation
"""

from edge.engine.grammar.form import Impossible
from edge.engine.grammar.limits import TooLarge
from edge.engine.grammar.schema import Document, Node
from edge.engine.grammar.values import Fits, Values

__all__ = ["Document", "Fits", "Impossible", "Node", "TooLarge", "Values"]
