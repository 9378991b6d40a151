"""Every text of the interface, in English and in Chinese, and which of the two this locale asks for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from edge.answerer import CutOff
from edge.transcript import By

__all__ = ["EN", "ZH", "Strings", "for_locale"]


@dataclass(frozen=True, slots=True)
class Strings:
    """The texts of one language. Names in braces are filled in with `str.format`."""

    placeholder: str
    """In the empty composer."""
    states: Mapping[str, str]
    """The engine's state in the status line, by `Status.state`; `opening` is this app's own."""
    by: Mapping[By, str]
    """Who answered."""
    ttft: str
    seconds: str
    milliseconds: str
    speed: str
    memory: str
    """`{mb}` is that of the app, or that of the app and of the engine with a plus sign between."""
    memory_only: str
    offline: str
    """The user switched the network off for the assistant."""
    keys_hint: str
    """At the right end of the status line."""

    progress: Mapping[str, str]
    """What a reply waits for before its first word, by `Waiting.state`; `asking` and `stopping` are this app's own."""
    waiting: str
    """Under a message that waits for its turn."""
    cut_off: Mapping[CutOff, str]
    """Why a reply is not complete, where its record has no sentence of its own."""
    incomplete: str
    """The mark of a reply that is not complete."""
    was_incomplete: str
    """The same for a reply of an earlier session, of which nothing else is known."""
    no_text: str
    switched: str
    dropped: str
    fallback: str

    earlier: str
    new_conversation: str
    erased: str
    """Alone on the screen, once the conversation is erased."""
    rang: str
    """A timer, an alarm or a reminder; `{text}` says which, in the language in which it was set."""
    not_kept: str
    not_sent: str
    try_again: str
    taken_back: str
    busy: str
    opening_hint: str
    nothing_to_stop: str
    copied: str
    copied_link: str
    nothing_to_copy: str
    draft_restored: str
    draft_failed: str

    help_title: str
    help_close: str
    keys: tuple[tuple[str, str], ...]
    """Each key, and what it does."""

    joint: str
    """Between two sentences."""
    welcome: str
    welcome_model: str
    welcome_builtin: str
    welcome_keys: str

    crashed: str
    closing: str


EN = Strings(
    placeholder="Type a message. Enter sends it.",
    states={
        "opening": "opening",
        "idle": "idle",
        "loading": "loading",
        "ready": "ready",
        "answering": "answering",
        "down": "down",
    },
    by={"skill": "skill", "local": "device", "cloud": "cloud"},
    ttft="first word {time}",
    seconds="{value} s",
    milliseconds="{value} ms",
    speed="{value} tok/s",
    memory="memory {mb} MB",
    memory_only="not saved: in memory only",
    offline="offline",
    keys_hint="F1 keys",
    progress={
        "asking": "Sending…",
        "queued": "Another question is being answered first…",
        "loading": "The model is loading…",
        "prefill": "Reading…",
        "stopping": "Stopping…",
    },
    waiting="waits for its turn · Esc takes it back",
    cut_off={
        "cancelled": "You stopped it.",
        "length": "The limit of tokens for one reply was reached.",
        "context": "The model's context is full.",
        "died": "The engine ended in the middle.",
        "hung": "The engine gave no sign of life and was ended.",
        "error": "An error ended it.",
    },
    incomplete="Incomplete.",
    was_incomplete="Incomplete: it was cut off.",
    no_text="No answer.",
    switched="{to} goes on from here: {why}",
    dropped="the oldest {count} turns no longer fit the model's context",
    fallback="instead of {who}: {why}",
    earlier="Earlier messages of this conversation are kept, and not shown here.",
    new_conversation="A new conversation. The one before it is kept.",
    erased="The conversation is erased. This is a new one.",
    rang="Rang at {at}. {text}",
    not_kept="This conversation cannot be written to disk and is kept in memory only.",
    not_sent="Not sent; the text is back below.",
    try_again="Enter tries again.",
    taken_back="The message is back below.",
    busy="An answer is under way. Esc stops it.",
    opening_hint="The last conversation is still being opened.",
    nothing_to_stop="Nothing to stop. Ctrl+Q quits.",
    copied="Copied.",
    copied_link="The address is copied: {address}",
    nothing_to_copy="Nothing is selected. Ctrl+Q quits.",
    draft_restored="What you had typed and not sent is back below.",
    draft_failed="What you type cannot be kept on disk: {why}.",
    help_title="Keys",
    help_close="Esc closes",
    keys=(
        ("Enter", "send the message"),
        ("Ctrl+J, Alt+Enter", "new line"),
        ("Up, Down", "what you sent before"),
        ("Esc", "stop; take back a waiting message"),
        ("PageUp, PageDown", "scroll the conversation"),
        ("Ctrl+End", "back to the newest line"),
        ("Ctrl+N", "new conversation"),
        ("Ctrl+C", "copy what is selected"),
        ("F1, Ctrl+G", "these keys"),
        ("Ctrl+Q", "quit; what you typed is kept"),
    ),
    joint=" ",
    welcome=(
        "This assistant lives on your device. What you write is answered here, without a network, and every answer "
        "says who gave it and how long it took."
    ),
    welcome_model="Now answering: {model}.",
    welcome_builtin=(
        "It is small: it chats, explains this program, and says so when something is beyond it. A larger model is one "
        "command away (about 430 MB):"
    ),
    welcome_keys="F1 shows the keys. Ctrl+Q quits.",
    crashed="{fault} What you typed and every answer are kept: start the app again to go on.",
    closing="Other programs still wait for answers; this ends when they have them. Ctrl+C ends it now.",
)

