"""In which language a reply is, so finely that a reply in two languages is told from one with a foreign name in it.

Scripts tell Chinese, Japanese and Korean apart, short everyday words tell languages in Latin letters. What tells
nothing counts for nothing: numbers, names, single words such as "Paris", two Han characters that are Chinese as well as
Japanese. `edge.reader.language_of` answers another question, in which of three languages to answer a message.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from edge.compare.replies.plain import folded, plain

__all__ = ["share_in"]

_WORDS = {
    "en": (
        "the a an is are was were be been am of to and in on at it its it's that this these those you your i "
        "i'm my we our he she they them his her their with for from by as or not no do does did have has had "
        "will would can could should because so if then than when where what which who how there here let's "
        "you're don't about after before"
    ),
    "es": (
        "el la los las un una unos unas es son fue era ser esta estan de del al y o en que se por para con "
        "sin su sus lo le les me te mi tu yo nos como pero porque si no muy mas hay tiene han ha he este esto "
        "ese eso cuando donde antes despues tambien"
    ),
    "de": (
        "der die das den dem des ein eine einen einem einer ist sind war waren sein bin und oder aber nicht "
        "kein keine in im am an auf aus bei mit nach von zu zum zur fur um es er sie ich du wir ihr mein dein "
        "man wird werden hat haben kann weil wenn dass wie was wo als auch so sich vor nur noch bitte"
    ),
    "fr": (
        "le la les un une des est sont etait etre du de et ou en que qui se pour par avec sans son sa ses je "
        "tu il elle nous vous ils ne pas au aux ce cette ces mais parce plus dans sur y a c'est j'ai"
    ),
    "pt": (
        "o a os as um uma e sao foi ser do da dos das no na em que se por para com sem seu sua eu voce ele "
        "ela nos mas porque nao mais muito tambem"
    ),
    "it": (
        "il lo la gli le un una e sono era essere di del della dei che si per con senza suo sua io tu lui lei "
        "noi non piu ma perche anche nel nella questo"
    ),
}
"""Short words that nearly every sentence has one of, without accents."""
_LISTS = {language: frozenset(words.split()) for language, words in _WORDS.items()}

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = r"\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30fe\uff66-\uff9d"
_HANGUL = r"\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3"
_ONE_HAN = re.compile(f"[{_HAN}]")
_ONE_KANA = re.compile(f"[{_KANA}]")
_ONE_HANGUL = re.compile(f"[{_HANGUL}]")
_LATIN = re.compile(r"[a-zA-Z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]+(?:['’][a-zA-Z]+)?")
_NOT_WORDS = re.compile(r"[^\W\d_]")
_SENTENCE = re.compile(r"[。！？!?\n；;]+|\.(?=\s|$)")
_LINK = re.compile(r"https?://\S{1,500}|[\w.+-]{1,60}@[\w-]{1,60}\.[\w.]{1,60}")
_PROGRAM = re.compile(r"```.{0,20000}?```", re.DOTALL)
_UNIT = re.compile(r"[a-zA-Z]{1,3}\d{0,3}")
"""km, min, H2O, pH: written in Latin letters in every language."""

_CHINESE = re.compile(
    r"[们这吗呢吧啊哪么谁您它她你说话语让请谢时间问题见东车书买卖听读习应该为对从还过进远运动头发现样钟两几个给经红绿兰银铁难没岁爱乐气]"
    r"|[是很我會這妳嗎麼還沒說讓們]"
)
"""Characters that hardly stand in a short Japanese answer without kana."""

_SHARED_HAN = 8
"""So many Han characters of a sentence can be a name in Chinese or Japanese; more of them without kana are Chinese."""
_QUOTED = 0.15
"""A share of kana below this in a Chinese sentence is a quotation."""
_WHOLE = 0.9
"""From here on a share counts as all: a name or a foreign word may be in any reply."""


def share_in(reply: str, language: str, apart: Iterable[str] = ()) -> float:
    """How much of the reply is in this language (`en`, `zh`, `ja`, `es`, `de` or `ko`), 0 to 1.

    `apart` are words that do not count, because the question asks for them: a foreign phrase. A reply of which nothing
    tells a language is in the right one, unless the question was in another script: "Tokyo" is no Chinese, Spanish
    "Tokio" is. An empty reply is in none. It never raises.
    """
    text = _LINK.sub(" ", _PROGRAM.sub("\n", reply[:40_000]))
    text = plain(text)
    for words in sorted(apart, key=len, reverse=True):
        text = re.sub(
            rf"(?<!\w){re.escape(words)}(?!\w)" if words.isascii() else re.escape(words), " ", text, flags=re.I
        )
    if not reply.strip():
        return 0.0
    found: Counter[str] = Counter()
    silent = False
    for sentence in _SENTENCE.split(text):
        counted = _units(sentence, language)
        found.update(counted)
        silent = silent or (not counted and any(not _UNIT.fullmatch(word) for word in _LATIN.findall(sentence)))
    total = found.total()
    if not total:
        return 0.0 if silent and language in {"zh", "ja", "ko"} else 1.0
    share = found[language] / total
    return 1.0 if share >= _WHOLE else 0.0 if share <= 1 - _WHOLE else share


def _units(sentence: str, wanted: str) -> Counter[str]:
    """What this sentence says of languages: a character of Chinese, Japanese or Korean counts 1, a word in Latin
    letters 2."""
    found: Counter[str] = Counter()
    han, kana, hangul = (len(kind.findall(sentence)) for kind in (_ONE_HAN, _ONE_KANA, _ONE_HANGUL))
    words = _LATIN.findall(sentence)
    if hangul:
        found["ko"] += hangul + (han if han < hangul and not kana else 0)
    elif kana and not (wanted == "zh" and kana < _QUOTED * (kana + han)):
        found["ja"] += kana + han
    elif han and wanted == "ja" and han <= _SHARED_HAN and not _CHINESE.search(sentence):
        pass
    elif han:
        found["zh"] += han
    if words:
        latin = _latin(words, wanted)
        if latin:
            found[latin] += 2 * len(words)
    others = sum(1 for _ in _NOT_WORDS.finditer(sentence)) - han - kana - hangul - sum(map(len, words))
    if others > 2:
        found["other"] += others
    return +found


def _latin(words: list[str], wanted: str) -> str:
    """The language that words in Latin letters are in; empty where they do not tell."""
    small = [folded(word).plain for word in words]
    score = {language: sum(word in known for word in small) for language, known in _LISTS.items()}
    best = max(score.values())
    if not best or (wanted not in _LISTS and len(words) < 3):
        return ""
    if score.get(wanted, 0) == best:
        return wanted
    if best < 2 and wanted in _LISTS:  # one short word may be anything: a name, or a word of the other list by chance
        return "" if len(words) < 6 else max(score, key=lambda language: score[language])
    return max(score, key=lambda language: score[language])
