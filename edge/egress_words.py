"""What left the device, and why something did not, in the user's language: for `/why` and the statistics."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from cloud_client.held_back import HeldBackError
from cloud_client.masking import KINDS, Kind
from edge.events import Receipt

__all__ = ["held_back_text", "receipt_lines", "receipt_text"]

_KINDS: dict[Kind, tuple[str, str, str]] = {
    "email": ("e-mail address", "邮箱地址", "メールアドレス"),
    "phone": ("phone number", "电话号码", "電話番号"),
    "id": ("ID card number", "身份证号", "身分証番号"),
    "card": ("bank card", "银行卡号", "カード番号"),
    "iban": ("IBAN", "IBAN 账号", "IBAN"),
    "ip": ("IP address", "IP 地址", "IPアドレス"),
    "key": ("key or token", "密钥或令牌", "キーやトークン"),
    "password": ("password", "密码", "パスワード"),
    "own": ("entry of your own list", "您自定义的内容", "独自リストの項目"),
}
_LEFT = {
    "en": "{bytes} bytes left this device for {endpoint} (model {model}) at {when}.",
    "zh": "{when}，有 {bytes} 字节从本机发往 {endpoint}（模型 {model}）。",
    "ja": "{when}、{bytes}バイトがこの端末から{endpoint}（モデル{model}）へ送られました。",
}
_MASKED = {"en": "Masked before: {kinds}.", "zh": "发送前已遮盖：{kinds}。", "ja": "送信前に伏せたもの：{kinds}。"}
_NOTHING = {"en": "Nothing had to be masked.", "zh": "没有需要遮盖的内容。", "ja": "伏せるべきものはありませんでした。"}
_DIGEST = {
    "en": "SHA-256 of what was sent: {sha256}",
    "zh": "发送内容的 SHA-256：{sha256}",
    "ja": "送信内容のSHA-256：{sha256}",
}

_HELD_BACK = {
    "zh": {
        "offline": "没有发送任何内容：离线模式已开启。请关闭离线模式，或改由本机回答。",
        "mark": "没有发送任何内容：其中有一条消息不允许离开本机。请改由本机回答，或去掉那条消息再问。",
        "never_leaves": "没有发送任何内容：其中有您的“不得离开”规则所指的内容。请去掉它，或修改规则。",
        "unmasked": "没有发送任何内容：有本应遮盖而未遮盖的内容（{detail}）。请去掉它，或改由本机回答。",
        "altered": "没有发送任何内容：要发送的内容与检查过的不一致。请再问一次；如果再次出现，请反馈。",
        "not_text": "没有发送任何内容：其中有一部分不是文字，无法检查。请去掉那一部分。",
        "too_much_work": "没有发送任何内容：您的某个模式在这段文字上耗时过长。请简化它，或缩短文字。",
        "fault": "没有发送任何内容：离开前的检查出错（{detail}）。请改由本机回答，并反馈此问题。",
    },
    "ja": {
        "offline": "何も送信していません。オフラインモードです。解除するか、この端末に答えさせてください。",
        "mark": "何も送信していません。端末から出せないメッセージがあります。それを除くか、端末に答えさせてください。",
        "never_leaves": "何も送信していません。「外に出さない」規則に当たります。除くか、規則を変えてください。",
        "unmasked": "何も送信していません。伏せるべきものが残っています（{detail}）。除くか、端末に任せてください。",
        "altered": "何も送信していません。検査した内容と一致しません。もう一度試し、続くようなら報告してください。",
        "not_text": "何も送信していません。文字でない部分があり、検査できません。その部分を除いてください。",
        "too_much_work": "何も送信していません。独自パターンの処理が長すぎます。簡単にするか、文章を短くしてください。",
        "fault": "何も送信していません。送信前の検査に失敗しました（{detail}）。この端末に答えさせ、報告してください。",
    },
}


def receipt_lines(receipt: Receipt, language: str, zone: tzinfo | None = None) -> list[str]:
    """The receipt as a few lines.

    language  `en`, `zh` or `ja`; any other gives English
    zone      in which the time is told; None is the device's own
    """
    when = _moment(receipt.when, zone)
    values = {"bytes": f"{receipt.bytes:,}", "endpoint": receipt.endpoint, "model": receipt.model, "when": when}
    return [
        _LEFT.get(language, _LEFT["en"]).format(**values),
        _masked(receipt, language),
        _DIGEST.get(language, _DIGEST["en"]).format(sha256=receipt.sha256),
    ]


def receipt_text(receipts: Sequence[Receipt], language: str, zone: tzinfo | None = None) -> str:
    """Several receipts, a blank line between them."""
    return "\n\n".join("\n".join(receipt_lines(receipt, language, zone)) for receipt in receipts)


def held_back_text(error: HeldBackError, language: str) -> str:
    """The error's sentence in the user's language; English where there is no other."""
    sentence = _HELD_BACK.get(language, {}).get(error.rule)
    return str(error) if sentence is None else sentence.format(detail=error.detail)


def _moment(when: str, zone: tzinfo | None) -> str:
    """To the second; as it is, where a damaged journal has something else."""
    try:
        return datetime.fromisoformat(when).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S %Z").strip()
    except (ValueError, OverflowError):
        return when


def _masked(receipt: Receipt, language: str) -> str:
    column = {"zh": 1, "ja": 2}.get(language, 0)
    named = [f"{_KINDS[kind][column]} × {receipt.masked[kind]}" for kind in KINDS if receipt.masked.get(kind)]
    if not named:
        return _NOTHING.get(language, _NOTHING["en"])
    return _MASKED.get(language, _MASKED["en"]).format(kinds=("、" if column else ", ").join(named))
