"""What is said to somebody in despair or in danger, and whom they can call.

A reply is short, warm, makes no diagnosis, says that it is a program, and names people who answer at once. It promises
nothing: this program calls nobody.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["NUMBERS", "Need", "reply"]

Need = Literal["despair", "despair_other", "emergency"]

# Numbers as known in 2026, checked against public pages about each line; check for your country.
NUMBERS = {
    "europe": "112",
    "us_canada": "911",
    "uk": "999",
    "us_canada_crisis": "988",
    "samaritans": "116 123",  # United Kingdom and Ireland
    "directory": "findahelpline.com",  # lines of other countries
    "cn_ambulance": "120",
    "cn_police": "110",
    "cn_fire": "119",
    "cn_crisis": "12356",  # mainland China, the national line
    "tw_ambulance_fire": "119",
    "tw_police": "110",
    "tw_crisis": "1925",
    "hk_emergency": "999",
    "hk_crisis": "18111",
    "jp_ambulance_fire": "119",
    "jp_police": "110",
    "jp_crisis": "0120-279-338",  # from Iwate, Miyagi and Fukushima 0120-279-226
}

_REPLIES: dict[str, dict[Need, str]] = {
    "en": {
        "despair": (
            "I'm glad that you told me, and I'm sorry that it hurts this much. I'm only a program, and you deserve a "
            "person now: please call someone you trust, or people who listen day and night. In the US and Canada that "
            "is {us_canada_crisis} (call or text), in the UK and Ireland Samaritans on {samaritans}; "
            "{directory} lists lines in other countries. If you might act on it, or already have, call your local "
            "emergency number first ({europe}, {us_canada} or {uk}) and stay near somebody. "
            "It does not have to be decided tonight."
        ),
        "despair_other": (
            "It is good that you look after them, and that must be frightening. I'm only a program and cannot reach "
            "them, but you can: ask them openly whether they think of suicide, listen, and do not leave them alone. "
            "If they might act on it now, call your local emergency number first ({europe}, {us_canada} or {uk}). "
            "You can both call {us_canada_crisis} in the US and Canada or Samaritans on {samaritans} in the UK and "
            "Ireland; {directory} lists lines in other countries."
        ),
        "emergency": (
            "Please call first, before you read on: your local emergency number, {europe} in Europe, {us_canada} in "
            "the US and Canada, {uk} in the UK. I'm only a program and cannot call anyone for you. Say where you are "
            "and what has happened, put the phone on loudspeaker and do what they tell you. If the place itself is "
            "dangerous, get out of it first and take others with you."
        ),
    },
    "zh": {
        "despair": (
            "谢谢你告诉我，你现在一定非常难受。我只是一个程序，而你此刻需要一个真正的人陪着你："
            "请马上联系一个你信任的人，或拨打全国心理援助热线 {cn_crisis}，那里有人愿意听你说。"
            "如果你可能会伤害自己，或者已经受伤，请先打 {cn_ambulance}（急救）或 {cn_police}（报警），不要一个人待着。"
            "今晚不必做任何决定。"
        ),
        "despair_other": (
            "你这么关心对方，这很重要，你一定也很担心。我只是一个程序，够不到那个人，但你可以："
            "直接问问对方是不是想到了自杀，认真听，不要让人独自待着。"
            "如果有马上的危险，请先打 {cn_ambulance}（急救）或 {cn_police}（报警）；"
            "你们也都可以拨打全国心理援助热线 {cn_crisis}。"
        ),
        "emergency": (
            "请先打电话，再往下看：{cn_ambulance} 急救，{cn_police} 报警，{cn_fire} 火警。"
            "我只是一个程序，不能替你打电话。告诉对方你在哪里、发生了什么，打开免提，照他们说的做。"
            "如果你所在的地方有危险，先离开，并带上身边的人。"
        ),
    },
    "zh-Hant": {
        "despair": (
            "謝謝你告訴我，你現在一定非常難受。我只是一個程式，而你此刻需要一個真正的人陪著你："
            "請馬上聯絡一個你信任的人，或撥打心理求助專線：台灣 {tw_crisis}，香港 {hk_crisis}，"
            "中國大陸 {cn_crisis}，其他地區見 {directory}。"
            "如果你可能會傷害自己，或者已經受傷，請先打當地的緊急電話"
            "（台灣 {tw_ambulance_fire}，香港 {hk_emergency}，中國大陸 {cn_ambulance}），不要一個人待著。"
            "今晚不必做任何決定。"
        ),
        "despair_other": (
            "你這麼關心對方，這很重要，你一定也很擔心。我只是一個程式，幫不到那個人，但你可以："
            "直接問問對方是不是想到了自殺，認真聽，不要讓人獨自待著。"
            "如果有馬上的危險，請先打當地的緊急電話"
            "（台灣 {tw_ambulance_fire}，香港 {hk_emergency}，中國大陸 {cn_ambulance}）；"
            "你們也都可以撥打心理求助專線：台灣 {tw_crisis}，香港 {hk_crisis}，中國大陸 {cn_crisis}。"
        ),
        "emergency": (
            "請先打電話，再往下看：台灣 {tw_ambulance_fire}（救護、消防）和 {tw_police}（報警），香港 {hk_emergency}，"
            "中國大陸 {cn_ambulance}（急救）、{cn_police}（報警）、{cn_fire}（火警）。"
            "我只是一個程式，不能替你打電話。告訴對方你在哪裡、發生了什麼，打開免持聽筒，照他們說的做。"
            "如果你所在的地方有危險，先離開，並帶上身邊的人。"
        ),
    },
    "ja": {
        "despair": (
            "話してくれてありがとうございます。とてもつらい中にいるのですね。"
            "私はただのプログラムです。今は、信頼できる人か、よりそいホットライン {jp_crisis}（24時間、無料）に"
            "声を聞かせてください。"
            "自分を傷つけてしまいそうなとき、もう傷つけてしまったときは、まず {jp_ambulance_fire}（救急）に電話して、"
            "一人にならないでください。今夜、何かを決めなくて大丈夫です。"
        ),
        "despair_other": (
            "その人のことを心配して、ここに書いてくれたのですね。とても不安だと思います。"
            "私はただのプログラムで、その人のところへは行けません。死にたいと思っているのか率直にたずね、話を聞き、"
            "一人にしないであげてください。"
            "今すぐ危ないときは、まず {jp_ambulance_fire}（救急）か {jp_police}（警察）へ。"
            "よりそいホットライン {jp_crisis}（24時間、無料）には、あなたからも相談できます。"
        ),
        "emergency": (
            "まず電話してください。{jp_ambulance_fire}（救急・消防）、{jp_police}（警察）です。"
            "私はただのプログラムで、代わりに電話することはできません。"
            "場所と何が起きたかを伝え、スピーカーにして指示に従ってください。"
            "その場所が危険なときは、先に周りの人と外へ出てください。"
        ),
    },
}

_AND_TALK = {
    "en": (
        " And please do not stay alone with this: {us_canada_crisis} in the US and Canada, Samaritans {samaritans} in "
        "the UK and Ireland, or a line from {directory} is there afterwards, at any hour."
    ),
    "zh": "之后也请不要独自承受：全国心理援助热线 {cn_crisis} 有人愿意听你说。",
    "zh-Hant": "之後也請不要獨自承受：台灣 {tw_crisis}，香港 {hk_crisis}，中國大陸 {cn_crisis}，都有人願意聽你說。",
    "ja": "そのあとも一人で抱えないでください。よりそいホットライン {jp_crisis} が24時間話を聞いてくれます。",
}


def reply(need: Need, tongue: str, also_despair: bool = False) -> str:
    """The reply in `tongue` (`en`, `zh`, `zh-Hant`, `ja`); an emergency out of despair names a line to talk to, too."""
    text = _REPLIES[tongue][need] + (_AND_TALK[tongue] if also_despair and need == "emergency" else "")
    return text.format_map(NUMBERS)
