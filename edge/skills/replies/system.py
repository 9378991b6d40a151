"""What is said of the device itself."""

from __future__ import annotations

from edge.skills.wording.phrases import Table

__all__ = ["TEXTS"]

TEXTS: Table = {
    "memory": {
        "en": "Memory: {free} of {total} GB free.",
        "zh": "内存：共{total} GB，可用{free} GB。",
        "ja": "メモリ：{total} GBのうち{free} GBが空いています。",
    },
    "memory_free": {"en": "Memory: {free} GB free.", "zh": "内存：可用{free} GB。", "ja": "メモリ：空き{free} GB。"},
    "disk": {
        "en": "Disk: {free} of {total} GB free.",
        "zh": "磁盘：共{total} GB，可用{free} GB。",
        "ja": "ディスク：{total} GBのうち{free} GBが空いています。",
    },
    "temperature": {
        "en": "Temperature: {degrees} °C.",
        "zh": "温度：{degrees}°C。",
        "ja": "温度：{degrees}°C。",
    },
    "battery": {"en": "Battery: {percent}.", "zh": "电池：{percent}。", "ja": "バッテリー：{percent}。"},
    "charging": {
        "en": "Battery: {percent}, plugged in.",
        "zh": "电池：{percent}，已接通电源。",
        "ja": "バッテリー：{percent}、電源に接続中。",
    },
    "uptime": {"en": "Running for {length}.", "zh": "已运行{length}。", "ja": "稼働時間：{length}。"},
    "model": {"en": "Language model: {model}.", "zh": "语言模型：{model}。", "ja": "言語モデル：{model}。"},
}
