"""The languages of the interface: English in the code, everything else from a catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from tui.language import Texts, entries, for_locale, table, translated
from tui.strings import Strings


@dataclass(frozen=True, slots=True)
class UnknownTexts(Texts):
    """Texts that no catalogue has."""

    one: str = "one"
    empty: str = ""
    many: tuple[str, ...] = ("two", "three")
    named: Mapping[str, tuple[str, str]] = table({"a": ("four", "five")})


class TestTranslated:
    def test_gives_the_texts_of_the_language(self) -> None:
        assert translated(Strings, "en").states["ready"] == "ready"
        assert translated(Strings, "zh").states["ready"] == "就绪"

    def test_keeps_to_english_where_there_is_no_translation(self) -> None:
        assert translated(UnknownTexts, "zh") == UnknownTexts()
        assert translated(Strings, "xx") == Strings()

    def test_makes_a_language_once(self) -> None:
        assert translated(Strings, "zh") is translated(Strings, "zh")

    def test_names_each_entry_by_its_place(self) -> None:
        assert list(entries(UnknownTexts)) == [
            ("UnknownTexts.one", "one"),
            ("UnknownTexts.many.0", "two"),
            ("UnknownTexts.many.1", "three"),
            ("UnknownTexts.named.a.0", "four"),
            ("UnknownTexts.named.a.1", "five"),
        ]


class TestForLocale:
    @pytest.mark.parametrize(
        ("environ", "language"),
        [
            ({"LANG": "zh_CN.UTF-8"}, "zh"),
            ({"LC_ALL": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
            ({"LC_ALL": "", "LC_MESSAGES": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
            ({"LANG": "fr_FR.UTF-8"}, "en"),
            ({}, "en"),
        ],
    )
    def test_is_what_the_first_variable_that_is_set_asks_for(self, environ: dict[str, str], language: str) -> None:
        assert for_locale(environ) == language
