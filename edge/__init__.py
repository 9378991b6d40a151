"""The assistant that lives on the device and knows when to ask for help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = ["Assistant", "Question", "__version__", "open_assistant"]

if TYPE_CHECKING:
    from edge.assistant import Assistant
    from edge.home import HomeAssistant
    from edge.paths import Paths
    from edge.settings import Settings
    from edge.turn import Question


def open_assistant(
    paths: Paths | None = None, settings: Settings | None = None, *, soon: str | None = None
) -> HomeAssistant:
    """The assistant of this home: owned by this process if nobody owns it yet, attached to its owner otherwise.

    With `soon`, a question to that local model follows at once (`auto`: whichever is chosen): while the rest is
    imported, the engine's process starts, and loads what it loaded the last time for that name.

    Close it when done. Raises EdgeError with one sentence.
    """
    from edge.home import open_home
    from edge.paths import Paths
    from edge.settings import load

    where = paths or Paths.default()

    def make(alone: str | None = None) -> Assistant:
        if soon:
            from edge.engine.expected import recall
            from edge.engine.spawn import ahead

            ahead(recall(where.cache, soon))
        from edge.assistant import Assistant  # late: one who attaches needs none of the machinery

        return Assistant(where, settings or load(where.config).settings, alone=alone)

    return open_home(where, make, make_alone=make)


def __getattr__(name: str) -> Any:
    """The names above, each imported when it is first asked for: start-up is counted in milliseconds."""
    if name == "Assistant":
        from edge.assistant import Assistant

        return Assistant
    if name == "Question":
        from edge.turn import Question

        return Question
    raise AttributeError(f"module 'edge' has no attribute {name!r}")
