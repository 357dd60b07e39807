"""What happens on one open connection, and each way in which it ends."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from tests.peers.echo import serve_echo
from tests.peers.frames import close, frame
from tests.peers.frames import text as text_frame
from tests.peers.script import Script, agree, drop_at_once
from tests.peers.talk import OK, FrozenClock, Held, Talk, own_tasks, text
from tests.peers.tcp import serve
from wscli.core.actions import Close, Ping
from wscli.core.errors import UsageError
from wscli.core.events import FrameSeen, MessageSeen, Opened, Party, PongTimed, Violated
from wscli.core.exit_codes import ExitCode
from wscli.core.frames import Opcode
from wscli.core.target import Limits
from wscli.notation.matchers import Text
from wscli.session.ending import EndRule
from wscli.session.outcome import Outcome

ONE_REPLY = EndRule(count=1, patience=5.0)
NOTHING = EndRule(count=0)
STOPPED = Outcome(ExitCode.INTERRUPTED)
GOING_AWAY = b"\x03\xe9"
# More than the sockets of both sides hold: what follows waits until it is read.
HUGE = text("x" * 16 * 2**20)
# Longer than any test lasts: whatever waits for it was not cut short.
UNHURRIED = Limits(close=60.0)


@asynccontextmanager
async def running(talk):
    """Runs a conversation beside the block; the block gets its outcome to wait for."""
    async with asyncio.TaskGroup() as group:
        yield group.create_task(talk.run())


async def turns(count):
    """Lets everybody do what they can do."""
    for _ in range(count):
        await asyncio.sleep(0)


# What is heard, and how it ends.


async def test_the_close_frame_is_the_one_of_the_plan():
    script = Script(agree)
    async with serve(script) as server:
        assert await Talk(server, NOTHING, close=Close(4000, "bye")).run() == OK
    assert script.payloads == [[b"\x0f\xa0bye"]]


async def test_a_ping_is_timed():
    held = Held()
    async with serve_echo() as server:
        talk = Talk(server, NOTHING, source=held)
        async with running(talk) as outcome:
            held.give(Ping(b"p"))
            assert (await talk.heard.hear(PongTimed)).payload == b"p"
            held.give(None)
            assert await outcome == OK


async def test_only_messages_that_are_accepted_count():
    async with serve_echo() as server:
        talk = Talk(
            server,
            ONE_REPLY,
            *map(text, ("no", "no", "yes")),
            accepts=lambda message: message.payload == b"yes",
        )
        assert await talk.run() == OK
    assert talk.heard.received == [b"yes"]


@pytest.mark.parametrize("is_asked", [True, False])
async def test_frames_of_data_are_told_where_asked_for(is_asked):
    async with serve_echo() as server:
        talk = Talk(server, ONE_REPLY, text("hi"), has_data_frames=is_asked)
        await talk.run()
    opcodes = {seen.frame.opcode for seen in talk.heard.of(FrameSeen)}
    assert (Opcode.TEXT in opcodes) is is_asked


async def test_all_that_was_said_before_the_peer_closed_is_heard():
    async def hurry(peer):
        await peer.close(1001, "off", after=b"".join(map(text_frame, "abc")))

    async with serve(Script(hurry)) as server:
        talk = Talk(server, EndRule(count=5))
        assert await talk.run() == Outcome(
            ExitCode.TIMEOUT, "3 of 5 messages came before the peer closed"
        )
    assert talk.heard.received == [b"a", b"b", b"c"]
    assert (talk.heard.closed.code, talk.heard.closed.reason) == (1001, "off")


async def say_goodbye(peer):
    got = await peer.read_to_close()
    await peer.say(text_frame("late"), frame(Opcode.CLOSE, got.payload))


async def test_what_comes_while_closing_after_silence_is_heard():
    async with serve(Script(say_goodbye)) as server:
        talk = Talk(server, EndRule(quiet=0.0))
        assert await talk.run() == OK
    assert talk.heard.received == [b"late"]


async def test_what_comes_too_late_is_heard_but_does_not_count():
    async with serve(Script(say_goodbye)) as server:
        talk = Talk(server, EndRule(count=1, patience=0.0))
        outcome = await talk.run()
    assert outcome.exit_code is ExitCode.TIMEOUT
    assert outcome.problem == "no message came within 0.0 ms"
    assert talk.heard.received == [b"late"]


async def test_what_comes_after_the_last_message_is_not_heard():
    async with serve(Script(say_goodbye)) as server:
        talk = Talk(server, NOTHING)
        assert await talk.run() == OK
    assert talk.heard.received == []


async def test_a_mismatch_ends_it_at_once():
    async with serve_echo() as server:
        rule = EndRule(expected=(Text("a"), Text("b")), patience=5.0)
        talk = Talk(server, rule, text("x"), text("b"))
        outcome = await talk.run()
    assert outcome.problem == "message 1 is not as expected"
    assert talk.heard.received == [b"x"]


async def test_a_violation():
    async def break_rules(peer):
        await peer.say(text_frame("fine"), frame(Opcode.TEXT, b"x", rsv=1))
        await peer.read_to_close()

    async with serve(Script(break_rules)) as server:
        talk = Talk(server)
        assert await talk.run() == Outcome(ExitCode.PROTOCOL)
    assert talk.heard.received == [b"fine"]
    assert talk.heard.of(Violated)


async def test_a_close_code_that_is_expected():
    async def refuse(peer):
        await peer.read()
        await peer.close(1008, "no")

    rule = EndRule(is_close_expected=True, patience=5.0)
    async with serve(Script(refuse)) as server:
        talk = Talk(server, rule, text("let me in"), expected_close=1008)
        assert await talk.run() == OK


async def test_wrong_input_is_told_after_what_came_before_it_was_answered():
    held = Held()
    held.give(text("one"))
    held.give(text("two"))
    held.give(UsageError("line 3: not UTF-8", "use --binary"))
    async with serve_echo() as server:
        talk = Talk(server, EndRule(count=2, patience=5.0), source=held)
        assert await talk.run() == Outcome(
            ExitCode.USAGE, "line 3: not UTF-8", hint="use --binary"
        )
    assert talk.heard.received == [b"one", b"two"]
    assert talk.heard.closed.by is Party.LOCAL


async def test_a_peer_that_closes_before_everything_is_sent():
    async def close_early(peer):
        await peer.reader.readexactly(1)
        await peer.say(close(1000))
        await peer.reader.read(2**20)

    async with serve(Script(close_early)) as server:
        talk = Talk(server, EndRule(), HUGE, text("b"))
        assert await talk.run() == Outcome(
            ExitCode.CLOSED_ABNORMALLY, "the peer closed before everything was sent"
        )


async def test_a_connection_that_is_lost_in_the_middle_of_a_message():
    async with serve(Script(drop_at_once)) as server:
        talk = Talk(server, EndRule(), HUGE, text("b"))
        assert await talk.run() == Outcome(ExitCode.CLOSED_ABNORMALLY)
    assert talk.heard.closed.code == 1006


# Leaving early.


async def test_whoever_stops_while_waiting_for_a_reply_goes_away():
    script = Script(agree)
    async with serve(script) as server:
        talk = Talk(server, ONE_REPLY, text("hello"), limits=UNHURRIED)
        async with running(talk) as outcome:
            await talk.heard.hear(MessageSeen)
            await turns(20)
            talk.stop(STOPPED)
            assert await outcome == STOPPED
    assert script.payloads == [[b"hello", GOING_AWAY]]
    assert talk.heard.closed.code == 1001


async def test_stopping_while_there_is_no_input():
    held = Held()
    async with serve(Script(agree)) as server:
        talk = Talk(server, source=held, limits=UNHURRIED)
        async with running(talk) as outcome:
            await held.asked.wait()
            talk.stop(STOPPED)
            assert await outcome == STOPPED


async def ignore(peer):
    """Reads nothing, and answers nothing."""
    await asyncio.Event().wait()


async def listen(peer):
    """Reads everything, and answers nothing."""
    while True:
        await peer.read()


async def test_stopping_while_the_peer_does_not_read():
    async with serve(Script(ignore)) as server:
        talk = Talk(server, EndRule(), HUGE, text("b"), limits=UNHURRIED)
        async with running(talk) as outcome:
            await talk.heard.hear(MessageSeen)
            talk.stop(STOPPED)
            assert await outcome == STOPPED
    assert talk.heard.closed.code == 1006


async def test_stopping_while_the_peer_leaves_our_close_frame_unanswered():
    async with serve(Script(listen)) as server:
        talk = Talk(server, NOTHING, limits=UNHURRIED)
        async with running(talk) as outcome:
            await talk.heard.hear(FrameSeen)
            talk.stop(STOPPED)
            assert await outcome == STOPPED
    (sent,) = talk.heard.of(FrameSeen)
    assert sent.frame.payload == b"\x03\xe8"


async def test_stopping_while_somebody_closes_by_hand():
    async with serve(Script(listen)) as server:
        talk = Talk(server, EndRule(), Close(4000), limits=UNHURRIED)
        async with running(talk) as outcome:
            await talk.heard.hear(FrameSeen)
            talk.stop(STOPPED)
            assert await outcome == STOPPED


async def test_what_comes_after_a_stop_is_not_heard():
    async with serve(Script(say_goodbye)) as server:
        talk = Talk(server)
        async with running(talk) as outcome:
            await talk.heard.hear(Opened)
            talk.stop(STOPPED)
            assert await outcome == STOPPED
    assert talk.heard.received == []
    assert talk.heard.closed.code == 1001


async def test_a_cancelled_conversation_drops_its_connection():
    async with serve(Script(listen)) as server:
        talk = Talk(server)
        run = asyncio.ensure_future(talk.run())
        await talk.heard.hear(Opened)
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
        await server.gone.wait()
    assert not own_tasks()


# Letting the peer wait.


async def flood(peer):
    """Sends for ever, but hears a close frame."""
    async with asyncio.TaskGroup() as group:
        sending = group.create_task(send_for_ever(peer))
        got = await peer.read_to_close()
        sending.cancel()
    await peer.say(frame(Opcode.CLOSE, got.payload))


async def send_for_ever(peer):
    while True:
        await peer.say(text_frame("x" * 1000))
        await asyncio.sleep(0)


async def test_a_peer_that_has_to_wait_is_heard_later():
    async with serve(Script(flood)) as server:
        talk = Talk(server, EndRule(count=2000))
        talk.react = pause_once(talk)
        async with running(talk) as outcome:
            await talk.heard.hear(MessageSeen)
            await turns(20)
            before = len(talk.heard.received)
            await turns(200)
            assert len(talk.heard.received) == before < 2000
            talk.conversation.resume()
            assert await outcome == OK
    assert len(talk.heard.received) == 2000


def pause_once(talk):
    """Returns what makes a talk pause when the first message comes."""

    def react(event):
        if isinstance(event, MessageSeen):
            talk.conversation.pause()
            talk.react = lambda _: None

    return react


async def test_nobody_is_late_who_had_to_wait():
    """A minute passes while nothing is read, with a patience of five seconds."""
    clock = FrozenClock()
    may_answer = asyncio.Event()

    async def answer_later(peer):
        await peer.read()
        await may_answer.wait()
        await peer.say(text_frame("at last"))
        await peer.agree()

    async with serve(Script(answer_later)) as server:
        talk = Talk(server, ONE_REPLY, text("hello"), clock=clock)
        async with running(talk) as outcome:
            await talk.heard.hear(MessageSeen)
            talk.conversation.pause()
            clock.now += 60.0
            talk.conversation.resume()
            await turns(20)
            may_answer.set()
            assert await outcome == OK
    assert talk.heard.received == [b"at last"]


async def test_patience_has_an_end_again_after_a_pause():
    async with serve(Script(agree)) as server:
        talk = Talk(server, EndRule(count=1, patience=0.05))
        talk.conversation.pause()
        async with running(talk) as outcome:
            await talk.heard.hear(Opened)
            await turns(20)
            talk.conversation.resume()
            assert (await outcome).problem == "no message came within 50 ms"


async def test_a_while_is_over_even_if_the_peer_has_to_wait():
    async with serve(Script(flood)) as server:
        talk = Talk(server, EndRule(duration=0.1), limits=UNHURRIED)
        talk.react = pause_once(talk)
        assert await talk.run() == OK
    assert talk.heard.closed.code == 1000


async def test_a_while_with_a_peer_that_sends_for_ever():
    async with serve(Script(flood)) as server:
        talk = Talk(server, EndRule(duration=0.1), limits=UNHURRIED)
        assert await talk.run() == OK
    assert talk.heard.received
