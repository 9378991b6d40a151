"""What a question is about: its words without those that any question may have.

English words lose their endings. Chinese and Japanese have no spaces: what is left between the common words is taken
in pairs of characters, so that a word that is written a little differently still has most of them.
"""

from __future__ import annotations

import re

from edge.skills.recognition.reading import read

__all__ = ["content_words", "points"]

_ENGLISH_WORDS = """
a an the is are was were be am do does did done as has have had having can could may might must shall should will would
i you he she it we they me my mine your yours us our ours them their theirs this that these those here there where what
when which who whom whose how why much many any some no not of to in on at by for from with about into onto up down out
off and or but if so than then too very just only also please excuse hello hi thanks thank want need like get got give
take tell know find go goes going way let s m re ve ll d t one something anything right ok okay guys possible allowed
use using make put today now
"""
_CHINESE_WORDS = """
请问 请 你们 我们 他们 我想要 我想 我要 我能 想要 想 可以 能不能 能 可不可以 在哪里 在哪儿 在哪 哪里 哪儿 哪个 哪 怎么样
怎么办 怎么 如何 什么时候 什么 多少 几 是不是 是 有没有 有无 有 吗 呢 吧 啊 了 的 我 你 您 这里 这儿 这 那里 那 要 需要
会 去 到 个 一下 一张 一份 一 没有 没 不 得 着 过 给 和 跟 对 把 被 让 最 很 也 都 就 还 谁 为什么 告诉 知道 附近
最近 走 来 今天 现在
"""
_JAPANESE_WORDS = """
教えてください 教えて ください 下さい ですか でしょうか ましたか ますか ました ません ます です どこで
どこに どこ どちら どう どの いつ 何 なに なん いくら いくつ ありますか あります ある いますか います いる
いい よろしい したい たい のですが んですが ですが けど できますか できます できる する して した
もらえますか もらえる くれますか 使えますか 方法 には では へは とは から まで より この その あの ここ
そこ あそこ これ それ こと もの 大丈夫 だけ 誰 なぜ が を に は の で と も へ や か よ ね 今日 今 何時 時
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_POINTING_ENGLISH = frozenset(["it", "its", "this", "that", "these", "those", "my", "mine"])
_POINTING = "它 我的 把 这个 那个 这些 那些 これ それ あれ この その あの 私の"


def _any_of(words: str) -> re.Pattern[str]:
    folded = {read(word).plain for word in words.split()}
    return re.compile("|".join(sorted(map(re.escape, folded), key=len, reverse=True)))


_COMMON_CHINESE = _any_of(_CHINESE_WORDS)
_COMMON_JAPANESE = _any_of(_JAPANESE_WORDS)
_POINTS = _any_of(_POINTING)
_LATIN = re.compile(r"[a-z0-9\u00df-\u024f]+")
_RUN = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff]+")
_ENDINGS = ("ing", "ed", "es", "s")


def content_words(message: str) -> frozenset[str]:
    """The words, or pairs of characters, that say what a message is about; none if it has only common ones."""
    text = read(message)
    found = {_stem(word) for word in _LATIN.findall(text.plain) if word not in _ENGLISH}
    if not text.plain.isascii():
        common = _COMMON_JAPANESE if text.kana else _COMMON_CHINESE
        for run in _RUN.findall(common.sub(" ", _LATIN.sub(" ", text.plain))):
            found.update([run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)])
    return frozenset(found)


def points(message: str) -> bool:
    """Whether it speaks of something that was named before or that the visitor has: "open it", "my password"."""
    plain = read(message).plain
    return not _POINTING_ENGLISH.isdisjoint(_LATIN.findall(plain)) or _POINTS.search(plain) is not None


def _stem(word: str) -> str:
    """A word without its commonest endings: "tickets" and "ticket" are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    return word.removesuffix("e") if len(word) > 4 else word
