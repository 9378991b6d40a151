"""What a first start shows: what this is, who answers, how to get a larger model. It does not stand in the way."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from edge.turn import Status
from tui.figures import model_name
from tui.message import Line
from tui.strings import Strings

__all__ = ["Welcome"]

BUILTIN = "builtin"
"""The catalogue's name of the model that ships inside."""
PULL = "edge models pull qwen2.5-0.5b"


class Welcome(Vertical):
    """One calm text at the top of an empty transcript."""

    def __init__(self, status: Status, strings: Strings) -> None:
        super().__init__()
        self._status = status
        self._strings = strings

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        strings, status = self._strings, self._status
        builtin = status.model == BUILTIN
        yield Line(strings.welcome)
        if status.model:
            model = strings.welcome_model.format(model=model_name(status.model, status.quantization))
            yield Line(strings.joint.join([model, strings.welcome_builtin]) if builtin else model)
        if builtin:
            yield Line(PULL, classes="command")
        yield Line(strings.welcome_keys, classes="badge")
