"""Writing to real pipes whose readers are quick, slow, asleep or gone."""

import asyncio
import errno
import os
import threading

import pytest

from wscli.cli.writer import HIGH_WATER, LOW_WATER, Writer

PATIENCE = 10.0
PIPE = 65_536
"""What a pipe holds, and more than that is too much for one that nobody reads."""


class Pipe:
    """A pipe of which the test is the reader."""

    def __init__(self):
        self.read_end, self.write_end = os.pipe()
        self._ends = {self.read_end, self.write_end}

    async def read(self, size):
        """Returns exactly so many octets, once they are there."""
        parts = []
        while size:
            async with asyncio.timeout(PATIENCE):
                part = await asyncio.to_thread(os.read, self.read_end, min(size, PIPE))
            assert part, "the writer has gone"
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def close(self, end):
        self._ends.remove(end)
        os.close(end)

    def close_all(self):
        for end in self._ends:
            os.close(end)


class Producer:
    """Writes to descriptors, and notes what the writer says of them."""

    def __init__(self):
        self.said = []
        self.changed = asyncio.Event()
        self.writer = Writer(
            on_full=lambda: self._note("full"),
            on_drained=lambda: self._note("drained"),
            on_error=lambda descriptor, error: self._note((descriptor, error)),
        )

    def _note(self, what):
        self.said.append(what)
        self.changed.set()

    async def hear(self, count):
        """Returns what was said, once it is so much."""
        async with asyncio.timeout(PATIENCE):
            while len(self.said) < count:
                self.changed.clear()
                await self.changed.wait()
        return self.said


@pytest.fixture
def pipe():
    opened = Pipe()
    yield opened
    opened.close_all()


@pytest.fixture
def other_pipe():
    opened = Pipe()
    yield opened
    opened.close_all()


@pytest.fixture
async def producer():
    made = Producer()
    yield made
    await made.writer.close(0)


@pytest.fixture
def written(monkeypatch):
    """The sizes of what is handed to the system, one for each call."""
    sizes = []
    write = os.write

    def note(descriptor, data):
        # The loop writes to a descriptor of its own to wake up.
        if threading.current_thread().name == "writer":
            sizes.append(len(data))
        return write(descriptor, data)

    monkeypatch.setattr("os.write", note)
    return sizes


async def test_what_is_written_arrives_without_being_asked_for(producer, pipe):
    producer.writer.write(pipe.write_end, b"hello")
    assert await pipe.read(5) == b"hello"


async def test_all_of_one_turn_is_written_at_once(producer, pipe, written):
    for number in range(1000):
        producer.writer.write(pipe.write_end, b"%04d" % number)
    everything = b"".join(b"%04d" % number for number in range(1000))
    assert await pipe.read(4000) == everything
    assert written == [4000]


async def test_what_waited_meanwhile_is_written_at_once(
    producer, pipe, other_pipe, written
):
    producer.writer.write(other_pipe.write_end, bytes(PIPE + 1))
    for word in (b"a", b"b", b"c"):
        await asyncio.sleep(0)
        producer.writer.write(pipe.write_end, word)
    await asyncio.sleep(0)
    await other_pipe.read(PIPE + 1)
    assert await pipe.read(3) == b"abc"
    assert written[-1] == 3


async def test_pieces_keep_their_order_whatever_stream_they_are_for(producer, pipe):
    """Two descriptors of one pipe, as standard output and error often are."""
    stdout, stderr = pipe.write_end, os.dup(pipe.write_end)
    for number in range(100):
        producer.writer.write(stdout if number % 3 else stderr, b"%02d" % number)
        if number % 7 == 0:
            await asyncio.sleep(0)
    assert await pipe.read(200) == b"".join(b"%02d" % number for number in range(100))
    os.close(stderr)


async def test_nothing_to_write_is_nothing(producer, pipe, written):
    producer.writer.write(pipe.write_end, b"")
    await producer.writer.close()
    assert written == []


