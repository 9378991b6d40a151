"""A message with its files as a model sees it."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from edge.attachments.shown import Fill, Part, Selection, shown
from edge.router.text import tokens_of
from edge.transcript import Attachment, Message
from tests.edge.attachments.test_passages import TEXTS
from tests.edge.attachments.texts import CHINESE, ENGLISH, long

FILES = st.lists(TEXTS, max_size=3).map(
    lambda texts: tuple(Attachment(f"f{number}.txt", text) for number, text in enumerate(texts))
)
LABEL = re.compile(
    r"^\[(?P<name>[^\]]+?)(?:, lines? |，第|、)(?P<first>\d+)(?:-(?P<last>\d+))?(?:行|行目)?\]$", re.MULTILINE
)


def message(text: str, *files: Attachment) -> Message:
    return Message("user", text, "m", attachments=files)


@settings(deadline=None)
@given(
    st.text(max_size=60),
    FILES,
    st.integers(-10, 800),
    st.sampled_from(["en", "zh", "ja", "und"]),
    st.sampled_from(["always", "unmatched", "never"]),
)
def test_the_budget_is_never_exceeded_and_the_message_is_always_there(
    text: str, files: tuple[Attachment, ...], budget: int, language: str, fill: Fill
) -> None:
    seen, selection = shown(message(text, *files), budget, language, fill=fill)
    assert seen.endswith(text)
    assert tokens_of(seen) <= tokens_of(text) + max(0, budget)
    assert shown(message(text, *files), budget, language, fill=fill) == (seen, selection)
    if not selection.parts and files:
        assert seen == text or selection.whole


@settings(deadline=None)
@given(FILES, st.integers(150, 1000), st.sampled_from(["en", "zh", "ja"]))
def test_every_part_stands_under_its_own_lines(files: tuple[Attachment, ...], budget: int, language: str) -> None:
    seen, selection = shown(message("字符 42 word かな", *files), budget, language)
    for part in selection.parts:
        (file,) = (one for one in files if one.name == part.name)
        lines = file.text.split("\n")[part.first - 1 : part.last]
        assert all(line.strip()[:40] in seen for line in (lines[0], lines[-1]) if len(line) < 80)


def test_a_file_that_fits_is_shown_whole_with_its_places() -> None:
    seen, selection = shown(message("How much do students pay?", Attachment("choir.md", ENGLISH)), 2000, "en")
    assert selection == Selection(True, (Part("choir.md", 1, 29),))
    assert selection.sentence("en") is None
    assert seen.startswith("Attached file: choir.md, all of its 29 lines.\n\n[choir.md, lines 1-")
    lines = ENGLISH.split("\n")
    for found in LABEL.finditer(seen):
        first = int(found["first"])
        assert seen[found.end() + 1 :].startswith(lines[first - 1])
    assert "quote the place" in seen
    assert all(line in seen for line in lines)


def test_of_a_file_that_does_not_fit_the_best_passages_are_shown_in_their_order() -> None:
    text, before = long(CHINESE)
    seen, selection = shown(message("一次可以借几本书？逾期呢？", Attachment("说明.txt", text)), 600, "zh")
    assert not selection.whole
    assert any(part.first <= before + 9 <= part.last for part in selection.parts)
    assert "一次最多借五本书" in seen
    assert [part.first for part in selection.parts] == sorted(part.first for part in selection.parts)
    sentence = selection.sentence("zh")
    assert sentence is not None
    assert sentence.startswith("文件太长")
    assert "说明.txt第" in sentence
    assert f"，共{text.count(chr(10)) + 1 - text.endswith(chr(10))}行" in seen


def test_neighbours_are_told_as_one_place() -> None:
    text = "\n\n".join(f"Paragraph {number} about salt. " + "Salt is white. " * 30 for number in range(6))
    _, selection = shown(message("salt", Attachment("a.txt", text)), 700, "en")
    assert len(selection.parts) == 1
    assert selection.parts[0].last > selection.parts[0].first


def test_where_nothing_fits_the_message_is_alone_and_that_is_told() -> None:
    seen, selection = shown(message("hello", Attachment("a.txt", "words " * 500)), 60, "ja")
    assert (seen, selection) == ("hello", Selection(whole=False))
    assert selection.sentence("ja") == "ファイルが長く端末では読めないため、モデルには何も示していません。"


def test_several_files_are_ranked_together() -> None:
    files = (Attachment("a.txt", long("")[0]), Attachment("b.txt", ENGLISH))
    seen, selection = shown(message("When is the piano tuned?", *files), 500, "en")
    assert "b.txt" in {part.name for part in selection.parts}
    assert "tuned in March" in seen


def test_what_nothing_in_the_message_speaks_for_is_left_out_where_that_is_wanted() -> None:
    one = Attachment("a.txt", long(ENGLISH)[0])
    seen, selection = shown(message("thanks a lot", one), 1000, "en", fill="never")
    assert (seen, selection.parts) == ("thanks a lot", ())
    wanted: tuple[Fill, ...] = ("always", "unmatched")
    for fill in wanted:
        assert "Entry 0 of the log." in shown(message("thanks a lot", one), 1000, "en", fill=fill)[0]
    assert "Entry 0 of the log." not in shown(message("the piano", one), 1000, "en", fill="unmatched")[0]
    assert "Entry 0 of the log." in shown(message("the piano", one), 1000, "en", fill="always")[0]


def test_a_list_of_many_places_is_cut_short() -> None:
    parts = tuple(Part("a.txt", number, number) for number in range(1, 20, 2))
    assert Selection(False, parts).sentence("en") == (
        "The file is too long for the device to read whole; the model there saw only these parts: a.txt line 1;"
        " a.txt line 3; a.txt line 5; a.txt line 7; a.txt line 9; a.txt line 11 and 4 more."
    )
