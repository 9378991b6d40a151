"""The labelled questions of three kiosks: what is found, and that nothing is answered wrongly."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from evaluate_answers import LANGUAGES, evaluate

from edge.reader import Reader

DATA = Path(__file__).parents[1] / "data" / "answers"


def test_on_the_labelled_questions_a_third_is_answered_and_none_wrongly() -> None:
    reader = Reader.load()
    total = Counter[str]()
    for file in sorted(DATA.glob("*.toml")):
        for language in LANGUAGES:
            total += evaluate(file, language, reader)

    assert (total["asked"], total["others"]) == (216, 135)
    assert total["right"] >= 80
    assert total["wrong"] == total["answered"] == 0
