"""The built-in model's first token: a class, and how sure the model is of it.

The built-in model was trained to begin each reply with a hidden token that names the class of the message and its
language (`<|class:greeting:en|>`); the sentence follows from it. The probability of that class, in whatever language,
is a confidence: `12*7` is surely a sum, and of no language. A model file that works so says it in its metadata:
`edge.gate.prefix` and `edge.gate.threshold`, and with `edge.gate.threshold.NAME` that one class needs less. Below its
threshold a class is replaced by `unsure` in the likeliest language, and the model writes that it is not sure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from edge.engine.llama import Llama

__all__ = ["Choice", "Gate"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the gate chose."""

    token: int
    """The class token to go on with."""
    name: str
    """The class, for example `greeting`; also when `unsure` took its place."""
    confidence: float
    """Its probability among all classes, summed over the languages, 0 to 1."""


class Gate:
    """The class tokens of a model."""

    def __init__(
        self, threshold: float, tokens: dict[int, tuple[str, str]], thresholds: dict[str, float] | None = None
    ) -> None:
        """`tokens` are (class, language) by token id; `unsure` is among the classes, in every language.

        `thresholds` are those of classes that have one of their own.
        """
        self._threshold = threshold
        self._thresholds = thresholds or {}
        self._classes = [(token, *label) for token, label in tokens.items() if label[0] != "unsure"]
        self._unsure = {language: token for token, (name, language) in tokens.items() if name == "unsure"}

    @classmethod
    def of(cls, llama: Llama) -> Gate | None:
        """The gate that the model's file asks for, or None."""
        threshold, prefix = llama.meta("edge.gate.threshold"), llama.meta("edge.gate.prefix")
        if threshold is None or prefix is None:
            return None
        tokens: dict[int, tuple[str, str]] = {}
        for token in range(llama.n_vocab):
            if llama.is_control(token) and (text := llama.token_text(token)).startswith(prefix):
                name, _, language = text.removeprefix(prefix).removesuffix("|>").partition(":")
                tokens[token] = (name, language)
        if not any(name == "unsure" for name, _ in tokens.values()):
            return None
        own = {name: llama.meta(f"edge.gate.threshold.{name}") for name, _ in tokens.values()}
        return cls(float(threshold), tokens, {name: float(value) for name, value in own.items() if value is not None})

    def choose(self, logits: Sequence[float]) -> Choice:
        """The class for these logits, [n_vocab]."""
        chosen = [logits[token] for token, _, _ in self._classes]
        highest = max(chosen)
        weights = [math.exp(logit - highest) for logit in chosen]
        total = sum(weights)
        best = weights.index(max(weights))
        token, name, _ = self._classes[best]
        pairs = zip(self._classes, weights, strict=True)
        confidence = sum(weight for (_, other, _), weight in pairs if other == name) / total
        if confidence < self._thresholds.get(name, self._threshold):
            by_language = dict.fromkeys(self._unsure, 0.0)
            for (_, _, language), weight in zip(self._classes, weights, strict=True):
                by_language[language] += weight
            token = self._unsure[max(by_language, key=lambda language: by_language[language])]
        return Choice(token, name, confidence)
