from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from edge.skills.zones import PLACES, time_zone


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ("Tokyo", "Asia/Tokyo"),
        ("new york", "America/New_York"),
        ("the UK", "Europe/London"),
        ("São Paulo", "America/Sao_Paulo"),
        ("北京", "Asia/Shanghai"),
        ("東京", "Asia/Tokyo"),
        ("东京", "Asia/Tokyo"),
        ("臺灣", "Asia/Taipei"),
        ("紐約", "America/New_York"),
        ("巴黎", "Europe/Paris"),
        ("パリ", "Europe/Paris"),
        ("アメリカ", "America/New_York"),
        ("タイ", "Asia/Bangkok"),
        ("上海市", "Asia/Shanghai"),
    ],
)
def test_a_place_has_its_time_zone(place: str, zone: str) -> None:
    assert time_zone(place) == zone


@pytest.mark.parametrize("place", ["", "Ulm", "Minecraft", "Parish", "Tokyo tower", "タイマー", "什么"])
def test_an_unknown_place_has_none(place: str) -> None:
    assert time_zone(place) is None


def test_every_zone_is_one_of_the_iana_database() -> None:
    for zone in PLACES:
        assert ZoneInfo(zone).key == zone


def test_every_place_is_found_by_its_own_name() -> None:
    for zone, row in PLACES.items():
        for place in row.split(", "):
            assert time_zone(place) == zone, place
