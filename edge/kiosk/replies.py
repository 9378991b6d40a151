"""What is said when a command of a kiosk was carried out without a reply of its own, and when it could not be."""

from __future__ import annotations

from edge.skills.wording.phrases import Table

__all__ = ["TEXTS"]

TEXTS: Table = {
    "done": {"en": "Done.", "zh": "好的，已完成。", "ja": "完了しました。"},
    "missing": {
        "en": "That did not work: the service behind it cannot be reached. Please try again later, or ask the staff.",
        "zh": "没有成功：对应的服务暂时无法连接。请稍后再试，或咨询工作人员。",
        "ja": "できませんでした。サービスに接続できません。しばらくしてからもう一度試すか、係員にお尋ねください。",
    },
    "failed": {
        "en": "That did not work: the service behind it refused or failed. Please try again later, or ask the staff.",
        "zh": "没有成功：对应的服务拒绝了请求或出了错。请稍后再试，或咨询工作人员。",
        "ja": "できませんでした。サービスが受け付けなかったか、失敗しました。しばらくしてからもう一度試すか、"
        "係員にお尋ねください。",
    },
    "late": {
        "en": "That took too long, and whether it was done is not known. Please look, or ask the staff.",
        "zh": "等待时间过长，不确定是否已完成。请查看一下，或咨询工作人员。",
        "ja": "時間がかかりすぎて、実行されたかどうか分かりません。確認するか、係員にお尋ねください。",
    },
    "stays": {
        "en": "That would leave the device, and nothing may now: it is offline, or this conversation is private.",
        "zh": "这需要把内容发送到设备之外，而现在不允许：设备处于离线模式，或这段对话是私密的。",
        "ja": "これは端末の外に送信されますが、今はできません。オフラインモードか、非公開の会話です。",
    },
    "broken": {
        "en": "That did not work: this command is not set up correctly. Please ask the staff.",
        "zh": "没有成功：这条命令没有正确设置。请咨询工作人员。",
        "ja": "できませんでした。この命令は正しく設定されていません。係員にお尋ねください。",
    },
    "cancelled": {
        "en": "Stopped; whether it was done already is not known.",
        "zh": "已停止；不确定此前是否已经完成。",
        "ja": "止めました。すでに実行されたかどうかは分かりません。",
    },
}
