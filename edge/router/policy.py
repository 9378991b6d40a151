"""The router's policy of this version: everything is answered on the device, and each decision says why.

The order is the one that later versions keep: the user's explicit choice is obeyed, or refused with a sentence; then
what the state of the device asks for.
"""

from __future__ import annotations

from edge.errors import CloudNotReachableError
from edge.events import Reason, Route
from edge.turn import Question

__all__ = ["decide", "reason"]

_TEXTS = {
    "chosen_local": {
        "en": "You asked for the device.",
        "zh": "你指定了由设备回答。",
        "ja": "端末での回答が指定されました。",
    },
    "offline": {
        "en": "This turn is offline: nothing may leave the device.",
        "zh": "这一轮是离线的：任何内容都不会离开设备。",
        "ja": "この回はオフラインです。何も端末の外に出ません。",
    },
    "private": {
        "en": "The message is private and stays on the device.",
        "zh": "这条消息是私密的，只留在设备上。",
        "ja": "このメッセージは非公開で、端末の中だけに残ります。",
    },
    "words_of_distress": {
        "en": "Words of distress are met by a rule, before any model.",
        "zh": "求助的话由规则直接回应，不经过任何模型。",
        "ja": "助けを求める言葉には、モデルより先に決まりで応じます。",
    },
    "only_the_device": {
        "en": "No endpoint is used in this version, so the device answers.",
        "zh": "这个版本还不使用云端接口，所以由设备回答。",
        "ja": "この版はクラウドを使わないので、端末が答えます。",
    },
}


def reason(rule: str, language: str) -> Reason:
    """The reason as data and as a sentence in the message's language."""
    texts = _TEXTS[rule]
    return Reason(rule, texts.get(language, texts["en"]))


def decide(question: Question, language: str) -> Route:
    """Where the question goes. Raises CloudNotReachableError when the cloud was asked for by name."""
    if question.choice == "cloud":
        raise CloudNotReachableError(
            "The cloud was asked for, and this version calls no endpoint: ask without --cloud, and the device answers."
        )
    rules = []
    if question.choice == "local":
        rules.append("chosen_local")
    if question.offline:
        rules.append("offline")
    if question.private:
        rules.append("private")
    rules = rules or ["only_the_device"]
    return Route(to="local", p_cloud=None, reasons=tuple(reason(rule, language) for rule in rules), language=language)
