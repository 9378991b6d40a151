"""What the assistant says of itself, of the conversation and of the network."""

from __future__ import annotations

from edge.skills.wording.phrases import Table

__all__ = ["EXAMPLES", "TEXTS"]

TEXTS: Table = {
    "help": {
        "en": "These I do at once, also without a network:",
        "zh": "下面这些我马上就能做，没有网络也行：",
        "ja": "次のことは、ネットワークがなくてもすぐにできます。",
    },
    "help_rest": {
        "en": "Anything else: just ask.",
        "zh": "别的问题，直接问就好。",
        "ja": "ほかのことも、そのまま聞いてください。",
    },
    "about": {
        "en": "I am Edge, an assistant that runs on this device. Commands need no language model; the rest is"
        " answered by {model}.",
        "zh": "我是 Edge，在这台设备上运行的助手。命令不需要语言模型，其余的由 {model} 回答。",
        "ja": "私はEdge、この端末で動くアシスタントです。命令に言語モデルは使わず、それ以外は{model}が答えます。",
    },
    "nothing_to_repeat": {
        "en": "There is nothing to repeat yet.",
        "zh": "还没有可以重复的内容。",
        "ja": "繰り返すことはまだありません。",
    },
    "stopped": {"en": "Stopped.", "zh": "已停止。", "ja": "止めました。"},
    "nothing_to_stop": {
        "en": "Nothing is going on.",
        "zh": "现在没有正在进行的事。",
        "ja": "今は何も動いていません。",
    },
    "clear_it": {
        "en": "This erases the conversation for good: say it once more to do it.",
        "zh": "这会永久清除这段对话：请再说一遍来确认。",
        "ja": "この会話は元に戻せない形で消えます。よければもう一度言ってください。",
    },
    "clear_it_with": {
        "en": "This erases the conversation for good, and with it what was kept in it"
        " (reminders: {alerts}, things on lists: {items}, notes: {notes}): say it once more to do it.",
        "zh": "这会永久清除这段对话，以及在其中保存的内容（提醒{alerts}条，清单{items}样，笔记{notes}条）："
        "请再说一遍来确认。",
        "ja": "この会話は、その中で保存したもの（リマインダー{alerts}件、リストの項目{items}件、メモ{notes}件）と"
        "一緒に、元に戻せない形で消えます。よければもう一度言ってください。",
    },
    "cleared": {
        "en": "This conversation is erased.",
        "zh": "这段对话已清除。",
        "ja": "この会話を消しました。",
    },
    "offline": {
        "en": "Offline: from now on nothing leaves this device.",
        "zh": "已切换到离线模式：从现在起任何内容都不会离开设备。",
        "ja": "オフラインにしました。これから何も端末の外に出ません。",
    },
    "offline_already": {
        "en": "Already offline: nothing leaves this device.",
        "zh": "已经是离线模式：任何内容都不会离开设备。",
        "ja": "すでにオフラインです。何も端末の外に出ません。",
    },
    "online": {
        "en": "Online: hard questions may go to the cloud again.",
        "zh": "已切换到在线模式：难题可以再交给云端。",
        "ja": "オンラインにしました。難しい質問はまたクラウドに送ることがあります。",
    },
    "online_already": {
        "en": "Already online.",
        "zh": "已经是在线模式。",
        "ja": "すでにオンラインです。",
    },
    "failed": {
        "en": "That did not work: {why}",
        "zh": "没有成功：{why}",
        "ja": "できませんでした：{why}",
    },
    "not_allowed": {
        "en": "That cannot be done from here.",
        "zh": "这里不能这样做。",
        "ja": "ここからはできません。",
    },
    "broken": {
        "en": "The command {name} failed inside; where is written in the log.",
        "zh": "命令 {name} 内部出错，位置已写入日志。",
        "ja": "命令{name}の中で問題が起きました。場所は記録に残しました。",
    },
    "unknown": {
        "en": "No skill does {name}.",
        "zh": "没有能做 {name} 的技能。",
        "ja": "{name}ができるスキルはありません。",
    },
}

EXAMPLES: Table = {
    "time": {"en": "what time is it in Tokyo", "zh": "东京现在几点", "ja": "東京は今何時"},
    "date": {"en": "what day is it", "zh": "今天几号", "ja": "今日は何日"},
    "timer": {"en": "set a pasta timer for 8 minutes", "zh": "计时八分钟煮面", "ja": "8分のタイマーをかけて"},
    "alarm": {"en": "wake me at half past six", "zh": "明早六点半叫我", "ja": "明日6時半に起こして"},
    "reminder": {
        "en": "remind me to call Anna at noon",
        "zh": "中午提醒我给妈妈打电话",
        "ja": "正午に母に電話するとリマインドして",
    },
    "math": {"en": "15% of 80", "zh": "80的15%是多少", "ja": "80の15%は"},
    "unit": {"en": "5 miles in kilometers", "zh": "5英里是多少公里", "ja": "5マイルは何キロ"},
    "list": {
        "en": "add milk and eggs to the shopping list",
        "zh": "把牛奶和鸡蛋加到购物清单",
        "ja": "買い物リストに牛乳と卵を追加",
    },
    "note": {"en": "note: the key is under the pot", "zh": "记一下：钥匙在花盆下面", "ja": "メモして：鍵は鉢の下"},
    "random": {"en": "roll two dice", "zh": "掷两个骰子", "ja": "サイコロを2つ振って"},
    "system": {"en": "how much memory is free", "zh": "还有多少内存", "ja": "メモリの空きは"},
    "volume": {"en": "volume to 40 percent", "zh": "音量调到40%", "ja": "音量を40%にして"},
    "brightness": {"en": "brightness to half", "zh": "亮度调到一半", "ja": "明るさを半分にして"},
    "mode": {"en": "go offline", "zh": "切换到离线模式", "ja": "オフラインにして"},
}
"""One thing to say for each skill; the help shows those that may be used."""
