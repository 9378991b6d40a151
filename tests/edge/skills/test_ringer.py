"""Timers, alarms and reminders ring on time, whatever happens to the clocks; both clocks are the test's."""

from __future__ import annotations

import queue
from datetime import datetime, timedelta

from edge.skills.ringer import LOOK_S, Ring
from tests.edge.skills.conftest import MakeDesk
from tests.edge.skills.skills_help import HERE, Desk, FakeClock, at


def test_a_timer_rings_when_its_time_is_over_and_once(desk: Desk) -> None:
    desk.do("timer.start", seconds=300)
    desk.clock.advance(299)
    assert desk.rings() == []
    desk.clock.advance(1)
    assert desk.rings() == ["Time is up."]
    desk.clock.advance(300)
    assert desk.rings() == []
    assert desk.do("timer.status") == "No timer is running."


def test_the_thread_of_the_ringer_rings_by_itself(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.listen()
    desk.do("timer.start", seconds=300, name="pasta")
    desk.clock.advance(300)
    desk.service.ringer.wake()
    ring = desk.rung.get(timeout=10)
    assert (ring.kind, ring.name, ring.text) == ("timer", "pasta", "The pasta timer is up.")


def test_a_timer_does_not_care_when_the_wall_clock_is_set(desk: Desk) -> None:
    desk.do("timer.start", seconds=300)
    desk.clock.jump(7200)
    assert desk.rings() == []
    desk.clock.jump(-100 * 86400)
    desk.clock.advance(299)
    assert desk.rings() == []
    desk.clock.advance(1)
    assert desk.rings() == ["Time is up."]


def test_an_alarm_follows_the_wall_clock_when_it_is_set(desk: Desk) -> None:
    desk.do("alarm.set", at=at("13:00"))
    desk.clock.advance(600)
    desk.clock.jump(3000)
    assert desk.rings() == ["Your alarm is ringing."]


def test_an_alarm_that_the_clock_jumped_over_rings_at_once_and_says_that_it_is_late(desk: Desk) -> None:
    desk.do("alarm.set", at=at("13:00"), name="train")
    desk.clock.jump(2 * 3600)
    assert desk.rings() == ["Your alarm: train. It was due today at 1:00 pm, one hour ago."]


def test_an_alarm_that_rang_does_not_ring_again_when_the_clock_goes_back(desk: Desk) -> None:
    desk.do("alarm.set", at=at("13:00"))
    desk.clock.advance(3600)
    assert len(desk.rings()) == 1
    desk.clock.jump(-1800)
    desk.clock.advance(1800)
    assert desk.rings() == []


def test_what_is_due_rings_the_earliest_first(desk: Desk) -> None:
    desk.do("reminder.add", text="third", at=at("12:30"))
    desk.do("timer.start", seconds=600, name="first")
    desk.do("alarm.set", at=at("12:20"), name="second")
    desk.do("timer.start", seconds=1800, name="fourth")
    desk.clock.advance(1810)
    texts = [text.split(" It was")[0] for text in desk.rings()]
    assert texts == ["The first timer is up.", "Your alarm: second.", "A reminder: third.", "The fourth timer is up."]


def test_each_rings_in_the_language_in_which_it_was_set(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.listen()
    for language, name in (("en", "tea"), ("zh", "茶"), ("ja", "お茶")):
        desk.language = language
        desk.do("timer.start", seconds=60, name=name)
    desk.do("reminder.add", text="起きる", at=at("12:02"))
    desk.clock.advance(3600)
    assert desk.rings() == [
        "The tea timer is up. It was due today at 12:01 pm, 59 minutes ago.",
        "“茶”计时结束。本应在今天12:01响起，已过去59分钟。",
        "「お茶」のタイマーの時間です。予定は今日12時1分で、59分過ぎています。",
        "リマインダーです：起きる。予定は今日12時2分で、58分過ぎています。",
    ]


def test_a_timer_that_nobody_is_there_to_ring_says_so_and_rings_late_when_somebody_comes(make_desk: MakeDesk) -> None:
    desk = make_desk()
    assert desk.do("timer.start", seconds=300) == (
        "The timer is set for 5 minutes. It rings only while the Edge app is open; if that is closed then, it rings"
        " late, when you open it."
    )
    desk.clock.advance(1000)
    assert desk.service.ringer.look() is None
    assert desk.do("timer.status") == "The timer of 5 minutes is over since 11 minutes and 40 seconds."
    desk.listen()
    ring = desk.rung.get(timeout=10)
    assert ring.text == "Time is up. It was due today at 12:05 pm, 11 minutes and 40 seconds ago."
    assert ring.late == 700


def test_a_new_process_goes_on_with_the_timers_of_the_last_even_if_the_wall_clock_was_set_between(
    make_desk: MakeDesk,
) -> None:
    clock = FakeClock()
    first = make_desk(clock=clock)
    first.do("timer.start", seconds=300)
    first.close()
    clock.advance(100)
    clock.jump(86400)
    second = make_desk(clock=clock)
    second.listen()
    assert second.do("timer.status") == "3 minutes and 20 seconds left."
    clock.advance(200)
    assert second.rings() == ["Time is up."]


def test_after_a_restart_of_the_machine_timers_go_by_the_wall_clock(make_desk: MakeDesk) -> None:
    clock = FakeClock()
    first = make_desk(clock=clock)
    first.do("timer.start", seconds=3600)
    first.close()
    clock.restart(off_for=600)
    second = make_desk(clock=clock)
    second.listen()
    assert second.do("timer.status") == "50 minutes left."
    clock.advance(3000)
    assert second.rings() == ["Time is up."]


def test_what_was_due_while_nobody_was_there_rings_late_in_its_order(make_desk: MakeDesk) -> None:
    clock = FakeClock()
    first = make_desk(clock=clock)
    first.do("alarm.set", at=at("13:00"), name="train")
    first.do("reminder.add", text="call Anna", at=at("12:30"))
    first.close()
    clock.restart(off_for=86400)
    second = make_desk(clock=clock)
    second.service.listen(second.rung.put)
    rung = [second.rung.get(timeout=10).text for _ in range(2)]
    assert rung == [
        "A reminder: call Anna. It was due yesterday at 12:30 pm, 23 hours and 30 minutes ago.",
        "Your alarm: train. It was due yesterday at 1:00 pm, 23 hours ago.",
    ]


def test_on_a_board_whose_clock_is_not_set_yet_timers_work_and_alarms_say_why_not(make_desk: MakeDesk) -> None:
    clock = FakeClock(datetime(1970, 1, 1, 0, 1, tzinfo=HERE))
    desk = make_desk(clock=clock)
    desk.listen()
    unset = "The clock of this device is not set, it shows Thursday, January 1, 1970: set it first."
    assert desk.do("alarm.set", at=at("7:00")) == f"{unset} A timer works all the same."
    assert desk.do("reminder.add", text="tea", at=at("7:00")) == f"{unset} A timer works all the same."
    assert desk.do("time.now") == "The clock of this device is not set: it shows Thursday, January 1, 1970, 12:01 am."
    desk.do("timer.start", seconds=300)
    clock.jump(56 * 365 * 86400)  # the network sets it
    assert desk.rings() == []
    clock.advance(300)
    assert desk.rings() == ["Time is up."]


def test_after_a_start_with_a_clock_in_the_past_a_timer_waits_its_length_at_most_and_an_alarm_for_the_clock(
    make_desk: MakeDesk,
) -> None:
    clock = FakeClock()
    first = make_desk(clock=clock)
    first.do("timer.start", seconds=600)
    first.do("alarm.set", at=at("13:00"))
    first.close()
    clock.restart(off_for=-30 * 365 * 86400)
    second = make_desk(clock=clock)
    second.listen()
    clock.advance(599)
    assert second.rings() == []
    clock.advance(1)
    assert second.rings() == ["Time is up."]
    clock.jump(30 * 365 * 86400 + 3600)  # the network sets it
    assert [text.split(" It was")[0] for text in second.rings()] == ["Your alarm is ringing."]


def test_a_listener_that_fails_is_not_called_again_and_the_others_hear_it(make_desk: MakeDesk) -> None:
    desk = make_desk()
    calls: list[Ring] = []

    def fails(ring: Ring) -> None:
        calls.append(ring)
        raise RuntimeError

    desk.do("timer.start", seconds=60)
    desk.service.listen(fails)
    desk.clock.advance(60)
    assert desk.rings() == []
    assert not desk.service.ringer.attended
    assert "faults.log" in {file.name for file in desk.paths.logs.iterdir()}
    desk.listen()
    assert desk.rung.get(timeout=10).text == "Time is up."
    assert len(calls) == 1


def test_who_ends_listening_hears_nothing_more(make_desk: MakeDesk) -> None:
    desk = make_desk()
    end = desk.service.listen(desk.rung.put)
    assert desk.service.ringer.attended
    end()
    desk.do("timer.start", seconds=60)
    desk.clock.advance(60)
    assert desk.rings() == []


def test_stop_silences_what_rings(make_desk: MakeDesk) -> None:
    desk = make_desk()
    quiet: queue.SimpleQueue[bool] = queue.SimpleQueue()
    desk.service.listen(desk.rung.put, lambda: quiet.put(True))
    desk.do("timer.start", seconds=60)
    desk.clock.advance(60)
    assert desk.rings() == ["Time is up."]
    assert desk.do("assistant.stop") == "Stopped."
    assert quiet.get(timeout=10)
    assert desk.do("assistant.stop") == "Nothing is going on."


def test_the_ringer_looks_at_the_wall_clock_now_and_then_and_sleeps_when_nothing_is_set(desk: Desk) -> None:
    ringer = desk.service.ringer
    assert ringer.look() is None
    desk.do("reminder.add", text="without a time")
    assert ringer.look() is None
    desk.do("alarm.set", at=at("18:00"))
    assert ringer.look() == LOOK_S
    desk.do("timer.start", seconds=4)
    assert ringer.look() == 4
    desk.do("timer.extend", seconds=3600)
    assert ringer.look() == LOOK_S


def test_a_cancelled_or_extended_timer_does_not_ring_at_its_old_time(desk: Desk) -> None:
    desk.do("timer.start", seconds=60, name="tea")
    desk.do("timer.start", seconds=60, name="eggs")
    desk.do("timer.cancel", name="tea")
    desk.do("timer.extend", name="eggs", seconds=60)
    desk.clock.advance(60)
    assert desk.rings() == []
    desk.clock.advance(60)
    assert desk.rings() == ["The eggs timer is up."]


def test_a_ring_knows_when_it_was_due(desk: Desk) -> None:
    desk.do("alarm.set", at=at("13:00"))
    desk.clock.advance(3605)
    desk.service.ringer.look()
    ring = desk.rung.get(timeout=10)
    assert ring.due == datetime(2026, 11, 23, 13, 0, tzinfo=HERE)
    assert ring.due.utcoffset() == timedelta(hours=8)
    assert ring.late == 5
