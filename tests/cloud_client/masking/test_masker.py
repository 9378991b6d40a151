"""Values are replaced before sending and come back after, whatever the text, the pieces and the model's spelling."""

from __future__ import annotations

import json
import logging

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cloud_client.masking import Masker, Own, Restorer
from cloud_client.masking.placeholders import LONGEST

# Made of what matters: values, placeholders, pieces of placeholders, and what stands around them.
_PIECES = [
    *(
        "anna@example.com",
        "13800138000",
        "1.2.3.4",
        "192.168.7.20",
        "4111 1111 1111 1111",
        "password=hunter2!",
        "密码：",
    ),
    *("<EMAIL_1>", "EMAIL_1", "<email 1>", "&lt;PHONE_1&gt;", "PHONE_1", "<IPADDR_2>", "<PASSWORD_1>", "LITERAL_1"),
    *(
        "<",
        ">",
        "EMAIL",
        "_",
        "1",
        "0",
        "&lt;",
        " ",
        "\\",
        '"',
        "\n",
        "，",
        "《",
        "》",
        "secret",
        "é",
        "\u200b",
        "\ud800",
    ),
    *("token: ", "eyJhbGciOi.eyJzdWIiOi.abc", "https://u:p4ssw0rd@h/", "@", "."),
]
texts = st.one_of(
    st.lists(st.sampled_from(_PIECES), max_size=14).map("".join),
    st.text(st.characters(exclude_categories=()), max_size=80),
)
OWN = Own(["secret", "1"], [r"PROJ-\d+"])


@given(st.lists(texts, max_size=4))
@example(["anna@example.com", "EMAIL_1anna@example.com"])
@example(["a@b.example EMAIL_10", "EMAIL_1"])
@settings(max_examples=80)
def test_what_was_masked_is_restored_to_the_letter_and_nothing_is_left(said: list[str]) -> None:
    for masker in (Masker(), Masker(OWN)):
        for text in [*said, *said]:
            masked = masker.mask(text).text
            assert masker.restore(masked) == text
            assert masker.left(masked) == set()


@given(st.lists(texts, max_size=3))
def test_a_text_is_masked_the_same_way_later_in_the_conversation(said: list[str]) -> None:
    masker = Masker()
    for text in said:
        masker.mask(text)
    first = [masker.mask(text) for text in said]
    again = Masker(table=json.loads(json.dumps(masker.to_json())))
    assert [masker.mask(text) for text in said] == first
    assert [again.mask(text) for text in said] == first


def test_the_same_value_has_the_same_placeholder_in_a_conversation() -> None:
    masker = Masker()
    assert masker.mask("a@x.example, b@x.example, a@x.example").text == "<EMAIL_1>, <EMAIL_2>, <EMAIL_1>"
    assert masker.mask("again b@x.example").text == "again <EMAIL_2>"


def test_a_name_that_the_text_has_for_itself_is_not_given() -> None:
    masker = Masker()
    assert masker.mask("EMAIL_1 is a column; a@x.example").text == "EMAIL_1 is a column; <EMAIL_2>"


def test_a_name_that_was_given_and_is_then_written_comes_back_as_it_was_written() -> None:
    masker = Masker()
    masker.mask("a@x.example")
    masked = masker.mask("what is <EMAIL_1>?")
    assert masked.text == "what is <LITERAL_1>?"
    assert masker.counts(masked.used) == {}
    assert masker.restore(masked.text) == "what is <EMAIL_1>?"


@pytest.mark.parametrize(
    "written",
    [
        *("<EMAIL_1>", "<email_1>", "< EMAIL_1 >", "<EMAIL 1>", "<Email-1>", "<EMAIL1>", "＜EMAIL_1＞", "《EMAIL_1》"),
        *("&lt;EMAIL_1&gt;", "<EMAIL\\_1>", "EMAIL_1", "〈EMAIL_1〉"),
    ],
)
def test_what_a_model_makes_of_a_placeholder_is_understood(written: str) -> None:
    masker = Masker()
    masker.mask("a@x.example")
    assert masker.restore(f"发给{written}了。") == "发给a@x.example了。"


