"""Which of the kiosk's questions a message asks: as the file has it, or in other words.

Other words are compared in two ways. What a question is about has to be known: more than half of its content words
stand in the examples of one answer, and one word is not enough where the message points at something else ("open it" is
no question for the opening hours). The reader's vector says how alike the whole messages are; it hears whether
something is asked for, a price or a place, and hardly which, so that it counts less. The weights were measured on
questions of three kiosks in three languages (scripts/evaluate_answers.py): a wrong answer is worse than none, since a
model answers what is none.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.kiosk.content_words import content_words, points
from edge.kiosk.file import Answer
from edge.skills.recognition.reading import read

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from edge.reader import Reading

__all__ = ["Answers", "Near", "question_key"]

_LONGEST = 160
"""Characters; a longer message says more than one question."""
_COVERED = 0.5
"""More than this share of the content words has to be in the examples of the answer."""
_LIKENESS = 0.2
"""How much the reader's vector counts; the words have the rest."""
_ENOUGH = 0.55
"""What both together have to reach, 0 to 1."""
_MARGIN = 0.1
"""How far behind the second best answer has to be."""


@dataclass(frozen=True, slots=True)
class Near:
    """An answer whose examples are like a message."""

    name: str
    likeness: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class _Examples:
    """One answer's."""

    name: str
    texts: tuple[str, ...]
    words: frozenset[str]


class Answers:
    """The questions of one kiosk. Any thread may call it, several at once."""

    def __init__(self, answers: Iterable[Answer], reading: Callable[[str], Reading | None]) -> None:
        """`reading` is what the reader says of a text, or None while it is not there."""
        self._reading = reading
        self._examples: list[_Examples] = []
        self._literal: dict[str, str] = {}
        shared: dict[str, int] = {}
        for answer in answers:
            texts = tuple(text for texts in answer.questions.values() for text in texts)
            words = frozenset(word for text in texts for word in content_words(text))
            self._examples.append(_Examples(answer.name, texts, words))
            for text in texts:
                if key := question_key(text):
                    self._literal.setdefault(key, answer.name)
            for word in words:
                shared[word] = shared.get(word, 0) + 1
        self._weights = {word: 1 / number for word, number in shared.items()}
        """A word that several answers know tells less."""
        self._lock = threading.Lock()
        self._vectors: list[npt.NDArray[np.float32]] | None = None

    def literal(self, message: str) -> str | None:
        """The answer to a question that stands in the file; case, spaces and punctuation do not count."""
        return self._literal.get(question_key(message)) if self._literal else None

    def may_be_literal(self, message: str) -> bool:
        """Whether the message, or a part of it, may be such a question."""
        if not self._literal:
            return False
        key = question_key(message)
        return any(question in key for question in self._literal)

    def may_be_near(self, message: str) -> bool:
        """Whether `nearest` may have an answer, whatever the reader says; it is not asked."""
        return max(self._covered(message), default=0.0) > _COVERED

    def nearest(self, message: str, reading: Reading) -> Near | None:
        """The answer to a question in other words, if it is surely one of them."""
        covered = self._covered(message)
        vectors = self._known_vectors() if max(covered, default=0.0) > _COVERED else None
        if vectors is None:
            return None
        likeness = [float((rows @ reading.vector).max()) for rows in vectors]
        scores = [_LIKENESS * like + (1 - _LIKENESS) * cover for like, cover in zip(likeness, covered, strict=True)]
        order = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)
        best = order[0]
        second = scores[order[1]] if len(order) > 1 else 0.0
        if covered[best] <= _COVERED or scores[best] < _ENOUGH or scores[best] - second < _MARGIN:
            return None
        return Near(self._examples[best].name, min(1.0, scores[best]))

    def _covered(self, message: str) -> list[float]:
        """For each answer the share of what the message is about that its examples know; none where that is unclear."""
        if not self._examples or len(message) > _LONGEST:
            return []
        words = content_words(message)
        if not words or (len(words) == 1 and points(message)):
            return []
        weight = sum(self._weights.get(word, 1.0) for word in words)
        return [sum(self._weights[word] for word in words & examples.words) / weight for examples in self._examples]

    def _known_vectors(self) -> list[npt.NDArray[np.float32]] | None:
        """A row for each example of each answer, read once."""
        with self._lock:
            if self._vectors is None:
                import numpy as np  # with the reader, which is there by now

                found = [[self._reading(text) for text in examples.texts] for examples in self._examples]
                if any(one is None for rows in found for one in rows):
                    return None
                self._vectors = [np.stack([one.vector for one in rows if one is not None]) for rows in found]
            return self._vectors


def question_key(message: str) -> str:
    """A question without what does not count; nothing is left of one without a letter or digit."""
    return "".join(char for char in read(message).plain if char.isalnum())
