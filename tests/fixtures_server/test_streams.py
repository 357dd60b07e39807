"""Endpoints that speak by themselves."""

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from websockets.asyncio.client import connect

from fixtures_server.serving import serve
from fixtures_server.streams import (
    OPENING_PRICES,
    Notifications,
    stock_updates,
    system_uniform,
)

NOON = datetime(2040, 6, 1, 12, 0, tzinfo=UTC)


def highest(low, high):
    return high


def test_stock_updates_take_the_symbols_in_turn():
    updates = list(islice(stock_updates(highest, lambda: NOON), 6))
    symbols = [update["data"]["symbol"] for update in updates]
    assert symbols == ["AAPL", "GOOGL", "MSFT", "AMZN", "TSLA", "AAPL"]
    assert updates[0] == {
        "type": "stock_update",
        "data": {
            "symbol": "AAPL",
            "price": 181.8,
            "change": 1.8,
            "timestamp": "2040-06-01T12:00:00+00:00",
        },
    }


def test_a_price_goes_on_from_the_last_one():
    first, second = islice(stock_updates(highest, lambda: NOON), 0, 6, 5)
    assert first["data"]["price"] == 181.8
    assert second["data"] == first["data"] | {"price": 183.62, "change": 1.82}


def test_two_streams_have_prices_of_their_own():
    list(islice(stock_updates(highest, lambda: NOON), 10))
    update = next(stock_updates(lambda low, high: 0.0, lambda: NOON))
    assert update["data"]["price"] == OPENING_PRICES["AAPL"]


def test_the_randomness_of_the_system_stays_within_its_limits():
    drawn = {system_uniform(-1, 1) for _ in range(100)}
    assert len(drawn) > 1
    assert all(-1 <= number <= 1 for number in drawn)


async def test_the_stock_stream_says_hello_and_then_each_symbol(dial):
    async with dial("/ws/stocks?interval=0.001") as peer:
        assert await peer.hear() == (
            '{"type":"connected","message":"Stock price stream connected"}'
        )
        updates = [await peer.hear_json() for _ in range(6)]
    symbols = [update["data"]["symbol"] for update in updates]
    assert symbols == ["AAPL", "GOOGL", "MSFT", "AMZN", "TSLA", "AAPL"]
    data = updates[0]["data"]
    assert set(data) == {"symbol", "price", "change", "timestamp"}
    assert data["price"] == pytest.approx(180 + data["change"])
    assert datetime.fromisoformat(data["timestamp"]).utcoffset() == timedelta(0)


async def test_the_stock_stream_stops_at_once_when_the_client_leaves():
    async with serve() as base:
        before = asyncio.all_tasks()
        async with connect(f"{base}/ws/stocks?interval=3600", proxy=None) as client:
            assert await client.recv()
            during = asyncio.all_tasks() - before
        _, pending = await asyncio.wait(during, timeout=5)
        assert during
        assert not pending


async def test_the_stock_stream_stops_when_the_client_vanishes(dial, complaints):
    async with dial("/ws/stocks?interval=0.001") as peer:
        assert await peer.hear()
        peer.reset()
    async with dial("/ws/stocks?interval=0.001") as peer:
        assert await peer.hear_all(100)
    assert complaints() == []


async def test_every_client_hears_the_same_notifications(dial):
    path = "/notifications/ws?interval=0.01"
    async with dial(path) as ann, dial(path) as bob:
        heard_by_bob = [await bob.hear_json() for _ in range(3)]
        heard_by_ann = [await ann.hear_json()]
        while heard_by_ann[-1]["id"] < heard_by_bob[-1]["id"]:
            heard_by_ann.append(await ann.hear_json())
        assert heard_by_ann[-3:] == heard_by_bob
    first, second, third = (notification["id"] for notification in heard_by_bob)
    assert (second, third) == (first + 1, first + 2)
    assert heard_by_bob[0]["type"] == "notification"
    sent_at = datetime.fromisoformat(heard_by_bob[0]["sent_at"])
    assert sent_at.utcoffset() == timedelta(0)


async def test_the_shortest_interval_counts_for_everyone(dial):
    async with (
        dial("/notifications/ws?interval=3600") as patient,
        dial("/notifications/ws?interval=0.01") as hasty,
    ):
        assert await hasty.hear() == await patient.hear()


@asynccontextmanager
async def running(notifications):
    task = asyncio.ensure_future(notifications.run())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_the_numbers_go_on_after_a_rest(fake_peer):
    notifications = Notifications(lambda: NOON)
    async with running(notifications):
        for number in ("1", "2"):
            peer = fake_peer()
            notifications.join(peer, 0.001)
            await peer.hear(1)
            notifications.leave(peer)
            assert f'"id":{number},' in peer.texts[0]


async def test_others_that_come_and_go_do_not_put_a_notification_off(fake_peer):
    notifications = Notifications(lambda: NOON)
    peer, visitor = fake_peer(), fake_peer()
    async with running(notifications), asyncio.timeout(5):
        notifications.join(peer, 0.05)
        while not peer.heard:
            notifications.join(visitor, 3600)
            await asyncio.sleep(0)
            notifications.leave(visitor)
            await asyncio.sleep(0)


async def test_whoever_stays_when_others_leave_goes_on_at_its_own_interval(fake_peer):
    notifications = Notifications(lambda: NOON)
    patient, hasty = fake_peer(), fake_peer()
    async with running(notifications):
        notifications.join(patient, 0.02)
        notifications.join(hasty, 0.001)
        await hasty.hear(1)
        notifications.leave(hasty)
        await patient.hear(len(patient.heard) + 1)
        assert len(patient.heard) > len(hasty.heard)