@pytest.mark.parametrize(
    "written", ["Email 1", "email_1", "EMAIL_12", "MY_EMAIL_1", "<EMAIL_2>", "EMAIL_1x", "[Email 1]"]
)
def test_what_is_no_placeholder_stays(written: str) -> None:
    masker = Masker()
    masker.mask("a@x.example")
    assert masker.restore(written) == written


def test_a_link_stays_a_link() -> None:
    masker = Masker()
    masker.mask("a@x.example")
    assert masker.restore("[EMAIL_1](mailto:EMAIL_1)") == "[a@x.example](mailto:a@x.example)"


def test_a_value_within_json_is_written_as_json() -> None:
    masker = Masker()
    key = '-----BEGIN PRIVATE KEY-----\nab"\\c\n-----END PRIVATE KEY-----'
    masker.mask(key)
    restorer = masker.restorer(inside_json=True)
    assert json.loads(restorer.feed('{"key": "<APIKEY_1>"}') + restorer.end()) == {"key": key}


VALUES = {"EMAIL_1": "a@x.example", "EMAIL_12": "second", "PHONE_1": "<EMAIL_1>", "APIKEY_1": "k"}


def lookup(name: str) -> str | None:
    return VALUES.get(name)


replies = st.lists(
    st.sampled_from([*_PIECES, "<EMAIL_12>", "APIKEY_1", "\\_", "&gt;", "&", "l", "t;", "E", "M"]), max_size=10
)


@given(replies.map("".join), st.data())
@settings(max_examples=200)
def test_the_pieces_of_a_reply_do_not_change_what_is_restored(reply: str, data: st.DataObject) -> None:
    whole = Restorer(lookup)
    expected = whole.feed(reply) + whole.end()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(reply)), max_size=6)))
    restorer = Restorer(lookup)
    pieces = [reply[a:b] for a, b in zip([0, *cuts], [*cuts, len(reply)], strict=True)]
    assert "".join(restorer.feed(piece) for piece in pieces) + restorer.end() == expected


@pytest.mark.parametrize(
    "reply",
    [
        "to <EMAIL_1>, <EMAIL_12> or EMAIL_1.",
        "< email 1 >&lt;PHONE_1&gt;<EMAIL\\_1>EMAIL_1",
        "《EMAIL 1》APIKEY_1EMAIL_1",
        "<<EMAIL_1>>",
    ],
)
def test_every_split_in_two_and_every_single_character_gives_the_same(reply: str) -> None:
    masker = Masker(table={"values": VALUES, "taken": []})
    for cut in range(len(reply) + 1):
        restorer = masker.restorer()
        assert restorer.feed(reply[:cut]) + restorer.feed(reply[cut:]) + restorer.end() == masker.restore(reply)
    restorer = masker.restorer()
    assert "".join(map(restorer.feed, reply)) + restorer.end() == masker.restore(reply)


@given(replies.map("".join))
def test_no_more_is_withheld_than_a_placeholder_is_long(reply: str) -> None:
    restorer = Restorer(lambda name: None)
    shown = 0
    for at, char in enumerate(reply, 1):
        shown += len(restorer.feed(char))
        assert at - shown <= LONGEST


def test_plain_text_is_not_withheld_at_all() -> None:
    restorer = Restorer(lookup)
    assert [restorer.feed(piece) for piece in ("Hello ", "x < y ", "你好，")] == ["Hello ", "x < y ", "你好，"]


def test_no_value_shows_itself(caplog: pytest.LogCaptureFixture) -> None:
    canary = "canary.bird@example.com"
    caplog.set_level(logging.DEBUG)
    masker = Masker(Own([canary], ["canary.*"]))
    masked = masker.mask(f"write to {canary}")
    shown = [repr(one) for one in (masker, masked, masker.restorer(), Own([canary], ["canary.*"]))]
    assert "canary" not in "".join([*shown, caplog.text])


@pytest.mark.parametrize("table", [{}, {"values": {"X_1": "a"}, "taken": []}, {"values": {"EMAIL_1": 3}, "taken": []}])
def test_a_damaged_table_is_refused(table: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no table"):
        Masker(table=table)
