"""What a first start shows: who answers, what stays here, how to get more. It does not stand in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from edge.turn import Status
from tui.figures import model_name
from tui.language import Texts, table, translated
from tui.message import Line
from tui.strings import Strings

__all__ = ["Welcome", "WelcomeTexts"]

BUILTIN = "builtin"
"""The catalogue's name of the model that ships inside."""


@dataclass(frozen=True, slots=True)
class WelcomeTexts(Texts):
    """One screen of 60 cells by 18 lines holds all of it, in every language."""

    title: str = "This assistant lives on your device."
    names: Mapping[str, str] = table({"answers": "Answers", "stays": "Privacy", "f5": "F5", "f6": "F6", "keys": "F1"})
    """What stands before each line: a word, or a key."""
    answers: str = "{model}, here, without a network."
    builtin: str = "It chats, explains this program, and says so when something is beyond it."
    stays: str = "Everything you write stays here, unless you add an endpoint. Every answer says who gave it."
    larger: str = "gets a larger model for this device (430 MB)."
    models: str = "shows the models that could answer here."
    endpoint: str = "adds an endpoint: a larger model elsewhere, asked only what is too hard here."
    keys: str = "shows all keys. Ctrl+P finds commands, F8 has the settings, Ctrl+Q quits."


class Welcome(Vertical):
    """One calm text at the top of an empty transcript, until the first message is sent."""

    def __init__(self, status: Status, strings: Strings) -> None:
        super().__init__()
        self._status = status
        self._strings = strings

    async def relabel(self) -> None:
        """See `tui.labels`."""
        await self.recompose()

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        texts = translated(WelcomeTexts, self._strings.language)
        yield Line(texts.title, classes="title")
        for name, text in self._lines(texts):
            yield Horizontal(Line(texts.names[name], classes="key"), Line(text))

    def _lines(self, texts: WelcomeTexts) -> Iterator[tuple[str, str]]:
        status, joint = self._status, self._strings.joint
        builtin = status.model == BUILTIN
        if status.model:
            model = texts.answers.format(model=model_name(status.model, status.quantization))
            yield "answers", joint.join([model, texts.builtin]) if builtin else model
        yield "stays", texts.stays
        yield "f5", texts.larger if builtin else texts.models
        yield "f6", texts.endpoint
        yield "keys", texts.keys
