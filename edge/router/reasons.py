"""The rules by name, each with the sentence that says it in the three languages.

In braces stand the figures of `Reason.values`, and words for tasks and strengths in the language of the sentence.
"""

from __future__ import annotations

from typing import Any

from edge.events import Reason

__all__ = ["REASONS", "reason", "strength_words", "task_words"]

_SHARES = frozenset({"p_cloud", "threshold", "share", "evidence", "confidence"})
"""Values that are shares of 1, and said in percent."""

_EDGES = {"en": ("over 99%", "under 1%"), "zh": ("99%以上", "不到1%"), "ja": ("99%以上", "1%未満")}

REASONS: dict[str, dict[str, str]] = {
    # the user's choice
    "chosen_local": {
        "en": "You asked for the device.",
        "zh": "你指定了由设备回答。",
        "ja": "端末での回答が指定されました。",
    },
    "chosen_cloud": {
        "en": "You asked for the cloud.",
        "zh": "你指定了由云端回答。",
        "ja": "クラウドでの回答が指定されました。",
    },
    "goes_on": {
        "en": "It goes on with the reply that was cut off.",
        "zh": "接着写中断的回答。",
        "ja": "途中で切れた回答の続きです。",
    },
    # what may not leave
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
    "kept_back": {
        "en": "This message or its conversation may not leave the device.",
        "zh": "这条消息或这个对话不允许离开设备。",
        "ja": "このメッセージか会話は端末の外に出せません。",
    },
    "grammar": {
        "en": "Only the device can hold a reply to a grammar.",
        "zh": "只有设备能按语法约束回答。",
        "ja": "文法に沿った回答は端末だけができます。",
    },
    # rules before any score
    "words_of_distress": {
        "en": "Words of distress are met by a rule, before any model.",
        "zh": "求助的话由规则直接回应，不经过任何模型。",
        "ja": "助けを求める言葉には、モデルより先に決まりで応じます。",
    },
    "nothing_said": {
        "en": "There is no message.",
        "zh": "没有内容。",
        "ja": "メッセージがありません。",
    },
    "command_by_reader": {
        "en": "No sentence template has these words, but the reader is {confidence} sure of a command.",
        "zh": "没有句式模板包含这种说法，但阅读器有{confidence}的把握认为是命令。",
        "ja": "文の型にはない言い方ですが、リーダーは{confidence}の確度で命令と判断しました。",
    },
    "answer_by_likeness": {
        "en": "It is asked in other words than the kiosk's file has, and is {confidence} like them.",
        "zh": "问法与信息亭文件中的不同，但相似度为{confidence}。",
        "ja": "キオスクのファイルとは違う言い方ですが、{confidence}似ています。",
    },
    "command_by_second_reader": {
        "en": "No sentence template has these words, but the model on the device took them for a command.",
        "zh": "没有句式模板包含这种说法，但设备上的模型认为是命令。",
        "ja": "文の型にはない言い方ですが、端末のモデルが命令と判断しました。",
    },
    "too_long": {
        "en": "It has about {tokens} tokens, and the model on the device takes {context} with its reply.",
        "zh": "内容约有{tokens}个词元，设备上的模型连同回答最多容纳{context}个。",
        "ja": "約{tokens}トークンあり、端末のモデルは回答を含めて{context}までです。",
    },
    "attachment": {
        "en": "A file goes with it.",
        "zh": "附带了文件。",
        "ja": "ファイルが添付されています。",
    },
    "code_block": {
        "en": "It holds a block of code.",
        "zh": "其中有一段代码。",
        "ja": "コードが含まれています。",
    },
    "format": {
        "en": "It asks for output in a format.",
        "zh": "要求按某种格式输出。",
        "ja": "決まった形式での出力を求めています。",
    },
    # the reader's score
    "score": {
        "en": "The reader sees {task}: {p_cloud} likely to need a larger model, and {threshold} is enough to ask one.",
        "zh": "阅读器判断为{task}：需要更大模型的可能性为{p_cloud}，达到{threshold}就交给它。",
        "ja": "リーダーの判断は{task}です。大きなモデルが必要な見込みは{p_cloud}で、{threshold}から任せます。",
    },
    "unsure": {
        "en": "The reader sees {task}, and is not sure enough that the device is up to it: {share} of {evidence}.",
        "zh": "阅读器判断为{task}，但设备能胜任的把握不够（{share}，需要{evidence}）。",
        "ja": "リーダーの判断は{task}ですが、端末で足りる確度が{share}で、必要な{evidence}に届きません。",
    },
    "not_read": {
        "en": "The reader is not there, so nobody can say that the device is up to it.",
        "zh": "阅读器不可用，无法判断设备能否胜任。",
        "ja": "リーダーが使えず、端末で足りるか判断できません。",
    },
    "small_talk": {
        "en": "It is small talk ({share}), which the device is up to.",
        "zh": "这是闲聊（{share}），设备可以胜任。",
        "ja": "雑談なので（{share}）、端末で足ります。",
    },
    "short_fact": {
        "en": "It asks for a short fact ({share}), which the device is up to.",
        "zh": "问的是简短的事实（{share}），设备可以胜任。",
        "ja": "短い事実の質問なので（{share}）、端末で足ります。",
    },
    "short_rewrite": {
        "en": "It is a short text to put otherwise ({share}), which the device is up to.",
        "zh": "是改写一小段文字（{share}），设备可以胜任。",
        "ja": "短い文の書き換えなので（{share}）、端末で足ります。",
    },
    "easy_follow_up": {
        "en": "It is an easy follow-up ({share}), which the device is up to.",
        "zh": "是简单的追问（{share}），设备可以胜任。",
        "ja": "簡単な続きの質問なので（{share}）、端末で足ります。",
    },
    "no_skill_for_it": {
        "en": "It is a command ({share}) that no skill understood; a larger model could not carry it out either.",
        "zh": "这是一条命令（{share}），但没有技能能理解，更大的模型也无法执行。",
        "ja": "命令ですが（{share}）、理解できるスキルがなく、大きなモデルにも実行できません。",
    },
    "easy": {
        "en": "It is one of the kinds that the device is up to ({share}).",
        "zh": "属于设备可以胜任的类型（{share}）。",
        "ja": "端末で足りる種類のどれかです（{share}）。",
    },
    "only_small_talk": {
        "en": "The built-in model on the device only makes small talk.",
        "zh": "设备上的内置模型只会闲聊。",
        "ja": "端末の内蔵モデルは雑談しかできません。",
    },
    # the state of the device
    "hot": {
        "en": "The device is hot ({temperature_c} °C), so it is spared the work.",
        "zh": "设备过热（{temperature_c} °C），不再增加负担。",
        "ja": "端末が熱くなっているので（{temperature_c} °C）、負担をかけません。",
    },
    "throttled": {
        "en": "The processor says that it is slowed down, so the device is spared the work.",
        "zh": "处理器已降频，不再增加负担。",
        "ja": "プロセッサが速度を落としているので、負担をかけません。",
    },
    "battery": {
        "en": "The battery is at {battery}%, so the device is spared the work.",
        "zh": "电量只剩{battery}%，不再增加负担。",
        "ja": "電池残量が{battery}%なので、負担をかけません。",
    },
    "memory": {
        "en": "The model needs {needed_mb} MB of memory, and {free_mb} MB are free.",
        "zh": "模型需要{needed_mb} MB内存，只有{free_mb} MB可用。",
        "ja": "モデルには{needed_mb} MBのメモリが必要で、空きは{free_mb} MBです。",
    },
    "slow": {
        "en": "The device writes {decode_tok_s} tokens a second here, which is too slow.",
        "zh": "设备每秒只能写{decode_tok_s}个词元，太慢。",
        "ja": "端末は毎秒{decode_tok_s}トークンしか書けず、遅すぎます。",
    },
    "long_wait": {
        "en": "The device would read for {seconds} s before its first word.",
        "zh": "设备要先读{seconds}秒才能说出第一个词。",
        "ja": "端末は最初の言葉まで{seconds}秒読み続けることになります。",
    },
    # the endpoints
    "no_endpoint": {
        "en": "No endpoint is configured, so the device answers.",
        "zh": "没有配置云端接口，由设备回答。",
        "ja": "接続先が設定されていないので、端末が答えます。",
    },
    "endpoint_down": {
        "en": "No endpoint can be reached at the moment, so the device answers.",
        "zh": "目前连不上云端接口，由设备回答。",
        "ja": "いまはどの接続先にもつながらないので、端末が答えます。",
    },
    "endpoint_good_at": {
        "en": "{title} is asked: it is good at {strengths}.",
        "zh": "交给{title}：它擅长{strengths}。",
        "ja": "{title}に尋ねます。{strengths}が得意です。",
    },
    "endpoint_has_room": {
        "en": "{title} is asked: it has room for about {tokens} tokens.",
        "zh": "交给{title}：它能容纳约{tokens}个词元。",
        "ja": "{title}に尋ねます。約{tokens}トークンが入ります。",
    },
    "endpoint_there": {
        "en": "{title} is asked.",
        "zh": "交给{title}。",
        "ja": "{title}に尋ねます。",
    },
}

