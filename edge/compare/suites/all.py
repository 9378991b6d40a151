"""The list of all suites."""

from __future__ import annotations

from edge.compare.task import Suite

__all__ = ["suites"]


def suites(*, unconfined: bool = False) -> tuple[Suite, ...]:
    """Every suite, in the order in which they are run and shown.

    With `unconfined`, the coding suite runs the code of answers even where nothing keeps it in. Imported here and not
    before: their texts are read when they are wanted.
    """
    from edge.compare.suites.coding.suite import Coding
    from edge.compare.suites.conversation.suite import Conversation
    from edge.compare.suites.documents.suite import Documents
    from edge.compare.suites.languages.suite import Languages
    from edge.compare.suites.reasoning.suite import Reasoning
    from edge.compare.suites.structured.suite import Structured

    return (
        Coding(unconfined=unconfined),
        Structured(),
        Languages(),
        Reasoning(),
        Documents(),
        Conversation(),
    )
