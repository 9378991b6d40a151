"""Languages: right answers in other words pass, wrong ones fail, and the wrong language costs one half."""

from __future__ import annotations

import pytest

from edge.compare.suites.languages.suite import LANGUAGES, Languages
from tests.edge.compare.suites.suites_help import graded

SUITE = Languages()

RIGHT = {
    "capital.en": [
        "Canberra",
        "Canberra is Australia's capital city.",
        "The capital city of Australia is **Canberra**. It is located in the Australian Capital Territory (ACT).",
        "Although Sydney is the largest city, the capital is actually Canberra.",
        "It's Canberra - not Sydney, as many people believe!",
    ],
    "capital.zh": [
        "堪培拉",
        "澳大利亚的首都是堪培拉（Canberra），位于澳大利亚首都领地。",
        "澳洲首都為坎培拉。",
        "很多人以为是悉尼，但其实是堪培拉。",
    ],
    "capital.ja": [
        "キャンベラ",
        "キャンベラです。シドニーではありません。",
        "オーストラリアの首都はキャンベラ（Canberra）です。",
    ],
    "capital.ko": ["캔버라", "호주의 수도는 캔버라(Canberra)입니다.", "시드니가 아니라 캔버라입니다."],
    "capital.de": ["Canberra.", "Das ist Canberra, nicht Sydney.", "Australiens Hauptstadt ist Canberra."],
    "capital.es": ["Es Canberra.", "No es Sídney: la capital es Canberra."],
    "day_before.en": ["Saturday", "The weekday that comes right before Sunday is Saturday."],
    "day_before.zh": ["星期六", "周六。", "星期天的前一天是禮拜六。", "是星期六（Saturday）。"],
    "day_before.es": ["sabado", "El sábado."],
    "day_before.de": ["Sonnabend", "Vor dem Sonntag kommt der Samstag."],
    "thanks.en": ["Merci", '"Thank you" in French is "merci" (pronounced mehr-see).', "Merci beaucoup!"],
    "thanks.zh": ["Merci", "“谢谢”用法语说是“Merci”。", "法语的“谢谢”是 **merci**（发音近似“梅西”）。"],
    "thanks.ja": ["メルシー", "フランス語では「Merci」と言います。", "Merci（メルシー）です。"],
    "minutes.en": ["150", "150 minutes.", "2.5 × 60 = 150 minutes", "It takes one hundred and fifty minutes."],
    "minutes.zh": ["150分钟", "２个半小时等于１５０分钟。", "2.5 × 60 = 150（分钟）", "一百五十分钟。"],
    "minutes.de": ["Das sind 150 Minuten.", "Zweieinhalb Stunden entsprechen hundertfünfzig Minuten."],
    "minutes.ko": ["150분입니다.", "2시간 30분은 150분이에요."],
    "mixing.en": [
        "Green!",
        "When you mix blue and yellow paint you get green.",
        "A shade of green, depending on the amounts",
    ],
    "mixing.zh": ["绿色", "會變成綠色。", "蓝色和黄色混合后得到绿色（green）。"],
    "mixing.ja": ["緑色です。", "青と黄色を混ぜると、グリーンになります。"],
    "thunder.en": [
        "Because light travels faster than sound. Light reaches us almost instantly, and sound takes a few seconds.",
        "The speed of light is far greater than the speed of sound, so we see the flash first. The noise needs longer.",
    ],
    "thunder.zh": ["因为光速比声速快得多。闪电的光几乎瞬间到达，而雷声需要更长时间。", "光跑得快，聲音跑得慢。"],
    "thunder.ja": ["光の速度は音の速度よりはるかに速いからです。そのため、稲妻が先に見えます。"],
    "thunder.es": ["Porque la luz viaja más rápidamente que el sonido. Por eso vemos antes el relámpago."],
    "thunder.de": [
        "Weil die Lichtgeschwindigkeit höher ist als die Schallgeschwindigkeit. Das Licht ist also vor dem Schall da."
    ],
    "spider.en": [
        "8",
        "Spiders have 8 legs.",
        "A spider has 8 legs, arranged in four pairs.",
        "Unlike insects, which have six legs, it has eight.",
        "eight",
    ],
    "spider.zh": ["8条", "蜘蛛有8条腿。", "一只蜘蛛有八只脚。", "四对，也就是八条腿。", "昆虫有6条腿，而蜘蛛有8条腿。"],
    "spider.ko": ["거미의 다리는 8개입니다.", "여덟 개예요."],
    "season.ja": ["春です。", "冬の次は春（はる）です。"],
    "birthday.en": ["Happy Birthday, Anna! Have a wonderful day.", "Wishing you a very happy birthday!"],
    "birthday.zh": ["祝您生日快乐，工作顺利！", "生日快樂！"],
    "boiling.en": [
        "100 °C",
        "Water boils at 100 degrees Celsius (212 degrees Fahrenheit) at sea level.",
        "Water freezes at 0 degrees Celsius and boils at 100.",
    ],
    "boiling.zh": ["100摄氏度", "水在标准大气压下于100°C沸腾。", "一百度。"],
    "planet.es": ["Júpiter", "El planeta más grande es Jupiter, seguido de Saturno."],
    "backup.en": [
        "It keeps a copy of your data, so if your computer crashes you can restore it. That saves you trouble."
    ],
    "backup.zh": ["备份可以防止数据丢失。当原始文件损坏或被删除时，可以从备份中恢复。"],
    "backup.es": ["Sirve para no perder tus archivos. Si algo falla, puedes recuperarlos."],
    "backup.ko": ["파일이 손상되었을 때 복구할 수 있습니다. 데이터 손실을 막아 줍니다."],
    "backup.de": [
        "Damit hast du eine Sicherungskopie. Wenn die Festplatte ausfällt, sind die Daten nicht verloren.",
        "Ein Backup schützt vor Datenverlust. Man kann die Dateien damit wiederherstellen.",
    ],
    "backup.ja": [
        "データを別の場所に保存するためです。パソコンが故障しても復元できます。",
        "データが失われたときに復元するためです。故障に備えます。",
    ],
}