_TASKS = {
    "command": ("a command", "命令", "命令"),
    "chitchat": ("small talk", "闲聊", "雑談"),
    "fact": ("a short fact", "简短事实", "短い事実"),
    "rewrite": ("rewriting", "改写", "書き換え"),
    "knowledge": ("an explanation or advice", "讲解或建议", "説明や助言"),
    "reasoning": ("reasoning", "推理", "推論"),
    "math": ("mathematics", "数学", "数学"),
    "code": ("code", "代码", "プログラム"),
    "writing": ("a text to compose", "写作", "文章の作成"),
    "longdoc": ("a long text to work on", "长文处理", "長文の処理"),
    "structured": ("output in a format", "格式化输出", "形式のある出力"),
    "followup": ("a follow-up", "追问", "続きの質問"),
}

_STRENGTHS = {
    "code": ("code", "代码", "プログラム"),
    "reasoning": ("reasoning", "推理", "推論"),
    "maths": ("mathematics", "数学", "数学"),
    "structured": ("output in a format", "格式化输出", "形式のある出力"),
    "longdoc": ("long documents", "长文档", "長い文書"),
    "languages": ("languages other than Chinese", "中文以外的语言", "中国語以外の言語"),
    "chinese": ("Chinese", "中文", "中国語"),
    "writing": ("writing", "写作", "文章の作成"),
    "teaching": ("explaining", "讲解", "説明"),
}

