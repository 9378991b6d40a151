"""The blocks of code in an answer."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CodeBlock", "code_blocks"]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """One of them."""

    language: str
    """As the answer names it; empty where it does not."""
    text: str
    """Its lines, without the fence, ended by a newline."""

    @property
    def first_line(self) -> str:
        """The first line that says something."""
        return next((line.strip() for line in self.text.splitlines() if line.strip()), "")


def code_blocks(text: str) -> list[CodeBlock]:
    """In their order. A block that the answer did not come to the end of is one, too."""
    from markdown_it import MarkdownIt  # with Markdown's widgets, which the first screen does not need

    return [
        CodeBlock(token.info.split()[0] if token.info.split() else "", token.content)
        for token in MarkdownIt("commonmark").parse(text)
        if token.type in ("fence", "code_block") and token.content.strip()
    ]
