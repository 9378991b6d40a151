"""How the parts of a reply look, in the colours of the theme."""

from __future__ import annotations

__all__ = ["LOOKS", "LOOKS_OF_FEW_COLOURS"]

LOOKS = {
    "bullet": "$quiet",
    "code": "on $surface",
    "em": "italic",
    "head": "bold $primary",
    "heading": "bold $primary",
    "inline-code": "$warning on $warning 10%",
    "line": "$line",
    "link": "underline",
    "quote": "$secondary",
    "strike": "strike",
    "strong": "bold",
    # of code
    "builtin": "$accent",
    "comment": "italic $quiet",
    "constant": "bold $success",
    "decorator": "bold $primary",
    "deleted": "$error",
    "doc": "italic $success",
    "function": "$warning",
    "inserted": "$success",
    "keyword": "$accent",
    "name": "$primary",
    "number": "$warning",
    "string": "$success",
    "variable": "$secondary",
}
"""The style of each kind of text, as Textual reads it. They are not component classes of a style sheet: Textual looks
through all its rules for each of these, and again for each reply."""

LOOKS_OF_FEW_COLOURS = {**LOOKS, "inline-code": "$warning"}
"""The same where the terminal's own colours are used: these do not mix."""
