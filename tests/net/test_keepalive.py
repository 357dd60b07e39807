import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from wscli.net.keepalive import Keepalive

TICK = 0.01


class Watch:
    """Notes what a keepalive does."""

    def __init__(self) -> None:
        self.pings = 0
        self.pinged = asyncio.Event()
        self.failed = asyncio.Event()

    def ping(self) -> None:
        self.pings += 1
        self.pinged.set()

    async def ping_again(self, times: int = 1) -> None:
        """Return after so many more pings."""
        for _ in range(times):
            self.pinged.clear()
            await self.pinged.wait()


@asynccontextmanager
async def keeping(
    interval: float | None, patience: float | None
) -> AsyncIterator[tuple[Keepalive, Watch]]:
    watch = Watch()
    keepalive = Keepalive(interval, patience, ping=watch.ping, fail=watch.failed.set)
    keepalive.start()
    try:
        async with asyncio.timeout(5):
            yield keepalive, watch
    finally:
        keepalive.stop()


async def ticks(count: int) -> None:
    """Let the loop's clock go on by so many ticks, whatever else it does."""
    loop = asyncio.get_running_loop()
    passed = asyncio.Event()
    loop.call_later(count * TICK, passed.set)
    await passed.wait()


async def test_silence_after_a_ping_is_the_end() -> None:
    async with keeping(TICK, TICK) as (_, watch):
        await watch.failed.wait()
        assert watch.pings == 1


async def test_any_sign_of_life_is_enough() -> None:
    async with keeping(TICK, 1000) as (keepalive, watch):
        for _ in range(3):
            await watch.ping_again()
            keepalive.note_life()
        assert not watch.failed.is_set()


async def test_life_before_the_ping_does_not_put_it_off() -> None:
    async with keeping(TICK, 1000) as (keepalive, watch):
        keepalive.note_life()
        await watch.ping_again()


async def test_without_a_timeout_pings_go_on_unanswered() -> None:
    async with keeping(TICK, None) as (_, watch):
        await watch.ping_again(3)
        assert not watch.failed.is_set()


async def test_without_an_interval_there_are_none() -> None:
    async with keeping(None, TICK) as (keepalive, watch):
        keepalive.note_life()
        keepalive.resume()
        await ticks(5)
        assert (watch.pings, watch.failed.is_set()) == (0, False)


async def test_no_ping_is_sent_while_reading_is_paused() -> None:
    async with keeping(TICK, 1000) as (keepalive, watch):
        keepalive.pause()
        await ticks(5)
        assert watch.pings == 0
        keepalive.resume()
        await watch.ping_again()


async def test_the_clock_stands_still_while_reading_is_paused() -> None:
    async with keeping(TICK, TICK) as (keepalive, watch):
        await watch.ping_again()
        keepalive.pause()
        await ticks(10)
        assert not watch.failed.is_set()
        keepalive.resume()
        await watch.failed.wait()


async def test_after_a_pause_the_peer_has_all_of_its_time_again() -> None:
    async with keeping(TICK, 1000) as (keepalive, watch):
        await watch.ping_again()
        keepalive.pause()
        keepalive.resume()
        keepalive.note_life()
        await watch.ping_again()
        assert not watch.failed.is_set()


async def test_nothing_happens_after_the_end() -> None:
    async with keeping(TICK, TICK) as (keepalive, watch):
        keepalive.stop()
        await ticks(5)
        keepalive.note_life()
        keepalive.resume()
        await ticks(5)
        assert (watch.pings, watch.failed.is_set()) == (0, False)
    async with keeping(TICK, 5 * TICK) as (keepalive, watch):
        await watch.ping_again()
        keepalive.pause()
        keepalive.stop()
        keepalive.resume()
        await ticks(10)
        assert not watch.failed.is_set()


async def test_what_was_never_started_can_be_stopped() -> None:
    watch = Watch()
    Keepalive(TICK, TICK, ping=watch.ping, fail=watch.failed.set).stop()
