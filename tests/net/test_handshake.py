import asyncio
import gzip

import pytest

from tests.peers.opening import answer, read_request, switching
from tests.peers.recorder import Recorder, connected, failure
from tests.peers.tcp import Behaviour, drip, reset, saying, serve, silence
from wscli.core.errors import ConnectError, HandshakeError, Stage, WscliError
from wscli.core.events import Opened, Refused
from wscli.core.target import Limits, Request, Target
from wscli.net.dial import RefusedError

AT_FAULT = "; the server is at fault"


async def why_not(
    behaviour: Behaviour, request: Request | None = None, limits: Limits | None = None
) -> WscliError:
    async with serve(behaviour) as server:
        target = Target(server.url(), request or Request(), limits=limits or Limits())
        return await failure(target)


def switching_with(
    *fields: str, without: str = "-", line_end: bytes = b"\r\n"
) -> Behaviour:
    """Return the behaviour that accepts, but with and without some header fields."""

    async def accept(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = switching(await read_request(reader)).removesuffix(b"\r\n\r\n")
        lines = [
            line
            for line in head.split(b"\r\n")
            if not line.startswith(without.encode())
        ]
        added = [field.encode("latin-1") for field in fields]
        writer.write(line_end.join([*lines, *added, b"", b""]))
        await silence(reader, writer)

    return accept


# Upgrades.


async def test_an_upgrade_opens_a_connection(recorder: Recorder) -> None:
    async with (
        serve(switching_with("X-Cookie: ä" + "x" * 9000)) as server,
        connected(Target(server.url()), recorder),
    ):
        (opened,) = recorder.of(Opened)
    assert [name for name, _ in opened.response] == [
        "Upgrade",
        "Connection",
        "Sec-WebSocket-Accept",
        "X-Cookie",
    ]
    assert opened.request[0] == ("Host", f"127.0.0.1:{server.port}")
    assert (opened.subprotocol, opened.extensions, opened.tls) == (None, "", None)


async def test_an_upgrade_may_end_its_lines_with_line_feeds(recorder: Recorder) -> None:
    async with (
        serve(switching_with(line_end=b"\n")) as server,
        connected(Target(server.url()), recorder) as connection,
    ):
        assert connection.is_open


async def test_the_subprotocol_and_extensions_that_were_agreed_on_are_told(
    recorder: Recorder,
) -> None:
    fields = (
        "Sec-WebSocket-Protocol: b",
        "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover",
    )
    async with serve(switching_with(*fields)) as server:
        target = Target(server.url(), Request(subprotocols=("a", "b")))
        async with connected(target, recorder) as connection:
            opened = connection.opened
    assert opened.subprotocol == "b"
    assert opened.extensions == "permessage-deflate; server_no_context_takeover"


@pytest.mark.parametrize(
    ("behaviour", "sentence"),
    [
        (
            switching_with(without="Upgrade"),
            "the 101 answer has no Upgrade header field;"
            " something between may have removed it",
        ),
        (
            switching_with(without="Connection"),
            "the 101 answer has no Connection header field;"
            " something between may have removed it",
        ),
        (
            switching_with("Upgrade: h2c", without="Upgrade"),
            f"the Upgrade header field cannot be used: 'h2c'{AT_FAULT}",
        ),
        (
            switching_with("Connection: \x1b]0;x\x07", without="Connection"),
            "the answer cannot be read: invalid HTTP header value: \\x1b]0;x\\x07"
            f"{AT_FAULT}",
        ),
        (
            switching_with("Connection: keep-alive, ?", without="Connection"),
            "the Connection header field cannot be used: 'expected token at 12 in"
            f" keep-alive, ?'{AT_FAULT}",
        ),
        (
            switching_with(without="Sec-WebSocket-Accept"),
            "the 101 answer has no Sec-WebSocket-Accept header field;"
            " the server does not speak WebSocket",
        ),
        (
            switching_with("Sec-WebSocket-Accept: wrong", without="Sec-WebSocket-Acc"),
            "Sec-WebSocket-Accept is 'wrong', which is not for our key;"
            " a cache or something else between may have answered",
        ),
        (
            switching_with("Sec-WebSocket-Accept: wrong"),
            f"the 101 answer has more than one Sec-WebSocket-Accept{AT_FAULT}",
        ),
        (
            switching_with("Sec-WebSocket-Protocol: chat"),
            "the server chose the subprotocol 'chat', which was not offered;"
            " offer it with -s NAME if it is wanted",
        ),
        (
            switching_with(f"Sec-WebSocket-Extensions: {'x' * 3000}"),
            "the server chose extensions that were not offered, or not like this:"
            f" Unsupported extension: name = {'x' * 30}...{AT_FAULT}",
        ),
        (
            switching_with("Sec-WebSocket-Extensions: permessage-deflate; wbits=1"),
            "the server chose extensions that were not offered, or not like this:"
            " Unsupported extension: name = permessage-deflate, params = [..."
            f"{AT_FAULT}",
        ),
        (
            switching_with(f"Sec-WebSocket-Extensions: {'x' * 9000}"),
            "the answer cannot be read: read 9028 bytes, expected no more than 8192"
            f" bytes{AT_FAULT}",
        ),
    ],
)
async def test_an_upgrade_that_is_none_is_told(
    behaviour: Behaviour, sentence: str
) -> None:
    why = await why_not(behaviour)
    assert isinstance(why, HandshakeError)
    assert str(why) == f"opening handshake: {sentence}"
    assert str(why).isprintable()
    assert len(str(why)) < 300


async def test_a_subprotocol_that_is_another_than_those_offered_is_told() -> None:
    behaviour = switching_with("Sec-WebSocket-Protocol: other")
    why = await why_not(behaviour, Request(subprotocols=("chat",)))
    assert why.sentence == (
        "opening handshake: the server chose the subprotocol 'other', which was not"
        " offered"
    )


async def test_more_than_one_subprotocol_is_told() -> None:
    fields = ("Sec-WebSocket-Protocol: a", "Sec-WebSocket-Protocol: b")
    why = await why_not(switching_with(*fields), Request(subprotocols=("a", "b")))
    assert why.sentence == (
        "opening handshake: the Sec-WebSocket-Protocol header field cannot be used:"
        " 'multiple values: a, b'"
    )


async def test_http_1_0_knows_no_upgrade() -> None:
    async def accept(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        octets = switching(await read_request(reader))
        writer.write(octets.replace(b"HTTP/1.1", b"HTTP/1.0"))
        await silence(reader, writer)

    assert str(await why_not(accept)) == (
        "opening handshake: the 101 answer is of HTTP/1.0, which knows no upgrade"
        f"{AT_FAULT}"
    )


# What is no answer.

NO_HTTP = "opening handshake: the answer is not valid HTTP: "
PORT = "; check that the port is the one of the WebSocket server"


@pytest.mark.parametrize(
    ("octets", "sentence"),
    [
        (
            b"SSH-2.0-OpenSSH_9.2\r\n",
            f"{NO_HTTP}it does not begin like an HTTP answer"
            rf" (it begins with 'SSH-2.0-OpenSSH_9.2\r\n'){PORT}",
        ),
        (
            b"\x1b]0;owned\x07\n\xe2\x80\xae" + b"x" * 20,
            f"{NO_HTTP}it does not begin like an HTTP answer"
            rf" (it begins with '\x1b]0;owned\x07\nâ\x80®{'x' * 18}')"
            f"{PORT}",
        ),
        (
            b"HTTP/1.1 4 Bad\r\n\r\n",
            f"{NO_HTTP}its status line is malformed"
            rf" (it begins with 'HTTP/1.1 4 Bad\r\n\r\n'){PORT}",
        ),
        (
            b"HTTP/1.1 403 No\r\n" + b"A: x\r\n" * 10_000,
            f"{NO_HTTP}its head is over 16384 bytes"
            rf" (it begins with 'HTTP/1.1 403 No\r\nA: x\r\nA: x\r\nA: '){PORT}",
        ),
        (
            b"\x15\x03\x01\x00\x02\x02\x16",
            "opening handshake: the server answered in TLS; use wss:// on this port",
        ),
    ],
)
async def test_what_is_no_http_is_told(octets: bytes, sentence: str) -> None:
    why = await why_not(saying(octets))
    assert isinstance(why, HandshakeError)
    assert str(why) == sentence


async def hang_up_politely(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    await read_request(reader)


async def reset_it(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    reset(writer)


@pytest.mark.parametrize(
    ("behaviour", "cause"),
    [(hang_up_politely, ""), (reset_it, ": connection reset by peer")],
)
async def test_a_server_that_hangs_up_is_told(behaviour: Behaviour, cause: str) -> None:
    async with serve(behaviour) as server:
        why = await failure(Target(server.url()))
    assert isinstance(why, ConnectError)
    assert (why.stage, why.is_transient) == (Stage.HANDSHAKE, True)
    assert str(why) == (
        f"opening handshake: 127.0.0.1:{server.port} closed the connection without an"
        f" answer{cause}; use wss:// if the port is for TLS; else see the server's log"
    )


async def test_an_answer_that_ends_in_the_middle_is_told() -> None:
    async def stop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 403")

    assert str(await why_not(stop)) == (
        f"{NO_HTTP}it ends in the middle (it begins with 'HTTP/1.1 403'){PORT}"
    )


# Refusals, and their bodies.


async def refusal(behaviour: Behaviour, recorder: Recorder, **bounds: float) -> Refused:
    why = await why_not(behaviour, limits=Limits(**bounds))
    assert isinstance(why, RefusedError)
    assert why.exit_code == HandshakeError.exit_code
    assert str(why) == (
        f"opening handshake: the server refused with HTTP {why.refused.status}"
    )
    return why.refused


def refusing(*lines: str, body: bytes = b"", leaves: bool = False) -> Behaviour:
    async def refuse(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await read_request(reader)
        await drip(writer, answer(*lines))
        writer.write(body)
        await writer.drain()
        if not leaves:
            await silence(reader, writer)

    return refuse


SQUASHED = gzip.compress(bytes(1000), mtime=0)


@pytest.mark.parametrize(
    ("fields", "sent", "leaves", "body", "is_cut"),
    [
        (["Content-Length: 4"], b"nope, and more", False, b"nope", False),
        (["Content-Length: 0"], b"", False, b"", False),
        (["Transfer-Encoding: chunked"], b"2\r\nno\r\n0\r\n\r\n", False, b"no", False),
        (["Content-Length: 9"], b"nope", True, b"nope", True),
        ([], b"nope", True, b"nope", False),
        ([], b"", True, b"", False),
        (["Content-Encoding: gzip"], SQUASHED, True, SQUASHED, False),
        ([], b"x" * 65_536, True, b"x" * 65_536, False),
        ([], b"x" * 65_537, True, b"x" * 65_536, True),
        (["Transfer-Encoding: chunked"], b"zz\r\n", False, b"", True),
    ],
)
async def test_a_refusal_is_told_with_its_body(
    recorder: Recorder,
    fields: list[str],
    sent: bytes,
    leaves: bool,
    body: bytes,
    is_cut: bool,
) -> None:
    behaviour = refusing("HTTP/1.1 403 Forbidden", *fields, body=sent, leaves=leaves)
    refused = await refusal(behaviour, recorder)
    assert (refused.status, refused.reason) == (403, "Forbidden")
    assert (refused.body, refused.is_body_cut) == (body, is_cut)


async def test_a_refusal_of_http_1_0_is_one(recorder: Recorder) -> None:
    behaviour = refusing("HTTP/1.0 401 näh", body=b"who?", leaves=True)
    refused = await refusal(behaviour, recorder)
    assert (refused.status, refused.reason, refused.body) == (401, "näh", b"who?")


@pytest.mark.parametrize(
    "fields", [["Content-Length: 900"], [], ["Transfer-Encoding: chunked"]]
)
async def test_a_body_that_does_not_end_is_not_waited_for(
    recorder: Recorder, fields: list[str]
) -> None:
    sent = b"5\r\nhello" if "Transfer-Encoding: chunked" in fields else b"hello"
    behaviour = refusing("HTTP/1.1 503 Busy", *fields, body=sent)
    refused = await refusal(behaviour, recorder, body=0.05)
    assert (refused.body, refused.is_body_cut) == (b"hello", True)


async def test_a_body_that_breaks_off_is_kept_so_far(recorder: Recorder) -> None:
    async def refuse(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await read_request(reader)
        writer.write(answer("HTTP/1.1 500 Oh", body=b"hello"))
        await writer.drain()
        reset(writer)

    refused = await refusal(refuse, recorder)
    assert (refused.status, refused.body, refused.is_body_cut) == (500, b"hello", True)


async def test_a_body_without_an_end_is_kept_up_to_the_bound(
    recorder: Recorder,
) -> None:
    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(answer("HTTP/1.1 403 Forbidden"))
        while True:
            writer.write(b"x" * 1000)
            await writer.drain()

    refused = await refusal(flood, recorder, max_body=5000)
    assert (refused.body, refused.is_body_cut) == (b"x" * 5000, True)
