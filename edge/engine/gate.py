"""The built-in model's first token: a class, and how sure the model is of it.

The built-in model was trained to begin each reply with a hidden token that names the class of the message and its
language (`<|class:greeting:en|>`); the sentence follows from it. The probability of that token is a confidence. A
model file that works so says it in its metadata: `edge.gate.prefix` and `edge.gate.threshold`. Below the threshold
the class is replaced by `unsure` in the likeliest language, and the model writes that it is not sure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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
    """Its probability among all classes, 0 to 1."""


class Gate:
    """The class tokens of a model."""

    def __init__(self, threshold: float, tokens: dict[int, tuple[str, str]]) -> None:
        self._threshold = threshold
        self._ids = np.array(sorted(tokens), dtype=np.int64)
        self._names = [tokens[int(i)] for i in self._ids]
        self._unsure = {language: token for token, (name, language) in tokens.items() if name == "unsure"}
        self._candidate = np.array([name != "unsure" for name, _ in self._names])

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
        return cls(float(threshold), tokens)

    def choose(self, logits: np.ndarray[tuple[int], np.dtype[np.float32]]) -> Choice:
        """The class for these logits, [n_vocab]."""
        chosen = logits[self._ids].astype(np.float64)
        chosen[~self._candidate] = -np.inf
        p = np.exp(chosen - chosen.max())
        p /= p.sum()
        best = int(p.argmax())
        name, _ = self._names[best]
        token = int(self._ids[best])
        if p[best] < self._threshold:
            weight = dict.fromkeys(self._unsure, 0.0)
            for (_, language), share in zip(self._names, p, strict=True):
                weight[language] = weight.get(language, 0.0) + float(share)
            token = self._unsure[max(self._unsure, key=lambda language: weight[language])]
        return Choice(token, name, float(p[best]))
