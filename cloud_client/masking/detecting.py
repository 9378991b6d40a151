"""Everything in a text that is to be masked."""

from __future__ import annotations

from cloud_client.masking.folded import Folded
from cloud_client.masking.internet import addresses, emails
from cloud_client.masking.keys import keys
from cloud_client.masking.kinds import Span, disjoint
from cloud_client.masking.numbers import cards, ibans, identity_cards
from cloud_client.masking.own import Own
from cloud_client.masking.passwords import in_addresses, named
from cloud_client.masking.phones import phones

__all__ = ["find"]

_SHORT_WORD = 15
"""Letters of a word that can be no value: the shortest key without a digit has 16 characters."""

_RULES = (keys, in_addresses, named, ibans, identity_cards, cards, emails, phones, addresses)


def find(text: str, own: Own | None = None) -> list[Span]:
    """What is to be masked in `text`, from left to right, none overlapping. Takes any string, in linear time.

    own  the user's words and patterns

    Raises TooMuchWorkError if one of the user's patterns takes too long.
    """
    folded = Folded.of(text)
    word = len(text) <= _SHORT_WORD and text.isascii() and text.replace("_", "a").isalpha()  # most names of fields
    found = [] if word else [span for rule in _RULES for span in rule(folded.plain)]
    if own:
        found += [Span(start, end, "own") for start, end in own.search(folded.plain)]
    return disjoint([Span(*folded.original(span.start, span.end), span.kind) for span in found])