_PLACES = {"en": 0, "zh": 1, "ja": 2}


def reason(rule: str, language: str, *, decides: bool = False, **values: Any) -> Reason:
    """The rule as data and as a sentence in the message's language; English for `und`.

    Shares of 1 are said in percent, other fractions rounded; the values keep theirs, to three digits behind the point.
    """
    texts = REASONS[rule]
    kept = {name: round(value, 3) if isinstance(value, float) else value for name, value in values.items()}
    said = {name: _said(name, value, language) for name, value in kept.items()}
    return Reason(rule, texts.get(language, texts["en"]).format(**said), kept, decides)


def task_words(task: str, language: str) -> str:
    """What a task is called in a sentence."""
    return _TASKS[task][_PLACES.get(language, 0)] if task in _TASKS else task


def strength_words(strengths: tuple[str, ...] | list[str], language: str) -> str:
    """What an endpoint is good at, in a sentence."""
    words = [_STRENGTHS[one][_PLACES.get(language, 0)] if one in _STRENGTHS else one for one in strengths]
    return (" and " if language not in ("zh", "ja") else "、").join(words)


def _said(name: str, value: Any, language: str) -> str:
    if name == "task":
        return task_words(str(value), language)
    if name == "strengths":
        return strength_words(value, language)
    if name in _SHARES:
        # Nothing here is certain, so nothing is said to be.
        nearly, hardly = _EDGES.get(language, _EDGES["en"])
        return nearly if 0.995 <= value < 1 else hardly if 0 < value < 0.005 else f"{value:.0%}"
    if isinstance(value, float):
        return f"{value:.1f}" if value < 10 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
