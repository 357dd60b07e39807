"""Conversations over real sockets: what is heard in them, and how they end."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from tests.peers.certificates import Authority
from tests.peers.echo import serve_echo
from tests.peers.frames import close, read_frame
from tests.peers.frames import text as text_frame
from tests.peers.opening import answer, read_request, upgrade
from tests.peers.script import Script, agree
from tests.peers.talk import OK, FrozenClock, Held, Talk, text
from tests.peers.tcp import serve, silence, unused_port
from wscli.core.errors import ConnectError, HandshakeError, Stage
from wscli.core.events import (
    Closed,
    Dialing,
    Failed,
    FrameSeen,
    MessageSeen,
    Opened,
    Refused,
)
from wscli.core.exit_codes import ExitCode
from wscli.session.ending import EndRule
from wscli.session.outcome import Outcome

ONE_REPLY = EndRule(count=1, patience=5.0)
NOTHING = EndRule(count=0)
STOPPED = Outcome(ExitCode.INTERRUPTED)
GOING_AWAY = b"\x03\xe9"
# More than the sockets of both sides hold: what follows waits until it is read.
HUGE = text("x" * 16 * 2**20)


@asynccontextmanager
async def running(talk):
    """Runs a conversation beside the block; the block gets its outcome to wait for."""
    async with asyncio.TaskGroup() as group:
        yield group.create_task(talk.run())


async def test_what_happens_is_told_from_when_it_began():
    clock = FrozenClock()
    clock.now = 1000.0
    async with serve_echo() as server:
        talk = Talk(server, ONE_REPLY, text("hello"), clock=clock)
        assert await talk.run() == OK
    told = [event for event in talk.heard.events if not isinstance(event, FrameSeen)]
    kinds = [Dialing, Opened, MessageSeen, MessageSeen, Closed]
    assert [(type(event), event.at) for event in told] == [
        (kind, 0.0) for kind in kinds
    ]


async def test_input_that_goes_on_for_ever_does_not_outlast_what_was_waited_for():
    held = Held()

    async def answer_one(peer):
        await peer.read()
        await peer.say(text_frame("one"))
        await peer.agree()

    async with serve(Script(answer_one)) as server:
        held.give(text("hello"))
        talk = Talk(server, EndRule(count=1, patience=0.05), source=held)
        assert await talk.run() == OK


# Connecting, and connecting again.


async def test_a_connection_that_is_refused_is_tried_again():
    nowhere = replace(await anywhere(), port=unused_port())
    talk = Talk(nowhere, retries=2)
    with pytest.raises(ConnectError):
        await talk.run()
    assert len(talk.notes) == 2
    assert [failed.stage for failed in talk.heard.of(Failed)] == [Stage.TCP] * 3


async def anywhere():
    async with serve(silence) as server:
        return server


def denying(status):
    async def deny(reader, writer):
        await read_request(reader)
        writer.write(answer(f"HTTP/1.1 {status} No", "Content-Length: 0"))

    return deny


def changing(*behaviours):
    """Returns the behaviour that is another one for each connection."""
    left = list(behaviours)

    async def behave(reader, writer):
        await (left.pop(0) if len(left) > 1 else left[0])(reader, writer)

    return behave


async def greet(reader, writer):
    await upgrade(reader, writer)
    writer.write(text_frame("welcome") + close(1000))
    await read_frame(reader)


async def test_a_server_that_is_overloaded_is_tried_again():
    async with serve(changing(denying(503), denying(503), greet)) as server:
        talk = Talk(server, EndRule(), retries=2)
        assert await talk.run() == OK
    assert [refused.status for refused in talk.heard.of(Refused)] == [503, 503]
    assert talk.heard.received == [b"welcome"]
    assert "(retry 2 of 2)" in talk.notes[1]


async def test_a_refusal_that_lasts_is_told_by_its_event_alone():
    async with serve(denying(403)) as server:
        talk = Talk(server, retries=5)
        assert await talk.run() == Outcome(ExitCode.HANDSHAKE)
    assert server.accepted == 1
    assert [refused.status for refused in talk.heard.of(Refused)] == [403]
    assert talk.heard.of(Failed) == []


async def test_a_certificate_that_is_bad_is_not_tried_again():
    async with serve_echo(tls=Authority().server()) as server:
        talk = Talk(server, retries=5)
        with pytest.raises(ConnectError):
            await talk.run()
    (failed,) = talk.heard.of(Failed)
    assert (failed.stage, failed.exit_code) == (Stage.TLS, ExitCode.CONNECT)


async def test_an_answer_that_is_no_upgrade_fails_the_opening_handshake():
    async def misunderstand(reader, writer):
        await read_request(reader)
        writer.write(answer("HTTP/1.1 101 Switching Protocols"))

    async with serve(misunderstand) as server:
        talk = Talk(server, retries=5)
        with pytest.raises(HandshakeError):
            await talk.run()
    (failed,) = talk.heard.of(Failed)
    assert failed.stage is Stage.HANDSHAKE
    assert failed.exit_code is ExitCode.HANDSHAKE


async def test_connections_that_end_at_once_are_followed_by_ever_longer_waits():
    async with serve(changing(*[hang_up_later] * 3, greet)) as server:
        talk = Talk(server, EndRule(count=1), has_reconnect=True, clock=FrozenClock())
        assert await talk.run() == OK
    assert talk.backoff.asked == [0, 1, 2]
    assert len(talk.heard.of(Opened)) == 4
    assert talk.heard.received == [b"welcome"]


async def hang_up_later(reader, writer):
    await upgrade(reader, writer)


async def test_after_a_connection_that_lasted_waits_are_short_again():
    clock = FrozenClock()

    def let_time_pass(event):
        if isinstance(event, Opened):
            clock.now += 60.0

    async with serve(changing(*[hang_up_later] * 3, greet)) as server:
        talk = Talk(server, EndRule(count=1), has_reconnect=True, clock=clock)
        talk.react = let_time_pass
        assert await talk.run() == OK
    assert talk.backoff.asked == [0, 0, 0]


async def test_a_refusal_that_lasts_ends_connecting_again():
    async with serve(changing(hang_up_later, denying(401))) as server:
        talk = Talk(server, has_reconnect=True)
        assert await talk.run() == Outcome(ExitCode.HANDSHAKE)


async def test_the_time_is_over_while_the_server_is_gone():
    async with serve(changing(greet, denying(503))) as server:
        rule = EndRule(count=2, duration=0.1)
        talk = Talk(server, rule, has_reconnect=True)
        assert (await talk.run()).problem == "1 of 2 messages came within 100 ms"
    assert talk.heard.received == [b"welcome"]
    assert talk.heard.of(Refused)


async def test_nobody_is_late_while_there_is_no_connection():
    rule = EndRule(count=2, patience=0.05)
    async with serve(greet) as server:
        talk = Talk(server, rule, has_reconnect=True, wait=0.1)
        assert await talk.run() == OK
    assert talk.heard.received == [b"welcome"] * 2


# Leaving early.


class Silent:
    """The behaviour of a server that never says anything.

    Attributes:
        reached: Set once somebody has connected.
    """

    def __init__(self):
        self.reached = asyncio.Event()

    async def __call__(self, reader, writer):
        self.reached.set()
        await silence(reader, writer)


async def test_stopping_while_the_server_does_not_answer():
    silent = Silent()
    async with serve(silent) as server:
        talk = Talk(server, retries=5)
        async with running(talk) as outcome:
            await silent.reached.wait()
            talk.stop(STOPPED)
            assert await outcome == STOPPED
    assert talk.heard.of(Failed) == []


@pytest.mark.parametrize("plan", [{"retries": 1}, {"has_reconnect": True}])
async def test_stopping_while_waiting_to_connect_again(plan):
    first = denying(503) if "retries" in plan else greet
    async with serve(first) as server:
        talk = Talk(server, wait=3600.0, **plan)
        async with running(talk) as outcome:
            await talk.noted.wait()
            talk.stop(STOPPED)
            assert await outcome == STOPPED
    assert server.accepted == 1


async def test_stopping_before_it_begins():
    async with serve(silence) as server:
        talk = Talk(server)
        talk.stop(STOPPED)
        assert await talk.run() == STOPPED
    assert talk.heard.events == []


async def test_stopping_when_the_connection_opens():
    """Too late to give up dialling, and before anything was said."""
    script = Script(agree)
    async with serve(script) as server:
        talk = Talk(server, EndRule(), text("hello"))
        talk.react = stop_at(talk, Opened)
        assert await talk.run() == STOPPED
    assert script.payloads == [[b"\x03\xe9"]]


def stop_at(talk, kind):
    """Returns what stops a talk at an event of this kind."""

    def react(event):
        if isinstance(event, kind):
            talk.stop(STOPPED)

    return react


async def test_stopping_when_dialling_has_failed():
    talk = Talk(replace(await anywhere(), port=unused_port()))
    talk.react = stop_at(talk, Failed)
    assert await talk.run() == STOPPED


async def test_of_several_stops_the_first_one_counts():
    silent = Silent()
    async with serve(silent) as server:
        talk = Talk(server)
        async with running(talk) as outcome:
            await silent.reached.wait()
            talk.stop(STOPPED)
            talk.stop(Outcome(ExitCode.TERMINATED))
            await asyncio.sleep(0)
            talk.stop(Outcome(ExitCode.LOCAL_IO))
            assert await outcome == STOPPED


async def test_stopping_what_is_over_changes_nothing():
    async with serve_echo() as server:
        talk = Talk(server, ONE_REPLY, text("hello"))
        assert await talk.run() == OK
        talk.stop(STOPPED)


# Letting the peer wait, before there is one.


async def answer_the_first(peer):
    await peer.read()
    await peer.close(after=text_frame("welcome"))


async def hang_up(peer):
    await peer.read()


@pytest.mark.parametrize("parts", [(answer_the_first,), (hang_up, answer_the_first)])
async def test_a_pause_holds_on_connections_that_come_later(parts):
    async with serve(Script(*parts)) as server:
        talk = Talk(server, ONE_REPLY, preamble=(text("a"),), has_reconnect=True)
        pause_before_the_last(talk, len(parts))
        async with running(talk) as outcome:
            await talk.heard.hear(MessageSeen, len(parts))
            await turns(50)
            assert talk.heard.received == []
            talk.conversation.resume()
            assert await outcome == OK
    assert talk.heard.received == [b"welcome"]


def pause_before_the_last(talk, connections):
    """Pauses a talk before the last of so many connections is there."""

    def pause_at_the_end(event):
        if isinstance(event, Closed):
            talk.conversation.pause()
            talk.react = lambda _: None

    if connections == 1:
        talk.conversation.pause()
    else:
        talk.react = pause_at_the_end


async def test_a_pause_that_is_over_before_it_begins():
    async with serve_echo() as server:
        talk = Talk(server, ONE_REPLY, text("hello"))
        talk.conversation.pause()
        talk.conversation.resume()
        assert await talk.run() == OK


async def turns(count):
    """Lets everybody do what they can do."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_a_failure_that_nobody_foresaw_is_not_taken_for_the_end(monkeypatch):
    async def fail(*_, **__):
        raise TimeoutError("of something else")

    monkeypatch.setattr("wscli.session.conversation.dial", fail)
    with pytest.raises(TimeoutError, match="of something else"):
        await Talk(await anywhere()).run()
