"""Endpoints in a catalogue: what an entry may say, and what is wrong with others."""

from __future__ import annotations

from typing import Any

import pytest

from edge.catalogue.endpoint import Endpoint, read

ENTRY: dict[str, Any] = {"base_url": "https://host/v1", "model": "m"}


def test_an_entry_needs_an_address_and_a_model_and_no_more() -> None:
    found = read({"mine": ENTRY})["mine"]
    assert (found.title, found.context, found.good_at, found.example) == ("mine", 4096, frozenset(), False)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"model": ""}, "'model' of the endpoint 'mine' is missing"),
        ({"base_url": 3}, "'base_url' of the endpoint 'mine' is missing"),
        ({"context": "long"}, "'context' of the endpoint 'mine' has to lie between"),
        ({"context": True}, "'context' of the endpoint 'mine' has to lie between"),
        ({"good_at": ["cooking"]}, "'good_at' of the endpoint 'mine' has 'cooking', and takes a list of code,"),
        ({"good_at": "code"}, "'good_at' of the endpoint 'mine' has 'code', and takes a list"),
    ],
)
def test_a_wrong_entry_is_refused_with_the_reason(more: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Endpoint.from_entry("mine", {**ENTRY, **more})
