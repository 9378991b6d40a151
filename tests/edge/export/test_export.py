"""A conversation as a file: complete, readable, and not to be broken by what was said."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from edge.archive import Exchange
from edge.cleaning import clean
from edge.errors import UsageError
from edge.events import Egress, Face, Fallback, Reason, Receipt, Route, TurnRecord
from edge.export.document import to_json
from edge.export.file import free_path, write_new
from edge.export.gather import Whole, gather
from edge.export.markdown import Words, to_markdown
from edge.journal import Journal
from edge.paths import Paths
from edge.transcript import Attachment, Message
from edge.turn import ConversationInfo, Question
from tests.edge.journal_help import talk
from tests.stubs.assistant import FakeAssistant

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ROUTE = Route("local", None, (Reason("only_the_device", "No endpoint is configured."),), "en")
RECEIPT = Receipt("lab", "big", 1200, "ab" * 32, "2026-03-01T12:00:05.250+00:00", {"email": 2})


def exchange(question: str = "How?", answer: str | None = "So.", **known: Any) -> Exchange:
    values = {"by": "local", "model": "qwen", "complete": True, "route": ROUTE, **known}
    record = TurnRecord(turn="t1", conversation="c1", text=answer or "", **values)
    reply = None if answer is None else Message("assistant", answer, "r1", complete=record.complete, by=record.by)
    return Exchange("t1", "2026-03-01T12:00:00.000+00:00", Message("user", question, "q1"), reply, record)


def whole(*turns: Exchange, title: str = "Files", private: bool = False) -> Whole:
    started = "2026-03-01T12:00:00.000+00:00"
    return Whole(ConversationInfo("c1", title, started, len(turns), private, started, 1), turns)


def markdown(*turns: Exchange, **known: Any) -> str:
    return to_markdown(whole(*turns, **known), NOW, Words())


FULL = exchange(
    "Write to ann@example.org",
    "I *wrote*.",
    by="cloud",
    model="big",
    quantization=None,
    complete=False,
    cut_off="length",
    why="The limit of tokens was reached.",
    ttft_ms=210.0,
    total_ms=1500.0,
    tok_s=20.04,
    egress=Egress.of([RECEIPT]),
    fallback=Fallback("local", "It is too hard."),
    faces=(Face("provisional", "First.", "local", "qwen", complete=False),),
)
FULL = replace(FULL, question=replace(FULL.question, attachments=(Attachment("a_b.txt", "secret"),)))


# -- JSON


def test_json_has_a_format_a_version_and_everything_that_is_known_of_each_turn() -> None:
    document = json.loads(to_json(whole(FULL, private=True), NOW))
    assert (document["format"], document["version"]) == ("edge-conversation", 1)
    assert document["exported"] == "2026-03-02T09:30:00+00:00"
    assert document["conversation"] == {
        "uid": "c1",
        "title": "Files",
        "started": "2026-03-01T12:00:00.000+00:00",
        "last": "2026-03-01T12:00:00.000+00:00",
        "private": True,
    }
    (turn,) = document["turns"]
    assert turn["asked"] == "2026-03-01T12:00:00.000+00:00"
    assert turn["question"] == {
        "text": "Write to ann@example.org",
        "may_leave": True,
        "attachments": ["a_b.txt"],
    }
    assert (turn["answer"]["text"], turn["answer"]["by"], turn["answer"]["complete"]) == ("I *wrote*.", "cloud", False)
    assert [face["text"] for face in turn["answer"]["other_texts"]] == ["First."]
    ended = turn["ended"]
    assert (ended["cut_off"], ended["ttft_ms"], ended["total_ms"], ended["tok_s"]) == ("length", 210.0, 1500.0, 20.04)
    assert ended["instead_of"] == {"by": "local", "why": "It is too hard."}
    assert ended["sent"] == {"endpoint": "lab", "bytes": 1200, "masked": {"email": 2}}


def test_of_a_turn_under_way_json_has_the_question() -> None:
    under_way = Exchange("t1", "2026-03-01T12:00:00.000+00:00", Message("user", "And?", "q1"), None, None)
    (turn,) = json.loads(to_json(whole(under_way), NOW))["turns"]
    assert (turn["question"]["text"], turn["answer"], turn["ended"]) == ("And?", None, None)


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters()), st.text(st.characters()), st.text(st.characters()))
@example("\ud83d", "half of \udc00 a pair", "你好\0\x1b[2J")
def test_any_text_survives_json(title: str, question: str, answer: str) -> None:
    written = to_json(whole(exchange(question, answer), title=title), NOW)
    document = json.loads(written.encode().decode())
    assert document["conversation"]["title"] == title
    assert document["turns"][0]["question"]["text"] == question
    assert document["turns"][0]["answer"]["text"] == answer


def test_chinese_stands_in_json_as_it_is() -> None:
    assert "你好，世界" in to_json(whole(exchange("你好，世界")), NOW)


# -- Markdown


def test_markdown_says_who_said_what_when_and_how_it_went() -> None:
    assert markdown(FULL, private=True) == (
        "# Files\n\n"
        "Begun 2026-03-01 12:00, exported 2026-03-02 09:30. Private: nothing of it may leave the device.\n\n"
        "## You · 2026-03-01 12:00\n\n"
        "> Write to ann@example.org\n\n"
        "Files: a\\_b.txt\n\n"
        "### cloud · big · first word 0.21 s · 20.0 tok/s · sent 1200 bytes to lab · 2 masked"
        " · instead of local: It is too hard.\n\n"
        "> I *wrote*.\n\n"
        "*Incomplete. The limit of tokens was reached.*\n\n"
        "#### provisional · local · qwen · Incomplete\n\n"
        "> First.\n"
    )


def test_a_question_without_an_answer_says_so() -> None:
    assert "*No answer. You stopped it.*" in markdown(exchange("And?", None, complete=False, why="You stopped it."))
    under_way = Exchange("t1", "2026-03-01T12:00:00.000+00:00", Message("user", "And?", "q1"), None, None)
    assert markdown(under_way).endswith("> And?\n\n*Not answered yet.*\n")


def test_lines_of_a_question_stay_lines() -> None:
    rendered = MarkdownIt("commonmark").render(markdown(exchange("first\nsecond\n\nthird")))
    assert "<p>first<br />\nsecond</p>\n<p>third</p>" in rendered


def outline(text: str) -> list[str]:
    """The blocks of a document, from outside."""
    return [token.type for token in MarkdownIt("commonmark").parse(text) if token.level == 0 and token.nesting >= 0]


BREAKING = (
    "```",
    "~~~~\n````python\nx = 1",
    "# Title\n===\n---",
    "<div>",
    "</blockquote></section>",
    "<!-- never closed",
    "<script>\nalert(1)",
    "`a` <b>bold</b> `<c>`",
    "\\\\<i>x",
    "\\<i>x",
    "a\n\n<pre\nclass='x'>\n\ny",
    "<a\nhref='x'>",
    "\t<b>",
    "- \t<b>\n  ```\n",
    "[1]: https://example.org\n[x][1]",
    "- [a\nb]: /there\n\n[a b]",
    "> > [1]: <a b> 'c'",
    "```\n[1]: code\n```\n[1]: target",
    "1. one\n   ```\n   two",
    "\u2028<b>\r<i>\r\n<u>",
    "&lt;b&gt; <https://example.org>",
    "",
    "   ",
)

PIECES = st.lists(
    st.sampled_from([*BREAKING, "\n", "\n\n", " ", "text", "<", ">", "`", "\\", "[a]", ":", "    "]), max_size=6
).map("".join)


@settings(max_examples=200, deadline=None)
@given(st.one_of(PIECES, st.text()), st.one_of(PIECES, st.text()), st.one_of(PIECES, st.text()))
@example("<x>", "```", "[1]: /a")
def test_no_text_breaks_out_of_its_place(title: str, question: str, answer: str) -> None:
    text = markdown(exchange(question, answer, why=answer, complete=False), exchange(), title=title)
    plain = markdown(exchange("q", "a", why=answer, complete=False), exchange())
    assert outline(text) == outline(plain)
    env: dict[str, Any] = {}
    tokens = MarkdownIt("commonmark").parse(text, env)
    assert not env.get("references")
    flat = [*tokens, *(child for token in tokens for child in token.children or ())]
    assert not [token for token in flat if token.type.startswith("html")]


@pytest.mark.parametrize("text", BREAKING)
def test_all_of_a_message_is_in_its_quote(text: str) -> None:
    lines = markdown(exchange("q", text)).split("\n")
    begin = lines.index(next(line for line in lines if line.startswith("### "))) + 2
    quote = "\n".join(line[2:] for line in lines[begin:-1])
    assert quote.replace("&lt;", "<").replace("\\[", "[") == clean(text).replace("&lt;", "<")


# -- gathering


def test_a_long_conversation_is_gathered_whole_and_in_order(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.export.gather.PAGE", 3)
    journal = Journal.open(paths.journal)
    for number in range(10):
        uid = talk(journal, f"{number}").conversation

    class Kept(FakeAssistant):
        def conversation(self, uid: str) -> ConversationInfo | None:
            return journal.conversation(uid)

        def exchanges(
            self, conversation: str, limit: int = 200, before: str | None = None, after: str | None = None
        ) -> list[Exchange]:
            return journal.exchanges(conversation, limit, before, after)

    found = gather(Kept(), uid)
    assert [turn.question.text for turn in found.turns] == [str(number) for number in range(10)]
    with pytest.raises(UsageError, match="was deleted"):
        gather(FakeAssistant(), "none")
    journal.close()


def test_what_was_just_said_is_gathered() -> None:
    fake = FakeAssistant(["Hello."])
    list(fake.ask(Question("Hi", "q1")))
    (turn,) = gather(fake, fake.conversations()[0].uid).turns
    assert (turn.question.text, turn.reply and turn.reply.text) == ("Hi", "Hello.")


# -- the file


def test_the_file_is_new_and_for_this_user_only(tmp_path: Path) -> None:
    path = write_new(tmp_path / "a.md", "text\n你好")
    assert path.read_bytes() == "text\n你好".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_file_is_ever_overwritten(tmp_path: Path) -> None:
    there = tmp_path / "a.md"
    there.write_text("mine")
    (tmp_path / "link.md").symlink_to(tmp_path / "elsewhere")
    for name in ("a.md", "link.md"):
        with pytest.raises(UsageError, match="already: choose another name"):
            write_new(tmp_path / name, "text")
    assert there.read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()


def test_where_no_file_can_be_written_one_sentence_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "none" / "a.md", tmp_path / "file" / "a.md", tmp_path / ("x" * 300), tmp_path / "a\0b"):
        with pytest.raises(UsageError, match=r"cannot be written \(.+\): choose another place\."):
            write_new(path, "text")


def test_a_file_that_cannot_be_written_whole_is_not_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UsageError, match="no space left"):
        write_new(tmp_path / "a.md", "text")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("How do I read a file?", "How-do-I-read-a-file.md"),
        ("怎么读取文件？", "怎么读取文件？.md"),
        ("../../etc/passwd", "etc-passwd.md"),
        ("", "conversation.md"),
        ("...", "conversation.md"),
        ("\x1b[2Ja\nb", "a-b.md"),
    ],
)
def test_the_file_is_named_for_the_conversation(tmp_path: Path, title: str, name: str) -> None:
    path = free_path(tmp_path, title, ".md")
    assert path == tmp_path / name
    write_new(path, "")
    again = free_path(tmp_path, title, ".md")
    assert again == tmp_path / name.replace(".md", "-2.md")
    assert free_path(tmp_path, title, ".json").suffix == ".json"


@settings(max_examples=100, deadline=None)
@given(title=st.text(st.characters(), max_size=300))
def test_any_title_names_a_file_in_its_folder(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    path = free_path(folder, title, ".md")
    assert path.parent == folder
    assert len(path.name.encode()) < 200
