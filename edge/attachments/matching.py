"""How well passages match a question: BM25 over words, and over pairs of characters where words are not spaced.

The score is the one of Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with
k1 = 1.2 and b = 0.75, the middle of what they recommend, and the weight of Robertson and Spärck Jones for a term, with
1 added under the logarithm as Lucene does, so that no term counts against a passage:

    Σ ln(1 + (N - n + 0.5) / (n + 0.5)) · f · (k1 + 1) / (f + k1 · (1 - b + b · length / average length))

Words are compared without case, width and the plural's s (Harman, "How Effective is Suffixing?", 1991). Chinese and
Japanese are compared by pairs of neighbouring characters, as is usual where there is no dictionary. Of the question,
what says nothing about the subject is left out: words such as "what" and "the", pairs of function characters.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

__all__ = ["scores"]

_K1 = 1.2
_B = 0.75

_HAN_KANA = "\u3005-\u3007\u3041-\u309f\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"(?P<pairs>[{_HAN_KANA}]+)|[^\W_{_HAN_KANA}]+")
_ONE = re.compile(f"[{_HAN_KANA}]")

_STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
    a about according all also am an and any are as at be been being but by can could did do does doing each file
    for from give had has have how i if in into is it its just list me my no nor not of on or our out please say
    says should show so some such tell than that the their them then there these they this those to up was we were
    what when where whether which while who whom why will with would you your document text summarize summarise
    summary explain describe find
""",
    )
)
_SAYS_NOTHING = frozenset("的了是吗呢么吧啊在和与或有我你他她它们这那哪什怎请问把被很都也就还说给让能会要个请")
"""A pair of two of these characters is left out."""
_HIRAGANA = re.compile("[\u3041-\u309f]+")


def scores(question: str, passages: Sequence[str]) -> list[float]:
    """The score of each passage, 0 or more; 0 where nothing of the question stands in it."""
    wanted = _wanted(question)
    if not wanted:
        return [0.0] * len(passages)
    single = {term for term in wanted if _ONE.fullmatch(term)}
    counts: list[Counter[str]] = []
    lengths: list[int] = []
    for passage in passages:
        plain = _plain(passage)
        terms = list(_terms(plain))
        found = Counter(term for term in terms if term in wanted)
        for term in single - found.keys():  # a character by itself in the question, among others in the passage
            if times := plain.count(term):
                found[term] = times
        counts.append(found)
        lengths.append(len(terms))
    average = sum(lengths) / len(lengths) if any(lengths) else 1.0
    holding = Counter(term for found in counts for term in found)
    weights = {term: math.log(1 + (len(passages) - n + 0.5) / (n + 0.5)) for term, n in holding.items()}
    return [
        sum(
            weights[term] * f * (_K1 + 1) / (f + _K1 * (1 - _B + _B * length / average))
            for term, f in sorted(found.items())
        )
        for found, length in zip(counts, lengths, strict=True)
    ]


def _wanted(question: str) -> set[str]:
    """The terms of the question that say something about its subject."""
    terms = {term for term in _terms(_plain(question)) if term not in _STOP_WORDS and not set(term) <= _SAYS_NOTHING}
    telling = {term for term in terms if not _HIRAGANA.fullmatch(term)}
    return telling or terms  # pairs of hiragana are endings, unless there is nothing else


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _terms(plain: str) -> Iterable[str]:
    for found in _RUN.finditer(plain):
        run = found[0]
        if found["pairs"] is None:
            yield _without_plural(run)
        elif len(run) == 1:
            yield run
        else:
            yield from (run[at : at + 2] for at in range(len(run) - 1))


def _without_plural(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("us", "ss")) or word in _STOP_WORDS:
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return f"{word[:-3]}y"
    return word[:-1]
