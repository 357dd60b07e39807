"""Rooms that speak JSON. Each test has a room of its own."""

from datetime import datetime, timedelta

import pytest

from fixtures_server.rooms import Rooms


async def test_a_newcomer_is_welcomed_and_the_others_are_told(dial):
    async with dial("/ws/room/hall") as ann:
        assert await ann.hear() == (
            '{"type":"welcome","room_id":"hall","message":"Welcome to room hall"}'
        )
        async with dial("/ws/room/hall") as bob:
            assert (await bob.hear_json())["type"] == "welcome"
            assert await ann.hear() == (
                '{"type":"user_joined","room_id":"hall","member_count":2}'
            )
        assert await ann.hear() == (
            '{"type":"user_left","room_id":"hall","member_count":1}'
        )


async def test_a_message_goes_to_everyone_with_the_time_in_utc(dial):
    async with dial("/ws/room/attic") as ann, dial("/ws/room/attic") as bob:
        assert (await ann.hear_json())["type"] == "welcome"
        assert (await ann.hear_json())["type"] == "user_joined"
        assert (await bob.hear_json())["type"] == "welcome"
        await ann.say_json({"type": "message", "content": "Grüße"})
        heard = await ann.hear_json()
        assert heard == await bob.hear_json()
        timestamp = datetime.fromisoformat(heard.pop("timestamp"))
        assert timestamp.utcoffset() == timedelta(0)
        assert heard == {
            "type": "room_message",
            "room_id": "attic",
            "message": "Grüße",
        }


async def test_rooms_do_not_hear_each_other(dial):
    async with dial("/ws/room/left") as ann, dial("/ws/room/right") as bob:
        assert (await ann.hear_json())["room_id"] == "left"
        assert (await bob.hear_json())["room_id"] == "right"
        await ann.say_json({"type": "message", "content": "anybody?"})
        assert (await ann.hear_json())["type"] == "room_message"
        await bob.say_json({"type": "ping"})
        assert await bob.hear_json() == {"type": "pong"}


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ('{"type":"dance"}', "Unknown message type: dance"),
        ('{"type":["a"]}', "Unknown message type: ['a']"),
        ('{"type":"message"}', "Message content is required"),
        ('{"content":"hi"}', "Message must include 'type' field"),
        ("[]", "Message must be a JSON object"),
        ("not json", "Message must be a JSON object"),
    ],
)
async def test_other_messages_are_answered_with_an_error(dial, said, error):
    async with dial("/ws/room/errors") as peer:
        assert (await peer.hear_json())["type"] == "welcome"
        await peer.say(said, '{"type":"ping"}')
        assert await peer.hear_json() == {"type": "error", "message": error}
        assert await peer.hear() == '{"type":"pong"}'


async def test_a_lone_surrogate_reaches_the_room_as_an_escape(dial):
    async with dial("/ws/room/surrogates") as peer:
        assert (await peer.hear_json())["type"] == "welcome"
        await peer.say(r'{"type":"message","content":"\ud800"}')
        assert r'"message":"\ud800"' in await peer.hear()


async def test_a_member_that_sends_binary_leaves_the_room(dial):
    async with dial("/ws/room/strict") as ann, dial("/ws/room/strict") as bob:
        assert (await ann.hear_json())["type"] == "welcome"
        assert (await ann.hear_json())["type"] == "user_joined"
        assert (await bob.hear_json())["type"] == "welcome"
        await bob.say(b"{}")
        assert await bob.end() == (1003, "text only")
        assert (await ann.hear_json())["member_count"] == 1


async def test_a_member_that_vanishes_leaves_the_room(dial):
    async with dial("/ws/room/fragile") as ann, dial("/ws/room/fragile") as bob:
        assert (await ann.hear_json())["type"] == "welcome"
        assert (await ann.hear_json())["type"] == "user_joined"
        assert (await bob.hear_json())["type"] == "welcome"
        bob.reset()
        assert (await ann.hear_json())["type"] == "user_left"


def test_a_room_left_empty_is_forgotten(fake_peer):
    rooms, ann, bob = Rooms(), fake_peer(), fake_peer()
    room = rooms.join("brief", ann)
    assert rooms.join("brief", bob) is room
    rooms.leave(room, ann)
    assert rooms.join("brief", ann) is room
    rooms.leave(room, ann)
    rooms.leave(room, bob)
    assert rooms.join("brief", ann) is not room
