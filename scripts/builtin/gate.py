"""The gate: below a confidence the model says that it is not sure. Its threshold is chosen here."""

from collections.abc import Sequence
from dataclasses import dataclass

from builtin.patterns import BEYOND, LANGUAGES, Message

WRONG_AT_MOST = 0.03
"""The largest share of messages that may be answered wrongly with confidence."""
LOWEST, HIGHEST = 0.40, 0.95
BEYOND_THRESHOLD = 0.40
"""For the class `beyond`: "that is beyond me" is honest even where it was not the best reply, so it needs less."""


@dataclass(frozen=True)
class Reading:
    """What the model took one message for."""

    label: tuple[str, str]
    """The likeliest class and language."""
    confidence: float
    """The probability of that class in whatever language, 0 to 1."""
    lang: str
    """The likeliest language, summed over the classes."""

    @classmethod
    def of(cls, labels: Sequence[tuple[str, str]], shares: Sequence[float]) -> "Reading":
        """From the probability of each label."""
        best = max(range(len(labels)), key=shares.__getitem__)
        sums = {lang: sum(s for one, s in zip(labels, shares, strict=True) if one[1] == lang) for lang in LANGUAGES}
        confidence = sum(share for one, share in zip(labels, shares, strict=True) if one[0] == labels[best][0])
        return cls(labels[best], confidence, max(sums, key=sums.__getitem__))


def sure(reading: Reading, threshold: float) -> bool:
    """Whether the gate lets a reading pass."""
    return reading.confidence >= (min(threshold, BEYOND_THRESHOLD) if reading.label[0] == BEYOND else threshold)


def wrong_share(messages: Sequence[Message], readings: Sequence[Reading], threshold: float) -> float:
    """Share of all messages that get a wrong answer at or above `threshold`."""
    wrong = [
        sure(reading, threshold) and reading.label != message.label
        for message, reading in zip(messages, readings, strict=True)
    ]
    return sum(wrong) / max(1, len(wrong))


def choose_threshold(messages: Sequence[Message], readings: Sequence[Reading]) -> float:
    """The lowest threshold, in steps of 0.05, that keeps confident errors within `WRONG_AT_MOST`; else the highest."""
    steps = [LOWEST + 0.05 * at for at in range(round((HIGHEST - LOWEST) / 0.05) + 1)]
    fitting = [step for step in steps if wrong_share(messages, readings, step) <= WRONG_AT_MOST]
    return round(fitting[0] if fitting else HIGHEST, 2)
