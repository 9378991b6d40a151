"""Small documents in three languages, written for these tests, with questions whose answers stand in known lines."""

from __future__ import annotations

ENGLISH = """\
# Handbook of the Harbour Lights choir

## 1. Membership

Anybody who likes to sing may join. New members sing with us for four weeks before they decide, and nobody has to
pass an audition.

The yearly fee is 60 euros. Students and pensioners pay half of it. It is due by the end of February.

## 2. Rehearsals

We meet every Wednesday at half past seven in the old net loft. In August there are no rehearsals, because the loft
is let to the sailing school.

Whoever cannot come tells the section leader by noon of the same day.

## 3. Concerts

There are three concerts a year: at Easter, at midsummer and in Advent. Black clothes, and the blue scarf that the
choir lends to every member.

## 4. Instruments

The piano belongs to the parish. It is tuned in March and in October, at the choir's expense. Nothing may stand on
its lid, least of all a cup of tea.

## 5. When somebody leaves

Scores and scarf are given back to the librarian within two weeks. Fees that were paid are not returned.
"""

ENGLISH_QUESTIONS = {
    "How much do students pay?": 8,
    "In which month are there no rehearsals?": 12,
    "What colour is the scarf for concerts?": 19,
    "When is the piano tuned?": 24,
    "Do I get my fee back when I leave?": 29,
}

CHINESE = """\
# 青石巷共享书屋管理办法

## 第一章 开放时间

书屋周二至周日上午九点开门，晚上八点关门。周一闭馆整理图书，法定节假日照常开放。

## 第二章 借阅

每位读者一次最多借五本书，借期为三十天。到期前可以续借一次，续借期为十五天。

逾期不还的，每本书每天收取一角钱，最多收到书价为止。

## 第三章 座位

靠窗的座位不能预约，先到先得。离开超过半小时，管理员可以把物品收到前台保管。

## 第四章 饮食

书屋内可以喝带盖的饮料，不能吃东西。打翻饮料弄湿图书的，按原价赔偿。

## 第五章 捐书

欢迎捐赠八成新以上的图书。教材、盗版书和缺页的书不收，捐赠人可以领取一张纪念书签。
"""

CHINESE_QUESTIONS = {
    "一次可以借几本书？": 9,
    "逾期一天要交多少钱？": 11,
    "靠窗的座位能预约吗？": 15,
    "书屋里可以吃东西吗？": 19,
    "捐书能得到书签吗？": 23,
}

JAPANESE = """\
# 山の家 ご利用の手引き

## 1 到着と出発

チェックインは午後三時から、チェックアウトは午前十時までです。早く着いたときは、荷物を玄関に置いて散歩に出かけられます。

## 2 風呂

風呂は午後五時から十時まで使えます。温泉ではなく、沢の水を薪で沸かしています。

## 3 食事

夕食は六時半からです。食べられないものがある方は、三日前までに電話でお知らせください。

朝食のパンは近くの農家の小麦で焼いています。

## 4 ごみ

ごみは持ち帰ってください。熊が来ることがあるため、外に食べ物を置かないでください。

## 5 冬の道

十二月から三月までは冬用タイヤが必要です。雪の深い日は、ふもとの駐車場から送迎します。
"""

JAPANESE_QUESTIONS = {
    "チェックアウトは何時まで？": 5,
    "風呂は温泉ですか？": 9,
    "食べられないものはいつまでに知らせる？": 13,
    "ごみはどうすればいい？": 19,
    "冬用タイヤはいつ必要ですか？": 23,
}

FILLER = """\
The weather station on the roof wrote down what it measured, as it does each hour, and nobody was there to read it.
Clouds came from the west; the wind turned a little, and towards evening it was calm again over the whole valley.
"""


def long(text: str, paragraphs: int = 60) -> tuple[str, int]:
    """The text between many other paragraphs, and how many lines stand before it."""
    before = "\n".join(f"Entry {number} of the log.\n{FILLER}" for number in range(paragraphs))
    behind = "\n".join(f"Entry {number} of the log.\n{FILLER}" for number in range(paragraphs, 2 * paragraphs))
    return f"{before}\n{text}\n{behind}", before.count("\n") + 1
