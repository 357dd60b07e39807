"""What comes above the prompt: batches, in order, and floods cut short."""

import asyncio

from prompt_toolkit.output import DummyOutput

from wscli.repl.screen import MAX_BYTES, Screen


class Drawn(DummyOutput):
    """An output that keeps what is drawn."""

    def __init__(self):
        self.batches = []
        self.arrived = asyncio.Event()

    def write_raw(self, data):
        self.batches.append(data)
        self.arrived.set()


async def test_what_comes_together_is_drawn_together():
    output = Drawn()
    screen = Screen(output)
    screen.write(1, b"< one\n")
    screen.write(2, b"closed 1000\n")
    async with asyncio.timeout(5):
        await output.arrived.wait()
    assert output.batches == ["< one\r\nclosed 1000\r\n"]


async def test_nothing_is_drawn_for_nothing():
    output = Drawn()
    await Screen(output).flush()
    assert output.batches == []


async def test_flush_draws_at_once_and_only_once():
    output = Drawn()
    screen = Screen(output)
    screen.write(1, b"< last words\n")
    await screen.flush()
    assert output.batches == ["< last words\r\n"]
    screen.write(1, b"< more\n")
    async with asyncio.timeout(5):
        output.arrived.clear()
        await output.arrived.wait()
    assert output.batches == ["< last words\r\n", "< more\r\n"]


async def test_of_a_flood_the_last_part_is_drawn_and_the_rest_counted():
    output = Drawn()
    screen = Screen(output)
    for number in range(1000):
        screen.write(1, b"< %0999d\n" % number)
    await screen.flush()
    (batch,) = output.batches
    note, *lines = batch.splitlines()
    assert note == f"# … {1000 - len(lines)} messages not shown"
    assert sum(len(line) + 1 for line in lines) <= MAX_BYTES
    assert lines[-1] == f"< {999:0999d}"
    assert len(lines) > 50
