"""What the terminal kiosk says of itself to visitors, and to whoever leaves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tui.language import Texts, table, translated
from tui.strings import Strings

if TYPE_CHECKING:
    from edge.transcript import By

__all__ = ["NAMES", "KioskTexts", "kiosk_texts", "strings_of"]

NAMES = {"en": "English", "zh": "中文", "ja": "日本語"}
"""What each language is called in itself."""


@dataclass(frozen=True, slots=True)
class KioskTexts(Texts):
    """The texts of one language."""

    invites: str = "↑ ↓ choose · Enter asks · or just type your own question"
    invites_again: str = "↑ ↓ choose · Enter asks · Esc goes back to the conversation"
    switches: str = "← → language"
    placeholder: str = "Type your question. Enter asks it."
    keys_hint: str = "F1 keys · Ctrl+N ends and erases"
    opening: str = "The assistant is starting. You can type already."
    closed: str = "This assistant is not available at the moment. Please try again later."
    offline: str = "offline: everything is answered by this device"
    by: Mapping[By, str] = table({"skill": "this device", "local": "this device", "cloud": "the cloud"})
    """Who answered."""
    idle: str = "Are you still there? This conversation is erased in {seconds} s. Any key keeps it."
    unforgotten: str = "For the staff: what was said could not be erased everywhere; F12 tells why."
    nothing_to_stop: str = "Nothing to stop. Ctrl+N ends the conversation and erases it."
    too_long: str = "A question has {most} characters at most."
    no_command: str = "There is no {name}. There are {names}."
    """`{name}` with its slash, and `{names}` of those there are."""
    commands: Mapping[str, tuple[str, str]] = table(
        {
            "help": ("help", "the keys"),
            "language": ("language [zh]", "the next language, or the one that is named"),
            "new": ("new", "ends this conversation, erases it, and begins another"),
            "clear": ("clear", "the same"),
            "stop": ("stop", "stops the answer"),
        }
    )
    """For each command: how it is written behind the slash, and what it does."""
    help_title: str = "Keys"
    help_close: str = "Esc closes"
    help: Mapping[str, str] = table(
        {
            "Enter": "asks the question",
            "Ctrl+J": "new line",
            "Up, Down": "what you asked before",
            "Esc": "stops the answer; takes back a waiting question",
            "PageUp, PageDown": "scroll the conversation",
            "Ctrl+Home, Ctrl+End": "to the first line; to the newest one",
            "F1, Ctrl+G": "these keys",
            "F2": "another language",
            "F3": "questions to choose from",
            "Ctrl+O": "the first version of an answer that was replaced",
            "Ctrl+N": "ends this conversation and erases it",
            "/": "commands: /help, /language, /new, /clear, /stop",
        }
    )
    pin_title: str = "Leave the kiosk"
    pin_ask: str = "PIN. Esc goes back."
    pin_wrong: str = "That is not the PIN."
    pin_wait: str = "Too many wrong PINs. The next one is looked at in {seconds} s."


_JAPANESE = KioskTexts(
    invites="↑ ↓ で選択 · Enter で質問 · そのまま入力もできます",
    invites_again="↑ ↓ で選択 · Enter で質問 · Esc で会話に戻る",
    switches="← → 言語",
    placeholder="質問を入力してください。Enter で送信します。",
    keys_hint="F1 キー · Ctrl+N 終了して消去",
    opening="アシスタントを起動しています。もう入力できます。",
    closed="ただいまご利用いただけません。しばらくしてからもう一度お試しください。",
    offline="オフライン：この端末だけで回答します",
    by={"skill": "この端末", "local": "この端末", "cloud": "クラウド"},
    idle="まだいらっしゃいますか？ あと {seconds} 秒でこの会話は消去されます。どれかキーを押すと続けられます。",
    unforgotten="係員の方へ：会話を完全には消去できませんでした。F12 で理由を確認できます。",
    nothing_to_stop="止めるものはありません。Ctrl+N で会話を終了して消去します。",
    too_long="質問は {most} 文字までです。",
    no_command="{name} というコマンドはありません。使えるのは {names} です。",
    commands={
        "help": ("help", "キーの一覧"),
        "language": ("language [zh]", "次の言語、または指定した言語"),
        "new": ("new", "この会話を終了して消去し、新しく始める"),
        "clear": ("clear", "同上"),
        "stop": ("stop", "回答を止める"),
    },
    help_title="キー",
    help_close="Esc で閉じる",
    help={
        "Enter": "質問を送る",
        "Ctrl+J": "改行",
        "Up, Down": "前に送った質問",
        "Esc": "回答を止める；待っている質問を取り消す",
        "PageUp, PageDown": "会話をスクロール",
        "Ctrl+Home, Ctrl+End": "最初の行へ；最新の行へ",
        "F1, Ctrl+G": "このキー一覧",
        "F2": "別の言語",
        "F3": "選べる質問",
        "Ctrl+O": "差し替えられた回答の最初の版",
        "Ctrl+N": "この会話を終了して消去",
        "/": "コマンド：/help、/language、/new、/clear、/stop",
    },
    pin_title="キオスクを終了",
    pin_ask="PIN を入力。Esc で戻る。",
    pin_wrong="PIN が違います。",
    pin_wait="誤った PIN が続きました。あと {seconds} 秒お待ちください。",
)


def kiosk_texts(language: str) -> KioskTexts:
    """In `en`, `zh` or `ja`."""
    return _JAPANESE if language == "ja" else translated(KioskTexts, language)


def strings_of(language: str) -> Strings:
    """The chat's texts, as far as a kiosk says anything else: what it has no keys for, it does not name."""
    texts = kiosk_texts(language)
    strings = _japanese(translated(Strings, "en")) if language == "ja" else translated(Strings, language)
    return replace(
        strings,
        placeholder=texts.placeholder,
        keys_hint=texts.keys_hint,
        by=texts.by,
        opening_hint=texts.opening,
        nothing_to_stop=texts.nothing_to_stop,
    )


