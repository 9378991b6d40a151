"""Conversation: talks that are remembered pass, lapses cost their share, and small talk is graded leniently."""

from __future__ import annotations

import pytest

from edge.compare.suites.conversation.suite import Conversation
from tests.edge.compare.suites.suites_help import changed, graded, task

SUITE = Conversation()

TURNS = {
    "trip.en": {
        4: [
            "Ines is allergic to nuts, so anything with nuts: marzipan, pesto, some cakes.",
            "Nuts.",
            "Avoid almonds and hazelnuts.",
        ],
        6: [
            "Prague, in June.",
            "You're now going to Prague instead of Vienna, in June.",
            "Not Vienna any more: Prague in June!",
        ],
        7: ["€260", "600 - 340 = 260 euros.", "You have 260 euros left."],
        8: [
            "Your name is Marta and you live in Porto.",
            "Yes! Marta from Porto.",
            "You are called MARTA; you live in Porto, Portugal.",
        ],
        9: ["Your sister.", "Ines does."],
        10: ["Marta and her sister Ines will travel to Prague in June.", "With Ines, to Prague, in June."],
    },
    "party.en": {
        6: [
            "You now need balloons, water, a cake, and candles.",
            "- balloons\n- cake\n- candles\n- water (instead of lemonade)",
            "I removed lemonade, so: Balloons, Water, Cake, Candles.",
        ],
        7: ["She turns 7 on Saturday.", "Seven, this Saturday."],
        8: ["12 × 2 = 24 pieces", "Twenty-four."],
    },
    "colleagues.en": {
        2: [
            "Lisa.",
            "Lisa, because she speaks Spanish, while Ken speaks Japanese.",
            "As Peru speaks Spanish, Lisa can.",
            "Ken speaks Japanese and Lisa speaks Spanish, so Lisa can help.",
        ],
        6: ["Bruno", "The dog's name is Bruno, not Bolt.", "You first said Bolt, then corrected it to Bruno."],
        8: ["In Kyoto.", "He'll move from Osaka to Kyoto.", "He works in Osaka and will work in Kyoto."],
    },
    "trip.zh": {
        4: ["她吃素，所以不能吃肉类。", "肉和海鲜。", "不能吃葷。"],
        6: ["桂林，十月。", "现在改去桂林了，不去昆明，时间是10月。", "你們現在要去桂林，十月出發。"],
        7: ["750元", "2000-1250=750（元）", "还剩七百五十元。"],
        8: ["你叫苏小雨，住在苏州。", "蘇小雨，住在蘇州"],
        10: ["你和妈妈十月去桂林。", "和母亲一起在10月份去桂林旅游。"],
    },
    "moving.zh": {
        6: ["纸箱、胶带、小刀、手套。", "需要：1. 纸箱 2. 胶带 3. 小刀（不要剪刀） 4. 手套"],
        9: ["10个箱子×8本=80本", "八十本。"],
    },
    "neighbours.zh": {
        2: ["小钱，因为小钱是老师。", "老赵是医生，小钱是老师，所以小钱更合适。", "小錢更適合。"],
        6: ["毛毛。", "叫毛毛，不是豆豆。"],
        8: ["杭州", "她从南京调到杭州，所以在杭州。"],
    },
    "trip.ja": {
        4: ["エビです。", "アヤさんは海老が食べられません。"],
        6: ["京都へ11月に行きます。", "金沢ではなく京都で、11月です。"],
        7: ["18000円です。", "5万円 - 3万2千円 = 1万8千円", "１８，０００円"],
        8: ["美咲さんで、仙台にお住まいですね。", "お名前は美咲さん、町は仙台です。"],
    },
    "club.ja": {
        6: ["カレーとスープとプリンです。", "カレー、スープ（サラダの代わり）、プリン"],
        7: ["18個です。", "9 × 2 = 18個"],
        8: ["7人×2個で14個です。", "１４個"],
    },
}

SHORT = {
    "tired.en": [
        "Oh no, get some rest!",
        "I'm sorry to hear that. Would you like to talk about it?",
        "You've worked hard today. Relax!",
    ],
    "passed.en": ["Congrats!!!", "That's great news, well done!", "Wow, awesome! Drive safely."],
    "thanks.en": ["You're welcome!", "No problem.", "Glad I could help.", "Anytime!"],
    "raining.en": [
        "How about reading a book or watching a movie?",
        "1. Bake a cake\n2. Play a board game\n3. Learn a few chords",
    ],
    "bedtime.en": ["Good night! Sleep well.", "Sweet dreams", "Night night, see you tomorrow."],
    "leap_year.en": [
        "366",
        "A leap year has 366 days, one more than a common year with 365 days.",
        "A common year has 365 days and a leap year 366.",
    ],
    "ocean.en": ["The Indian Ocean.", "Indian Ocean"],
    "verona.en": ["William Shakespeare", "It was Shakespeare, around 1595."],
    "tired.zh": ["辛苦啦，快去休息吧！", "抱歉听到你这么累，记得早点睡。", "加班真不容易，好好放松一下。"],
    "passed.zh": ["恭喜恭喜！", "太棒了，祝贺你！", "哇，真厉害，以后开车注意安全。"],
    "thanks.zh": ["不客气！", "不用谢，很高兴能帮到你。", "應該的。"],
    "bedtime.zh": ["晚安！", "晚安，好梦。"],
    "river.zh": ["长江", "中国最长的河流是長江，全长约6300公里。"],
    "century.zh": ["100年", "一个世纪是一百年。", "１００"],
    "tired.ja": ["お疲れ様です。ゆっくり休んでくださいね。", "それは大変でしたね。"],
    "thanks.ja": ["どういたしまして！", "お役に立ててうれしいです。"],
    "mountain.ja": ["富士山です。", "富士山（標高3776メートル）です。"],
    "novel.ja": ["夏目漱石です。", "漱石"],
}

