"""Work that goes on beside a conversation, and ends with it."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager


@asynccontextmanager
async def alongside(
    work: Coroutine[None, None, None],
) -> AsyncIterator[asyncio.Task[None]]:
    """Runs `work` while the block runs, and cancels it when the block ends.

    A failure on either side ends the other. It is raised as it is rather than in
    an exception group: where both sides fail, one client left, and both noticed.
    """
    try:
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(work)
            yield task
            task.cancel()
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from None
