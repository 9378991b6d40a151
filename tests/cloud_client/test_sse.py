"""The same bytes give the same events, however they are cut into chunks."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_client.sse import Event, LineTooLong, NotUtf8, Reader, events

EXAMPLES = int(os.environ.get("SSE_EXAMPLES", "100"))
"""scripts/check_sse.py sets it to 10,000."""


def read(*chunks: bytes, limit: int = 1 << 20) -> list[Event]:
    return list(events(chunks, limit))


def outcome(chunks: Iterable[bytes], limit: int) -> tuple[list[Event], str]:
    """The events, and the name of the error that came after them."""
    found: list[Event] = []
    try:
        for event in events(chunks, limit):
            found.append(event)  # noqa: PERF402 - those before an error count
    except (LineTooLong, NotUtf8) as error:
        return found, type(error).__name__
    return found, ""


def cut(data: bytes, places: Iterable[int]) -> list[bytes]:
    """The bytes in chunks that begin at these places."""
    borders = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(borders)]


LINES = st.one_of(
    st.sampled_from(
        [
            b"data: {}",
            b"data",
            b"data:",
            b"data:  two spaces",
            b": comment",
            b":",
            b"",
            b"",
            b"event: error",
            b"event:",
            b"id: 7",
            b"id: a\0b",
            b"retry: 250",
            b"retry: soon",
            b"unknown: field",
            "data: 进入\u2028第二行\x85".encode(),
            b"data: \xe5\x85",
            b"\xef\xbb\xbfdata: not the first",
            b"data: " + b"x" * 90,
        ]
    ),
    st.text(max_size=12).map(lambda text: b"data: " + text.encode("utf-8", "replace")),
    st.binary(max_size=12),
)
STREAMS = st.tuples(
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.lists(st.tuples(LINES, st.sampled_from([b"\n", b"\r", b"\r\n"])), max_size=12),
    st.sampled_from([b"", b"data: cut o", b"\xef\xbb", b"\r"]),
).map(lambda parts: parts[0] + b"".join(line + end for line, end in parts[1]) + parts[2])


@given(STREAMS, st.lists(st.integers(0, 10_000), max_size=20), st.sampled_from([40, 1 << 20]))
@settings(max_examples=EXAMPLES, deadline=None)
def test_events_and_errors_do_not_depend_on_the_chunks(data: bytes, places: list[int], limit: int) -> None:
    assert outcome(cut(data, places), limit) == outcome([data], limit)


@given(STREAMS)
@settings(max_examples=EXAMPLES, deadline=None)
def test_bytes_that_come_one_by_one_give_the_same_events(data: bytes) -> None:
    assert outcome([data[place : place + 1] for place in range(len(data))], 64) == outcome([data], 64)


@given(st.lists(st.text(alphabet=st.characters(blacklist_characters="\r\n", blacklist_categories=["Cs"])), max_size=8))
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_is_sent_is_what_is_read(texts: list[str]) -> None:
    data = "".join(f"data: {text}\n\n" for text in texts).encode()
    assert [event.data for event in read(data)] == texts


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_every_split_of_a_stream_in_two_gives_the_same_events(end: bytes) -> None:
    stream = "\ufeffevent: a\n\nid: 1\ndata: 进入\u2028\ndata: zwei\n\n: ping\n\ndata: [DONE]\n\n".encode()
    stream = stream.replace(b"\n", end)
    wanted = [Event("进入\u2028\nzwei", "message", "1"), Event("[DONE]", "message", "1")]
    for place in range(len(stream) + 1):
        assert read(stream[:place], stream[place:]) == wanted


def test_a_carriage_return_ends_a_line_without_waiting_for_the_next_byte() -> None:
    reader = Reader()
    assert list(reader.feed(b"data: a\r\r")) == [Event("a")]
    assert list(reader.feed(b"\n")) == []
    assert list(reader.feed(b"data: b\r\n\r")) == [Event("b")]


def test_a_line_feed_after_a_carriage_return_ends_no_second_line() -> None:
    assert read(b"data: a\r", b"\ndata: b\r", b"\n\r", b"\n") == [Event("a\nb")]


def test_the_byte_0x85_and_the_line_separator_end_no_line() -> None:
    assert read("data: 入\u2028\u2029\u0085\x0b\x0c\x1c\n\n".encode()) == [Event("入\u2028\u2029\u0085\x0b\x0c\x1c")]


def test_an_event_has_its_type_and_the_last_id() -> None:
    stream = b"event: error\nid: 3\ndata: x\n\ndata: y\n\nid\ndata: z\n\n"
    assert read(stream) == [Event("x", "error", "3"), Event("y", "message", "3"), Event("z")]


def test_an_event_without_data_is_none_and_its_type_is_forgotten() -> None:
    assert read(b"event: error\n\ndata: x\n\n") == [Event("x")]


def test_one_space_after_the_colon_is_not_part_of_the_value() -> None:
    assert read(b"data:  a\n\ndata:b\n\ndata\n\n") == [Event(" a"), Event("b"), Event("")]


def test_comments_and_unknown_fields_are_skipped() -> None:
    assert read(b": ping\nfoo: bar\nnonsense\ndata: a\n: \xff\n\n") == [Event("a")]


def test_the_time_to_wait_before_connecting_again_is_kept() -> None:
    reader = Reader()
    assert list(reader.feed("retry: 250\n\nretry: soon\nretry: ²\n".encode())) == []
    assert reader.retry == 250


def test_an_event_that_the_end_cuts_off_is_not_handed_out() -> None:
    assert read(b"data: a\n\ndata: b\n") == [Event("a")]


def test_only_the_first_byte_order_mark_is_skipped() -> None:
    assert read(b"\xef\xbb", b"\xbfdata: a\n\n\xef\xbb\xbfdata: b\n\n") == [Event("a")]


def test_a_line_without_end_is_an_error_as_soon_as_it_is_too_long() -> None:
    reader = Reader(limit=1000)
    assert list(reader.feed(b"data: a\n\n")) == [Event("a")]
    for _ in range(10):
        assert list(reader.feed(b"x" * 100)) == []
    with pytest.raises(LineTooLong):
        list(reader.feed(b"x"))


def test_an_event_of_endless_lines_is_an_error_too() -> None:
    with pytest.raises(LineTooLong):
        read(b"data: " + b"x" * 500 + b"\n", b"data: " + b"x" * 500 + b"\n", limit=1000)


def test_events_before_invalid_utf8_are_handed_out() -> None:
    assert outcome([b"data: a\n\ndata: \xe5\x85\n\ndata: b\n\n"], 1000) == ([Event("a")], "NotUtf8")
