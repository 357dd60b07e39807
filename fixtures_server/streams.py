"""Endpoints that speak by themselves, at an interval."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import cycle
from secrets import SystemRandom
from typing import Annotated

from fastapi import APIRouter, Depends, WebSocket
from fastapi.requests import HTTPConnection

from fixtures_server.audience import Audience
from fixtures_server.background import alongside
from fixtures_server.clock import AppClock, Clock
from fixtures_server.json_text import JsonObject, format_json
from fixtures_server.messages import send_json, until_left
from fixtures_server.parameters import Interval

OPENING_PRICES = {
    "AAPL": 180.0,
    "GOOGL": 140.0,
    "MSFT": 410.0,
    "AMZN": 170.0,
    "TSLA": 250.0,
}

Uniform = Callable[[float, float], float]
"""Draws a number between two others."""

router = APIRouter()


def system_uniform(low: float, high: float) -> float:
    """Draws a number from the randomness of the operating system."""
    return SystemRandom().uniform(low, high)


def stock_updates(uniform: Uniform, clock: Clock) -> Iterator[JsonObject]:
    """Yields updates for one symbol after the other, for ever.

    No price moves by more than one percent at a time.
    """
    prices = dict(OPENING_PRICES)
    for symbol in cycle(prices):
        change = round(prices[symbol] * uniform(-0.01, 0.01), 2)
        prices[symbol] = round(prices[symbol] + change, 2)
        data = {
            "symbol": symbol,
            "price": prices[symbol],
            "change": change,
            "timestamp": clock().isoformat(),
        }
        yield {"type": "stock_update", "data": data}


class Notifications:
    """One series of notifications, which every client hears with the same numbers.

    Clients ask for intervals of their own, but there is one series: it runs at the
    shortest interval that anybody who is there has asked for, and rests while nobody
    is there.
    """

    def __init__(self, clock: Clock) -> None:
        """Starts at number 1, with nobody listening."""
        self._clock = clock
        self._listeners = Audience()
        self._intervals: dict[WebSocket, float] = {}
        self._changed = asyncio.Event()
        self._number = 0

    def join(self, websocket: WebSocket, interval: float) -> None:
        """Lets the connection hear the notifications, at least every `interval`."""
        self._listeners.join(websocket)
        self._intervals[websocket] = interval
        self._changed.set()

    def leave(self, websocket: WebSocket) -> None:
        """Forgets the connection and its interval."""
        self._listeners.leave(websocket)
        del self._intervals[websocket]
        self._changed.set()

    async def run(self) -> None:
        """Sends the notifications, until it is cancelled."""
        while True:
            await self._somebody_listens()
            await self._interval_passes()
            if self._intervals:
                await self._notify()

    async def _somebody_listens(self) -> None:
        while not self._intervals:
            self._changed.clear()
            await self._changed.wait()

    async def _interval_passes(self) -> None:
        """Waits out the shortest interval, which may change meanwhile."""
        start = asyncio.get_running_loop().time()
        while self._intervals:
            self._changed.clear()
            try:
                async with asyncio.timeout_at(start + min(self._intervals.values())):
                    await self._changed.wait()
            except TimeoutError:
                return

    async def _notify(self) -> None:
        self._number += 1
        notification = {
            "type": "notification",
            "id": self._number,
            "sent_at": self._clock().isoformat(),
        }
        await self._listeners.tell(format_json(notification))


def notifications_of(connection: HTTPConnection) -> Notifications:
    """Finds the notifications of the server."""
    notifications: Notifications = connection.app.state.notifications
    return notifications


def uniform_of(connection: HTTPConnection) -> Uniform:
    """Finds the source of randomness that the app was made with."""
    uniform: Uniform = connection.app.state.uniform
    return uniform


@router.websocket("/ws/stocks")
async def stocks(
    websocket: WebSocket,
    clock: AppClock,
    uniform: Annotated[Uniform, Depends(uniform_of)],
    interval: Interval = 1.0,
) -> None:
    """Sends a stock price every `?interval=` seconds, for five symbols in turn."""
    await websocket.accept()
    greeting = {"type": "connected", "message": "Stock price stream connected"}
    await send_json(websocket, greeting)

    updates = stock_updates(uniform, clock)

    async def stream() -> None:
        while True:
            await asyncio.sleep(interval)
            await send_json(websocket, next(updates))

    async with alongside(stream()):
        await until_left(websocket)


@router.websocket("/notifications/ws")
async def notify(
    websocket: WebSocket,
    notifications: Annotated[Notifications, Depends(notifications_of)],
    interval: Interval = 1.0,
) -> None:
    """Sends numbered notifications, the same to every client."""
    await websocket.accept()
    notifications.join(websocket, interval)
    try:
        await until_left(websocket)
    finally:
        notifications.leave(websocket)
