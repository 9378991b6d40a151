"""What is said of volume and brightness."""

from __future__ import annotations

from edge.skills.wording.phrases import Table

__all__ = ["TEXTS"]

TEXTS: Table = {
    "volume_set": {
        "en": "The volume is {percent}.",
        "zh": "音量已设为{percent}。",
        "ja": "音量を{percent}にしました。",
    },
    "muted": {"en": "The sound is off.", "zh": "已静音。", "ja": "音を消しました。"},
    "louder": {
        "en": "The volume is up by {percent}.",
        "zh": "音量已调高{percent}。",
        "ja": "音量を{percent}上げました。",
    },
    "quieter": {
        "en": "The volume is down by {percent}.",
        "zh": "音量已调低{percent}。",
        "ja": "音量を{percent}下げました。",
    },
    "brightness_set": {
        "en": "The brightness is {percent}.",
        "zh": "亮度已设为{percent}。",
        "ja": "明るさを{percent}にしました。",
    },
    "to_what_volume": {"en": "To what volume, in percent?", "zh": "音量调到百分之几？", "ja": "音量を何%にしますか？"},
    "by_how_much": {"en": "By how many percent?", "zh": "调多少？", "ja": "何%変えますか？"},
    "to_what_brightness": {
        "en": "To what brightness, in percent?",
        "zh": "亮度调到百分之几？",
        "ja": "明るさを何%にしますか？",
    },
    "out_of_range": {
        "en": "It goes from 0% to 100%.",
        "zh": "范围是0%到100%。",
        "ja": "0%から100%までです。",
    },
    "not_configured": {
        "en": "I have no way to do that on this device yet: set skills.{command} or skills.{webhook}"
        " ('edge config' shows how).",
        "zh": "这台设备还没有配置：请设置 skills.{command} 或 skills.{webhook}（用 edge config 查看说明）。",
        "ja": "この端末ではまだ設定されていません。skills.{command}かskills.{webhook}を設定してください"
        "（説明はedge configにあります）。",
    },
    "missing": {
        "en": "That did not work: {detail} cannot be started or reached.",
        "zh": "没有成功：{detail}无法启动或连接。",
        "ja": "できませんでした。{detail}を起動できないか、つながりません。",
    },
    "failed": {
        "en": "That did not work: {detail} reported an error.",
        "zh": "没有成功：{detail}报告了错误。",
        "ja": "できませんでした。{detail}がエラーを返しました。",
    },
    "late": {
        "en": "That did not work: {detail} took too long.",
        "zh": "没有成功：{detail}超时了。",
        "ja": "できませんでした。{detail}が時間内に終わりませんでした。",
    },
    "cancelled": {"en": "Stopped.", "zh": "已停止。", "ja": "止めました。"},
}
