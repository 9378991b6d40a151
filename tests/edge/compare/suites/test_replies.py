"""What rules read in a reply."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.compare.replies.final import chosen, minutes, number, ordered, said, times
from edge.compare.replies.fluency import fluent, is_echo, is_refusal
from edge.compare.replies.forms import Wanted, named, numbers
from edge.compare.replies.language import share_in
from edge.compare.replies.plain import folded, plain

TEXTS = st.text(max_size=300) | st.text("答案是え：Answer:=\\boxed{}123四五百。. \nor，()$*", max_size=120)


def value(reply: str, *known: int) -> Fraction | None:
    """The final number of the reply."""
    found = number(reply, map(Fraction, known))
    return found.exact if found else None


@given(TEXTS)
def test_no_text_makes_any_of_the_rules_raise(text: str) -> None:
    number(text), minutes(text), times(text), said(text)
    chosen(text, {"a": ("Ann",), "b": ("Bo",)})
    ordered(text, {"a": ("Ann",), "b": ("Bo",)})
    fluent(text), is_echo(text, text[:10]), is_refusal(text)
    Wanted((("a*",), ("百",)), Fraction(3), ("b",)).share(text)


@given(TEXTS, st.sampled_from(["en", "zh", "ja", "es", "de", "ko"]))
def test_the_share_of_a_language_is_between_none_and_all(text: str, language: str) -> None:
    assert 0 <= share_in(text, language, ("merci",)) <= 1


@given(st.integers(0, 10**7), st.sampled_from(["{}", "{:,}", "**{}**", "$\\boxed{{{}}}$", "{} km", "about {}, so"]))
def test_a_number_behind_the_mark_is_read_however_it_is_written(wanted: int, form: str) -> None:
    assert value(f"First 3 + 4 = 7, then more.\nAnswer: {form.format(wanted)}") == wanted


@given(st.integers(0, 99_999), st.integers(0, 99_999))
def test_the_marked_number_counts_and_not_the_others(one: int, wanted: int) -> None:
    assert value(f"{one} and 12 are on the way, {one + 1} too.\n答案：{wanted}") == wanted


@given(st.lists(st.integers(0, 999), min_size=2, max_size=9, unique=True))
def test_a_list_of_numbers_is_no_final_answer(many: list[int]) -> None:
    listed = ", ".join(map(str, many))
    assert value(f"It could be any of these: {listed}.") is None
    assert value(f"Answer: {' or '.join(map(str, many))}") is None
    if len(many) > 2:
        assert value("\n".join(f"Answer: {one}" for one in many)) is None


@pytest.mark.parametrize(
    ("reply", "wanted"),
    [
        ("So the answer is 36 apples.", 36),
        ("The final answer is: $\\boxed{1,234}$", 1234),
        ("**Answer:** 3 × 12 = 36", 36),
        ("### Answer\nAnswer:\n36", 36),
        ("最终答案是三百二十元。", 320),
        ("所以答案为：３６個", 36),
        ("答案： 八分之三", Fraction(3, 8)),
        ("答え：５９００箱です", 5900),
        ("したがって、答えは227個です。", 227),
        ("Answer: \\frac{3}{10}", Fraction(3, 10)),
        ("答案：5.9千", 5900),
        ("Answer: thirty-six", 36),
        ("Answer: 36 apples (3 boxes of 12)", 36),
        ("Answer: 12\nWait, that is wrong. Answer: 36", 36),
        ("14 × 26 = 364\n364 - 57 = 307\n307 + 18 = 325", 325),
        ("There are 325 pots in the greenhouse now.", 325),
        ("Answer: -5", -5),
        ("答案：32.5%", Fraction(65, 200)),
    ],
)
def test_final_numbers(reply: str, wanted: Fraction | int) -> None:
    assert value(reply) == wanted


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "I do not know.",
        "1, 2, 3, 4, 5",
        "Answer: …",
        "It is 36 or 38.",
        "Answer: 36 or 38",
        "答案：36或38",
        "Answer: 3, 4, 5",
    ],
)
def test_no_final_number(reply: str) -> None:
    assert value(reply) is None


def test_numbers_of_the_question_do_not_count_beside_the_result() -> None:
    assert value("With 14 shelves there are 325 pots", 14, 26) == 325


@pytest.mark.parametrize(
    "reply",
    [
        "Answer: 1:08 pm",
        "Answer: 13:08",
        "At 1:08 in the afternoon.",
        "答案：下午1点08分",
        "答え：13時8分",
        "Answer: 1:08",
    ],
)
def test_times_of_the_day(reply: str) -> None:
    assert 13 * 60 + 8 in times(reply)


@pytest.mark.parametrize("reply", ["Answer: 1:08 am", "Answer: 1:18 pm", "Answer: 12:08", "9:48, 11:23, 13:08", ""])
def test_other_times_of_the_day(reply: str) -> None:
    assert 13 * 60 + 8 not in times(reply)


@pytest.mark.parametrize(
    "reply", ["Answer: 4 hours", "答案：240分钟", "答案：4个小时", "答え：240", "Answer: 240 minutes (4 h)"]
)
def test_lengths_of_time(reply: str) -> None:
    assert minutes(reply) == 240


DAYS = {"Mon": ("Monday", "Mon"), "Tue": ("Tuesday", "Tue"), "Wed": ("Wednesday",), "Fri": ("星期五", "周五")}


def test_a_choice_is_the_one_that_the_reply_ends_with() -> None:
    assert chosen("Monday and 1 day is Tuesday, so Answer: **Wednesday**", DAYS) == "Wed"
    assert chosen("It is due on a Tuesday.", DAYS) == "Tue"
    assert chosen("答案：週五", DAYS) == "Fri"
    assert chosen("Answer: not Monday, but Tuesday", DAYS) == "Tue"
    assert chosen("Monday, Tuesday, Wednesday", DAYS) is None
    assert chosen("Answer: Monday or Tuesday", DAYS) is None
    assert chosen("", DAYS) is None


def test_an_order_needs_all_of_its_names() -> None:
    names = {"a": ("Ann",), "b": ("Bo",), "c": ("Cy",)}
    assert ordered("Answer: Cy > Ann > Bo", names) == ("c", "a", "b")
    assert ordered("Answer:\n1. Cy\n2. Ann\n3. Bo", names) == ("c", "a", "b")
    assert ordered("Answer: Cy, Ann", names) is None


@pytest.mark.parametrize(
    ("reply", "language"),
    [
        ("Paris", "en"),
        ("Canberra.", "de"),
        ("Canberra", "es"),
        ("150", "zh"),
        ("東京", "ja"),
        ("東京", "zh"),
        ("H2O", "ja"),
        ("100 km", "ko"),
        ("日本的首都是东京。", "zh"),
        ("日語的「の」是什麼意思？", "zh"),
        ("首都は東京です。", "ja"),
        ("캔버라입니다.", "ko"),
        ("La capital es Canberra, y no Sídney.", "es"),
        ("Die Hauptstadt ist Canberra.", "de"),
        ("The capital is Canberra.", "en"),
        ("这台电脑用的是 Intel Core 处理器。", "zh"),
    ],
)
def test_replies_in_the_right_language(reply: str, language: str) -> None:
    assert share_in(reply, language) == 1


@pytest.mark.parametrize(
    ("reply", "language"),
    [
        ("", "en"),
        ("Tokyo", "zh"),
        ("Tokyo", "ja"),
        ("The capital is Canberra.", "zh"),
        ("The capital is Canberra.", "de"),
        ("The capital is Canberra.", "es"),
        ("Die Hauptstadt ist Canberra.", "en"),
        ("首都是堪培拉。", "ja"),
        ("首都是堪培拉。", "en"),
        ("首都はキャンベラです。", "zh"),
        ("캔버라입니다.", "ja"),
        ("Столица — Канберра.", "en"),
    ],
)
def test_replies_in_another_language(reply: str, language: str) -> None:
    assert share_in(reply, language) == 0


@pytest.mark.parametrize(
    ("reply", "language"),
    [
        ("澳大利亚的首都是堪培拉。It is a city in the south east of the country.", "zh"),
        ("The capital is Canberra. 它位于澳大利亚的东南部。", "en"),
        ("首都是堪培拉，which is in the south of the country", "zh"),
        ("Die Hauptstadt ist Canberra. It is in the south of the country.", "de"),
    ],
)
def test_a_reply_in_two_languages_counts_in_part(reply: str, language: str) -> None:
    assert 0.2 < share_in(reply, language) < 0.9


def test_words_that_the_question_asks_for_are_in_no_language() -> None:
    assert share_in("merci beaucoup", "zh", ("merci beaucoup",)) == 1
    assert share_in("法语里说 merci。", "zh", ("merci",)) == 1


def test_a_name_counts_unless_it_is_denied_or_another_comes_first() -> None:
    wanted = Wanted((("Canberra", "キャンベラ", "堪培拉"),), rivals=("Sydney", "シドニー", "悉尼"))
    for right in (
        "Canberra",
        "CANBERRA!",
        "It is Canberra, not Sydney.",
        "Not Sydney: Canberra",
        "シドニーではなくキャンベラ",
        "不是悉尼，是堪培拉",
        "Many say Sydney, but it is Canberra",
        "Canberra. The largest city is Sydney.",
    ):
        assert wanted.share(right) == 1, right
    for wrong in (
        "Sydney",
        "Sydney, Canberra",
        "Sydney, not Canberra",
        "キャンベラではなくシドニー",
        "是悉尼，不是堪培拉",
        "Canberras",
        "",
    ):
        assert wanted.share(wrong) == 0, wrong


def test_numbers_that_count_steps_are_none() -> None:
    found = numbers(folded("Step 1: 第二步：36 km, 1,250.5 und ４２"))
    assert [seen.value.value for seen in found] == [36, Fraction(2501, 2), 42]


def test_a_form_is_a_whole_word_and_its_way_of_writing_makes_no_difference() -> None:
    assert named(folded("SÁBADO"), ["sabado"])
    assert named(folded("綠色"), ["绿"])
    assert named(folded("room B 214"), ["B-214"]) is False
    assert named(folded("room b-214"), ["B 214"])
    assert not named(folded("112"), ["12"])
    assert not named(folded("7.35"), ["7.3"])


def test_marks_of_markdown_and_formulas_go() -> None:
    assert plain("## The **answer** is $\\frac{3}{8}$ `now`") == "The answer is 3/8 now"
    assert plain("$1{:}08$ PM") == "1:08 PM"


def test_what_is_struck_through_or_thought_aloud_is_not_said() -> None:
    assert value("Answer: ~~307~~ 325") == 325
    assert value("<think>\nAnswer: 307. No...\nAnswer: 364. No...\nAnswer: 12\n</think>\n\nAnswer: 325") == 325
    assert value("<think>The answer is 325, or is it") is None


@pytest.mark.parametrize("reply", ["Answer: 11:48 AM + 1 hour 20 minutes = 1:08 PM", "Answer: $1{:}08$ PM"])
def test_a_time_stands_behind_the_last_equals_sign(reply: str) -> None:
    assert times(reply) == {13 * 60 + 8}


def test_a_line_of_one_calculation_after_the_other_ends_with_its_answer() -> None:
    assert value("Answer: 14 x 26 = 364. 364 - 57 = 307. 307 + 18 = 325.") == 325
    assert value("Answer: 325. Check: 325 - 18 = 307.") == 325


DUE = {"Thursday": ("Thursday",), "Sunday": ("Sunday",), "Monday": ("Monday",)}


def test_a_choice_of_the_question_beside_another_is_not_the_answer() -> None:
    assert chosen("Answer: 17 days after Thursday is Sunday", DUE, ["Thursday"]) == "Sunday"
    assert chosen("Answer: Thursday", DUE, ["Thursday"]) == "Thursday"
    assert chosen("Answer: Thursday or Sunday", DUE, ["Thursday"]) is None


def test_an_order_may_be_a_list_without_a_mark() -> None:
    assert ordered("They came in like this:\n1. Bo\n2. **Ann**", {"a": ("Ann",), "b": ("Bo",)}) == ("b", "a")


@pytest.mark.parametrize(
    "reply",
    [
        "It is not Sydney or Melbourne; the capital is Canberra.",
        "It's neither Sydney nor Melbourne. It is Canberra.",
        "Weder Sydney noch Melbourne: Es ist Canberra.",
        "No es Sídney ni Melbourne; es Canberra.",
        "不是悉尼或墨尔本，是堪培拉。",
        "シドニーやメルボルンではなく、キャンベラです。",
        "시드니나 멜버른이 아니라 캔버라입니다.",
    ],
)
def test_wrong_names_that_are_denied_together_are_no_answer(reply: str) -> None:
    wrong = ("Sydney", "Sídney", "Melbourne", "悉尼", "墨尔本", "シドニー", "メルボルン", "시드니", "멜버른")
    right = ("Canberra", "堪培拉", "キャンベラ", "캔버라")
    assert Wanted((right,), rivals=wrong).share(reply) == 1
    assert Wanted((wrong,), rivals=right).share(reply) == 0


def test_a_wrong_value_that_is_called_out_of_date_before_the_right_one_is_no_answer() -> None:
    assert Wanted((("6355",),), rivals=("8860",)).share("It was 8860, which is no longer right. It is 6355.") == 1
    assert Wanted((("5596",),), rivals=("9851",)).share("旧通知写的是9851元，现已不适用。为5596元。") == 1
    assert Wanted((("6355",),), rivals=("8860",)).share("It is 8860. 6355 is another house's.") == 0


@pytest.mark.parametrize(
    "reply",
    [
        "Water (no more lemonade!)",
        "~~Lemonade~~ water",
        "Water in place of the lemonade",
        "You swapped the lemonade for water.",
        "小刀（替代剪刀）",
        "サラダをスープに変更しました",
    ],
)
def test_what_was_exchanged_is_no_longer_on_the_list(reply: str) -> None:
    gone = ("lemonade", "剪刀", "サラダ")
    assert Wanted((("water", "小刀", "スープ"),), without=gone).share(reply) == 1


def test_the_denial_of_one_name_is_none_of_the_one_before_it() -> None:
    assert named(folded("首都はキャンベラ、シドニーではありません。"), ["キャンベラ"])
    assert named(folded("Nach dem Winter kommt noch Frühling."), ["Frühling"])


@pytest.mark.parametrize(
    "reply", ["Yes.", "1. bread\n2. milk\n3. eggs", "ha ha ha!", "------------------------------\nYes", "No, no, no!"]
)
def test_texts_that_are_fluent(reply: str) -> None:
    assert fluent(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "  \n",
        "I am fine. " * 8,
        "你好" * 20,
        "Hello<|im_end|>\n<|im_start|>user",
        "Fine.\nUser: and now?\nAssistant: nothing",
        "a\ufffdb",
        "\n".join(["We can do this together today."] * 5),
    ],
)
def test_texts_that_are_not_fluent(reply: str) -> None:
    assert not fluent(reply)


def test_an_echo_is_told_from_an_answer() -> None:
    assert is_echo("How are you today?", "How are you today")
    assert is_echo("你今天过得怎么样？", "你今天过得怎么样")
    assert not is_echo("I am fine, thank you. How are you today?", "How are you today?")


def test_refusals_are_told_from_answers() -> None:
    for no in (
        "I'm sorry, but I can't help with that.",
        "抱歉，我无法回答这个问题。",
        "申し訳ありませんが、お答えすることはできません。",
    ):
        assert is_refusal(no)
    for yes in ("I'm sorry to hear that. Take a rest!", "抱歉听到这个消息，好好休息。", "お疲れさまです。"):
        assert not is_refusal(yes)
