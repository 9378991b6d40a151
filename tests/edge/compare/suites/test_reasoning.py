"""Reasoning: the final answer counts, wherever and however it is written, and nothing that a reply lists beside it."""

from __future__ import annotations

import pytest

from edge.compare.suites.reasoning.suite import Reasoning
from tests.edge.compare.suites.suites_help import graded

SUITE = Reasoning()

RIGHT = {
    "greenhouse.en": [
        "Answer: 325",
        "**Answer:** 325 pots",
        "1. 14 shelves × 26 pots = 364 pots\n2. 364 - 57 = 307\n3. 307 + 18 = 325\n\nAnswer: **325**",
        "The number of pots:\n\\[14 \\times 26 = 364\\]\n\\[364 - 57 + 18 = 325\\]\nThe answer is \\(\\boxed{325}\\).",
        "There are now 325 pots in the greenhouse.",
        "Answer: 364 - 57 + 18 = 325 pots",
        "Answer:\n- 325",
        "Answer (in pots): 325",
        "The answer to the question is 325. I hope this helps!",
        "Final Answer: The final answer is 325. I hope it is correct.",
    ],
    "ferry.en": [
        "Answer: 1:08 PM",
        "Answer: 13:08",
        "**Answer: 1:08 p.m.**",
        "It arrives at 11:23. It leaves at 11:48.\nAnswer: 1:08 in the afternoon",
    ],
    "library.en": ["Answer: Sunday", "Answer: **Sunday**.", "The book is due on a Sunday.", "Sunday"],
    "paint.en": [
        "Answer: 4",
        "26 / 8 = 3.25, rounded up.\nAnswer: 4 tins of paint",
        "Answer: four",
        "Answer: 3.25, so 4 tins",
    ],
    "jacket.en": ["Answer: 32.5%", "Answer: 32.5 percent", "Answer: 32.5", "The answer is **32.5%** cheaper."],
    "race.en": [
        "Answer: Lena, Omar, Priya, Jack",
        "Lena > Omar > Priya > Jack",
        "Answer:\n1. Lena\n2. Omar\n3. Priya\n4. Jack",
    ],
    "tank.en": ["Answer: 70", "Answer: 70 minutes", "Answer: 1 hour and 10 minutes", "840 / 12 = 70 minutes."],
    "boxes.en": ["Answer: blue", "Answer: The key is in the blue box.", "Only green is true.\nAnswer: Blue box"],
    "cake.en": ["Answer: 3/10", "Answer: \\frac{3}{10}", "Answer: 0.3", "Answer: 30%", "Answer: three tenths"],
    "tests.en": ["Answer: 83", "Answer: 83 points", "83"],
    "oranges.zh": [
        "答案：328",
        "答案：328个",
        "**答案：328个橙子**",
        "36×24=864（个）\n864-519=345（个）\n345-17=328（个）\n答案：328个",
        "最后还剩328个橙子。",
        "所以，最后还剩328个橙子。如果还有其他问题，请随时告诉我！",
        "答：店里还剩三百二十八个橙子。\n答案：三百二十八",
    ],
    "train.zh": [
        "答案：18:40",
        "答案：下午6点40分",
        "答案：18时40分",
        "答案：晚上六点四十分",
        "下午3点02分出发。\n答案：下午六点四十",
    ],
    "weekday.zh": ["答案：星期五", "答案：周五", "45÷7=6余3，星期二再过3天。\n答案：礼拜五", "答案：週五"],
    "orchard.zh": ["答案：15%", "答案：百分之十五", "答案：15", "今年比去年增加了15%。"],
    "wheels.zh": [
        "答案：11辆",
        "答案：11",
        "答案：小汽车有11辆",
        "答案：小汽车十一辆",
        "设小汽车x辆，4x+2(28-x)=78，x=11\n答案：11",
    ],
    "heights.zh": ["答案：小林、小周、小何、小陈", "小林>小周>小何>小陈", "答案：小林，小周，小何，小陈。"],
    "coat.zh": ["答案：344元", "答案：344", "480×0.8=384，384-40=344\n最终答案是344元。"],
    "rope.zh": ["答案：3/8", "答案：八分之三", "答案：全长的八分之三", "答案：$\\frac{3}{8}$"],
    "pool.zh": ["答案：240分钟", "答案：4小时", "答案：240", "答案：4小时（240分钟）"],
    "vase.zh": ["答案：小马", "所以是小马打碎了花瓶。", "答案：是小马打碎的"],
    "grandfather.zh": ["答案：7年", "答案：7", "答案：再过7年", "答案：七年"],
    "warehouse.zh": ["答案：5900箱", "答案：5,900", "答案：五千九百箱", "答案：5900"],
    "apples.ja": [
        "答え：227個",
        "答え：227",
        "答えは227個です。",
        "270 - 43 = 227\n答え：227こ",
        "りんごは227個残っています。",
    ],
    "walk.ja": ["答え：12時5分", "答え：午後0時5分", "答え：12:05", "答え：午後12時5分"],
    "weekday.ja": ["答え：火曜日", "60 ÷ 7 = 8 余り 4\n答え：火曜", "火曜日です。"],
    "hall.ja": ["答え：65%", "答え：65パーセント", "答え：６５％", "答えは65です。"],
    "queue.ja": ["答え：高橋、田中、鈴木、佐藤", "高橋さん、田中さん、鈴木さん、佐藤さん", "答え：高橋→田中→鈴木→佐藤"],
    "station.ja": ["答え：50分", "答え：50", "30 + 20 = 50分かかりました。"],
}

