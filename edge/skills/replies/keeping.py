"""What timers, alarms, reminders, lists and notes say alike."""

from __future__ import annotations

from edge.skills.wording.phrases import Table

__all__ = ["TEXTS"]

TEXTS: Table = {
    "unattended": {
        "en": "It rings only while the Edge app is open; if that is closed then, it rings late, when you open it.",
        "zh": "只有 Edge 应用开着时才会响；如果到时没有打开，会在下次打开时补响。",
        "ja": "Edgeのアプリが開いている間だけ鳴ります。閉じていたときは、次に開いたときに遅れて鳴ります。",
    },
    "memory": {
        "en": "It is kept in memory only, because the disk cannot be written: it is gone when the program ends.",
        "zh": "磁盘无法写入，所以只保存在内存里，程序结束后就没有了。",
        "ja": "ディスクに書き込めないため、メモリの中だけにあり、プログラムが終わると消えます。",
    },
    "full": {
        "en": "There is no room for more: remove something first.",
        "zh": "已经存满了，请先删除一些。",
        "ja": "これ以上は保存できません。先に何か消してください。",
    },
    "too_long": {
        "en": "That is too long to keep: at most {count} characters.",
        "zh": "内容太长，最多{count}个字符。",
        "ja": "長すぎて保存できません。{count}文字までです。",
    },
    "clock_unset": {
        "en": "The clock of this device is not set, it shows {date}: set it first. A timer works all the same.",
        "zh": "这台设备的时钟没有设置，显示的是{date}：请先设置。计时器照样可以用。",
        "ja": "この端末の時計が合っていません（{date}になっています）。先に合わせてください。タイマーは使えます。",
    },
    "past": {
        "en": "That time is over: it was {at}.",
        "zh": "那个时间已经过了：{at}。",
        "ja": "その時刻はもう過ぎています（{at}）。",
    },
}