WRONG = {
    "capital.en": ["Sydney", "The capital of Australia is Sydney.", "Sydney or Canberra.", "I don't know.", "Paris"],
    "capital.zh": ["悉尼", "澳大利亚的首都是悉尼。", "首都是悉尼，不是堪培拉。", "我不知道。"],
    "capital.ja": ["シドニーです。", "オーストラリアの首都はどこですか？"],
    "day_before.en": ["Monday", "Friday comes right before Sunday.", "Sunday"],
    "day_before.zh": ["星期一", "星期五"],
    "thanks.en": ["Gracias", "Thank you", "Bonjour"],
    "minutes.en": ["120 minutes", "2.5 hours", "15 minutes", "1500"],
    "minutes.zh": ["120分钟", "两个半小时", "1500"],
    "mixing.en": ["Purple", "You get orange.", "Blue and yellow"],
    "spider.en": ["6", "A spider has six legs.", "A spider has 6 legs and 8 eyes.", "18", "80"],
    "season.en": ["Summer", "winter"],
    "boiling.en": ["0", "1000 degrees", "At 90 degrees", "212"],
    "planet.en": ["Saturn", "The Earth", "Saturn is the largest, then Jupiter."],
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers_in_other_words_pass(name: str) -> None:
    for reply in RIGHT[name]:
        assert graded(SUITE, name, reply).score == 1, (reply, graded(SUITE, name, reply))


@pytest.mark.parametrize("name", WRONG)
def test_wrong_answers_fail(name: str) -> None:
    for reply in WRONG[name]:
        assert graded(SUITE, name, reply).score == 0, (reply, graded(SUITE, name, reply))


def test_a_right_answer_in_another_language_gets_one_half() -> None:
    for name, reply in {
        "capital.zh": "The capital of Australia is Canberra.",
        "capital.ja": "澳大利亚的首都是堪培拉（Canberra）。",
        "capital.de": "The capital of Australia is Canberra.",
        "minutes.en": "换算成分钟是150分钟。",
        "spider.ko": "A spider has 8 legs.",
        "boiling.es": "Water boils at 100 degrees, and that is at sea level.",
        "planet.zh": "Jupiter",
    }.items():
        grade = graded(SUITE, name, reply)
        assert (grade.score, dict(grade.marks)) == (0.5, {"content": 1.0, "language": 0.0}), name
        assert "language" in grade.why


def test_a_wrong_answer_in_the_right_language_gets_nothing_but_the_mark() -> None:
    grade = graded(SUITE, "capital.de", "Die Hauptstadt von Australien ist Sydney.")
    assert (grade.score, dict(grade.marks)) == (0, {"content": 0.0, "language": 1.0})


def test_an_answer_in_two_languages_gets_a_part_of_the_half() -> None:
    grade = graded(SUITE, "capital.zh", "澳大利亚的首都是堪培拉。It is in the south east of the country.")
    assert grade.marks["content"] == 1
    assert 0.5 < grade.score < 1
    assert grade.score == (1 + grade.marks["language"]) / 2


def test_a_part_of_an_explanation_gets_its_part() -> None:
    grade = graded(SUITE, "thunder.en", "Because light is much faster.")
    assert grade.marks["content"] == pytest.approx(2 / 3)
    assert grade.score == pytest.approx(2 / 3)


def test_every_language_is_asked_the_same() -> None:
    names = {
        language: [task.uid.split(".")[1] for task in SUITE.tasks() if task.language == language]
        for language in LANGUAGES
    }
    assert all(names[language] == names["en"] for language in LANGUAGES)
    assert len(names["en"]) >= 8
