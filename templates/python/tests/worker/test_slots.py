"""The slots of a worker, and the bell of its loop."""

from __future__ import annotations

import asyncio

from zeebe_sdk.worker import Source
from zeebe_sdk.worker.engine.bell import Bell
from zeebe_sdk.worker.engine.slots import Reserved, Slots


def test_what_a_poll_has_not_brought_is_given_back_once() -> None:
    slots = Slots(10, lambda: None)
    reserved = Reserved(slots, 6)
    reserved.spend(2)
    assert (slots.polled, slots.free) == (6, 4)
    reserved.release()
    reserved.release()
    assert (slots.polled, slots.free) == (2, 8)


def test_more_jobs_than_asked_for_have_slots_too() -> None:
    slots = Slots(4, lambda: None)
    reserved = Reserved(slots, 4)
    reserved.spend(3)
    reserved.spend(3)
    reserved.release()
    assert (slots.taken, slots.free) == (6, 0)
    slots.give_back(Source.POLL, 6)
    assert (slots.taken, slots.free) == (0, 4)


def test_who_waits_is_woken_below_the_mark_only() -> None:
    woken: list[int] = []
    slots = Slots(4, lambda: woken.append(slots.taken))
    slots.take(Source.POLL, 2)
    slots.take(Source.STREAM, 2)
    slots.wake_below = 3
    for source in (Source.STREAM, Source.POLL, Source.POLL):
        slots.give_back(source)
    assert woken == [2, 1]


async def test_the_end_is_when_none_is_taken() -> None:
    slots = Slots(4, lambda: None)
    await slots.empty()
    slots.take(Source.STREAM)
    waiting = asyncio.ensure_future(slots.empty())
    await asyncio.sleep(0)
    assert not waiting.done()
    slots.give_back(Source.STREAM)
    await asyncio.wait_for(waiting, 5)


async def test_a_bell_that_has_rung_is_not_waited_for() -> None:
    bell = Bell(asyncio.get_running_loop())
    bell.ring()
    bell.ring()
    await asyncio.wait_for(bell.rung(), 5)
    waiting = asyncio.ensure_future(bell.rung())
    await asyncio.sleep(0)
    assert not waiting.done()
    bell.ring()
    await asyncio.wait_for(waiting, 5)


async def test_a_bell_rings_at_the_earliest_of_its_times() -> None:
    loop = asyncio.get_running_loop()
    bell = Bell(loop)
    begin = loop.time()
    bell.ring_at(begin + 60)
    bell.ring_at(begin + 0.02)
    bell.ring_at(begin + 60)
    bell.ring_at(None)
    await asyncio.wait_for(bell.rung(), 5)
    assert loop.time() - begin >= 0.019
    bell.ring_at(begin)
    bell.silence()
    await asyncio.sleep(0.01)
    waiting = asyncio.ensure_future(bell.rung())
    await asyncio.sleep(0.01)
    assert not waiting.done()
    waiting.cancel()