async def test_closing_waits_until_everything_is_written(producer, pipe):
    data = os.urandom(3 * PIPE)
    producer.writer.write(pipe.write_end, data[:PIPE])
    await asyncio.sleep(0)
    producer.writer.write(pipe.write_end, data[PIPE:])
    async with asyncio.TaskGroup() as group:
        closing = group.create_task(producer.writer.close())
        start = await pipe.read(PIPE // 2)
        assert not closing.done()
        assert start + await pipe.read(len(data) - len(start)) == data


async def test_closing_waits_for_a_sleeping_reader_only_as_long_as_asked(
    producer, pipe
):
    producer.writer.write(pipe.write_end, bytes(2 * PIPE))
    async with asyncio.timeout(PATIENCE):
        await producer.writer.close(0.05)
    assert await pipe.read(PIPE) == bytes(PIPE)


async def test_closing_a_writer_that_wrote_nothing(producer):
    async with asyncio.timeout(PATIENCE):
        await producer.writer.close()


async def test_a_reader_that_is_behind_makes_the_producer_pause(producer, pipe):
    producer.writer.write(pipe.write_end, bytes(HIGH_WATER))
    await asyncio.sleep(0)
    assert producer.said == []
    producer.writer.write(pipe.write_end, bytes(1))
    await asyncio.sleep(0)
    assert producer.said == ["full"]
    producer.writer.write(pipe.write_end, bytes(PIPE))
    await asyncio.sleep(0)
    assert producer.said == ["full"]
    await pipe.read(HIGH_WATER + 1 + PIPE)
    assert await producer.hear(2) == ["full", "drained"]


async def test_a_reader_that_was_never_behind_makes_nobody_go_on(producer, pipe):
    producer.writer.write(pipe.write_end, bytes(LOW_WATER + 1))
    await pipe.read(LOW_WATER + 1)
    await producer.writer.close()
    assert producer.said == []


async def test_too_much_in_one_turn_makes_the_producer_pause_at_once(producer, pipe):
    for _ in range(HIGH_WATER // PIPE):
        producer.writer.write(pipe.write_end, bytes(PIPE))
    assert producer.said == []
    producer.writer.write(pipe.write_end, b"x")
    assert producer.said == ["full"]
    await pipe.read(HIGH_WATER + 1)


async def test_the_producer_goes_on_before_everything_is_written(producer, pipe):
    producer.writer.write(pipe.write_end, bytes(HIGH_WATER))
    await pipe.read(1)
    producer.writer.write(pipe.write_end, bytes(LOW_WATER))
    await asyncio.sleep(0)
    await pipe.read(HIGH_WATER)
    assert await producer.hear(2) == ["full", "drained"]


async def test_a_pause_and_what_follows_can_come_again(producer, pipe):
    for turn in (1, 2):
        producer.writer.write(pipe.write_end, bytes(HIGH_WATER + 1))
        await producer.hear(2 * turn - 1)
        await pipe.read(HIGH_WATER + 1)
        assert await producer.hear(2 * turn) == ["full", "drained"] * turn


async def test_what_goes_through_a_slow_reader_is_whole_and_never_queued(pipe):
    total, chunk = 64 * 2**20, os.urandom(PIPE)
    may_go_on = asyncio.Event()
    may_go_on.set()
    writer = Writer(
        on_full=may_go_on.clear, on_drained=may_go_on.set, on_error=pytest.fail
    )
    sent = received = most = 0

    async def produce():
        nonlocal sent
        while sent < total:
            await may_go_on.wait()
            writer.write(pipe.write_end, chunk)
            sent += PIPE
            await asyncio.sleep(0)
        await writer.close()

    async with asyncio.TaskGroup() as group:
        group.create_task(produce())
        while received < total:
            assert await pipe.read(PIPE) == chunk
            received += PIPE
            most = max(most, sent - received)
    assert most <= 2 * HIGH_WATER


async def test_a_reader_that_has_gone_is_told_once_and_sent_no_more(
    producer, pipe, other_pipe, written
):
    pipe.close(pipe.read_end)
    producer.writer.write(pipe.write_end, b"for nobody")
    ((descriptor, error),) = await producer.hear(1)
    assert descriptor == pipe.write_end
    assert isinstance(error, BrokenPipeError)
    producer.writer.write(pipe.write_end, b"for nobody either")
    producer.writer.write(other_pipe.write_end, b"for somebody")
    assert await other_pipe.read(12) == b"for somebody"
    await producer.writer.close()
    assert len(producer.said) == 1
    assert written == [10, 12]


async def test_a_producer_does_not_wait_for_a_reader_that_has_gone(producer, pipe):
    producer.writer.write(pipe.write_end, bytes(2 * HIGH_WATER))
    await producer.hear(1)
    pipe.close(pipe.read_end)
    said = await producer.hear(3)
    assert said[0] == "full"
    assert isinstance(said[1][1], BrokenPipeError)
    assert said[2] == "drained"


async def test_a_full_disk(producer):
    full = os.open("/dev/full", os.O_WRONLY)
    producer.writer.write(full, b"no room for this")
    ((descriptor, error),) = await producer.hear(1)
    assert (descriptor, error.errno) == (full, errno.ENOSPC)
    os.close(full)


async def test_a_descriptor_that_is_closed(producer, pipe):
    pipe.close(pipe.write_end)
    producer.writer.write(pipe.write_end, b"x")
    ((_, error),) = await producer.hear(1)
    assert error.errno == errno.EBADF


async def test_a_descriptor_that_does_not_block_is_waited_for(producer, pipe, written):
    """A terminal, or a pipe shared with another program, may be such."""
    os.set_blocking(pipe.write_end, False)
    data = os.urandom(8 * PIPE)
    producer.writer.write(pipe.write_end, data)
    assert await pipe.read(len(data)) == data
    await producer.writer.close()
    assert producer.said == []
    # It is not asked over and over whether there is room.
    assert len(written) < 100


async def test_a_reader_that_goes_while_it_is_waited_for(producer, pipe):
    os.set_blocking(pipe.write_end, False)
    producer.writer.write(pipe.write_end, bytes(8 * PIPE))
    await pipe.read(1)
    pipe.close(pipe.read_end)
    ((_, error),) = await producer.hear(1)
    assert isinstance(error, BrokenPipeError)


def test_a_reader_that_outlives_the_loop():
    """The thread is stuck when the loop closes, and has nobody to tell later."""
    pipe = Pipe()

    async def write_too_much():
        producer = Producer()
        producer.writer.write(pipe.write_end, bytes(2 * PIPE))
        await producer.writer.close(0.01)

    before = set(threading.enumerate())
    asyncio.run(write_too_much())
    (stuck,) = (each for each in threading.enumerate() if each not in before)
    rest = 2 * PIPE
    while rest:
        rest -= len(os.read(pipe.read_end, rest))
    stuck.join(PATIENCE)
    assert not stuck.is_alive()
    pipe.close_all()