ZH = Strings(
    placeholder="输入消息，按 Enter 发送。",
    states={
        "opening": "打开中",
        "idle": "空闲",
        "loading": "加载中",
        "ready": "就绪",
        "answering": "回答中",
        "down": "已停止",
    },
    by={"skill": "技能", "local": "本机", "cloud": "云端"},
    ttft="首字 {time}",
    seconds="{value} 秒",
    milliseconds="{value} 毫秒",
    speed="{value} tok/s",
    memory="内存 {mb} MB",
    memory_only="未保存：仅在内存中",
    offline="离线",
    keys_hint="F1 按键",
    progress={
        "asking": "正在发送……",
        "queued": "正在先回答另一个问题……",
        "loading": "模型正在加载……",
        "prefill": "正在阅读……",
        "stopping": "正在停止……",
    },
    waiting="排队等待 · 按 Esc 取回",
    cut_off={
        "cancelled": "你停止了它。",
        "length": "已达到单次回答的词元上限。",
        "context": "模型的上下文已满。",
        "died": "引擎中途退出。",
        "hung": "引擎没有反应，已被结束。",
        "error": "因错误而结束。",
    },
    incomplete="回答不完整。",
    was_incomplete="回答不完整：中途被打断。",
    no_text="没有回答。",
    switched="以下由{to}继续：{why}",
    dropped="最早的 {count} 轮对话已超出模型的上下文",
    fallback="代替{who}：{why}",
    earlier="本次对话更早的消息已保存，这里不显示。",
    new_conversation="新的对话。之前的对话已保存。",
    erased="对话已清除。这是新的对话。",
    rang="{at} 响铃：{text}",
    not_kept="这次对话无法写入磁盘，只保存在内存中。",
    not_sent="未发送；文字已放回下方。",
    try_again="按 Enter 重试。",
    taken_back="消息已放回下方。",
    busy="正在回答。按 Esc 停止。",
    opening_hint="上一次的对话还在打开。",
    nothing_to_stop="没有可停止的回答。按 Ctrl+Q 退出。",
    copied="已复制。",
    copied_link="地址已复制：{address}",
    nothing_to_copy="没有选中文字。按 Ctrl+Q 退出。",
    draft_restored="上次没有发送的文字已放回下方。",
    draft_failed="输入的文字无法保存到磁盘：{why}。",
    help_title="按键",
    help_close="Esc 关闭",
    keys=(
        ("Enter", "发送消息"),
        ("Ctrl+J, Alt+Enter", "换行"),
        ("Up, Down", "翻看自己发过的消息"),
        ("Esc", "停止回答；取回排队的消息"),
        ("PageUp, PageDown", "滚动对话"),
        ("Ctrl+End", "回到最新一行"),
        ("Ctrl+N", "新的对话"),
        ("Ctrl+C", "复制选中的文字"),
        ("F1, Ctrl+G", "显示这些按键"),
        ("Ctrl+Q", "退出；输入的文字会保留"),
    ),
    joint="",
    welcome="这个助手就在你的设备上。你写的内容在本机回答，不需要网络；每个回答都注明是谁回答的、用了多久。",
    welcome_model="现在由 {model} 回答。",
    welcome_builtin="它很小：能聊家常、介绍本程序，超出能力时会直说。想要更大的模型，只需一条命令（约 430 MB）：",
    welcome_keys="按 F1 查看按键，按 Ctrl+Q 退出。",
    crashed="{fault} 输入的文字和所有回答都已保存：重新启动即可继续。",
    closing="其他程序还在等待回答，完成后自动结束。按 Ctrl+C 立即结束。",
)


def for_locale(environ: Mapping[str, str] = os.environ) -> Strings:
    """The texts for the first of LC_ALL, LC_MESSAGES and LANG that is set; English for what there is no other for."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name, "")
        if value:
            return ZH if value.lower().startswith("zh") else EN
    return EN
