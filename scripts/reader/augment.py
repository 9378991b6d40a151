"""The same message as other people would type it: case, punctuation, slips of the finger, courtesies, widths."""

from __future__ import annotations

import random

_NEAR = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
_BEFORE = {
    "en": ("please ", "hey ", "hey, ", "could you ", "can you ", "can you please ", "I'd like you to ", "ok ", "so ",
           "um ", "hi, ", "would you mind: ", "computer, ", "assistant, ", "quickly: ", "I want you to ", "well, ",
           "hi! ", "sorry to bother you, ", "just wondering, ", "listen, ", "and "),
    "zh": ("请", "请你", "麻烦", "麻烦你", "帮我", "能不能", "那个，", "你好，", "嘿，", "小助手，", "可以", "快点，",
           "请问", "嗯，", "我想", "话说，", "能帮我", "顺便问下，", "哎，", "劳驾，"),
    "ja": ("すみません、", "ねえ、", "ちょっと、", "あの、", "お願い、", "えっと、", "ところで、", "今すぐ",
           "あのさ、", "よかったら", "急ぎで、", "とりあえず"),
}  # fmt: skip
_AFTER = {
    "en": (" please", " thanks", " pls", " thx", " for me", " now", ", thank you", " asap", " if you can", " right now",
           ", would you", ". Thanks!", " ok?", " :)", " today"),
    "zh": ("，谢谢", "吧", "，快点", "，好吗", "，拜托", "一下", "，急", "，谢了", "啊", "呗", "，可以吗", "哈"),
    "ja": ("、お願い", "お願いします", "ください", "、頼む", "ね", "、急いで", "よ", "、できる？",
           "、ありがとう", "。お願いします。"),
}  # fmt: skip
_ENDS = {
    "en": ("", "", ".", "?", "!", "??", "..."),
    "zh": ("", "。", "？", "！", "?", "…"),
    "ja": ("", "。", "？", "！", "?"),
}
_MARKS = " .!?~,。！？～…，"
_WIDE = str.maketrans("，。？！：；（）、", ",.?!:;(),")
_SIMPLE = (
    "时间开关设计钟灯间内厨厅从难问题写这说话请给电脑书学习国气发现么为会闹单项"
    "购买东边们讲话过还来对没个长动网线听声应该让谁几点亮暗机门帮楼馆车票价钱码图"
)
_TRADITIONAL = (
    "時間開關設計鐘燈間內廚廳從難問題寫這說話請給電腦書學習國氣發現麼為會鬧單項"
    "購買東邊們講話過還來對沒個長動網線聽聲應該讓誰幾點亮暗機門幫樓館車票價錢碼圖"
)
_TO_TRADITIONAL = str.maketrans(_SIMPLE, _TRADITIONAL)


def vary(text: str, lang: str, chance: random.Random, *, courtesies: bool = True) -> str:
    """`text`, or the same changed in a few places that leave what it asks for as it is."""
    if "\n" in text:
        return text
    roll = chance.random()
    if courtesies and roll < 0.14:
        text = chance.choice(_BEFORE[lang]) + (text[:1].lower() + text[1:] if text[1:2].islower() else text)
    elif courtesies and roll < 0.22:
        text = text.rstrip(_MARKS) + chance.choice(_AFTER[lang])
    if chance.random() < 0.4:
        text = text.rstrip(_MARKS) + chance.choice(_ENDS[lang])
    if chance.random() < (0.15 if lang == "en" else 0.06):
        text = _slip(text, chance)
    if lang == "en":
        roll = chance.random()
        if roll < 0.35:
            text = text[:1].upper() + text[1:]
        elif roll < 0.55:
            text = text.lower()
        elif roll < 0.57:
            text = text.upper()
        if chance.random() < 0.15:
            text = text.replace("'", "")
    elif lang == "zh" and chance.random() < 0.08:
        text = text.translate(_TO_TRADITIONAL)
    if lang != "en" and chance.random() < 0.15:
        text = text.translate(_WIDE)
    if lang != "en" and chance.random() < 0.05:
        text = text.replace("，", " ").replace("、", " ")
    return text or "?"


def _slip(text: str, chance: random.Random) -> str:
    letters = [at for at, sign in enumerate(text) if sign.isalpha()]
    if len(letters) < 6:
        return text
    for _ in range(1 if len(letters) < 30 else 2):
        at = min(chance.choice(letters), len(text) - 1)
        kind = chance.random()
        if kind < 0.3:
            text = text[:at] + text[at + 1 :]
        elif kind < 0.5:
            text = text[:at] + text[at] + text[at:]
        elif kind < 0.75 and at + 1 < len(text):
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        else:
            text = text[:at] + chance.choice(_NEAR.get(text[at].lower(), text[at])) + text[at + 1 :]
    return text
