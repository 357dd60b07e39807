"""Work beside a conversation."""

import asyncio

import pytest

from fixtures_server.background import alongside


class Work:
    """Work that says how it ended."""

    def __init__(self, failure=None):
        self.failure = failure
        self.began = asyncio.Event()
        self.is_cancelled = False

    async def run(self):
        self.began.set()
        if self.failure:
            raise self.failure
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.is_cancelled = True
            raise


async def test_the_end_of_the_block_cancels_the_work():
    work = Work()
    async with alongside(work.run()):
        await work.began.wait()
    assert work.is_cancelled


async def test_a_failure_of_the_block_cancels_the_work_and_is_raised_as_it_is():
    work = Work()

    async def block():
        async with alongside(work.run()):
            await work.began.wait()
            raise LookupError

    with pytest.raises(LookupError):
        await block()
    assert work.is_cancelled


async def test_a_failure_of_the_work_ends_the_block_and_is_raised_as_it_is():
    with pytest.raises(LookupError):
        async with alongside(Work(failure=LookupError()).run()):
            await asyncio.Event().wait()


async def test_work_that_is_done_leaves_the_block_alone():
    async def done():
        pass

    async with alongside(done()) as task:
        await task
        await asyncio.sleep(0)
    assert not task.cancelled()


async def test_a_cancelled_block_cancels_the_work_and_stays_cancelled():
    work = Work()

    async def block():
        async with alongside(work.run()):
            await asyncio.Event().wait()

    task = asyncio.ensure_future(block())
    await work.began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.is_cancelled
