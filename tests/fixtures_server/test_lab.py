"""The lab."""

import asyncio
import json
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from fixtures_server.lab import TRICKS, flood


@pytest.mark.parametrize("code", [1000, 1001, 1003, 1007, 1011, 1014, 3000, 4999])
async def test_a_connection_is_closed_with_the_code_asked_for(dial, code):
    async with dial(f"/lab/close/{code}?reason=so%20it%20%C3%A9nds") as peer:
        assert await peer.end() == (code, "so it énds")


async def test_a_reason_is_not_needed_and_may_fill_the_frame(dial):
    async with dial("/lab/close/1000") as peer:
        assert await peer.end() == (1000, "")
    async with dial(f"/lab/close/1000?reason={'x' * 123}") as peer:
        assert await peer.end() == (1000, "x" * 123)


@pytest.mark.parametrize("code", [0, 999, 1004, 1005, 1006, 1015, 2999, 5000, "abc"])
async def test_a_code_that_no_close_frame_carries_is_refused(refusal, code):
    assert (await refusal(f"/lab/close/{code}")).status_code == 403


async def test_a_reason_too_long_for_a_close_frame_is_refused(refusal):
    response = await refusal(f"/lab/close/1000?reason={'%C3%A9' * 62}")
    assert response.status_code == 403


@pytest.mark.parametrize("status", [200, 302, 400, 401, 404, 429, 500, 503, 599])
async def test_a_handshake_is_denied_with_the_status_asked_for(refusal, status):
    response = await refusal(f"/lab/deny/{status}")
    reason = f"the path asks for {status}"
    assert response.status_code == status
    assert response.headers["X-Reason"] == reason
    assert response.headers["Content-Type"] == "application/json"
    assert json.loads(response.body) == {"detail": reason}


@pytest.mark.parametrize("status", [204, 304])
async def test_a_status_that_allows_no_body_has_none(refusal, status):
    response = await refusal(f"/lab/deny/{status}")
    assert (response.status_code, response.body) == (status, b"")
    assert response.headers["X-Reason"] == f"the path asks for {status}"


@pytest.mark.parametrize("status", [101, 199, 600, "abc"])
async def test_a_status_that_denies_nothing_is_refused(refusal, status):
    assert (await refusal(f"/lab/deny/{status}")).status_code == 403


async def test_a_denied_handshake_is_no_error_of_the_server(refusal, complaints):
    await refusal("/lab/deny/401")
    assert complaints() == []


async def test_the_handshake_is_shown_as_the_server_saw_it(dial):
    headers = [("X-One", "1"), ("X-Two", "a"), ("X-Two", "b"), ("Cookie", "k=v; l=w")]
    async with dial(
        "/lab/handshake?q=1&q=2&e=%C3%A9",
        additional_headers=headers,
        origin="http://example.com",
        subprotocols=["chat.v1", "chat.v2"],
        user_agent_header="a test",
    ) as peer:
        seen = await peer.hear_json()
        address = list(peer.connection.local_address)
    assert seen["path"] == "/lab/handshake"
    assert seen["headers"]["x-one"] == "1"
    assert seen["headers"]["x-two"] == "a, b"
    assert seen["headers"]["origin"] == "http://example.com"
    assert seen["headers"]["user-agent"] == "a test"
    assert seen["cookies"] == {"k": "v", "l": "w"}
    assert seen["query"] == {"q": "2", "e": "é"}
    assert seen["query_string"] == "q=1&q=2&e=%C3%A9"
    assert seen["subprotocols"] == ["chat.v1", "chat.v2"]
    assert seen["client"] == address


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (["chat.v1", "chat.v2"], "chat.v2"),
        (["other", "chat.v1"], "chat.v1"),
        (["other"], None),
        (None, None),
    ],
)
async def test_the_server_prefers_its_first_subprotocol(dial, offered, chosen):
    async with dial("/lab/subprotocol", subprotocols=offered) as peer:
        assert peer.connection.subprotocol == chosen


async def test_a_slow_echo_comes_after_its_delay_and_in_order(dial):
    async with dial("/lab/slow?delay=0.3") as peer:
        loop_time = peer.connection.loop.time
        start = loop_time()
        await peer.say(*"abcdefghi", b"j")
        assert await peer.hear_all(10) == [*"abcdefghi", b"j"]
        # The delays run side by side: ten in a row would last 3 s.
        assert 0.3 <= loop_time() - start < 2


