"""What clients send, and when a conversation is over."""

import pytest
from fastapi import WebSocketException
from starlette.websockets import WebSocketState

from fixtures_server.messages import binaries, messages, texts, typed_objects


class Conversation:
    """The server's side of a connection, with what the client sends written down."""

    application_state = WebSocketState.CONNECTED

    def __init__(self, *received):
        self.received = [
            {"type": "websocket.receive", "text": message}
            if isinstance(message, str)
            else {"type": "websocket.receive", "bytes": message}
            for message in received
        ]
        self.sent = []

    async def receive(self):
        return (
            self.received.pop(0)
            if self.received
            else {"type": "websocket.disconnect", "code": 1000}
        )

    async def send_text(self, text):
        self.sent.append(text)


async def all_of(iterator):
    return [item async for item in iterator]


async def test_messages_end_when_the_client_leaves():
    assert await all_of(messages(Conversation("a", b"b", "", b""))) == [
        "a",
        b"b",
        "",
        b"",
    ]


async def test_messages_may_carry_an_empty_other_half():
    conversation = Conversation()
    conversation.received = [{"type": "websocket.receive", "text": None, "bytes": b"b"}]
    assert await all_of(messages(conversation)) == [b"b"]


async def test_messages_end_when_the_server_has_closed():
    conversation = Conversation("a", "too late")
    iterator = messages(conversation)
    assert await anext(iterator) == "a"
    conversation.application_state = WebSocketState.DISCONNECTED
    assert await anext(iterator, "over") == "over"


@pytest.mark.parametrize(
    ("read", "received", "reason"),
    [(texts, b"b", "text only"), (binaries, "a", "binary only")],
)
async def test_a_message_of_the_wrong_type_is_code_1003(read, received, reason):
    with pytest.raises(WebSocketException) as raised:
        await all_of(read(Conversation(received)))
    assert (raised.value.code, raised.value.reason) == (1003, reason)


async def test_only_objects_with_a_type_are_handed_on():
    conversation = Conversation('{"type":1}', "{}", "null", "{", '{"type":null}')
    assert await all_of(typed_objects(conversation)) == [{"type": 1}, {"type": None}]
    assert conversation.sent == [
        '{"type":"error","message":"Message must include \'type\' field"}',
        '{"type":"error","message":"Message must be a JSON object"}',
        '{"type":"error","message":"Message must be a JSON object"}',
    ]
