"""Traditional characters of the sentences and the places' names as simplified ones, so that both are written once."""

from __future__ import annotations

from dataclasses import replace

from edge.skills.values.text import Text

__all__ = ["simplified"]

# Traditional and simplified, pair by pair: those that `values.text` has no use for.
_PAIRS = (
    "設设 鬧闹 鈴铃 調调 聲声 響响 關关 購购 買买 單单 項项 記记 筆笔 錄录 刪删 訂订 換换 隨随 機机 擲掷 幣币 "
    "離离 線线 "
    "網网 絡络 連连 雲云 靜静 體体 說说 話话 誰谁 顯显 檢检 東东 灣湾 倫伦 羅罗 螢荧 貨货 長长 訊讯 態态 狀状 "
    "復复 雙双 "
    "啟启 啓启 動动 處处 據据 應应 務务 備备 銷销 幫帮 給给 讓让 講讲 謝谢 煩烦 橋桥 試试 寫写 紀纪 會会 選选 "
    "擇择 傳传 "
    "轉转 盤盘 運运 韓韩 國国 廣广 區区 島岛 義义 賣卖 遠远 邊边 屬属 紐纽 約约 舊旧 磯矶 臺台 門门 亞亚 緬缅 "
    "蘭兰 齊齐 維维 紅红 確确 認认 變变 輕轻 現现 實实 檔档 歲岁 "
)
_SIMPLIFIED = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}


def simplified(text: Text) -> Text:
    """The same text with these characters simplified in `plain`, place for place."""
    return text if text.plain.isascii() else replace(text, plain=text.plain.translate(_SIMPLIFIED))
