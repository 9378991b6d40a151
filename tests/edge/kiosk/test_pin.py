"""The PIN that leaves the terminal kiosk: what is kept of it, and how long one has to wait after wrong ones."""

from __future__ import annotations

import json
import stat
import threading
from pathlib import Path

import pytest

from edge.errors import SettingsError, UsageError
from edge.kiosk.pin import FIRST_WAIT_S, FREE, LONGEST_WAIT_S, Pin, set_pin
from edge.paths import Paths


class Clock:
    """Seconds that grow when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def cheap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes guessing slow would make the tests slow."""
    if "at_full_cost" not in request.node.name:
        monkeypatch.setattr("edge.kiosk.pin._COST", {"n": 16, "r": 8, "p": 1})


@pytest.fixture
def file(paths: Paths) -> Path:
    set_pin(paths.pin, "2468")
    return paths.pin


def wrong(pin: Pin, times: int) -> None:
    for _ in range(times):
        assert not pin.matches("1111")


class TestSetPin:
    def test_keeps_a_hash_that_only_this_user_can_read_and_no_pin(self, file: Path) -> None:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "2468" not in file.read_text()
        assert [other.name for other in file.parent.iterdir()] == [file.name]

    def test_salts_it(self, file: Path) -> None:
        before = file.read_text()
        set_pin(file, "2468")
        assert file.read_text() != before

    @pytest.mark.parametrize("pin", ["", "123", "1234567890123", "12a4", "１２３４", "12 34", "-1234"])
    def test_takes_four_to_twelve_digits(self, paths: Paths, pin: str) -> None:
        with pytest.raises(UsageError, match="4 to 12 digits"):
            set_pin(paths.pin, pin)
        assert not paths.pin.exists()

    def test_says_where_it_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(SettingsError, match="cannot be written"):
            set_pin(tmp_path / "file" / "pin", "2468")


class TestPin:
    def test_knows_it_again_at_full_cost(self, file: Path) -> None:
        assert Pin(file).matches("2468")
        assert not Pin(file).matches("2469")

    def test_after_three_wrong_ones_the_right_one_has_to_wait_as_well(self, file: Path) -> None:
        clock = Clock()
        pin = Pin(file, clock=clock)
        wrong(pin, FREE)
        assert pin.wait_s == FIRST_WAIT_S
        assert not pin.matches("2468")
        clock.now += FIRST_WAIT_S
        assert pin.wait_s == 0
        assert pin.matches("2468")

    def test_the_wait_grows_with_each_further_one_up_to_an_hour(self, file: Path) -> None:
        clock = Clock()
        pin = Pin(file, clock=clock)
        wrong(pin, FREE)
        waits = []
        for _ in range(9):
            waits.append(pin.wait_s)
            clock.now += pin.wait_s
            wrong(pin, 1)
        assert waits[:4] == [30, 60, 120, 240]
        assert waits[-1] == LONGEST_WAIT_S

    def test_one_that_is_not_looked_at_does_not_make_the_wait_longer(self, file: Path) -> None:
        pin = Pin(file, clock=Clock())
        wrong(pin, FREE + 10)
        assert pin.wait_s == FIRST_WAIT_S

    def test_a_restart_does_not_shorten_the_wait(self, file: Path) -> None:
        wrong(Pin(file), FREE)
        clock = Clock()
        again = Pin(file, clock=clock)
        assert again.wait_s == FIRST_WAIT_S
        clock.now += FIRST_WAIT_S - 1
        assert not again.matches("2468")

    def test_the_right_one_takes_the_wrong_ones_back_for_good(self, file: Path) -> None:
        pin = Pin(file)
        wrong(pin, FREE - 1)
        assert pin.matches("2468")
        again = Pin(file)
        wrong(again, FREE - 1)
        assert again.wait_s == 0

    def test_an_attempt_counts_before_it_is_looked_at(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def cut_off(*_: object, **__: object) -> bytes:
            raise KeyboardInterrupt

        pin = Pin(file)
        monkeypatch.setattr("hashlib.scrypt", cut_off)
        with pytest.raises(KeyboardInterrupt):
            pin.matches("2468")
        assert json.loads(file.read_text())["wrong"] == 1

    def test_attempts_at_the_same_time_are_all_counted(self, file: Path) -> None:
        pin = Pin(file, clock=Clock())
        threads = [threading.Thread(target=pin.matches, args=(f"{n:04}",)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert json.loads(file.read_text())["wrong"] == FREE

    def test_on_a_disk_that_cannot_be_written_it_still_counts(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        pin = Pin(file, clock=Clock())
        monkeypatch.setattr("os.fsync", full)
        wrong(pin, FREE)
        assert pin.wait_s == FIRST_WAIT_S
        assert [other.name for other in file.parent.iterdir()] == [file.name]

    def test_one_that_is_set_anew_is_taken_at_once_and_not_written_over(self, file: Path) -> None:
        pin = Pin(file, clock=Clock())
        wrong(pin, FREE)
        set_pin(file, "13579")
        assert not pin.matches("2468")
        assert pin.matches("13579")
        assert Pin(file).matches("13579")

    def test_two_kiosks_of_a_home_count_together(self, file: Path) -> None:
        one, other = Pin(file, clock=Clock()), Pin(file, clock=Clock())
        wrong(one, FREE)
        assert not other.matches("2468")
        assert other.wait_s == FIRST_WAIT_S

    def test_without_one_it_says_what_to_do(self, paths: Paths) -> None:
        with pytest.raises(SettingsError, match="edge kiosk set-pin"):
            Pin(paths.pin)

    def test_a_file_that_others_can_read_is_refused(self, file: Path) -> None:
        file.chmod(0o640)
        with pytest.raises(SettingsError, match="chmod 600"):
            Pin(file)

    @pytest.mark.parametrize(
        "text",
        ["", "2468", "[]", "{}", '{"scrypt": {"n": 2, "r": 1, "p": 1, "salt": "", "hash": ""}, "wrong": 0}'],
    )
    def test_a_file_that_holds_no_pin_is_refused(self, file: Path, text: str) -> None:
        file.write_text(text)
        with pytest.raises(SettingsError, match="holds no PIN"):
            Pin(file)

    def test_another_cost_than_ours_is_refused(self, file: Path) -> None:
        kept = json.loads(file.read_text())
        kept["scrypt"]["n"] = 2**30
        file.write_text(json.dumps(kept))
        with pytest.raises(SettingsError, match="holds no PIN"):
            Pin(file)
