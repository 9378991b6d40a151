"""What the user is told while the cloud and the device take turns, in English, Chinese and Japanese."""

from __future__ import annotations

__all__ = ["came_late", "device_goes_on", "goes_on", "is_late", "still_waiting"]

_GOES_ON = {
    "en": "{why} {name} goes on from here.",
    "zh": "{why} 由 {name} 从这里接着回答。",
    "ja": "{why} ここからは{name}が続けます。",
}
_ANEW = {
    "en": "{why} {name} begins the answer anew.",
    "zh": "{why} {name} 从头开始重新回答。",
    "ja": "{why} {name}が最初から答え直します。",
}
_DEVICE = {
    "en": "{why} The device goes on from here.",
    "zh": "{why} 由设备从这里接着回答。",
    "ja": "{why} ここからは端末が続けます。",
}
_LATE = {
    "en": "{name} has not begun after {seconds:.3g} s; the device answers meanwhile.",
    "zh": "{seconds:.3g} 秒后 {name} 仍未开始回答，先由设备回答。",
    "ja": "{seconds:.3g}秒たっても{name}の回答が始まらないため、その間は端末が答えます。",
}
_WAITING = {
    "en": "{name} has not begun after {seconds:.3g} s; it is still waited for.",
    "zh": "{seconds:.3g} 秒后 {name} 仍未开始回答，继续等待。",
    "ja": "{seconds:.3g}秒たっても{name}の回答が始まりません。引き続き待っています。",
}
_CAME = {
    "en": "{name} answers now, in the place of the device's first answer.",
    "zh": "{name} 开始回答，取代设备的初步回答。",
    "ja": "{name}の回答が届いたので、端末の最初の回答と入れ替えます。",
}


def goes_on(why: str, name: str, language: str, *, anew: bool = False) -> str:
    """Another endpoint goes on with an answer that broke off, or begins it `anew`; `why` is a whole sentence."""
    return _said(_ANEW if anew else _GOES_ON, language, why=why, name=name)


def device_goes_on(why: str, language: str) -> str:
    """The device goes on with an answer that broke off."""
    return _said(_DEVICE, language, why=why)


def is_late(name: str, seconds: float, language: str) -> str:
    """The cloud has not begun by the deadline, and the device answers."""
    return _said(_LATE, language, name=name, seconds=seconds)


def still_waiting(name: str, seconds: float, language: str) -> str:
    """The cloud has not begun by the deadline, and nobody else answers."""
    return _said(_WAITING, language, name=name, seconds=seconds)


def came_late(name: str, language: str) -> str:
    """The cloud has begun after the device did."""
    return _said(_CAME, language, name=name)


def _said(texts: dict[str, str], language: str, **values: object) -> str:
    return texts.get(language, texts["en"]).format(**values).strip()
