"""The translations of the interface: nothing is missing, and what is shipped is what the translator wrote."""

from __future__ import annotations

import string
from pathlib import Path

import catalogues
import pytest

FILES = catalogues.files()


def test_there_is_a_chinese_catalogue() -> None:
    assert "zh_CN" in {file.parent.parent.name for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.parent.parent.name))
class TestACatalogue:
    def test_translates_every_text_of_the_interface(self, file: Path) -> None:
        assert list(catalogues.missing(file)) == []

    def test_has_nothing_that_is_gone_from_the_interface(self, file: Path) -> None:
        assert catalogues.superfluous(file) == []

    def test_is_compiled_as_it_stands(self, file: Path) -> None:
        assert file.with_suffix(".mo").read_bytes() == catalogues.compiled(file), "run scripts/catalogues.py"

    def test_fills_in_the_same_names_as_the_english_text(self, file: Path) -> None:
        def names(text: object) -> set[str | None]:
            return {name for _, name, _, _ in string.Formatter().parse(str(text)) if name is not None}

        different = [str(kept.context) for kept in catalogues.read(file) if names(kept.id) != names(kept.string)]
        assert different == []

    def test_ends_a_sentence_where_the_english_text_does(self, file: Path) -> None:
        ends = (".", "。", "…", "?", "？", "!", "！", ":", "：")
        different = [
            str(kept.context)
            for kept in catalogues.read(file)
            if kept.id and str(kept.id)[-1] in ends and str(kept.string)[-1] not in ends
        ]
        assert different == []
