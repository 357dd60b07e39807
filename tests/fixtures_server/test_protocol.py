"""Clients that break the protocol, or a connection: ordinary events."""

import asyncio
import struct
from contextlib import suppress

import pytest
import uvicorn
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.server import ServerState
from websockets.exceptions import ConnectionClosed

from fixtures_server.app import create_app
from fixtures_server.protocol import FixturesProtocol


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        pytest.param(b"\x81\x82\x00\x00\x00\x00\xff\xfe", 1007, id="no UTF-8"),
        pytest.param(b"\x81\x02hi", 1002, id="no mask"),
        pytest.param(b"\x83\x80\x00\x00\x00\x00", 1002, id="reserved opcode"),
        pytest.param(b"\x80\x80\x00\x00\x00\x00", 1002, id="stray continuation"),
        pytest.param(
            b"\x82\xff" + struct.pack(">Q", 2**25) + bytes(4), 1009, id="too big"
        ),
    ],
)
@pytest.mark.parametrize(
    "path", ["/ws", "/lab/echo", "/ws/robust?heartbeat=0.001", "/lab/flood?count=9999"]
)
async def test_a_broken_frame_is_answered_with_its_code(
    dial, complaints, path, frame, code
):
    async with dial(path) as peer:
        peer.connection.transport.write(frame)
        await read_to_the_end(peer)
        assert peer.connection.close_code == code
    assert complaints() == []


class ClosingTransport(asyncio.Transport):
    """A transport that is closing, but still has something to write."""

    def is_closing(self):
        return True


async def test_a_message_that_waited_while_uvicorn_closed_finds_nobody():
    config = uvicorn.Config(create_app(), log_config=None)
    config.load()
    protocol = FixturesProtocol(config, ServerState(), {})
    protocol.transport = ClosingTransport()
    protocol.handshake_complete = protocol.close_sent = True
    protocol.pause_writing()
    message = {"type": "websocket.send", "text": "hi"}
    sending = asyncio.ensure_future(protocol.send(message))
    await asyncio.sleep(0)
    assert not sending.done()
    protocol.resume_writing()
    with pytest.raises(ClientDisconnected):
        await sending


async def read_to_the_end(peer):
    with suppress(ConnectionClosed):
        while True:
            await peer.connection.recv()


async def test_a_text_split_within_a_character_is_whole_again(dial):
    async with dial("/lab/echo") as peer:
        first = b"\x01\x81\x00\x00\x00\x00\xc3"
        last = b"\x80\x81\x00\x00\x00\x00\xa9"
        peer.connection.transport.write(first + last)
        assert await peer.hear() == "é"


async def test_messages_of_a_client_that_vanished_leave_no_warning(dial, complaints):
    async with dial("/lab/echo") as peer:
        peer.connection.transport.write(b"\x81\x81\x00\x00\x00\x00a" * 200)
        peer.reset()
    async with dial("/lab/echo") as peer:
        await peer.say("still there?")
        assert await peer.hear() == "still there?"
    assert complaints() == []
