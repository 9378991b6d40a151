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

    language: str
    """`en` or `zh`."""
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
    outbox: str
    """How many questions wait for an endpoint."""
    keys_hint: str
    """At the right end of the status line."""

    progress: Mapping[str, str]
    """What a reply waits for before its first word, by `Waiting.state`; `sending` and `stopping` are this app's own."""
    asking: str
    """In the status line: `{who}` is asked, and there is no text yet."""
    meanwhile: str
    """The same, and the device has begun an answer of its own."""
    first_answer: str
    """Below that answer, while it is written."""
    still_asked: str
    """Below it when it is whole."""
    waiting: str
    """Under a message that waits for its turn."""
    cut_off: Mapping[CutOff, str]
    """Why a reply is not complete, where its record has no sentence of its own."""
    incomplete: str
    """The mark of a reply that is not complete."""
    was_incomplete: str
    """The same for a reply of an earlier session, of which nothing else is known."""
    no_text: str
    seam: str
    """In a reply that another answerer goes on with."""
    dropped: str
    fallback: str
    queued: str
    """The question is in the outbox."""
    sent: str
    sent_masked: str
    """In the line below an answer: what left the device."""
    marks: Mapping[str, str]
    """Beside a message: what the user decided about it."""

    faces: Mapping[str, str]
    """What another text of a reply is."""
    unfinished: str
    """Of a face that was left before its end."""
    face_behind: str
    """Below a reply that has another face."""
    face_shown: str
    """Below that face."""
    no_face: str
    better: str
    """A better answer has come for an earlier question; `{question}` is its beginning."""

    better_elsewhere: str
    """The same for a question that is not on screen."""

    commands: Mapping[str, tuple[str, str]]
    """For each of `tui.commands.NAMES`: how it is written behind the slash, and what it does."""
    no_command: str
    """`{name}` with its slash, and `{names}` of those there are."""
    not_like_this: str
    """A command that is not written as it has to be."""
    nothing_asked: str
    went_offline: str
    went_online: str

    why_title: str
    why_left: str
    why_nothing_left: str
    why_left_unread: str
    """Of a turn whose receipts are not known."""
    why_under_way: str
    why_unknown: str
    why_instead: str
    why_fallback: str
    why_faces: str
    why_face: str
    why_others: str
    why_again: str
    no_answer: str
    """There is none that could be explained."""

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
    language="en",
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
    outbox="outbox {count}",
    keys_hint="F1 keys",
    progress={
        "sending": "Sending…",
        "asking": "Asking {detail}…",
        "queued": "Another question is being answered first…",
        "loading": "The model is loading…",
        "prefill": "Reading…",
        "stopping": "Stopping…",
    },
    asking="asking {who}",
    meanwhile="asking {who}; the device answers meanwhile",
    first_answer="This is a first answer; {who} is still asked.",
    still_asked="{who} is still asked. Esc keeps this answer.",
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
    seam="Above: {from_}. Below: {to}. {why}",
    dropped="the oldest {count} turns no longer fit the model's context",
    fallback="instead of {who}: {why}",
    queued="asked again when the cloud can be reached",
    sent="sent {size}",
    sent_masked="sent {size}, {count} masked",
    marks={"cloud": "to the cloud", "local": "to the device", "private": "stays on this device"},
    faces={"provisional": "first answer", "short": "short version"},
    unfinished="not finished",
    face_behind="Ctrl+O shows the {face} ({who}).",
    face_shown="This is the {face} ({who}). Ctrl+O shows the answer that stands.",
    no_face="This message has no other face.",
    better="A better answer has come for “{question}”. Ctrl+O shows the first one.",
    better_elsewhere="A better answer has come for an earlier question.",
    commands={
        "cloud": ("cloud [TEXT]", "the cloud answers; alone: your last question again"),
        "local": ("local [TEXT]", "the device answers; alone: your last question again"),
        "private": ("private TEXT", "stays on this device, with its answer"),
        "offline": ("offline on|off", "lets nothing leave this device until it is off"),
        "why": ("why", "why this answer, and what left the device"),
        "help": ("help", "the keys"),
    },
    no_command="There is no {name}. There are {names}. Two slashes begin a message with one.",
    not_like_this="It is written /{usage}. Two slashes begin a message with one.",
    nothing_asked="There is no question yet that could be asked again.",
    went_offline="Offline: nothing leaves this device. /offline off ends it.",
    went_online="Online again.",
    why_title="Why this answer",
    why_left="What left the device",
    why_nothing_left="Nothing left the device.",
    why_left_unread="{bytes} bytes left this device for {endpoint}.",
    why_under_way="This answer is under way: what left the device is told at its end.",
    why_unknown="Nothing is known of this turn but its text.",
    why_instead="Why another one answered",
    why_fallback="{who} was to answer: {why}",
    why_faces="Two faces, one message",
    why_face="The {face} is by {who}. Ctrl+O shows it.",
    why_others="Somebody else",
    why_again="/cloud asks the cloud your last question again, /local the device.",
    no_answer="There is no answer yet to explain.",
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
        ("F2, Ctrl+R", "why this answer, and what left"),
        ("F3, Ctrl+O", "the other face of an answer"),
        ("Ctrl+Up, Ctrl+Down", "choose an earlier answer for both"),
        ("/", "commands: /cloud, /local, /why, …"),
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
    language="zh",
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
    outbox="发件箱 {count}",
    keys_hint="F1 按键",
    progress={
        "sending": "正在发送……",
        "asking": "正在询问 {detail}……",
        "queued": "正在先回答另一个问题……",
        "loading": "模型正在加载……",
        "prefill": "正在阅读……",
        "stopping": "正在停止……",
    },
    asking="正在询问 {who}",
    meanwhile="正在询问 {who}，本机先回答",
    first_answer="这是最初的回答，仍在等待 {who}。",
    still_asked="仍在等待 {who}。按 Esc 保留这个回答。",
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
    seam="以上：{from_}。以下：{to}。{why}",
    dropped="最早的 {count} 轮对话已超出模型的上下文",
    fallback="代替{who}：{why}",
    queued="云端可用时会再次提问",
    sent="发出 {size}",
    sent_masked="发出 {size}，遮盖 {count} 处",
    marks={"cloud": "发往云端", "local": "由本机回答", "private": "只留在本机"},
    faces={"provisional": "最初的回答", "short": "简短版"},
    unfinished="未写完",
    face_behind="按 Ctrl+O 查看{face}（{who}）。",
    face_shown="这是{face}（{who}）。按 Ctrl+O 查看正式的回答。",
    no_face="这条消息没有另一面。",
    better="“{question}”有了更好的回答。按 Ctrl+O 查看最初的回答。",
    better_elsewhere="更早的一个问题有了更好的回答。",
    commands={
        "cloud": ("cloud [文字]", "由云端回答；不带文字：重问上一个问题"),
        "local": ("local [文字]", "由本机回答；不带文字：重问上一个问题"),
        "private": ("private 文字", "消息和回答只留在本机"),
        "offline": ("offline on|off", "打开后，任何内容都不会离开本机"),
        "why": ("why", "为什么这样回答，有什么离开了本机"),
        "help": ("help", "显示按键"),
    },
    no_command="没有 {name}。可用的有 {names}。以斜杠开头的消息请写两个斜杠。",
    not_like_this="写法是 /{usage}。以斜杠开头的消息请写两个斜杠。",
    nothing_asked="还没有可以重问的问题。",
    went_offline="已离线：任何内容都不会离开本机。用 /offline off 恢复。",
    went_online="已恢复联网。",
    why_title="为什么这样回答",
    why_left="离开本机的内容",
    why_nothing_left="没有任何内容离开本机。",
    why_left_unread="有 {bytes} 字节从本机发往 {endpoint}。",
    why_under_way="回答还在进行中：有什么离开了本机，结束时才知道。",
    why_unknown="这一轮只留下了文字，其他情况不详。",
    why_instead="为什么换了回答者",
    why_fallback="本应由{who}回答：{why}",
    why_faces="一条消息，两面",
    why_face="{face}来自{who}。按 Ctrl+O 查看。",
    why_others="换一个回答者",
    why_again="/cloud 让云端重答上一个问题，/local 让本机重答。",
    no_answer="还没有可以说明的回答。",
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
        ("F2, Ctrl+R", "为什么这样回答，有什么离开了本机"),
        ("F3, Ctrl+O", "查看一个回答的另一面"),
        ("Ctrl+Up, Ctrl+Down", "为以上两项选择更早的回答"),
        ("/", "命令：/cloud、/local、/private……"),
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
