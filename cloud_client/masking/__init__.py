"""Masking before something is sent, and restoring what comes back.

    masker = Masker()
    masker.mask("Write to anna@example.com").text      # Write to <EMAIL_1>
    masker.restore("Sent to <EMAIL_1>.")               # Sent to anna@example.com.

A `Masker` belongs to one conversation: the same value has the same placeholder in all of it. `masker.restorer()` does
the same for a text that comes in pieces.
"""

from cloud_client.masking.detecting import find
from cloud_client.masking.kinds import KINDS, Kind, Span
from cloud_client.masking.linear import PatternError, TooMuchWorkError
from cloud_client.masking.masker import Masked, Masker
from cloud_client.masking.own import Own
from cloud_client.masking.restorer import Restorer

__all__ = [
    "KINDS",
    "Kind",
    "Masked",
    "Masker",
    "Own",
    "PatternError",
    "Restorer",
    "Span",
    "TooMuchWorkError",
    "find",
]
