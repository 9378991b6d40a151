"""From the parser's tokens to blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from textual.content import Content, Span
from textual.style import Style

from tui.markdown.block import Block, Item, List, Prose, Quote, Rule
from tui.markdown.code import Code
from tui.markdown.table import Cells, Table

__all__ = ["built", "language_of", "parser"]

_STYLES = {"em_open": "em", "strong_open": "strong", "s_open": "strike"}


def parser() -> MarkdownIt:
    """GitHub's Markdown, but HTML is text, and a line that the model broke is broken on screen too, as in a chat."""
    made = MarkdownIt("gfm-like", {"html": False})
    made.core.ruler.push("line_breaks", _break_lines)
    return made


def _break_lines(state: StateCore) -> None:
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "softbreak":
                child.type = "hardbreak"


def built(tokens: list[Token], earlier: list[Code], codes: list[Code]) -> list[tuple[int, Block]]:
    """The blocks of a document, each with the line in which it begins; its code is added to `codes`.

    Code that is in `earlier`, that of the same document when it was shorter, is taken from there and grown.
    """
    return list(_Builder(tokens, earlier, codes).blocks())


def language_of(info: str) -> str:
    """The language that the first line of a fence names."""
    named = re.match(r"[{.\s]*([\w+#.-]+)", info)
    return named.group(1) if named else ""


class _Builder:
    def __init__(self, tokens: list[Token], earlier: list[Code], codes: list[Code]) -> None:
        self._tokens = iter(tokens)
        self._earlier = iter(earlier)
        self._codes = codes
        self._depth = 0

    def blocks(self, until: str = "") -> Iterator[tuple[int, Block]]:
        """Those up to the token that closes what they are in."""
        for token in self._tokens:
            if token.type == until:
                return
            block = self._block(token)
            if block is not None:
                yield (token.map or [0])[0], block

    def _inside(self, until: str) -> list[Block]:
        return [block for _, block in self.blocks(until)]

    def _block(self, token: Token) -> Block | None:
        match token.type:
            case "paragraph_open":
                return Prose(self._inline("paragraph_close"))
            case "heading_open":
                return Prose(self._inline("heading_close"), "heading")
            case "hr":
                return Rule()
            case "blockquote_open":
                return Quote(self._inside("blockquote_close"))
            case "bullet_list_open":
                return List(self._items("bullet_list_close"), None, self._depth, token.markup)
            case "ordered_list_open":
                start = int(token.attrs.get("start", 1))
                return List(self._items("ordered_list_close"), start, self._depth, token.markup)
            case "fence" | "code_block":
                return self._code(language_of(token.info), token.content)
            case "table_open":
                return self._table()
            case _:
                return None

    def _items(self, until: str) -> list[Item]:
        self._depth += 1
        items = []
        for token in self._tokens:
            if token.type == until:
                break
            items.append(Item.of(self._inside("list_item_close")))
        self._depth -= 1
        return items

    def _code(self, language: str, text: str) -> Code:
        """The same one as before if it has only grown, since its colours are known."""
        before = next(self._earlier, None)
        code = before if before is not None and before.grown_to(language, text) else Code(language, text)
        self._codes.append(code)
        return code

    def _table(self) -> Table:
        rows: list[list[Content]] = []
        alignments: list[str] = []
        for token in self._tokens:
            match token.type:
                case "table_close":
                    break
                case "tr_open":
                    rows.append([])
                case "th_open" | "td_open":
                    if token.type == "th_open":
                        alignments.append(str(token.attrs.get("style", "")).removeprefix("text-align:"))
                    rows[-1].append(self._inline(token.type.replace("open", "close")))
        for row in rows:
            row += [Content("")] * (len(alignments) - len(row))
        head, *body = [Cells.of(row[: len(alignments)]) for row in rows]
        return Table(head, body, alignments)

    def _inline(self, until: str) -> Content:
        content = Content("")
        for token in self._tokens:
            if token.type == until:
                break
            content = _content(token.children or [])
        return content


def _content(tokens: list[Token]) -> Content:
    """Text with the kinds of its parts (`LOOKS`)."""
    texts: list[str] = []
    spans: list[Span] = []
    opened: list[tuple[int, tuple[str | Style, ...]]] = []
    length = 0
    for token in tokens:
        kind, text, begun = token.type, "", length
        if kind in ("text", "code_inline", "image"):
            text = re.sub(r"\s+", " ", token.content)
            text = f"🖼 {text}" if kind == "image" else text
        elif kind == "hardbreak":
            text = "\n"
        elif kind == "link_open":
            opened.append((length, ("link", _link(str(token.attrs.get("href", ""))))))
        elif kind.endswith("_open"):
            opened.append((length, (_STYLES[kind],) if kind in _STYLES else ()))
        elif kind.endswith("_close") and opened:
            begun, styles = opened.pop()
            spans += [Span(begun, length, style) for style in styles if begun < length]
        texts.append(text)
        length += len(text)
        if kind == "code_inline":
            spans.append(Span(begun, length, "inline-code"))
        elif kind == "image":
            spans += [Span(begun, length, style) for style in ("link", _link(str(token.attrs.get("src", ""))))]
    return Content("".join(texts), spans)


def _link(address: str) -> Style:
    return Style.from_meta({"@click": f"link({address!r})"})
