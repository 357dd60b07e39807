"""Waiting until nothing moves any more, as where a flood has filled every buffer."""

import asyncio
from collections.abc import Callable

_TURNS = 200


async def settled(count: Callable[[], int]) -> int:
    """Return a count once the loop has turned many times without changing it."""
    before = -1
    while (now := count()) != before:
        before = now
        for _ in range(_TURNS):
            await asyncio.sleep(0)
    return before
