"""The three chats. Each test has a server, since a chat has one room."""

from contextlib import suppress

import pytest

from fixtures_server.chat import NamedChat


@pytest.fixture
def base(own_base):
    return own_base


async def test_the_tutorial_chat_tells_the_sender_first_and_then_everyone(dial):
    async with dial("/ws/1") as ann, dial("/ws/2") as bob:
        await ann.say("hi")
        assert await ann.hear_all(2) == ["You wrote: hi", "Client #1 says: hi"]
        assert await bob.hear() == "Client #1 says: hi"
        await bob.connection.close()
        assert await ann.hear() == "Client #2 left the chat"


async def test_two_clients_of_the_tutorial_chat_may_share_an_id(dial):
    async with dial("/ws/7") as ann, dial("/ws/7") as bob:
        await ann.say("hi")
        assert await bob.hear() == "Client #7 says: hi"


@pytest.mark.parametrize("client_id", ["ann", "1.5", "%20"])
async def test_an_id_that_is_no_int_is_refused(refusal, client_id):
    response = await refusal(f"/ws/{client_id}")
    assert (response.status_code, response.body) == (403, b"")


async def test_whoever_sends_binary_leaves_the_tutorial_chat(dial):
    async with dial("/ws/1") as ann, dial("/ws/2") as bob:
        await bob.say(b"hi")
        assert await bob.end() == (1003, "text only")
        assert await ann.hear() == "Client #2 left the chat"


async def test_the_broadcast_chat_tells_everyone_everything(dial):
    async with dial("/broadcast/ws/ann") as ann:
        assert await ann.hear() == "Client #ann joined the chat"
        async with dial("/broadcast/ws/bob") as bob:
            assert await ann.hear() == "Client #bob joined the chat"
            assert await bob.hear() == "Client #bob joined the chat"
            await bob.say("hi")
            assert await ann.hear() == "Client #bob: hi"
            assert await bob.hear() == "Client #bob: hi"
        assert await ann.hear() == "Client #bob left the chat"


async def test_a_broadcast_goes_on_past_a_peer_that_vanished(dial):
    async with (
        dial("/broadcast/ws/eve") as eve,
        dial("/broadcast/ws/ann") as ann,
        dial("/broadcast/ws/bob") as bob,
    ):
        assert await eve.hear_all(3)
        assert await ann.hear_all(2)
        assert await bob.hear_all(1)
        eve.reset()
        await ann.say("still there?")
        heard = {await bob.hear(), await bob.hear()}
        assert heard == {"Client #ann: still there?", "Client #eve left the chat"}


async def test_a_broadcast_goes_on_past_a_peer_that_stopped_reading(dial):
    big = "x" * 2**20
    options = {"max_size": None, "compression": None, "ping_interval": None}
    async with (
        dial("/broadcast/ws/eve", **options) as eve,
        dial("/broadcast/ws/ann", **options) as ann,
    ):
        assert await ann.hear() == "Client #ann joined the chat"
        eve.connection.transport.pause_reading()
        heard = ""
        while heard != "Client #eve left the chat":
            await ann.say(big)
            heard = await ann.hear()
        assert await ann.hear() == f"Client #ann: {big}"
        eve.reset()


async def test_the_named_chat_tells_the_sender_and_the_others_apart(dial):
    async with dial("/chat/ws/ann") as ann:
        assert await ann.hear() == "Client #ann joined the chat"
        async with dial("/chat/ws/bob") as bob:
            assert await ann.hear() == "Client #bob joined the chat"
            assert await bob.hear() == "Client #bob joined the chat"
            await bob.say("hi")
            assert await ann.hear() == "Client #bob: hi"
            assert await bob.hear() == "You: hi"
        assert await ann.hear() == "Client #bob left the chat"


async def test_the_same_name_again_replaces_the_older_connection(dial):
    async with dial("/chat/ws/ann") as ann, dial("/chat/ws/bob") as older:
        assert await ann.hear_all(2)
        assert await older.hear() == "Client #bob joined the chat"
        async with dial("/chat/ws/bob") as newer:
            assert await older.end() == (4009, "replaced by a newer connection")
            assert await newer.hear() == "Client #bob joined the chat"
            await newer.say("it is me")
            assert await newer.hear() == "You: it is me"
        # No `left` for the older connection: to the others, bob never left.
        assert await ann.hear_all(3) == [
            "Client #bob joined the chat",
            "Client #bob: it is me",
            "Client #bob left the chat",
        ]


async def test_a_replaced_connection_is_out_of_the_chat_at_once(fake_peer):
    older, newer, chat = fake_peer(), fake_peer(), NamedChat()
    await chat.join("bob", older)
    await chat.join("bob", newer)
    assert len(chat.everyone) == 1
    assert chat.leave("bob", older) is False
    assert chat.leave("bob", newer) is True
    assert len(chat.everyone) == 0


async def test_a_replaced_connection_is_not_heard_any_more(dial):
    async with dial("/chat/ws/bob") as older:
        assert await older.hear() == "Client #bob joined the chat"
        async with dial("/chat/ws/bob") as newer:
            assert await newer.hear() == "Client #bob joined the chat"
            # Where its goodbye was quicker, it cannot say anything at all.
            with suppress(RuntimeError):
                older.connection.transport.write(b"\x81\x81\x00\x00\x00\x00?")
            await newer.say("hi")
            assert await newer.hear() == "You: hi"
