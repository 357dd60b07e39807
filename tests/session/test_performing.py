"""What a conversation has to do, done on real connections."""

from contextlib import asynccontextmanager

import pytest

from tests.peers.recorder import Recorder, connected
from tests.peers.script import Script, agree, drop_at_once
from tests.peers.talk import Held, text
from tests.peers.tcp import serve
from wscli.core.actions import Abort, Close, Ping, Pong
from wscli.core.errors import UsageError
from wscli.core.target import Target
from wscli.session.performing import Performer
from wscli.session.sources import Prepared

# More than the sockets of both sides hold: what follows waits until it is read.
HUGE = text("x" * 16 * 2**20)


@asynccontextmanager
async def on_connection(script):
    async with (
        serve(script) as server,
        connected(Target(server.url()), Recorder()) as connection,
    ):
        yield connection


def performer(*actions, preamble=()):
    return Performer(preamble, Prepared(actions))


async def test_the_preamble_comes_before_the_actions():
    script = Script(agree)
    async with on_connection(script) as connection:
        performing = performer(text("c"), preamble=(text("a"), text("b")))
        assert await performing.perform(connection)
        await connection.close()
    assert script.payloads == [[b"a", b"b", b"c", b"\x03\xe8"]]


async def test_every_kind_of_action_is_done():
    script = Script(agree)
    async with on_connection(script) as connection:
        actions = (Ping(b"p"), Pong(b"q"), text("t"), Close(4001, "x"))
        assert await performer(*actions).perform(connection)
    assert script.payloads == [[b"p", b"q", b"t", b"\x0f\xa1x"]]


async def test_a_connection_is_dropped_on_demand():
    async with on_connection(Script(agree)) as connection:
        performing = performer(Abort(), text("too late"))
        assert not await performing.perform(connection)
        closed = await connection.wait_closed()
    assert closed.by is None


async def test_nothing_to_do_is_done():
    async with on_connection(Script(agree)) as connection:
        performing = performer()
        assert await performing.perform(connection)
    assert not performing.has_unsent


async def test_after_a_closing_of_ours_nothing_can_be_sent():
    async with on_connection(Script(agree)) as connection:
        performing = performer(Close(), text("too late"))
        assert not await performing.perform(connection)
    assert performing.has_unsent


@pytest.mark.parametrize("action", [Ping(), Pong()])
async def test_nor_can_a_ping_or_a_pong(action):
    async with on_connection(Script(agree)) as connection:
        assert not await performer(Close(), action).perform(connection)


async def test_an_error_of_the_source_comes_after_what_it_gave():
    held = Held()
    held.give(text("a"))
    held.give(UsageError("line 2: not UTF-8"))
    script = Script(agree)
    async with on_connection(script) as connection:
        performing = Performer((), held)
        assert await performing.perform(connection)
        await connection.close()
    assert script.payloads[0][0] == b"a"
    assert performing.error.sentence == "line 2: not UTF-8"


async def test_on_the_next_connection_only_the_preamble_comes_again():
    script = Script(agree)
    performing = performer(text("b"), preamble=(text("a"),))
    for _ in range(2):
        async with on_connection(script) as connection:
            assert await performing.perform(connection)
            await connection.close()
    assert [payloads[:-1] for payloads in script.payloads] == [[b"a", b"b"], [b"a"]]


async def test_what_a_lost_connection_did_not_take_comes_on_the_next_one():
    performing = performer(HUGE, text("b"), text("c"))
    async with on_connection(Script(drop_at_once)) as connection:
        assert not await performing.perform(connection)
        assert performing.has_unsent
    script = Script(agree)
    async with on_connection(script) as connection:
        assert await performing.perform(connection)
        await connection.close()
    assert not performing.has_unsent
    assert script.payloads == [[b"b", b"c", b"\x03\xe8"]]


async def test_what_of_a_preamble_a_connection_did_not_take_is_unsent():
    performing = performer(preamble=(HUGE, text("b")))
    async with on_connection(Script(drop_at_once)) as connection:
        assert not await performing.perform(connection)
    assert performing.has_unsent
