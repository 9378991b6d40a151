"""A scripted assistant in a lobby: what visitors ask there, in their language, with seams and notices."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

from edge.events import Event, Finished, Notice, Piece, Read, Route, Routed, Started, Switched, Waiting
from edge.transcript import By
from edge.turn import Question
from tests.stubs.assistant import FakeAssistant, FakeTurn

__all__ = ["SUGGESTIONS", "Lobby"]

SUGGESTIONS = (
    {"en": "When are you open?", "zh": "几点开门？", "ja": "営業時間は？"},
    {"en": "Where is the restroom?", "zh": "洗手间在哪里？", "ja": "お手洗いはどこですか？"},
    {"en": "What is on show today?", "zh": "今天有什么展览？", "ja": "今日の展示は何ですか？"},
    {"en": "How do I get to the station?", "zh": "去火车站怎么走？", "ja": "駅への行き方は？"},
)

_ANSWERS: dict[str, tuple[By, str, str]] = {
    "When are you open?": ("skill", "en", "Tuesday to Sunday, 10:00 to 18:00. On Thursdays until 21:00."),
    "几点开门？": ("skill", "zh", "周二至周日 10:00 至 18:00，周四延长到 21:00，周一闭馆。"),
    "洗手间在哪里？": ("skill", "zh", "洗手间在一楼衣帽间旁边，二楼电梯对面也有一间。"),
    SUGGESTIONS[0]["ja"]: ("skill", "ja", "火曜から日曜の10時から18時です。"),
    "What is on show today?": (
        "cloud",
        "en",
        (
            "Three exhibitions are open today.\n\n1. “Paper and Light”, on the ground floor: forty woodcuts.\n"
            "2. “The Harbour”, on the first floor: photographs from 1920 to 1960.\n3. In the garden, the bronzes of the"
            " permanent collection.\n\nA guided tour begins at 15:00 in the hall."
        ),
    ),
    "今天有什么展览？": (
        "cloud",
        "zh",
        (
            "今天有三个展览开放：\n\n一、一楼“纸与光”：四十幅苏州木版画。\n二、二楼“海港”：1920 年以来的摄影作品。\n"
            "三、花园里的青铜雕塑常设展。\n\n15:00 在大厅有一场导览。"
        ),
    ),
    "How do I get to the station?": (
        "cloud",
        "en",
        "Leave by the main door and turn left. Follow the canal for about five minutes, ",
    ),
}
_REST = "then cross the second bridge: the station is the brick building behind it."
_SEAM = "big (10.0.0.7:8000) closed the connection: look at that server. The device goes on from here."


class Lobby(FakeAssistant):
    """`held` holds every answer that begins now in its middle, until it is set or the answer is cancelled."""

    def __init__(self) -> None:
        super().__init__()
        self.held: threading.Event | None = None

    def ask(self, question: Question) -> FakeTurn:
        turn = super().ask(question)
        return _LobbyTurn(self, question, turn._conversation)


class _LobbyTurn(FakeTurn):
    def __iter__(self) -> Iterator[Event]:
        lobby = self._assistant
        assert isinstance(lobby, Lobby)
        by, language, text = _ANSWERS.get(self._question.text, ("local", "en", f"You said: {self._question.text}"))
        route = Route(by, None, (), language)
        yield Started(f"turn.{self._question.uid}", self._conversation, self._question.uid)
        yield Read(language)
        yield Routed(route)
        yield Waiting("asking" if by == "cloud" else "prefill")
        if "quickly" in self._question.text:
            yield Notice("big (10.0.0.7:8000) has not begun after 2 s; it is still waited for.")
        held = lobby.held
        words = [text[at : at + 4] for at in range(0, len(text), 4)]
        told = ""
        for number, word in enumerate(words):
            if number == len(words) // 2 and held is not None:
                while not held.wait(0.01) and not self._cancel.is_set():
                    pass
            if self._cancel.is_set():
                break
            told += word
            yield Piece(word, by, "fake")
        if "station" in self._question.text and not self._cancel.is_set():
            yield Switched("cloud", "local", _SEAM)
            yield Piece(_REST, "local", "fake")
            told, by = told + _REST, "local"
        record = self._record(self._question.uid, route, told)
        record = replace(record, by=by)
        lobby._keep(record)
        yield Finished(record)
