"""Finds the code in a reply: the last fenced block that defines the function, or the part of the text that is code."""

from __future__ import annotations

import re
import textwrap

__all__ = ["code_in"]

_FENCE = re.compile(r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^`\n]*$")
_CODE_LINE = re.compile(
    r"""
    (?:from\s+[\w.]+\s+import\b|import\s+[\w.]+|(?:async\s+)?def\s+\w+|class\s+\w+|@\w)
    |[#)\]}]
    |(?:if|elif|for|while|with|assert)\b.*:\s*(?:\#.*)?$|(?:try|else|finally)\s*:|except\b.*:|assert\b
    |[A-Za-z_][\w.\[\]'"]*(?:\s*,\s*[A-Za-z_]\w*)*\s*(?:[-+*/%|&^]|//|\*\*|>>|<<)?=[^=]
    |[A-Za-z_][\w.]*\(.*\)\s*(?:\#.*)?$
    |(?:pass|return)\b
    """,
    re.VERBOSE,
)
_QUOTES = re.compile(r"'''|\"\"\"")


def code_in(reply: str, name: str) -> str | None:
    """The code of `reply` that defines `name` at its top level; None if there is none.

    Of several fenced blocks it is the last one that does; a block whose end is missing goes to the end of the text.
    Where no block does, the text itself is looked through, from its first line of code before the definition to the
    last one behind it. Line breaks of any system come out as `\\n`.
    """
    text = reply.replace("\r\n", "\n").replace("\r", "\n")
    defines = re.compile(
        rf"^(?:(?:async\s+)?def\s+{re.escape(name)}\b|class\s+{re.escape(name)}\b|{re.escape(name)}\s*[:=])", re.M
    )
    blocks = [block for block in _blocks(text) if defines.search(block)]
    if blocks:
        return blocks[-1]
    bare = _bare(text, defines)
    return bare if bare is not None and defines.search(bare) else None


def _blocks(text: str) -> list[str]:
    """What stands between fences, without the indentation that all of its lines have."""
    blocks: list[str] = []
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if not fence:
            if found:
                fence, lines = found["fence"], []
        elif found and found["fence"][0] == fence[0] and len(found["fence"]) >= len(fence) and _closes(line):
            blocks.append(textwrap.dedent("\n".join(lines)))
            fence = ""
        else:
            lines.append(line)
    if fence:
        blocks.append(textwrap.dedent("\n".join(lines)))
    return blocks


def _closes(line: str) -> bool:
    return not line.strip(" \t>`~")


def _bare(text: str, defines: re.Pattern[str]) -> str | None:
    lines = [line for line in text.split("\n") if not _FENCE.match(line)]
    places = [place for place, line in enumerate(lines) if defines.match(line)]
    if not places:
        return None
    first = places[-1]
    while first and _is_code(lines[first - 1]):
        first -= 1
    kept, quoted = [], False
    for place, line in enumerate(lines[first:], first):
        if place > places[-1] and not quoted and not _is_code(line):
            break
        kept.append(line)
        if len(_QUOTES.findall(line)) % 2:
            quoted = not quoted
    return "\n".join(kept).strip("\n") + "\n"


def _is_code(line: str) -> bool:
    return not line.strip() or line[0] in " \t" or _CODE_LINE.match(line) is not None