def _japanese(english: Strings) -> Strings:
    """What a visitor reads beside answers."""
    return replace(
        english,
        language="ja",
        states={
            "opening": "起動中",
            "idle": "待機中",
            "loading": "読み込み中",
            "ready": "準備完了",
            "answering": "回答中",
            "down": "停止中",
        },
        progress={
            "sending": "送信中…",
            "asking": "{detail} に問い合わせ中…",
            "queued": "先に別の質問に答えています…",
            "loading": "モデルを読み込んでいます…",
            "prefill": "読んでいます…",
            "stopping": "止めています…",
        },
        asking="{who} に問い合わせ中",
        meanwhile="{who} に問い合わせ中。その間は端末が回答します",
        first_answer="これは最初の回答です。{who} にも問い合わせています。",
        still_asked="{who} に問い合わせています。Esc でこの回答のままにします。",
        waiting="順番を待っています · Esc で取り消し",
        cut_off={
            "cancelled": "途中で止めました。",
            "length": "回答の長さの上限に達しました。",
            "context": "モデルの文脈がいっぱいです。",
            "died": "エンジンが途中で終了しました。",
            "hung": "エンジンが応答しないため終了しました。",
            "error": "エラーで終わりました。",
        },
        incomplete="未完成です。",
        no_text="回答がありません。",
        seam="上：{from_}。下：{to}。{why}",
        dropped="最も古い {count} 回のやりとりは文脈に入りません",
        fallback="{who} の代わり：{why}",
        queued="クラウドにつながったらもう一度問い合わせます",
        sent="送信 {size}",
        sent_masked="送信 {size}、{count} か所を伏せました",
        faces={"provisional": "最初の回答", "short": "短い版", "earlier": "前の回答"},
        unfinished="未完成",
        face_behind="Ctrl+O で{face}（{who}）を表示します。",
        face_shown="これは{face}（{who}）です。Ctrl+O で元に戻ります。",
        no_face="この回答に別の版はありません。",
        better="「{question}」のより良い回答が届きました。Ctrl+O で最初の回答を表示します。",
        not_sent="送信されていません。文章は下に戻しました。",
        taken_back="質問を下に戻しました。",
    )
