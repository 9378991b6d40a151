"""The sentence that says where a question went that nobody answered."""

from __future__ import annotations

__all__ = ["kept"]

_KEPT = {
    "en": "The question is kept in the outbox and asked again when an endpoint answers ('edge outbox').",
    "zh": "问题已留在发件箱，端点恢复后会再次提问（“edge outbox”）。",
    "ja": "質問は送信箱に残り、エンドポイントが応答したらもう一度送られます（「edge outbox」）。",
}


def kept(language: str) -> str:
    """The sentence for a person, in `en`, `zh` or `ja`; in English for any other language."""
    return _KEPT.get(language, _KEPT["en"])
