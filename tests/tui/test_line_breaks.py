"""Chinese and Japanese text fills its lines, and the rules of its punctuation hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content
from textual.widgets.text_area import Document, WrappedDocument

from tui.line_breaks import pieces, teach

teach()

TEXT = st.text(st.sampled_from("ab1 (\t。，！（「」中文あっー한글—…“”'’🙂\u3099\u200d"), max_size=60)


def wrapped(text: str, width: int) -> list[str]:
    """The lines on screen."""
    return [line.plain for line in Content(text).wrap(width)]


@given(TEXT)
def test_nothing_is_lost(text: str) -> None:
    found = list(pieces(text))
    assert "".join(piece for _, _, piece in found) == text
    assert all(text[start:end] == piece for start, end, piece in found)


@given(TEXT, st.integers(4, 30))
def test_no_line_is_too_wide(text: str, width: int) -> None:
    assert all(cell_len(line) <= width for line in wrapped(text.replace("\t", " ").replace("\u200d", ""), width))


@given(st.text(st.sampled_from("ab -()'’/.:한글"), max_size=40))
def test_text_without_ideographs_is_broken_at_spaces_only(text: str) -> None:
    assert [piece.strip() for _, _, piece in pieces(text) if piece.strip()] == text.split()


def test_a_chinese_sentence_after_a_space_goes_on_in_the_same_line() -> None:
    assert wrapped("使用 Python 的标准库就可以逐行读取文件", 20) == ["使用 Python 的标准库", "就可以逐行读取文件"]


@pytest.mark.parametrize("width", range(8, 24))
def test_no_line_begins_with_closing_or_ends_with_opening_punctuation(width: int) -> None:
    text = "他说：「你好，世界！」（真的吗？）是的，当然。ちょっと待って、キャッシュを消す……100%的《书》。"
    lines = [line.strip() for line in wrapped(text, width)]
    assert "".join(lines) == text
    for line in lines:
        assert line[0] not in "，。！？：；、）」》…っょャッー%"
        assert line[-1] not in "（「《"


def test_what_is_typed_is_broken_the_same_way() -> None:
    document = WrappedDocument(Document("使用 Python 的标准库就可以逐行读取文件"), width=20)
    assert document.height == 2
    assert document.get_sections(0)[0] == "使用 Python 的标准库"


def test_code_keeps_its_indentation_in_its_first_line() -> None:
    assert wrapped("        return value", 20) == ["        return value"]
    assert wrapped("        return a_long_name", 20)[0].rstrip() == "        return"