WRONG = {
    "tired.en": [
        "",
        "Phew, what a long day at work. I am completely worn out.",
        "I'm sorry, but I can't help with that.",
        "The capital is Paris.",
    ],
    "thanks.en": ["Thank you, that was a big help.", "I am a language model."],
    "leap_year.en": ["365", "A leap year has 365 days.", "364 or 366"],
    "ocean.en": ["The Pacific Ocean.", "Atlantic"],
    "passed.zh": ["告诉你一个好消息，我驾照考试通过了！", "抱歉，我无法回答这个问题。", "我是一个语言模型。"],
    "river.zh": ["黄河", "中国最长的河是黄河。"],
    "century.zh": ["十年", "1000年", "10"],
    "mountain.ja": ["エベレストです。", "わかりません。"],
    "heart.ja": ["肺です。", "脳"],
}


@pytest.mark.parametrize("name", TURNS)
def test_right_replies_in_other_words_pass(name: str) -> None:
    for turn, replies in TURNS[name].items():
        for reply in replies:
            assert changed(SUITE, name, {turn: reply}).score == 1, (turn, reply, changed(SUITE, name, {turn: reply}))


@pytest.mark.parametrize("name", SHORT)
def test_small_talk_and_facts_in_other_words_pass(name: str) -> None:
    for reply in SHORT[name]:
        assert graded(SUITE, name, reply).score == 1, (reply, graded(SUITE, name, reply))


@pytest.mark.parametrize("name", WRONG)
def test_replies_that_do_not_fit_score_nothing(name: str) -> None:
    for reply in WRONG[name]:
        assert graded(SUITE, name, reply).score == 0, (reply, graded(SUITE, name, reply))


@pytest.mark.parametrize(
    ("name", "turn", "reply"),
    [
        ("trip.en", 6, "You are going to Vienna in June."),
        ("trip.en", 8, "I do not know your name, as I am an AI."),
        ("trip.en", 7, "You have 240 euros left."),
        ("party.en", 6, "You need balloons, lemonade, water, a cake and candles."),
        ("party.en", 9, "24 pieces."),
        ("colleagues.en", 6, "His dog is called Bolt."),
        ("colleagues.en", 8, "He will work in Osaka."),
        ("trip.zh", 6, "你们要去昆明，十月出发。"),
        ("trip.zh", 8, "我不知道你的名字。"),
        ("moving.zh", 6, "需要纸箱、胶带、剪刀、小刀和手套。"),
        ("neighbours.zh", 6, "老赵的猫叫豆豆。"),
        ("trip.ja", 6, "11月に金沢へ行きます。"),
        ("club.ja", 6, "カレー、サラダ、プリンを作ります。"),
    ],
)
def test_a_lapse_costs_its_share(name: str, turn: int, reply: str) -> None:
    grade = changed(SUITE, name, {turn: reply})
    wanted = sum(one is not None for _, one in _talk(name))
    assert grade.score <= 1 - 0.5 / wanted
    assert grade.marks["right"] < 1
    assert str(turn) in grade.why


def _talk(name: str) -> tuple[tuple[str, object], ...]:
    turns: tuple[tuple[str, object], ...] = getattr(task(SUITE, name).grade, "turns")  # noqa: B009 (any grader)
    return turns


def test_the_right_memory_in_the_wrong_language_gets_three_quarters() -> None:
    grade = graded(SUITE, "river.zh", "The longest river of the country is the Yangtze, which is 长江.")
    assert grade.marks["right"] == 1
    assert grade.score < 1
    grade = graded(SUITE, "mountain.ja", "日本最高的山是富士山。")
    assert (grade.score, dict(grade.marks)) == (0.75, {"right": 1.0, "language": 0.0, "fluent": 1.0})


def test_a_reply_that_is_no_clean_text_loses_a_quarter() -> None:
    for garbage in ("It is honey.<|im_end|>", "It is honey. " * 9, "It is honey.\nUser: And now?"):
        grade = graded(SUITE, "bees.en", garbage)
        assert (grade.score, dict(grade.marks)) == (0.75, {"right": 1.0, "language": 1.0, "fluent": 0.0})


def test_talks_have_ten_turns_and_refer_back_in_half_of_them() -> None:
    talks = [one for one in SUITE.tasks() if len(one.turns) == 10]
    assert {one.language for one in talks} == {"en", "zh", "ja"}
    assert len(talks) >= 6
    for one in talks:
        asked = sum(wanted is not None for _, wanted in _talk(one.uid.removeprefix("conversation.")))
        assert asked >= 5
    assert {len(one.turns) for one in SUITE.tasks()} == {1, 3, 10}