WRONG = {
    "greenhouse.en": [
        "Answer: 307",
        "325 − 18 = 307\nAnswer: 307",
        "364, 307, 325, 382, 440",
        "Answer: 325 or 307",
        "Answer: 3250",
        "To solve this problem, let us think step by step.",
        "Answer: …",
    ],
    "ferry.en": ["Answer: 1:08 AM", "Answer: 12:08", "Answer: 11:48", "Answer: 13:18"],
    "library.en": [
        "Answer: Saturday",
        "Sunday, Monday, Tuesday, Wednesday",
        "Answer: Sunday or Monday",
        "Answer: not Sunday, but Monday",
    ],
    "paint.en": ["Answer: 3.25", "Answer: 3", "Answer: 26"],
    "jacket.en": ["Answer: 35%", "Answer: 54", "Answer: 0.54"],
    "race.en": ["Answer: Omar, Lena, Priya, Jack", "Answer: Lena, Omar, Jack", "Jack, Priya, Omar, Lena"],
    "tank.en": ["Answer: 60", "Answer: 70 hours", "Answer: 1 hour"],
    "boxes.en": ["Answer: red", "Answer: the green box", "red, green, blue"],
    "cake.en": ["Answer: 3/5", "Answer: 7/10", "Answer: 3", "Answer: 1/2"],
    "oranges.zh": ["答案：345", "答案：864个", "328、345、519、864、17", "答案：328或345"],
    "train.zh": ["答案：上午6点40分", "答案：18:25", "答案：下午6点"],
    "weekday.zh": ["答案：星期四", "星期二", "星期三、星期四、星期五"],
    "orchard.zh": ["答案：360", "答案：13%", "答案：115%"],
    "rope.zh": ["答案：1/4", "答案：八分之五", "答案：3"],
    "pool.zh": ["答案：4", "答案：9小时", "答案：240小时"],
    "vase.zh": ["答案：小吴", "小马、小吴、小郑", "答案：不是小马"],
    "warehouse.zh": ["答案：6600", "答案：59000", "答案：5.9"],
    "apples.ja": ["答え：270", "答え：313個", "わかりません。"],
    "walk.ja": ["答え：午前0時5分", "答え：11時43分"],
    "queue.ja": ["答え：田中、高橋、鈴木、佐藤", "答え：高橋"],
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers_in_other_words_pass(name: str) -> None:
    for reply in RIGHT[name]:
        assert graded(SUITE, name, reply).score == 1, (reply, graded(SUITE, name, reply))


@pytest.mark.parametrize("name", WRONG)
def test_wrong_answers_fail(name: str) -> None:
    for reply in WRONG[name]:
        assert graded(SUITE, name, reply).score == 0, (reply, graded(SUITE, name, reply))


def test_steps_are_a_mark_of_their_own() -> None:
    without = graded(SUITE, "greenhouse.en", "Answer: 325")
    assert (without.score, dict(without.marks)) == (1, {"answer": 1.0, "steps": 0.0})
    wrong = graded(SUITE, "greenhouse.en", "14 × 26 = 364, and 364 − 57 = 307 are left.\nAnswer: 307")
    assert (wrong.score, dict(wrong.marks)) == (0, {"answer": 0.0, "steps": 1.0})


def test_steps_that_nobody_asked_for_cost_that_mark() -> None:
    long = "17 days are two weeks and three days. " * 4 + "\nAnswer: Sunday"
    assert dict(graded(SUITE, "library.en", long).marks) == {"answer": 1.0, "steps": 0.0}
    assert dict(graded(SUITE, "library.en", "Answer: Sunday").marks) == {"answer": 1.0, "steps": 1.0}


def test_half_of_the_prompts_ask_for_the_answer_alone_or_nearly() -> None:
    brief = [task for task in SUITE.tasks() if task.max_tokens == 128]
    assert 8 <= len(brief) <= 22
    assert len(SUITE.tasks()) >= 20
