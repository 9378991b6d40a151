"""Esc while the cloud is asked, while it answers, and while the device goes on for it.

The other phases of a turn are in `test_chat` (before it is taken, queued, loading, prefill, decode, a message that
waits) and in `test_faces` (the device's answer beside the cloud).
"""

from __future__ import annotations

import threading

from edge.events import Piece, Switched, Waiting
from tests.tui.pilot import Scripted, Step, in_loop, showing
from tui.strings import EN


async def stopped(*steps: Step, sees: str) -> str:
    """Stop a turn that has come this far. What is on screen then."""
    async with showing(Scripted(*steps, threading.Event())) as shown:
        await shown.send("Hi")
        await shown.sees(sees)
        await shown.press("escape")
        await shown.sees(EN.cut_off["cancelled"])
        await shown.until(lambda: shown.chat.dialogue.asking.idle)
        await shown.send("Next")  # the way is free
        await shown.until(lambda: len(shown.fake.asked) == 2)
        await shown.press("escape")
        await shown.until(lambda: shown.chat.dialogue.asking.idle)
        return shown.text


@in_loop
async def test_esc_while_the_cloud_is_asked() -> None:
    await stopped(Waiting("asking", "LAB"), sees="Asking LAB…")


@in_loop
async def test_esc_while_the_cloud_answers_keeps_its_text() -> None:
    text = await stopped(Waiting("asking", "LAB"), Piece("So far.", "cloud", "big"), sees="So far.")
    assert "So far." in text


@in_loop
async def test_esc_while_the_device_goes_on_for_the_cloud() -> None:
    steps = (Piece("So far, ", "cloud", "big"), Switched("cloud", "local", "LAB broke off."))
    text = await stopped(*steps, Piece("so good.", "local", "tiny"), sees="so good.")
    assert "LAB broke off." in text
