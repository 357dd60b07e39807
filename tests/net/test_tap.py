import asyncio
import logging

import pytest
from websockets.frames import Frame as LibraryFrame
from websockets.frames import Opcode as LibraryOpcode

from tests.peers.opening import Request, answer, read_request, switching
from tests.peers.recorder import Recorder, connected, failure
from tests.peers.tcp import serve, silence
from wscli.core.frames import Opcode
from wscli.core.target import Request as OpeningRequest
from wscli.core.target import Target
from wscli.core.url import Url
from wscli.net.tap import WireFrame, WireTap, agreed_extensions


async def request_of(request: OpeningRequest, resource: str = "/") -> Request:
    """Return the opening handshake that a server sees."""
    seen: list[Request] = []

    async def refuse(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        seen.append(await read_request(reader))
        writer.write(answer("HTTP/1.1 400 No", "Content-Length: 0"))

    async with serve(refuse) as server:
        url = Url(False, server.host, server.port, resource)
        recorder = Recorder()
        await failure(Target(url, request), recorder)
    (only,) = seen
    assert recorder.events[-1].request == only.headers
    return only


def names(request: Request) -> list[str]:
    return [name for name, _ in request.headers]


async def test_the_handshake_is_that_of_a_browser_but_for_its_origin() -> None:
    seen = await request_of(OpeningRequest(), "/chat?room=%20a&b={c}")
    assert seen.line == "GET /chat?room=%20a&b={c} HTTP/1.1"
    assert names(seen) == [
        "Host",
        "Upgrade",
        "Connection",
        "Sec-WebSocket-Key",
        "Sec-WebSocket-Version",
        "Sec-WebSocket-Extensions",
        "User-Agent",
    ]
    assert seen.header("Sec-WebSocket-Version") == "13"
    assert seen.header("Sec-WebSocket-Extensions") == (
        "permessage-deflate; client_max_window_bits"
    )
    assert seen.header("User-Agent").startswith("wscli/")
    again = await request_of(OpeningRequest())
    assert again.header("Sec-WebSocket-Key") != seen.header("Sec-WebSocket-Key")


async def test_choices_are_header_fields() -> None:
    seen = await request_of(
        OpeningRequest(
            subprotocols=("chat", "graphql-ws"),
            origin="https://example.com",
            user_agent="mine/1.0",
            has_compression=False,
        )
    )
    assert seen.header("Sec-WebSocket-Protocol") == "chat, graphql-ws"
    assert seen.header("Origin") == "https://example.com"
    assert seen.header("User-Agent") == "mine/1.0"
    assert seen.header("Sec-WebSocket-Extensions") is None


async def test_an_empty_user_agent_is_left_out() -> None:
    assert "User-Agent" not in names(await request_of(OpeningRequest(user_agent="")))


async def test_a_field_of_the_user_replaces_ours_and_there_may_be_several() -> None:
    headers = (
        ("X-One", "1"),
        ("user-agent", "mine"),
        ("X-One", "2"),
        ("host", "other.example"),
        ("X-Latin", "n\xe4h"),
    )
    seen = await request_of(OpeningRequest(headers=headers))
    assert seen.headers[0] == ("host", "other.example")
    assert names(seen)[-4:] == ["X-One", "user-agent", "X-One", "X-Latin"]
    assert [each for name, each in seen.headers if name == "X-One"] == ["1", "2"]
    assert names(seen).count("Host") == 0
    assert seen.header("X-Latin") == "n\xe4h"


async def test_a_field_without_a_value_takes_ours_away() -> None:
    gone = ("Host", "Connection", "Upgrade", "User-Agent", "Sec-WebSocket-Key")
    seen = await request_of(OpeningRequest(headers=tuple((name, "") for name in gone)))
    assert names(seen) == ["Sec-WebSocket-Version", "Sec-WebSocket-Extensions"]


# What the user writes by hand is what the answer is held to.


async def open_with(
    headers: tuple[tuple[str, str], ...], *fields: str, recorder: Recorder
) -> str | None:
    """Open a connection with these header fields; return the subprotocol."""

    async def accept(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(switching(await read_request(reader), *fields))
        await silence(reader, writer)

    async with serve(accept) as server:
        target = Target(server.url(), OpeningRequest(headers=headers))
        async with connected(target, recorder) as connection:
            return connection.opened.subprotocol


async def test_the_answer_is_for_the_key_of_the_user(recorder: Recorder) -> None:
    key = (("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),)
    await open_with(key, recorder=recorder)


@pytest.mark.parametrize("chosen", ["chat", "super-chat"])
async def test_subprotocols_may_be_offered_by_hand(
    recorder: Recorder, chosen: str
) -> None:
    headers = (
        ("Sec-WebSocket-Protocol", "chat,"),
        ("sec-websocket-protocol", " super-chat"),
    )
    field = f"Sec-WebSocket-Protocol: {chosen}"
    assert await open_with(headers, field, recorder=recorder) == chosen


async def test_an_extension_whose_offer_was_taken_away_is_refused() -> None:
    async def accept(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        request = await read_request(reader)
        writer.write(switching(request, "Sec-WebSocket-Extensions: permessage-deflate"))
        await silence(reader, writer)

    request = OpeningRequest(headers=(("Sec-WebSocket-Extensions", ""),))
    async with serve(accept) as server:
        why = await failure(Target(server.url(), request))
    assert why.sentence == (
        "opening handshake: the server chose extensions that were not offered, or not"
        " like this: no extensions supported"
    )


async def test_nothing_is_logged(
    recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    headers = (("Authorization", "Bearer abc"),)
    await open_with(headers, recorder=recorder)
    assert "abc" not in caplog.text


def test_frames_are_noted_as_they_pass_each_way_and_once() -> None:
    tap = WireTap()
    ping = LibraryFrame(LibraryOpcode.PING, bytearray(b"now"))
    data = LibraryFrame(LibraryOpcode.TEXT, b"12345", fin=False, rsv1=True)
    assert tap.decode(ping) is ping
    assert tap.decode(data) is data
    assert tap.encode(ping) is ping
    heard = [
        WireFrame(Opcode.PING, fin=True, rsv1=False, size=3, payload=b"now"),
        WireFrame(Opcode.TEXT, fin=False, rsv1=True, size=5),
    ]
    assert tap.take_received() == heard
    assert tap.take_received() == []
    assert tap.take_sent() == heard[:1]
    assert tap.take_sent() == []


def test_what_was_agreed_on_is_one_line() -> None:
    fields = (
        ("Sec-WebSocket-Extensions", "a"),
        ("Server", "x"),
        ("sec-websocket-extensions", "b; c=1"),
    )
    assert agreed_extensions(fields) == "a, b; c=1"
    assert agreed_extensions(()) == ""
