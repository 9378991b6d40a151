"""Wrapping up: the local model makes a short version of a long answer of the cloud, for a small screen.

It is a face of the reply (`edge.events.Face`): the full text stands, and nothing leaves the device for it. A model of
half a billion parameters gets things wrong, so that its version is taken only where what can be checked is right: it is
clearly shorter, in the same language, ended by itself, and has no number that the full text has not.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from typing import Protocol

from edge.answerer import Answered, Answerer, Cancel, Request, Sampling, Text
from edge.catalogue import Model
from edge.cleaning import clean
from edge.events import Face
from edge.reader import language_of
from edge.router.text import has_code, tokens_of
from edge.settings import Reply
from edge.transcript import Message, Transcript
from edge.turn import Question

__all__ = ["LIMIT_S", "wrapped_up"]

LIMIT_S = 30.0
"""Seconds after which the full text is all there is: its reader has it before them, and has read on."""

_SHORTER = 0.75
"""Of the full text's length: what is hardly shorter is no help."""
_SHARE = 0.5
"""Of the full text's tokens: the most that the short version may have."""
_QUESTION = 400
"""Characters of the question that go along: a pasted document is not what has to be shortened."""
_CONVERSATION = "wrap-up"

_PLEASE = {
    "en": "Shorten the answer below for a small screen: one to three short sentences, plain text, in the language of"
    " the answer. Say only what it says, the most important first.\n\nQuestion: {question}\n\nAnswer: {text}",
    "zh": "请把下面的回答缩短，供小屏幕显示：一到三个短句，纯文本，用中文。只说回答里有的内容，最重要的放在前面。"
    "\n\n问题：{question}\n\n回答：{text}",
    "ja": "次の回答を小さな画面のために短くしてください：短い文で一つから三つ、書式なし、日本語で。"
    "回答にあることだけを、大事な順に書いてください。\n\n質問：{question}\n\n回答：{text}",
}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LIST_MARK = re.compile(r"^\s*\d{1,2}[.)、]\s", re.MULTILINE)


class Asked(Protocol):
    """What has to be known of the question; see `edge.asked.Asked`."""

    @property
    def question(self) -> Question:
        """As it was asked."""
        ...

    @property
    def model(self) -> Model:
        """The local model."""
        ...

    @property
    def reply_uid(self) -> str:
        """The uid of the reply's message."""
        ...


def wrapped_up(text: str, asked: Asked, settings: Reply, answerer: Answerer, cancel: Cancel) -> Face | None:
    """The short version of a complete answer of the cloud; None where none is wanted, or none is to be had.

    text      the answer, with its values restored
    settings  whether it is wanted, and from which length on; and the system prompt, which the engine has evaluated
    answerer  the local model's
    cancel    the turn's; what has come so far of a short version is then thrown away

    Takes as long as the local model does, 30 s at most. Never raises for what the model says or fails to say.
    """
    if not _wanted(text, asked, settings):
        return None
    short = _asked_for(_request(text, asked, settings), answerer, cancel)
    if short is None or not _may_stand_for(text, short, asked.question.text):
        return None
    return Face("short", short, "local", asked.model.name)


def _wanted(text: str, asked: Asked, settings: Reply) -> bool:
    question = asked.question
    on = question.surface == "kiosk" if settings.wrap_up == "auto" else settings.wrap_up == "on"
    return (
        on
        and not asked.model.builtin
        and question.schema is None  # whoever wants a form has a program to read it
        and question.grammar is None
        and tokens_of(text) > settings.wrap_up_over
        and not has_code(text)  # half a program is none
    )


def _request(text: str, asked: Asked, settings: Reply) -> Request:
    question, uid = asked.question, f"{asked.reply_uid}.short"
    language = language_of(text)
    please = _PLEASE.get(language, _PLEASE["en"]).format(question=_beginning(question.text), text=text.strip())
    messages = [Message("user", please, f"{uid}.asked", may_leave=False)]
    # The same in front as in the conversation, so that the engine need not evaluate it again for the next turn.
    system = settings.system if question.system is None else question.system
    if system.strip():
        messages.insert(0, Message("system", system, "system"))
    return Request(
        Transcript(_CONVERSATION, tuple(messages)),
        reply_uid=uid,
        max_tokens=max(1, int(tokens_of(text) * _SHARE)),
        sampling=Sampling(temperature=0.0, top_k=0, top_p=1.0, seed=1),
        keep=question.history is None,
    )


def _asked_for(request: Request, answerer: Answerer, cancel: Cancel) -> str | None:
    """What the model writes, if it comes to an end of its own."""
    stop = Cancel()
    cancel.on_set(stop.set)
    limit = threading.Timer(LIMIT_S, stop.set)
    limit.daemon = True
    limit.start()
    pieces: list[str] = []
    ended: Answered | None = None
    try:
        for step in answerer.answer(request, stop):
            if isinstance(step, Text):
                pieces.append(step.text)
            elif isinstance(step, Answered):
                ended = step
    finally:
        limit.cancel()
    # A choice is made by the built-in model only: it is asked under another name where the user added a copy of it.
    if ended is None or ended.cut_off is not None or ended.choice is not None or stop.is_set():
        return None
    return clean("".join(pieces)).strip()


def _may_stand_for(text: str, short: str, question: str) -> bool:
    """Whether nothing that can be checked speaks against it."""
    if not short or len(short) > len(text.strip()) * _SHORTER:
        return False
    if language_of(short) != language_of(text):
        return False
    return _numbers(_LIST_MARK.sub("", short)) <= _numbers(f"{text}\n{question}")


def _numbers(text: str) -> set[str]:
    """The numbers in it; 1,000 and 1000 are the same, and so are digits of any width."""
    return {number.replace(",", "") for number in _NUMBER.findall(unicodedata.normalize("NFKC", text))}


def _beginning(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _QUESTION else f"{text[:_QUESTION].rstrip()}…"
