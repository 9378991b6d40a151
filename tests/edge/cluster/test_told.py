"""What a client is told where one replica goes on with the answer of another."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.cluster.told import Told
from edge.events import Event, Finished, Piece, Read, Route, Routed, Started, Switched, TurnRecord
from edge.transcript import By

ROUTE = Route("local", 0.1, (), "en")


def turn(uid: str, pieces: list[str], by: By = "local", language: str = "en") -> list[Event]:
    route = Route("local", 0.1, (), language)
    record = TurnRecord(uid, uid, "".join(pieces), by, "small", True, route)
    beginning: list[Event] = [Started(uid, uid, f"{uid}.q", kept=False), Read(language), Routed(route)]
    return [*beginning, *(Piece(text, by, "small") for text in pieces), Finished(record)]


def cut(text: str, at: list[int]) -> list[str]:
    """The text in pieces."""
    places = sorted({0, len(text), *(one % (len(text) + 1) for one in at)})
    return [text[a:b] for a, b in pairwise(places)]


def told(first: list[Event], second: list[Event]) -> list[Event]:
    """Everything that the client is told, where the first one is lost behind what it said."""
    client = Told("q")
    events = [event for one in first for event in client.hear(one)]
    client.lose()
    return [*events, *(event for one in second for event in client.hear(one))]


def texts(events: list[Event]) -> str:
    return "".join(one.text for one in events if isinstance(one, Piece))


def seams(events: list[Event]) -> list[Switched]:
    return [one for one in events if isinstance(one, Switched)]


def end(events: list[Event]) -> TurnRecord:
    assert isinstance(events[-1], Finished)
    assert sum(isinstance(one, Finished) for one in events) == 1
    return events[-1].record


places = st.lists(st.integers(0, 1000), max_size=6)
words = st.text(min_size=1, max_size=40)


@given(words, places, places, st.integers(0, 40))
def test_the_same_text_is_told_once_wherever_it_was_cut(text: str, one: list[int], two: list[int], lost: int) -> None:
    pieces = cut(text, one)
    before = [*turn("a", pieces)[:3], *turn("a", pieces)[3:-1][: lost % (len(pieces) + 1)]]
    shown = texts(before)
    events = told(before, turn("b", cut(text, two)))
    assert texts(events) == text
    assert [seam.anew for seam in seams(events)] == ([False] if shown else [])
    record = end(events)
    assert (record.text, record.turn, record.complete) == (text, "a", True)
    assert record.fallback is not None
    assert not record.faces


@given(words, words, places, places)
def test_another_text_comes_in_its_place_whole(first: str, second: str, one: list[int], two: list[int]) -> None:
    before = turn("a", cut(first, one))[:-1]
    events = told(before, turn("b", cut(second, two)))
    (seam,) = seams(events)
    if second.startswith(first):
        assert not seam.anew
        assert texts(events) == second
        return
    assert seam.anew
    assert texts(events) == first + second
    assert texts(events[events.index(seam) :]) == second
    record = end(events)
    assert record.text == second
    assert [(face.kind, face.text, face.complete) for face in record.faces] == [("provisional", first, False)]


def test_each_beginning_is_told_once() -> None:
    events = told(turn("a", ["He"])[:-1], turn("b", ["Hello"]))
    assert [type(one).__name__ for one in events] == [
        *("Started", "Read", "Routed", "Piece"),
        *("Switched", "Piece", "Finished"),
    ]


def test_a_turn_that_was_not_lost_is_passed_on_as_it_is() -> None:
    events = turn("a", ["Hello", " there"])
    client = Told("q")
    assert [event for one in events for event in client.hear(one)] == events


def test_what_was_shown_stays_where_the_other_replica_brings_nothing() -> None:
    failed = TurnRecord("b", "b", "", "local", "small", False, ROUTE, cut_off="error", why="It broke.", error="engine")
    record = end(told(turn("a", ["Half of", " it"])[:-1], [*turn("b", [])[:-1], Finished(failed)]))
    assert (record.text, record.complete, record.why) == ("Half of it", False, "It broke.")


@pytest.mark.parametrize("brought", [["Half"], ["Half", " of"]])
def test_nor_is_it_taken_away_by_one_that_fails_before_it_is_as_far(brought: list[str]) -> None:
    *beginning, last = turn("b", brought)
    assert isinstance(last, Finished)
    failed = dataclasses.replace(last.record, complete=False, cut_off="died", why="It broke.", error="engine_down")
    events = told(turn("a", ["Half of", " it"])[:-1], [*beginning, Finished(failed)])
    assert (texts(events), end(events).text, end(events).why) == ("Half of it", "Half of it", "It broke.")


def test_a_text_that_was_put_aside_before_the_loss_is_a_face_of_the_reply() -> None:
    first = [*turn("a", ["Short."])[:-1], Switched("local", "cloud", "It has come.", anew=True)]
    events = told([*first, Piece("An", "cloud", "big")], turn("b", ["Long."], "cloud"))
    faces = [(face.text, face.by) for face in end(events).faces]
    assert faces == [("Short.", "local"), ("An", "cloud")]
    assert end(events).text == "Long."


@pytest.mark.parametrize(("language", "word"), [("en", "lost"), ("zh", "副本"), ("ja", "レプリカ"), ("und", "lost")])
def test_a_seam_is_said_in_the_language_of_the_message(language: str, word: str) -> None:
    (seam,) = seams(told(turn("a", ["1"], language=language)[:-1], turn("b", ["1", "2"], language=language)))
    assert word in seam.why


def test_a_turn_that_nobody_began_ends_all_the_same_with_everything_that_belongs_to_one() -> None:
    client = Told("q")
    assert [type(one).__name__ for one in client.end()] == ["Started", "Read", "Routed", "Finished"]


def test_only_what_a_model_wrote_is_gone_on_with() -> None:
    client = Told("q")
    for event in turn("a", ["It is noon."], by="skill")[:-1]:
        list(client.hear(event))
    assert client.begun is None