async def test_a_flood_brings_every_message_and_then_1000(dial):
    async with dial("/lab/flood?count=2000&size=1000") as peer:
        assert await peer.hear_all(2000) == ["x" * 1000] * 2000
        assert await peer.end() == (1000, "")


async def test_a_flood_has_a_hundred_characters_by_default(dial):
    async with dial("/lab/flood?count=1") as peer:
        assert await peer.hear() == "x" * 100


async def test_a_flood_waits_for_a_client_that_is_behind(fake_peer):
    class Slow(fake_peer):
        async def accept(self):
            pass

        async def receive(self):
            await asyncio.Event().wait()

    reading, waiting = asyncio.Event(), asyncio.Event()

    async def send():
        waiting.set()
        await reading.wait()

    peer = Slow(send)
    flooding = asyncio.ensure_future(flood(peer, count=3, size=1))
    await waiting.wait()
    for _ in range(10):
        await asyncio.sleep(0)
    assert peer.heard == []
    flooding.cancel()


async def test_a_flood_leaves_others_their_turn(dial):
    async with dial("/lab/flood?count=10000000&size=0", compression=None) as flooded:
        assert await flooded.hear() == ""
        reading = asyncio.ensure_future(drain(flooded))
        async with dial("/ws") as peer:
            await peer.say("hi")
            assert await peer.hear() == "Message text was: hi"
        flooded.reset()
        await reading


async def drain(peer):
    with suppress(ConnectionClosed):
        while True:
            await peer.connection.recv()


async def test_a_flood_ends_when_the_client_leaves(dial, complaints):
    async with dial("/lab/flood?count=10000000&size=10") as peer:
        await peer.say("that will do")
        assert await peer.hear() == "x" * 10
        reading = asyncio.ensure_future(drain(peer))
        await peer.connection.close()
        await reading
    assert peer.connection.close_code == 1000
    assert complaints() == []


@pytest.mark.parametrize("query", ["count=-1", "size=-1", "count=many"])
async def test_a_flood_out_of_range_is_refused(refusal, query):
    assert (await refusal(f"/lab/flood?{query}")).status_code == 403


HANDSHAKE = (
    b"GET /lab/abort?after=%d HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Version: 13\r\n\r\n"
)
HELLO_MASKED = b"\x81\x85\x00\x00\x00\x00hello"
HELLO = b"\x81\x05hello"


@pytest.mark.parametrize("after", [0, 2])
async def test_an_aborted_connection_ends_without_a_close_frame(base, after):
    host, port = base.removeprefix("ws://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    async with asyncio.timeout(5):
        writer.write(HANDSHAKE % after)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 ")
        for _ in range(after):
            writer.write(HELLO_MASKED)
            assert await reader.readexactly(len(HELLO)) == HELLO
        assert await reader.read() == b""
    writer.close()


async def test_a_client_sees_an_abort_as_a_lost_connection(dial):
    async with dial("/lab/abort?after=1") as peer:
        await peer.say(b"hello")
        assert await peer.hear() == b"hello"
        assert await peer.end() is None


async def test_a_client_may_leave_before_the_abort(dial):
    async with dial("/lab/abort?after=1") as peer:
        await peer.connection.close()
        assert peer.connection.close_code == 1000


async def test_tricks_come_as_they_are_in_messages_and_in_the_reason(dial):
    async with dial("/lab/escape") as peer:
        assert await peer.hear_all(len(TRICKS)) == list(TRICKS)
        assert await peer.end() == (1000, "\x1b[31mred\x1b[0m\r\nreason")


@pytest.mark.parametrize(
    "trick", ["\x1b[", "\x1b]", "\x00", "\r", "\u202e", "\x9b", "\u200b", "\b"]
)
def test_there_is_a_trick_of_each_kind(trick):
    assert any(trick in text for text in TRICKS)


async def test_any_message_is_echoed_as_it_came(dial):
    async with dial("/lab/echo") as peer:
        await peer.say("text", b"\x00\xff", "", b"")
        assert await peer.hear_all(4) == ["text", b"\x00\xff", "", b""]
        # A fragmented message comes back as one.
        await peer.connection.send(["frag", "mented"])
        assert await peer.hear() == "fragmented"
