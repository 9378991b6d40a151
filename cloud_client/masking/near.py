"""What the words beside a number say that it is."""

from __future__ import annotations

import re

__all__ = ["is_amount", "label"]

_PHONE = (
    "电话|手机|座机|热线|传真|联系方式|拨打|致电|來電|電話|手機|携帯|スマホ|"
    r"\btel|\bphone|\bmobile|\bcell|\bcall|\bdial|\bfax|whatsapp|\bring\b|\bsms\b"
)
_OTHER = (
    "订单|单号|运单|流水|编号|批次|条码|发票|合同|工号|学号|注册号|会议号|群号|qq群|税号|时间戳|版本|"
    "注文番号|追跡番号|製品番号|整理券|型番|バージョン|商品条码|批号|序列号|文号|"
    r"\border|\btracking|\binvoice|\bserial|\bpart no|\bsku\b|\bisbn|\bimei|\bdoi\b|\bgtin|\bupc\b|\bean\b|"
    r"\bversion|\btimestamp|\bcase\b|\bbuild\b|\bchapter|\bsection|\bfactor\b|\bchrome\b|\bwindows\b"
)
_LABEL = re.compile(f"(?P<phone>{_PHONE})|(?P<other>{_OTHER})", re.IGNORECASE | re.ASCII)
_WITHIN = 24
"""Characters before a number that are looked at."""
_BETWEEN = re.compile(r"[^0-9\n。；;!?]{0,16}")

_AMOUNT = re.compile(
    r" ?(?:字节|比特|元|块钱|円|颗|个|人|次|米|公里|千克|吨|秒|年|度|年前|"
    r"(?:bytes?|bits?|users?|people|dollars?|euros?|years?|seconds?|ms|km|kg)\b)",
    re.IGNORECASE,
)


def label(plain: str, start: int) -> str:
    """`phone`, `other` or nothing: what the nearest word before the number at `start` calls it."""
    before = plain[max(0, start - _WITHIN) : start]
    labels = list(_LABEL.finditer(before))
    if not labels:
        return ""
    found = labels[-1]
    if not _BETWEEN.fullmatch(before, found.end()):
        return ""
    return str(found.lastgroup)


def is_amount(plain: str, end: int) -> bool:
    """Whether a unit follows the number that ends at `end`."""
    return _AMOUNT.match(plain, end) is not None
