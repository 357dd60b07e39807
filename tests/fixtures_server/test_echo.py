"""Text in, text out."""

import pytest


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/ws", "Message text was: hello"),
        ("/chat/ws", "You sent: hello"),
        ("/messages/ws", "Message received: hello"),
        ("/ws/test", "HELLO"),
    ],
)
async def test_each_text_is_answered(dial, path, answer):
    async with dial(path) as peer:
        await peer.say("hello", "hello")
        assert await peer.hear_all(2) == [answer, answer]


async def test_an_empty_text_is_answered_too(dial):
    async with dial("/ws") as peer:
        await peer.say("")
        assert await peer.hear() == "Message text was: "


async def test_a_client_is_greeted_by_its_id(dial):
    async with dial("/clients/%C3%A9lo%C3%AFse/ws") as peer:
        assert await peer.hear() == "Connected to client: éloïse"
        await peer.say("hello")
        assert await peer.hear() == "Client éloïse sent: hello"


@pytest.mark.parametrize("path", ["/ws", "/chat/ws", "/messages/ws", "/ws/test"])
async def test_a_binary_message_closes_with_1003(dial, path):
    async with dial(path) as peer:
        await peer.say(b"hello")
        assert await peer.end() == (1003, "text only")
