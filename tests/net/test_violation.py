import pytest
from websockets.exceptions import ProtocolError
from websockets.frames import Close

from tests.peers.exchange import DEFLATE, exchange, wait
from tests.peers.frames import close, deflated, deflated_parts, frame, text
from tests.peers.recorder import Recorder
from tests.peers.script import Part, Peer
from wscli.core.events import Closed, FrameSeen, MessageSeen, Party, Violated
from wscli.core.frames import Direction, Frame, Opcode
from wscli.core.target import Target
from wscli.core.url import Url
from wscli.net.tap import ObservedProtocol
from wscli.net.violation import violation_of

MASKED = "a frame is masked, as only those of clients are (5.1)"
RESERVED = "a reserved bit is set that nothing was agreed on for (5.2)"
OPCODE = "a frame has an opcode that is reserved (5.2)"
CODE = "a close frame has a code that must not be sent (7.4)"
TOO_BIG = "a message is over the limit of 1000 bytes"
BOMB = deflated(bytes(2000))
SPLIT_BOMB = deflated_parts(bytes(900), bytes(101))


@pytest.mark.parametrize(
    ("octets", "code", "rule"),
    [
        (frame(1, b"x", mask=b"abcd"), 1002, MASKED),
        (frame(1, b"x", rsv=4), 1002, RESERVED),
        (frame(1, b"x", rsv=2), 1002, RESERVED),
        (frame(2, b"x", rsv=1), 1002, RESERVED),
        (frame(Opcode.PING, b"x", rsv=4), 1002, RESERVED),
        (frame(3), 1002, OPCODE),
        (frame(15), 1002, OPCODE),
        (
            frame(Opcode.PING, bytes(126)),
            1002,
            "a control frame has over 125 bytes (5.5)",
        ),
        (
            frame(Opcode.PONG, b"", fin=False),
            1002,
            "a control frame is fragmented (5.5)",
        ),
        (
            frame(Opcode.CONTINUATION, b"x"),
            1002,
            "a continuation frame continues no message (5.4)",
        ),
        (
            text("a", fin=False) + text("b"),
            1002,
            "a message begins in the middle of another (5.4)",
        ),
        (
            frame(1, b"caf\xe9"),
            1007,
            "a text message is not UTF-8 (8.1): unexpected end of data at byte 3",
        ),
        (
            text("a", fin=False) + frame(0, b"b\xff", fin=False),
            1007,
            "a text message is not UTF-8 (8.1): invalid start byte at byte 2",
        ),
        (frame(2, bytes(1001)), 1009, TOO_BIG),
        (
            frame(2, bytes(600), fin=False) + frame(0, bytes(401)),
            1009,
            TOO_BIG,
        ),
        (
            frame(2, b"", fin=False) + frame(0, b"", fin=False) * 8,
            1009,
            "a message came in more than 8 fragments",
        ),
        (close(999), 1002, CODE),
        (close(1005), 1002, CODE),
        (close(1006), 1002, CODE),
        (close(1016), 1002, CODE),
        (close(5000), 1002, CODE),
        (
            frame(Opcode.CLOSE, b"\x03"),
            1002,
            "a close frame has half of a close code (5.5.1)",
        ),
        (
            frame(Opcode.CLOSE, b"\x03\xe8\xff"),
            1007,
            "the reason in a close frame is not UTF-8 (5.5.1)",
        ),
    ],
)
async def test_a_violation_is_told_once_and_nothing_after_it(
    recorder: Recorder, octets: bytes, code: int, rule: str
) -> None:
    await violate(recorder, octets, code, rule)


@pytest.mark.parametrize(
    ("octets", "code", "rule"),
    [
        (frame(2, BOMB, rsv=4), 1009, TOO_BIG),
        (
            frame(2, SPLIT_BOMB[0], fin=False, rsv=4) + frame(0, SPLIT_BOMB[1]),
            1009,
            TOO_BIG,
        ),
        (
            frame(2, b"\xff\xff\xff", rsv=4),
            1002,
            "a message cannot be decompressed (RFC 7692, 7.2.2)",
        ),
        (
            frame(2, deflated(b"x"), fin=False, rsv=4) + frame(0, b"", rsv=4),
            1002,
            "a continuation frame is marked as compressed (RFC 7692, 6.2)",
        ),
        (
            frame(1, deflated(b"caf\xe9!"), rsv=4),
            1007,
            "a text message is not UTF-8 (8.1): invalid continuation byte at byte 3",
        ),
    ],
)
async def test_a_violation_under_compression_is_told_too(
    recorder: Recorder, octets: bytes, code: int, rule: str
) -> None:
    await violate(recorder, octets, code, rule, DEFLATE)


