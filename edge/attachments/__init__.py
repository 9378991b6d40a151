"""Files that go with a message: read safely, counted, and shown to a model whole or in the passages that match best.

Handed out here is what every turn needs. What only a turn with files needs is in `placing` (how a transcript with files
is shown to a model), `shown`, `passages` and `matching`, and `quoting` (what a rule answers where no model can).
"""

from edge.attachments.counting import attached_tokens, has_attachments

__all__ = ["attached_tokens", "has_attachments"]