async def violate(
    recorder: Recorder, octets: bytes, code: int, rule: str, *fields: str
) -> None:
    """Send what breaks a rule, between what is to be told and what is not."""
    seen: list[Frame] = []

    async def offend(peer: Peer) -> None:
        after = text("unheard"), frame(Opcode.PING, b"?"), close(1000)
        await peer.say(text("first"), octets, *after)
        seen.append(await peer.read())
        assert await peer.reader.read() == b""

    bounds = {"max_size": 1000, "max_fragments": 8, "close": 0.05}
    async with exchange(offend, recorder, *fields, **bounds) as connection:
        closed = await connection.wait_closed()
    (violated,) = recorder.of(Violated)
    assert violated.code == code
    assert violated.rule == rule
    assert recorder.received == [b"first"]
    (sent,) = recorder.of(FrameSeen)
    assert (sent.direction, sent.frame.opcode) == (Direction.SENT, Opcode.CLOSE)
    assert seen == [sent.frame]
    assert int.from_bytes(seen[0].payload[:2]) == code
    assert closed == Closed(
        closed.at,
        1006,
        "",
        Party.LOCAL,
        code,
        "nothing is read after a violation",
        sent_reason=sent.frame.payload[2:].decode(),
    )


async def test_a_close_in_the_middle_of_a_message_is_a_violation(
    recorder: Recorder,
) -> None:
    async def stop(peer: Peer) -> None:
        await peer.say(text("half", fin=False), close(1000, "bye"))
        await wait(peer)

    async with exchange(stop, recorder, close=0.05) as connection:
        closed = await connection.wait_closed()
    (violated,) = recorder.of(Violated)
    assert (violated.rule, violated.code) == (
        "a close frame comes in the middle of a message (5.4)",
        1002,
    )
    assert (closed.code, closed.reason, closed.sent_code) == (1000, "bye", 1002)


async def test_a_violation_after_our_close_is_told_with_the_code_of_that(
    recorder: Recorder,
) -> None:
    async def offend(peer: Peer) -> None:
        await peer.read_to_close()
        await peer.say(frame(3))

    async with exchange(offend, recorder) as connection:
        closed = await connection.close(4000)
    (violated,) = recorder.of(Violated)
    assert (violated.rule, violated.code) == (OPCODE, 4000)
    assert (closed.code, closed.sent_code) == (1006, 4000)


def saying(*octets: bytes) -> Part:
    """Return the part that says this, and agrees to the close."""

    async def say(peer: Peer) -> None:
        await peer.say(*octets)
        await peer.agree()

    return say


async def test_without_a_limit_a_message_may_be_of_any_size(recorder: Recorder) -> None:
    size = 17 * 2**20
    part = saying(frame(Opcode.BINARY, bytes(size)))
    async with exchange(part, recorder, max_size=None) as connection:
        assert len((await recorder.hear(MessageSeen)).payload) == size
        await connection.close()


async def test_as_much_as_the_limits_is_no_violation(recorder: Recorder) -> None:
    parts = (
        frame(Opcode.BINARY, bytes(1000)),
        frame(Opcode.BINARY, deflated(bytes(1000)), rsv=4),
        text("x", fin=False) + frame(0, b"", fin=False) * 6 + frame(0, b""),
    )
    bounds = {"max_size": 1000, "max_fragments": 8}
    async with exchange(saying(*parts), recorder, DEFLATE, **bounds) as connection:
        await recorder.hear(MessageSeen, 3)
        await connection.close()
    assert recorder.of(Violated) == []


@pytest.mark.parametrize(
    ("error", "rule"),
    [
        (ProtocolError("news of another release"), "news of another release"),
        (RuntimeError("a fault in it"), "RuntimeError: a fault in it"),
    ],
)
async def test_what_the_library_finds_besides_is_told_in_its_words(
    error: Exception, rule: str
) -> None:
    protocol = ObservedProtocol(Target(Url(False, "x", 80)))
    assert violation_of(protocol, 0.5) is None
    protocol.parser_exc, protocol.close_sent = error, Close(1011, "")
    assert violation_of(protocol, 0.5) == Violated(0.5, rule, 1011)
